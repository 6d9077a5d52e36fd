"""A calendar address is made, and given up; a new one is another address."""

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import Refused
from yuinowa.people.models import Appointment
from yuinowa.rounds.models import VisitFeed


@action(Permission.SEE_VISITS)
def make_feed(*, by: Actor) -> VisitFeed:
    """A new address for the actor in the post acted for; the one before opens nothing any more."""
    held = Appointment.objects.valid(clock.today()).filter(post=by.post_id, person=by.person_id)
    appointment = held.select_for_update(of=("self",), no_key=True).first()
    if appointment is None:
        raise Refused("no_appointment", _("この職についている人だけが、予定のアドレスをつくれます。"))
    end_feed(by=by)
    feed: VisitFeed = VisitFeed.objects.create(appointment=appointment, made_at=clock.now())
    return feed


@action(Permission.SEE_VISITS)
def end_feed(*, by: Actor) -> int:
    """The address opens nothing from now on; how many there were."""
    return VisitFeed.objects.of(by).filter(ended_at__isnull=True).update(ended_at=clock.now())
