"""A standing visit occupies whoever holds the instructor's post on its day: the same clash check as for everything else."""

from django.utils.translation import gettext as _

from yuinowa.bookings.actions import book, free
from yuinowa.bookings.models import Resource
from yuinowa.people.models import Appointment
from yuinowa.rounds.models import Visit


def occupy(visit: Visit) -> None:
    """Book the holder of the visit's post; raises Refused("double_booking"). A day on which nobody holds the post occupies nobody."""
    vacate(visit)
    holder = Appointment.objects.valid(visit.on).filter(post=visit.post_id).order_by().values_list("person", flat=True).first()
    if holder is None:
        return
    resource, _is_new = Resource.objects.get_or_create(person_id=holder, defaults={"capacity": 1})
    purpose = _("%(school)sへの巡回訪問") % {"school": visit.school.short_name}
    visit.booking = book(resource, starts_at=visit.starts_at, ends_at=visit.ends_at, site=visit.school.site, purpose=purpose)
    visit.save(update_fields=["booking"])


def vacate(visit: Visit) -> None:
    """Give the time back."""
    booking = visit.booking
    if booking is None:
        return
    visit.booking = None
    visit.save(update_fields=["booking"])
    free(booking)
