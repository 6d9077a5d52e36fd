"""What is occupied when."""

import datetime as dt
from typing import Self

from yuinowa.access.querysets import AllowingQuerySet


class ResourceQuerySet(AllowingQuerySet):
    """Resources are reached through the person or talent that owns them."""


class BookingQuerySet(AllowingQuerySet):
    def overlapping(self, starts_at: dt.datetime, ends_at: dt.datetime) -> Self:
        return self.filter(during__overlap=(starts_at, ends_at))
