"""The hours of one trip, stop by stop."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from .model import DAYS_IN_WEEK, Block, Stop, Trip


def timed(block: Block, shift: tuple[int, int], day: int, rows: Sequence[int]) -> Trip:
    """The instructor sets out at the beginning of the shift and waits where she is early."""
    here, leave, stops = 0, shift[0], []
    for row in rows:
        school = block.schools[row]
        arrive = leave + block.minutes[here][row + 1]
        here, leave = row + 1, max(arrive, school.hours_on(day)[0]) + school.service
        stops.append(Stop(school.id, arrive, leave))
    return Trip(block.id, day, tuple(stops))


def travel_of(block: Block, trip: Trip) -> int:
    """Minutes on the way, out and back."""
    row = {school.id: number for number, school in enumerate(block.schools, 1)}
    places = [0, *(row[stop.school] for stop in trip.stops), 0]
    return sum(block.minutes[one][other] for one, other in pairwise(places))


def busiest_week(trips: Sequence[Trip]) -> int:
    """Visits in the busiest week of one block."""
    load: dict[int, int] = {}
    for trip in trips:
        load[trip.day // DAYS_IN_WEEK] = load.get(trip.day // DAYS_IN_WEEK, 0) + len(trip.stops)
    return max(load.values(), default=0)
