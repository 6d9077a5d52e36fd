"""What follows for registrations when a person turns out to have been entered twice."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yuinowa.bookings.models import Booking, Resource
from yuinowa.core.actions import Actor
from yuinowa.core.errors import Refused
from yuinowa.people.models import Person
from yuinowa.talents.models import Talent


def move_talents(kept: Person, *, duplicate: Person, by: Actor) -> None:
    """Registrations and bookings of ``duplicate`` become those of ``kept``. Refused where both are registered as themselves."""
    moved, stays = Resource.objects.filter(person=duplicate).first(), Resource.objects.filter(person=kept).first()
    if moved and stays:
        _join(moved, stays)
    elif moved:
        moved.person = kept
        moved.save(update_fields=["person"])
    Talent.objects.filter(person=duplicate).update(person=kept)


def _join(moved: Resource, stays: Resource) -> None:
    if Talent.objects.filter(resource=moved).exists() and Talent.objects.filter(resource=stays).exists():
        raise Refused(
            "both_registered", _("二人とも地域人材として登録されています。先に一方の登録を、もう一方に書き写して終えてください。")
        )
    try:
        with transaction.atomic():
            Booking.objects.filter(resource=moved).update(resource=stays)
    except IntegrityError as error:
        raise Refused("double_booking", _("二人の予定が同じ時間に重なっています。先に一方の予定を取りやめてください。")) from error
    Talent.objects.filter(resource=moved).update(resource=stays)
