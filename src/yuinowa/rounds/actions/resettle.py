"""A visit that lost its day gets another one: at once where no school knew, else the school chooses between two."""

from collections.abc import Sequence

from yuinowa.core import clock
from yuinowa.core.actions import Actor
from yuinowa.core.history import remember
from yuinowa.rounds.actions.occupy import occupy, vacate
from yuinowa.rounds.actions.propose import answer_by
from yuinowa.rounds.actions.questions import withdraw_questions
from yuinowa.rounds.adapter.diary import Slot
from yuinowa.rounds.adapter.foresight import Lost
from yuinowa.rounds.models import DisruptedVisit, Disruption, Visit, VisitOption


def resettle(lost: Lost, *, by: Actor) -> DisruptedVisit.Outcome:
    """Put the visit where it was foreseen; the outcome says what the school has to be told."""
    visit, before, is_known = lost.visit, lost.visit.on, lost.is_known
    withdraw_questions(visit)
    VisitOption.objects.filter(visit=visit).delete()
    if not lost.slots:
        return _unsettle(visit, by)
    _put(visit, lost.slots[0], Visit.State.PROPOSED if is_known else Visit.State.PLANNED)
    VisitOption.objects.bulk_create(_options(visit, lost.slots[1:]))
    occupy(visit)
    remember(visit, "lost_day", by=by, before=before.isoformat(), on=visit.on.isoformat())
    return DisruptedVisit.Outcome.OFFERED if is_known else DisruptedVisit.Outcome.MOVED


def note(disruption: Disruption, visit: Visit, outcome: DisruptedVisit.Outcome, before: DisruptedVisit) -> DisruptedVisit:
    """Keep what was done about a visit beside where it stood before."""
    before.disruption, before.visit, before.outcome = disruption, visit, outcome
    before.save(force_insert=True)
    return before


def standing_before(visit: Visit) -> DisruptedVisit:
    """Where the visit stands now, not saved yet."""
    return DisruptedVisit(
        before_on=visit.on,
        before_arrives_at=visit.arrives_at,
        before_leaves_at=visit.leaves_at,
        before_state=visit.state,
        before_post_id=visit.post_id,
    )


def _unsettle(visit: Visit, by: Actor) -> DisruptedVisit.Outcome:
    visit.state, visit.answer_by = Visit.State.UNSETTLED, None
    visit.save(update_fields=["state", "answer_by"])
    vacate(visit)
    remember(visit, "unsettled", by=by)
    return DisruptedVisit.Outcome.UNSETTLED


def _put(visit: Visit, slot: Slot, state: Visit.State) -> None:
    visit.on, visit.arrives_at, visit.leaves_at, visit.state = slot.on, slot.arrives_at, slot.leaves_at, state
    visit.answer_by = answer_by(slot.on, clock.today()) if state == Visit.State.PROPOSED else None
    visit.save(update_fields=["on", "arrives_at", "leaves_at", "state", "answer_by"])


def _options(visit: Visit, slots: Sequence[Slot]) -> list[VisitOption]:
    return [
        VisitOption(visit=visit, number=number, on=slot.on, arrives_at=slot.arrives_at, leaves_at=slot.leaves_at)
        for number, slot in enumerate(slots, start=1)
    ]
