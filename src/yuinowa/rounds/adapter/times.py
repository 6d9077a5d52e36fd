"""When the visits of a trip begin: at round times where the hours allow it, and as agreed where a visit stands already."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from yuinowa.engine.rounds.model import Plan, Trip
from yuinowa.rounds.adapter.build import calendar_of, clock_of, minutes
from yuinowa.rounds.adapter.facts import Facts, SchoolFacts, Standing

ROUND = 5  # minutes to which people make appointments


@dataclass(frozen=True)
class Timed:
    """A visit of the plan; ``travel`` is the way to it in minutes, ``home`` that back to the base after the last one of the day."""

    school_id: int
    on: dt.date
    arrives_at: dt.time
    leaves_at: dt.time
    travel: int
    home: int = 0


def timed(facts: Facts, plan: Plan) -> tuple[Timed, ...]:
    calendar = calendar_of(facts)
    standing: dict[dt.date, dict[int, Standing]] = defaultdict(dict)
    for one in facts.standing:
        standing[one.on][one.school_id] = one
    days = ((calendar.date_of(trip.day), trip) for trip in plan.trips)
    return tuple(visit for on, trip in days for visit in _Day(facts, on, trip, standing[on]).visits())


class _Day:
    def __init__(self, facts: Facts, on: dt.date, trip: Trip, standing: dict[int, Standing]) -> None:
        self.facts, self.on, self.trip, self.standing = facts, on, trip, standing
        self.rows = {one.school.pk: row for row, one in enumerate(facts.schools, start=1)}
        self.schools = [int(stop.school) for stop in trip.stops]

    def visits(self) -> list[Timed]:
        if set(self.standing) == set(self.schools) and all(one.is_fixed or self._fits(one) for one in self.standing.values()):
            # Just the visits that stand on this day: they keep their times.
            return self._placed([(one.school_id, minutes(one.arrives_at), minutes(one.leaves_at)) for one in self._by_time()])
        return self._placed(self._rounded() or self._exact())

    def _by_time(self) -> list[Standing]:
        return sorted(self.standing.values(), key=lambda one: one.arrives_at)

    def _fits(self, one: Standing) -> bool:
        hours = self._facts(one.school_id).hours[self.on.weekday()]
        return hours is not None and hours[0] <= one.arrives_at and one.leaves_at <= hours[1]

    def _exact(self) -> list[tuple[int, int, int]]:
        # A full table of times by the engine, which has waited for the hours already when it leaves.
        return [
            (int(stop.school), stop.leave - self._service(int(stop.school), stop.leave - stop.arrive), stop.leave)
            for stop in self.trip.stops
        ]

    def _service(self, school: int, longest: int) -> int:
        held = self.standing.get(school)
        length = minutes(held.leaves_at) - minutes(held.arrives_at) if held and held.is_fixed else self._facts(school).service
        return min(length, longest)

    def _facts(self, school: int) -> SchoolFacts:
        return self.facts.schools[self.rows[school] - 1]

    def _rounded(self) -> list[tuple[int, int, int]] | None:
        """The same order at times people make appointments for; None where hours or shift are too tight."""
        found: list[tuple[int, int, int]] = []
        ready, place = minutes(self.facts.policy.shift_from), 0
        for school in self.schools:
            span = self._span(school, ready + self.facts.minutes[place][self.rows[school]])
            if span is None:
                return None
            found.append((school, *span))
            ready, place = span[1], self.rows[school]
        return found if ready + self.facts.minutes[place][0] <= minutes(self.facts.policy.shift_until) else None

    def _span(self, school: int, earliest: int) -> tuple[int, int] | None:
        held = self.standing.get(school)
        if held and held.is_fixed:
            return None if minutes(held.arrives_at) < earliest else (minutes(held.arrives_at), minutes(held.leaves_at))
        hours = self._facts(school).hours[self.on.weekday()]
        if hours is None:
            return None
        begin = -(-max(earliest, minutes(hours[0])) // ROUND) * ROUND
        end = begin + self._facts(school).service
        return (begin, end) if end <= minutes(hours[1]) else None

    def _placed(self, spans: Sequence[tuple[int, int, int]]) -> list[Timed]:
        found, place = [], 0
        for number, (school, begin, end) in enumerate(spans, start=1):
            row = self.rows[school]
            home = self.facts.minutes[row][0] if number == len(spans) else 0
            found.append(Timed(school, self.on, clock_of(begin), clock_of(end), self.facts.minutes[place][row], home))
            place = row
        return found
