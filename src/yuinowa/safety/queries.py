"""Who sees which allowed setting."""

from yuinowa.access.querysets import AllowingQuerySet


class AllowedSettingQuerySet(AllowingQuerySet):
    """City-wide for the clearance manager; others see it only through the talent it belongs to."""
