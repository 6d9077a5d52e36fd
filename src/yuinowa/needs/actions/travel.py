"""Whether somebody has time to get from one place to the next."""

import datetime as dt

from yuinowa.bookings.models import Booking, Resource
from yuinowa.organisations.models import Site
from yuinowa.organisations.travel import minutes_between

NEAR = dt.timedelta(hours=3)


def too_short(resource: Resource, starts_at: dt.datetime, ends_at: dt.datetime, site: Site) -> Booking | None:
    """The booking shortly before or after from which (or to which) there is too little time to travel."""
    if resource.capacity > 1:
        return None
    near = (
        Booking.objects.overlapping(starts_at - NEAR, ends_at + NEAR).filter(resource=resource, site__isnull=False).select_related("site")
    )
    return next((booking for booking in near if _gap(booking, starts_at, ends_at) < minutes_between(booking.site, site)), None)


def _gap(booking: Booking, starts_at: dt.datetime, ends_at: dt.datetime) -> float:
    before, after = starts_at - booking.during.upper, booking.during.lower - ends_at
    return max(before, after).total_seconds() / 60
