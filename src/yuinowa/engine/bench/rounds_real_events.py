"""What happens in a year of rounds: an instructor falls ill, a storm closes schools; in the middle of a term and near its end."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from yuinowa.engine.rounds.model import Block, Plan, Problem, School, Trip

from .rounds_schools import Group
from .rounds_year import Year

WEEK = 5
STORM_DAYS = 2
STORM_SCHOOLS = 6


@dataclass(frozen=True, slots=True)
class Event:
    """The problem after it; `lost` visits lose their day, `travel` is what the plan before travels."""

    name: str
    term: str
    date: str
    problem: Problem
    lost: int
    travel: int


def events(groups: Sequence[Group], year: Year, problems: Sequence[Problem], plans: Sequence[Plan]) -> Iterator[Event]:
    """On the morning of a trip: the first from the middle of the term on, and the last after which a week is left."""
    for number, (problem, plan) in enumerate(zip(problems, plans, strict=True)):
        visiting = year.visiting[number]
        if not visiting:
            continue
        middle, late = visiting[len(visiting) // 2], visiting[-WEEK - 1] if len(visiting) > WEEK else visiting[0]
        ahead = [trip for trip in plan.trips if trip.day >= year.first_day(number)]
        first = next((trip for trip in ahead if trip.day >= middle), None)
        last = max((trip for trip in ahead if trip.day <= late), key=lambda trip: trip.day, default=None)
        for when, trip in (("", first), ("late: ", last)):
            if trip is not None:
                for name, blocks in _blocks(groups, problem, trip).items():
                    changed = replace(problem, blocks=blocks, previous=plan.trips, today=trip.day, visits=number + 1)
                    date = str(year.dates[trip.day])
                    yield Event(when + name, year.terms[number].name, date, changed, lost_visits(changed), plan.travel_minutes)


def _blocks(groups: Sequence[Group], problem: Problem, trip: Trip) -> dict[str, tuple[Block, ...]]:
    storm, shut = _nearest(groups, trip.stops[0].school), range(trip.day, trip.day + STORM_DAYS)
    return {
        "ill for a day": tuple(_away(block, [trip.day]) if block.id == trip.block else block for block in problem.blocks),
        "ill for a week": tuple(
            _away(block, range(trip.day, trip.day + WEEK)) if block.id == trip.block else block for block in problem.blocks
        ),
        "storm, six schools for two days": tuple(
            replace(block, schools=tuple(_closed(school, shut) if school.id in storm else school for school in block.schools))
            for block in problem.blocks
        ),
    }


def _nearest(groups: Sequence[Group], code: str) -> set[str]:
    """The school and its five nearest, of whatever block."""
    places = [place for group in groups for place in group.places]
    eye = next(place.at for place in places if place.code == code)
    narrow = math.cos(math.radians(eye[0]))
    return {
        place.code
        for place in sorted(places, key=lambda p: (math.hypot(p.at[0] - eye[0], (p.at[1] - eye[1]) * narrow), p.code))[:STORM_SCHOOLS]
    }


def _away(block: Block, days: Sequence[int]) -> Block:
    return replace(block, absent=tuple(sorted({*block.absent, *days})))


def _closed(school: School, days: Sequence[int]) -> School:
    return replace(school, open=tuple(day for day in school.open if day not in days))


def lost_visits(problem: Problem) -> int:
    """Previous visits from today on whose day is gone: no plan moves fewer."""
    lost = 0
    for block in problem.blocks:
        schools = {school.id: school for school in block.schools}
        for trip in problem.previous or ():
            if trip.block == block.id and trip.day >= (problem.today or 0):
                lost += sum(trip.day in block.absent or trip.day not in schools[stop.school].open for stop in trip.stops)
    return lost
