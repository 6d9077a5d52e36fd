"""Who sees plans: the whole city's planners only."""

from yuinowa.access.querysets import AllowingQuerySet


class PlanQuerySet(AllowingQuerySet):
    """City-wide reaches only."""


class PlanPartQuerySet(AllowingQuerySet):
    """City-wide reaches only."""
