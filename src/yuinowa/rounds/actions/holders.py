"""Visits stay with the post; the time they occupy is that of whoever holds the post on the day."""

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Q

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember
from yuinowa.people.models import Appointment, Post
from yuinowa.rounds.actions.occupy import occupy, vacate
from yuinowa.rounds.models import Visit


def change_holder(appointment: Appointment, *, by: Actor) -> None:
    """Somebody was appointed, or leaves: follows the verbs of posts, in their transaction."""
    if appointment.post.kind == Post.Kind.INSTRUCTOR:
        _rebook(Visit.objects.for_post(appointment.post), by, clock.today())


@action(Permission.PLAN_ROUNDS)
def book_visits(*, today: dt.date, by: Actor) -> int:
    """Each night: whatever other ways led to another holder, no visit ahead occupies nobody, or the wrong one. Safe to run twice."""
    return _rebook(Visit.objects.all(), by, today)


def _rebook(visits: Any, by: Actor, today: dt.date) -> int:
    ahead = visits.standing().filter(on__gte=today).select_for_update(of=("self",), no_key=True)
    wrong = list(ahead.filter(_wrongly_booked()).with_places().select_related("booking").order_by("pk"))
    # First everybody's time is given back, so that two who exchange their posts do not stand in each other's way.
    for visit in wrong:
        vacate(visit)
    for visit in wrong:
        _book(visit, by)
    return len(wrong)


def _wrongly_booked() -> Q:
    """Occupied is somebody who does not hold the post on that day, or nobody although somebody does."""
    held = Appointment.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=OuterRef("on")), post=OuterRef("post"), from_on__lte=OuterRef("on")
    )
    by_holder = held.filter(person=OuterRef("booking__resource__person"))
    return Q(Exists(held), booking__isnull=True) | (Q(booking__isnull=False) & ~Q(Exists(by_holder)))


def _book(visit: Visit, by: Actor) -> None:
    try:
        occupy(visit)
    except Refused as clash:
        # The new holder is elsewhere at that time: the day has to be found anew.
        visit.state, visit.answer_by = Visit.State.UNSETTLED, None
        visit.save(update_fields=["state", "answer_by"])
        remember(visit, "holder_elsewhere", by=by, word=clash.message)
