"""One seat is open again: the fewest people to ask and to ask elsewhere, given everybody who has said yes.

Whoever agreed stays. Whoever was asked and has not answered may be asked for the open seat instead, if somebody else can be asked there.
Only the neighbourhood is read.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q

from yuinowa.core import clock
from yuinowa.engine.calendar import term_of
from yuinowa.engine.matching.chain import Move, Moves, after, shortest_chain
from yuinowa.engine.matching.explain import why_nobody, why_person
from yuinowa.engine.matching.ground import Ground
from yuinowa.engine.matching.model import Assignment, Problem, Reason
from yuinowa.engine.matching.model import Plan as EnginePlan
from yuinowa.matching.adapter import facts as term_facts
from yuinowa.matching.adapter.build import Pairs, problem_of, talent_of
from yuinowa.needs.actions.offer import date_asked_for
from yuinowa.needs.mails import is_written_to
from yuinowa.needs.models import Engagement, Need, NeedDate, Offer
from yuinowa.talents.models import Talent


@dataclass(frozen=True)
class Step:
    """Ask ``talent`` for ``need``; ``left`` is the unanswered offer that is taken back for it. Reasons are the engine's."""

    talent: Talent
    need: Need
    date: NeedDate
    left: Offer | None
    how: dict[str, Any]
    why: dict[str, Any]

    @property
    def mails(self) -> int:
        return is_written_to(self.talent) * (1 if self.left is None else 2)


@dataclass(frozen=True)
class Change:
    """No steps: nobody can come, and ``why_nobody`` says why. The counts are those of the term, and stay."""

    steps: tuple[Step, ...]
    agreed: int
    waiting: int
    why_nobody: dict[str, Any] | None = None

    @cached_property
    def key(self) -> str:
        """What was shown, to be compared with what is true when it is carried out."""
        return ",".join(f"{step.talent.pk}-{step.need.pk}-{step.left.pk if step.left else 0}" for step in self.steps)

    @property
    def mails(self) -> int:
        return sum(step.mails for step in self.steps)

    @property
    def moved(self) -> int:
        return sum(step.left is not None for step in self.steps)


def smallest_change(need: Need) -> Change:
    """The change for one open seat of ``need``. Raises Refused where it has no date.

    First among those who are free, then with the offers of that day, then with all offers of those who could come: each step reads
    more, and is taken only where a shorter chain could not have been found before.
    """
    date = date_asked_for(need)
    span = max(term_of(date.on).start, clock.today()), term_of(date.on).end
    rows = Offer.objects.waiting().filter(kind="seat", date__on__range=span)
    agreed, waiting = Engagement.objects.live().filter(date__on__range=span, need__in=Need.objects.live()).count(), rows.count()
    others = rows.exclude(need=need).select_related("need__school", "date").order_by("pk")
    problem, plan = _problem(need, date, span, [], is_skilled_only=True)
    if not problem.needs:
        return Change((), agreed, waiting)
    able = {talent_of(pair.person) for pair in problem.pairs or ()}
    offers: list[Offer] = []
    moves = shortest_chain(problem, plan, str(need.pk), most_people=1)
    if moves is None:
        offers = list(others.filter(date__on=date.on))
        problem, plan = _problem(need, date, span, offers, is_skilled_only=True)
        moves = shortest_chain(problem, plan, str(need.pk), most_people=2)
    if moves is None:
        offers = list(others.filter(Q(date__on=date.on) | Q(talent__in=able)))
        problem, plan = _problem(need, date, span, offers)
        moves = shortest_chain(problem, plan, str(need.pk))
    if moves is None:
        return Change((), agreed, waiting, _as_json(why_nobody(problem, plan, str(need.pk))))
    steps = _steps(problem, plan, moves, [date, *(offer.date for offer in offers)], offers)
    return Change(steps, agreed, waiting - sum(move.left is not None for move in moves))


def _problem(
    need: Need, date: NeedDate, span: tuple[dt.date, dt.date], offers: Sequence[Offer], *, is_skilled_only: bool = False
) -> tuple[Problem, EnginePlan]:
    needs, dates = {need.pk, *(offer.need_id for offer in offers)}, {date.pk, *(offer.date_id for offer in offers)}
    loose = [offer.pk for offer in offers]
    facts = term_facts.read(*span, today=clock.today(), needs=needs, loose=loose, is_skilled_only=is_skilled_only)
    problem = problem_of(facts, [wish for wish in facts.wishes if wish.date_id in dates])
    if str(need.pk) not in {row.id for row in problem.needs}:
        return Problem((), (), ()), EnginePlan("gap", (), ())
    return problem, EnginePlan("gap", (), _places(problem, tuple((offer.need_id, offer.talent_id) for offer in offers)))


def _places(problem: Problem, pairs: Pairs) -> tuple[Assignment, ...]:
    """The asked as places of a plan; who is no longer there is passed over."""
    hands: dict[int, list[str]] = {}
    for person in problem.people:
        hands.setdefault(talent_of(person.id), []).append(person.id)
    known = {need.id for need in problem.needs}
    asked = [(str(need), hands[talent][need % len(hands[talent])]) for need, talent in pairs if talent in hands]
    return tuple(Assignment(need, person) for need, person in asked if need in known)


def _steps(problem: Problem, plan: EnginePlan, moves: Moves, dates: list[NeedDate], offers: Sequence[Offer]) -> tuple[Step, ...]:
    mended = EnginePlan("gap", (), after(plan, moves))
    ground = Ground(problem, mended)
    talents = Talent.objects.select_related("person", "resource").in_bulk([talent_of(move.person) for move in moves])
    needs = Need.objects.select_related("school").in_bulk([int(move.need) for move in moves])
    date_of = {date.need_id: date for date in reversed(dates)}
    offer_of = {(offer.need_id, offer.talent_id): offer for offer in offers}
    return tuple(_step(move, ground, talents, needs, date_of, offer_of) for move in moves)


def _step(
    move: Move, ground: Ground, talents: Any, needs: Any, date_of: dict[int, NeedDate], offer_of: dict[tuple[int, int], Offer]
) -> Step:
    talent, need = talents[talent_of(move.person)], needs[int(move.need)]
    left = offer_of[int(move.left), talent.pk] if move.left else None
    how = Reason("moves_over", {"left": left.need.title}) if left else Reason("steps_in")
    why = why_person(ground.problem, ground.plan, move.need, move.person, ground=ground)
    return Step(talent, need, date_of[need.pk], left, _as_json(how), _as_json(why))


def _as_json(reason: Reason) -> dict[str, Any]:
    return {"code": reason.code, "values": dict(reason.values)}
