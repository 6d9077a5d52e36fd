"""A school is asked whether the day suits, with two other days to choose from."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.core.history import remember
from yuinowa.core.outbox import gathering
from yuinowa.rounds import mails
from yuinowa.rounds.actions.occupy import occupy
from yuinowa.rounds.actions.visits import check_day
from yuinowa.rounds.adapter.diary import Slot
from yuinowa.rounds.adapter.slots import free_slots
from yuinowa.rounds.models import Visit, VisitOption

OPTIONS = 2
ANSWER_DAYS = 7
# So that a no still leaves time to find another day.
ANSWER_BEFORE = 3


# The other days lie around the proposed one, and never so near that nobody can prepare.
EARLIER = dt.timedelta(days=7)
NOTICE = dt.timedelta(days=3)


@action(Permission.PLAN_ROUNDS)
def propose_visit(visit: Visit, *, by: Actor) -> Visit:
    """Ask the school, with two other days to choose from. A visit that lost its day takes the first free one."""
    return _propose(visit, by)


@action(Permission.PLAN_ROUNDS)
def propose_visits(*, visits: Sequence[Visit], by: Actor) -> list[Visit]:
    """Many at once; all or none, so that nobody has to find out which schools were written to."""
    ids = [visit.pk for visit in visits]
    rows = Visit.objects.allowing(by, Permission.PLAN_ROUNDS).filter(pk__in=ids).select_for_update(of=("self",), no_key=True)
    locked = list(rows.with_places().order_by("on", "arrives_at", "pk"))
    if len(locked) < len(set(ids)):
        raise NotAllowed(Permission.PLAN_ROUNDS)
    with gathering():
        return [_propose(visit, by) for visit in locked]


def days_to_offer(visit: Visit, today: dt.date) -> list[Slot]:
    """What the school is offered: the proposed day first, then the others."""
    is_settled = visit.state != Visit.State.UNSETTLED
    from_on = max(today + NOTICE, visit.on - EARLIER)
    wanted = OPTIONS + 1
    found = free_slots(visit.school, visit.post, from_on=from_on, count=wanted + 1, today=today, instead_of=visit)
    # The day that did not suit is not offered again.
    others = [slot for slot in found if slot.on != visit.on]
    own = [Slot(visit.on, visit.arrives_at, visit.leaves_at)] if is_settled else []
    return [*own, *others][:wanted]


def _propose(visit: Visit, by: Actor) -> Visit:
    if visit.state not in (Visit.State.PLANNED, Visit.State.UNSETTLED):
        raise Refused("not_to_propose", _("この訪問は、もう「%(state)s」です。") % {"state": visit.get_state_display()})
    offered = days_to_offer(visit, clock.today())
    if not offered:
        raise Refused("no_free_day", _("空いている日が見つかりません。日にちを入れて、訪問を動かしてください。"))
    _take(visit, offered[0])
    VisitOption.objects.filter(visit=visit).delete()
    VisitOption.objects.bulk_create(_option(visit, number, slot) for number, slot in enumerate(offered[1:], start=1))
    remember(visit, "proposed", by=by, on=visit.on.isoformat(), until=str(visit.answer_by))
    mails.proposed(visit)
    return visit


def _take(visit: Visit, slot: Slot) -> None:
    is_new = visit.state == Visit.State.UNSETTLED
    visit.on, visit.arrives_at, visit.leaves_at = slot.on, slot.arrives_at, slot.leaves_at
    check_day(visit)
    visit.answer_by = answer_by(visit.on, clock.today())
    visit.state = Visit.State.PROPOSED
    visit.save(update_fields=["on", "arrives_at", "leaves_at", "state", "answer_by"])
    if is_new:
        occupy(visit)


def _option(visit: Visit, number: int, slot: Slot) -> VisitOption:
    return VisitOption(visit=visit, number=number, on=slot.on, arrives_at=slot.arrives_at, leaves_at=slot.leaves_at)


def answer_by(on: dt.date, today: dt.date) -> dt.date:
    """A week from today, three days before the visit at the latest, and never before today."""
    return max(today, min(today + dt.timedelta(days=ANSWER_DAYS), on - dt.timedelta(days=ANSWER_BEFORE)))
