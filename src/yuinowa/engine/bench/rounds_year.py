"""The real calendar of a school year for the rounds of a real city: which days, which terms and months, who is open when.

All rules are written down in docs/engine/rounds.md. Days of a plan are the weekdays of the 年度, from the Monday of its first week.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from yuinowa.engine.calendar import Term, fiscal_year, fiscal_year_end, fiscal_year_start, is_weekday, monday_of, terms
from yuinowa.engine.rounds.model import Block, Problem, School, Trip

from .rounds_blocks import base_of, minutes
from .rounds_schools import Group, Place

YEAR = 2026
BREAKS = (((4, 1), (4, 7)), ((7, 21), (8, 24)), ((12, 24), (1, 7)), ((3, 24), (3, 31)))  # first and last days, both without lessons
EDGE = 3  # school days after and before each break without visits
WORKS_ON = (1, 2, 3)  # Tuesday to Thursday
DAYS_A_MONTH = 13
SPELL, SPELLS = 3, 2  # days in a row and times a term that a school is busy with examinations, sports days and trips
HOURS = ((540, 720), (780, 960), (540, 960))  # morning, afternoon, all day
SERVICE, PER_DAY, SPACING = 60, 2, 20
SHIFT = (510, 1035)


@dataclass(frozen=True)
class Year:
    """Weekdays of a 年度 and what they are."""

    year: int = YEAR

    @cached_property
    def dates(self) -> list[date]:
        first, last = monday_of(fiscal_year_start(self.year)), fiscal_year_end(self.year)
        every = (first + timedelta(days=number) for number in range((last - first).days + 1))
        return [day for day in every if day.weekday() < 5]

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        return terms(self.year)

    @cached_property
    def lessons(self) -> list[list[int]]:
        """School days of each term."""
        return [[number for number, day in enumerate(self.dates) if day in term and self._has_lessons(day)] for term in self.terms]

    def _has_lessons(self, day: date) -> bool:
        return fiscal_year(day) == self.year and is_weekday(day) and not any(self._on(a) <= day <= self._on(b) for a, b in BREAKS)

    def _on(self, day: tuple[int, int]) -> date:
        return date(self.year if day[0] >= 4 else self.year + 1, *day)

    @cached_property
    def visiting(self) -> list[list[int]]:
        return [days[EDGE:-EDGE] for days in self.lessons]

    @cached_property
    def working(self) -> set[int]:
        """Days of the instructor: the first thirteen of her weekdays in each month that have lessons."""
        months: dict[int, list[int]] = {}
        for number in (number for days in self.lessons for number in days):
            if self.dates[number].weekday() in WORKS_ON:
                months.setdefault(self.dates[number].month, []).append(number)
        return {number for days in months.values() for number in days[:DAYS_A_MONTH]}

    def months(self, term: int) -> tuple[tuple[int, int], ...]:
        """First and last days of the months of a term."""
        inside = [number for number, day in enumerate(self.dates) if day in self.terms[term]]
        found: dict[int, list[int]] = {}
        for number in inside:
            found.setdefault(self.dates[number].month, []).append(number)
        return tuple((days[0], days[-1]) for days in found.values())

    def first_day(self, term: int) -> int:
        return next(number for number, day in enumerate(self.dates) if day in self.terms[term])


def problem_of(year: Year, groups: Sequence[Group], term: int, before: Sequence[Trip] = ()) -> Problem:
    """One visit of each school in this term, with the visits of former terms in view."""
    return Problem(
        days=len(year.dates),
        visits=term + 1 if before else 1,
        per_day=PER_DAY,
        spacing_days=SPACING,
        shift=SHIFT,
        blocks=tuple(_block(year, group, term) for group in groups),
        previous=tuple(before) if before else None,
        today=year.first_day(term),
        periods=year.months(term),
    )


def _block(year: Year, group: Group, term: int) -> Block:
    places = group.places
    ways = minutes([base_of(group), *(place.at for place in places)])
    absent = tuple(number for number in range(len(year.dates)) if number not in year.working)
    return Block(group.name, ways, tuple(_school(year, place, term) for place in places), absent)


def _school(year: Year, place: Place, term: int) -> School:
    days = [day for number in range(term + 1) for day in _open(year, place, number)]
    return School(place.code, tuple(days), HOURS[_number(place) % len(HOURS)], SERVICE)


def _open(year: Year, place: Place, term: int) -> Iterator[int]:
    """Days of lessons without the edges of the term and without the spells in which the school is busy."""
    days = year.visiting[term]
    busy = {day for spell in range(SPELLS) for day in _spell(days, _number(place) * (spell + 2))}
    return (day for day in days if day not in busy)


def _spell(days: Sequence[int], number: int) -> Sequence[int]:
    start = number % max(1, len(days) - SPELL + 1)
    return days[start : start + SPELL]


def _number(place: Place) -> int:
    """The running number in the school code, without its check digit."""
    digits = "".join(letter for letter in place.code if letter.isdigit())
    return int(digits[-5:-1] or digits or "0")
