"""Plan one policy: ask the engine, let single schools that cannot be visited often enough fall below the policy, and keep the months."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from yuinowa.engine.rounds.model import Conflict, Infeasible, Plan, Problem
from yuinowa.rounds.adapter.build import Calendar, calendar_of, problem_of
from yuinowa.rounds.adapter.facts import Facts
from yuinowa.rounds.adapter.times import Timed, timed
from yuinowa.rounds.adapter.wording import OF_FIRST_VISIT, OF_ONE_SCHOOL, words_of

Solve = Callable[[Problem], Plan]
Words = dict[str, Any]
MOST_MONTHS = 24


@dataclass(frozen=True)
class Result:
    """The engine's plan, its visits with their times, and the schools that get less than the policy wants, with the reason."""

    plan: Plan
    visits: tuple[Timed, ...]
    below: tuple[Words, ...] = ()
    late: tuple[Words, ...] = ()


@dataclass
class _Wish:
    """What is asked of the engine, loosened step by step."""

    visits: dict[int, int]
    below: dict[int, Words] = field(default_factory=dict)
    late: dict[int, Words] = field(default_factory=dict)
    resting: set[dt.date] = field(default_factory=set)


def plan_policy(facts: Facts, solve: Solve, *, is_replan: bool) -> Result:
    """Raises Infeasible where the rules collide for more than single schools."""
    calendar, names = calendar_of(facts), {str(one.school.pk): one.school.short_name for one in facts.schools}
    wish = _Wish({one.school.pk: one.left for one in facts.schools})
    for _attempt in range(MOST_MONTHS):
        plan = _loosened(facts, wish, solve, is_replan, names, calendar)
        crowded = _days_above(facts, plan, calendar)
        if not crowded:
            return Result(plan, timed(facts, plan), tuple(wish.below.values()), tuple(wish.late.values()))
        wish.resting |= crowded
    raise Infeasible((Conflict(("days_a_month",), "", (), (), {"days_a_month": facts.policy.days_a_month}),))


def _loosened(facts: Facts, wish: _Wish, solve: Solve, is_replan: bool, names: dict[str, str], calendar: Calendar) -> Plan:
    """The plan with the least taken away; each round either plans or takes something from a school, so it ends."""
    while True:
        try:
            problem = problem_of(facts, wish.visits, is_replan=is_replan, resting=wish.resting, without_first_by=wish.late)
            return solve(problem)
        except Infeasible as error:
            if wish.resting and not _is_single(error.conflicts):
                # The days taken out for the month's sake are what is missing.
                raise Infeasible((Conflict(("days_a_month",), "", (), (), {"days_a_month": facts.policy.days_a_month}),)) from error
            if not _give_way(wish, error.conflicts, names, calendar):
                raise


def _is_single(conflicts: Iterable[Conflict]) -> bool:
    return all(conflict.rules in OF_ONE_SCHOOL | OF_FIRST_VISIT for conflict in conflicts)


def _give_way(wish: _Wish, conflicts: Iterable[Conflict], names: dict[str, str], calendar: Calendar) -> bool:
    """Take a visit, or the hurry, from schools that alone are the cause; False where that cannot be said of every conflict."""
    conflicts = list(conflicts)
    if not conflicts or not _is_single(conflicts):
        return False
    for conflict in conflicts:
        words = words_of(conflict, names, calendar)
        for school in map(int, conflict.schools):
            if conflict.rules in OF_FIRST_VISIT:
                wish.late[school] = {**words, "schools": [school], "names": [names[str(school)]]}
            else:
                wish.visits[school] = max(0, wish.visits[school] - 1)
                wish.below[school] = words
    return True


def _days_above(facts: Facts, plan: Plan, calendar: Calendar) -> set[dt.date]:
    """Free days of months in which the plan works on too many days: all but the fullest ones of the plan's own."""
    kept = {one.on for one in facts.standing if one.is_fixed}
    loads = {calendar.date_of(trip.day): len(trip.stops) for trip in plan.trips}
    past = _days_past(facts)
    found: set[dt.date] = set()
    for month, count in Counter(_month(day) for day in {*loads, *past}).items():
        room = facts.policy.days_a_month - sum(_month(day) == month for day in past)
        own = sorted((day for day in loads if _month(day) == month), key=lambda day: (day not in kept, -loads[day], day))
        if count > facts.policy.days_a_month and len(own) > room:
            staying = set(own[: max(room, sum(day in kept for day in own))])
            found |= {day for day in facts.workdays() if _month(day) == month} - staying
    return found


def _days_past(facts: Facts) -> set[dt.date]:
    return {day for school in facts.schools for day in school.counted if day < facts.first_on}


def _month(day: dt.date) -> tuple[int, int]:
    return day.year, day.month
