"""From facts to the engine's problem and back. Days of the engine are weekdays from the Monday of the term's first week."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import groupby

from yuinowa.engine.calendar import monday_of
from yuinowa.engine.rounds.model import NEVER, Block, Lock, Problem, School, Stop, Trip
from yuinowa.organisations.calendar import days
from yuinowa.rounds.adapter.facts import WORKDAYS, Facts, SchoolFacts, Standing

BLOCK = "block"
WEEK = 7


class Calendar:
    """Between dates and the engine's days."""

    def __init__(self, from_on: dt.date, until_on: dt.date) -> None:
        self.monday = monday_of(from_on)
        self.length = self.day_of(until_on) + 1

    def day_of(self, on: dt.date) -> int:
        """A weekend counts as the Friday before it."""
        weeks, weekday = divmod((on - self.monday).days, WEEK)
        return weeks * WORKDAYS + min(weekday, WORKDAYS - 1)

    def date_of(self, day: int) -> dt.date:
        weeks, weekday = divmod(day, WORKDAYS)
        return self.monday + dt.timedelta(days=weeks * WEEK + weekday)

    def months(self) -> tuple[tuple[int, int], ...]:
        """First and last day of each calendar month."""
        groups = groupby(range(self.length), key=lambda day: self.date_of(day).replace(day=1))
        spans = [list(group) for _month, group in groups]
        return tuple((span[0], span[-1]) for span in spans)


def calendar_of(facts: Facts) -> Calendar:
    return Calendar(facts.policy.from_on, facts.policy.until_on)


def spacing_of(calendar_days: int) -> int:
    """The least number of weekdays that never lies closer than so many calendar days."""
    return next(n for n in range(calendar_days + 1) if n + 2 * (n // WORKDAYS) >= calendar_days)


def problem_of(
    facts: Facts, visits: Mapping[int, int], *, is_replan: bool, resting: Iterable[dt.date] = (), without_first_by: Iterable[int] = ()
) -> Problem:
    """``visits`` of each school that are left to plan; ``resting``: days taken out so that no month has too many."""
    policy, calendar = facts.policy, calendar_of(facts)
    working = set(facts.workdays()) - set(resting)
    hurried = set(without_first_by)
    schools = [
        _school(facts, school, visits[school.school.pk], calendar, has_first_by=school.school.pk not in hurried) for school in facts.schools
    ]
    first = calendar.day_of(max(facts.first_on, policy.from_on))
    return Problem(
        days=calendar.length,
        visits=policy.visits,
        per_day=policy.per_day,
        spacing_days=spacing_of(policy.spacing_days),
        shift=(minutes(policy.shift_from), minutes(policy.shift_until)),
        blocks=(
            Block(
                id=BLOCK,
                minutes=tuple(tuple(row) for row in facts.minutes),
                schools=tuple(schools),
                absent=tuple(day for day in range(calendar.length) if calendar.date_of(day) not in working),
            ),
        ),
        locked=tuple(Lock(BLOCK, str(one.school_id), calendar.day_of(one.on)) for one in facts.standing if one.is_fixed),
        previous=_trips(facts.standing, calendar) if is_replan else None,
        today=first if is_replan else None,
        periods=calendar.months(),
    )


def _school(facts: Facts, school: SchoolFacts, visits: int, calendar: Calendar, *, has_first_by: bool) -> School:
    fixed = [one for one in facts.standing if one.school_id == school.school.pk and one.is_fixed]
    begin = max(facts.policy.from_on, facts.first_on)
    open_days = [day for day in days(begin, facts.policy.until_on) if _is_open(facts, school, day)]
    by = school.first_by if has_first_by and visits and school.first_by and school.first_by >= begin else None
    return School(
        id=str(school.school.pk),
        open=tuple(calendar.day_of(day) for day in open_days),
        window=None,
        service=_service(school, fixed, visits),
        visits=visits,
        windows=_windows(school, fixed),
        first_by=min(calendar.day_of(by), calendar.length - 1) if by else None,
    )


def _is_open(facts: Facts, school: SchoolFacts, day: dt.date) -> bool:
    if day.weekday() >= WORKDAYS or day in school.closed or school.hours[day.weekday()] is None:
        return False
    return all(abs((day - other).days) >= max(1, facts.policy.spacing_days) for other in school.near)


def _windows(school: SchoolFacts, fixed: list[Standing]) -> tuple[tuple[int, int], ...]:
    """The hours of each weekday; on the weekday of a fixed visit, just its time, so that the rest of the day goes round it."""
    found = [NEVER if hours is None else (minutes(hours[0]), minutes(hours[1])) for hours in school.hours]
    for one in fixed:
        found[min(one.on.weekday(), WORKDAYS - 1)] = (minutes(one.arrives_at), minutes(one.leaves_at))
    return tuple(found)


def _service(school: SchoolFacts, fixed: list[Standing], visits: int) -> int:
    lengths = [minutes(one.leaves_at) - minutes(one.arrives_at) for one in fixed]
    return min(lengths) if lengths and len(lengths) >= visits else min([school.service, *lengths])


def _trips(standing: Iterable[Standing], calendar: Calendar) -> tuple[Trip, ...]:
    by_day: dict[int, list[Stop]] = defaultdict(list)
    for one in sorted(standing, key=lambda one: (one.on, one.arrives_at)):
        by_day[calendar.day_of(one.on)].append(Stop(str(one.school_id), minutes(one.arrives_at), minutes(one.leaves_at)))
    return tuple(Trip(BLOCK, day, tuple(stops)) for day, stops in by_day.items())


def minutes(moment: dt.time) -> int:
    return moment.hour * 60 + moment.minute


def clock_of(minute: int) -> dt.time:
    return dt.time(*divmod(minute, 60))
