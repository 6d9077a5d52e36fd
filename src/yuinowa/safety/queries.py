"""Who sees which allowed setting."""

import datetime as dt
from typing import Self

from yuinowa.access.querysets import AllowingQuerySet


class AllowedSettingQuerySet(AllowingQuerySet):
    """City-wide for the clearance manager; others see it only through the talent it belongs to."""

    def due(self, until: dt.date) -> Self:
        """To be looked at again by a day, the most urgent first."""
        return self.filter(recheck_on__lte=until).order_by("recheck_on", "pk")

    def overdue(self, on: dt.date) -> Self:
        """Wider than beside a teacher although the day to look again has passed."""
        return self.filter(recheck_on__lt=on, level__gt=0).order_by("pk")
