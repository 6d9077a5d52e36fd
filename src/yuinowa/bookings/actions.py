"""Booking and freeing: called by the actions of later areas, inside their transaction."""

import datetime as dt

from django.utils.translation import gettext as _

from yuinowa.bookings.models import Booking, Resource
from yuinowa.core.errors import Refused
from yuinowa.organisations.models import Site


def book(resource: Resource, *, starts_at: dt.datetime, ends_at: dt.datetime, site: Site | None, purpose: str) -> Booking:
    """Occupy the first free slot of ``resource``. Raises Refused("double_booking") naming what stands in the way."""
    locked = Resource.objects.select_for_update(no_key=True).get(pk=resource.pk)
    clashing = list(Booking.objects.overlapping(starts_at, ends_at).filter(resource=locked))
    taken = {booking.slot for booking in clashing}
    slot = next((number for number in range(1, locked.capacity + 1) if number not in taken), None)
    if slot is None:
        raise Refused("double_booking", _clash_message(clashing[0]), booking=clashing[0].pk)
    return Booking.objects.create(resource=locked, slot=slot, during=(starts_at, ends_at), site=site, purpose=purpose)


def free(booking: Booking) -> None:
    """Give the time back; the audit keeps that it was taken."""
    booking.delete()


def _clash_message(booking: Booking) -> str:
    return _("その時間は、すでに「%(purpose)s」の予定があります。別の日時を選ぶか、先の予定を取りやめてください。") % {
        "purpose": booking.purpose
    }
