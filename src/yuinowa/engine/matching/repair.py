"""Planning again after something changed, with as few changes as possible."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from .clash import Clashes
from .eligible import eligible
from .explain import why_nobody
from .ground import Ground
from .model import Assignment, Level, Plan, Problem, Unfilled
from .solve import solve, versions

Choice = tuple[int, int, int, int]  # what it adds to fairness and to travel; need and person by row


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


def mend(problem: Problem, plan: Plan, declined: Assignment, *, clock: Callable[[], float] = time.perf_counter) -> Plan:
    """The plan of `problem` after one of its places was declined.

    Where one more place makes up for the lost one, that is proven without a search: the old plan's seats and priority are
    bounds for any plan with a pair less, everything else is kept, and every single place is compared for fairness and travel.
    """
    begun = clock()
    next_problem = repair(problem, plan, [declined])
    mended = _with_one_more(next_problem, plan, declined)
    if mended is None:
        return solve(next_problem, clock=clock)
    return replace(mended, seconds=clock() - begun)


def _with_one_more(problem: Problem, plan: Plan, declined: Assignment) -> Plan | None:
    if plan.status != "proven" or declined not in plan.assignments or declined in problem.locked:
        return None
    pairs, clashes = eligible(problem), Clashes(problem)
    ground = Ground(problem, replace(plan, assignments=problem.previous or ()), pairs, clashes)
    lost = ground.need_row[declined.need]
    best = min(_choices(ground, lost), default=None)
    if best is None:
        return None
    left = _travel_of(ground, lost, ground.person_row[declined.person])
    return _written(problem, plan, ground, best, left, declined)


def _choices(ground: Ground, lost: int) -> Iterator[Choice]:
    """Every place that may be added and counts as much as the lost one."""
    needs, people, diary = ground.problem.needs, ground.problem.people, ground.diary
    must_be_here = 0 < len(diary.helpers[lost]) < needs[lost].minimum
    for row, need in enumerate(needs):
        count = len(diary.helpers[row])
        if need.priority != needs[lost].priority or count >= need.people or count + 1 < need.minimum or (must_be_here and row != lost):
            continue
        here = ground.pairs_of(row)
        columns = (ground.pairs.person[here].tolist(), ground.pairs.travel[here].tolist(), ground.pairs.is_open[here].tolist())
        for person, travel, is_open in zip(*columns, strict=True):
            if is_open and diary.hindrance(row, person) is None:
                yield 2 * (people[person].past + len(diary.places[person])) + 1, travel, row, person


def _travel_of(ground: Ground, row: int, person: int) -> int:
    import numpy as np

    here = ground.pairs_of(row)
    return int(ground.pairs.travel[here][np.flatnonzero(ground.pairs.person[here] == person)[0]])


def _written(problem: Problem, plan: Plan, ground: Ground, best: Choice, left: int, declined: Assignment) -> Plan:
    rises, travel, row, person = best
    load = problem.people[ground.person_row[declined.person]].past + len(ground.diary.places[ground.person_row[declined.person]])
    change = {"fairness": rises - 2 * load - 1, "travel": travel - left}
    levels = tuple(_moved(level, change.get(level.name, 0)) for level in plan.levels)
    kept = problem.previous or ()
    added = Assignment(problem.needs[row].id, problem.people[person].id)
    places = sorted((*kept, added), key=lambda a: (ground.need_row[a.need], ground.person_row[a.person]))
    mended = Plan("proven", levels, tuple(places), versions=versions(), kept=len(kept))
    return replace(mended, unfilled=_unfilled(problem, mended, ground))


def _moved(level: Level, change: int) -> Level:
    return Level(level.name, level.value + change, level.value + change)


def _unfilled(problem: Problem, plan: Plan, before: Ground) -> tuple[Unfilled, ...]:
    ground = Ground(problem, plan, before.pairs, before.diary.clashes)
    filled = {row: len(ground.diary.helpers[row]) for row in range(len(problem.needs))}
    return tuple(
        Unfilled(need.id, need.people - filled[row], why_nobody(problem, plan, need.id, ground=ground))
        for row, need in enumerate(problem.needs)
        if filled[row] < need.people
    )
