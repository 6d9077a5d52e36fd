"""Planning again after something changed, with as few changes as possible."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from .mending import Mending
from .model import Assignment, Plan, Problem
from .solve import solve


def repair(problem: Problem, plan: Plan, declined: Iterable[Assignment] = ()) -> Problem:
    """The problem to solve next: the plan's places are kept where that costs no seat, declined ones never return.

    Whoever is known to come belongs into `problem.locked`.
    """
    never = {*problem.forbidden, *declined}
    return replace(
        problem,
        forbidden=tuple(sorted(never, key=lambda a: (a.need, a.person))),
        previous=tuple(assignment for assignment in plan.assignments if assignment not in never),
    )


def absence(problem: Problem, plan: Plan, person: str, days: Collection[int]) -> tuple[Problem, tuple[Assignment, ...]]:
    """The problem without this person on these days, and the places of the plan that fall away."""
    away = {need.id for need in problem.needs if need.day in days}
    people = tuple(replace(one, absent=tuple(sorted({*one.absent, *days}))) if one.id == person else one for one in problem.people)
    pairs = problem.pairs
    listed = away if pairs is None else {pair.need for pair in pairs if pair.person == person and pair.need in away}
    never = {*problem.forbidden, *(Assignment(need, person) for need in listed)}
    gone = tuple(place for place in plan.assignments if place.person == person and place.need in away)
    return replace(problem, people=people, forbidden=tuple(sorted(never, key=lambda a: (a.need, a.person)))), gone


def mend(
    problem: Problem,
    plan: Plan,
    declined: Iterable[Assignment] = (),
    *,
    added: Collection[str] = (),
    clock: Callable[[], float] = time.perf_counter,
) -> Plan:
    """The plan of `problem` after places of it were declined, or with needs that are new (`added`).

    The old plan's seats and priority are bounds for any plan with less, and most losses are made good next to where they fell
    (`mending.py`). Where that proves nothing, everything is planned again; a region keeps what was found, with an honest gap.
    """
    begun = clock()
    after = repair(problem, plan, declined)
    mended = Mending(after, plan, added).plan()
    return solve(after, clock=clock) if mended is None else replace(mended, seconds=clock() - begun)
