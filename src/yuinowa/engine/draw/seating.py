"""Which unit may sit where, as columns and rows of a whole-number program, and what each column is worth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from .closing import Taken, close_weakest
from .model import Place
from .order import Unit
from .program import Rows
from .rooms import Rooms

Values = tuple[int, int, int]  # placed, ranks, turns
WHOLE = 1 - 1e-6


@dataclass(frozen=True, slots=True)
class Seat:
    """One of a unit's choices: `rank` from 1, `turns` = how much an earlier turn counts, for all its members."""

    unit: int
    place: str
    size: int
    rank: int
    turns: int


class Seating:
    """The columns are the seats, then one switch for each place with a minimum: whether it takes place at all."""

    def __init__(self, units: Sequence[Unit], places: Sequence[Place]) -> None:
        self.units = units
        self.places = places
        self.seats = list(_seats(units, Rooms(places)))
        self.switched = [place for place in places if place.minimum]
        self.count = sum(unit.size for unit in units)
        self.longest = max((len(unit.choices) for unit in units), default=0)

    def rows(self) -> Rows:
        """Each unit in one place, seats, quotas, and nobody or at least the minimum."""
        rows, at, of = Rows(), defaultdict(list), defaultdict(list)
        for column, seat in enumerate(self.seats):
            of[seat.unit].append(column)
            at[seat.place].append(column)
        for columns in of.values():
            rows.add([(column, 1) for column in columns], high=1)
        for place in self.places:
            self._place_rows(rows, place, at[place.id])
        return rows

    def _place_rows(self, rows: Rows, place: Place, columns: list[int]) -> None:
        sizes: list[tuple[int, float]] = [(column, self.seats[column].size) for column in columns]
        if place.minimum:
            switch, most = len(self.seats) + self.switched.index(place), min(place.capacity, sum(int(size) for _, size in sizes))
            rows.add([*sizes, (switch, -most)], high=0)
            rows.add([*sizes, (switch, -place.minimum)], low=0)
        else:
            rows.add(sizes, high=place.capacity)
        for group, most in place.quota.items():
            rows.add(self._members(columns, group), high=most)

    def _members(self, columns: list[int], group: str) -> list[tuple[int, float]]:
        counted = [(column, dict(self.units[self.seats[column].unit].groups).get(group, 0)) for column in columns]
        return [(column, count) for column, count in counted if count]

    def cost(self, *, placed: int = 0, ranks: int = 0, turns: int = 0) -> list[int]:
        """Of each column, to be made small: the three goals with these weights."""
        worth = [placed * -seat.size + ranks * seat.rank * seat.size + turns * -self._turns(seat) for seat in self.seats]
        return worth + [0] * len(self.switched)

    def _turns(self, seat: Seat) -> int:
        return seat.turns * (self.longest + 1 - seat.rank)

    def values(self, x: Sequence[bool]) -> Values:
        taken = [seat for column, seat in enumerate(self.seats) if x[column]]
        return sum(seat.size for seat in taken), sum(seat.rank * seat.size for seat in taken), sum(self._turns(seat) for seat in taken)

    def simple_bounds(self, values: Values) -> Values:
        """What needs no search: no more than the seats or the entries, no rank above the first, the first choice for all."""
        sizes = {seat.unit: seat.size for seat in self.seats}
        turns = {seat.unit: seat.turns * self.longest for seat in self.seats}
        return min(sum(place.capacity for place in self.places), sum(sizes.values())), values[0], sum(turns.values())

    def solution(self, taken: Sequence[str | None]) -> list[bool]:
        used = {place for place in taken if place is not None}
        return [taken[seat.unit] == seat.place for seat in self.seats] + [place.id in used for place in self.switched]

    def completed(self, shares: Sequence[float]) -> list[bool]:
        """Whole seats as they are; everybody else, in order, into the best choice with room."""
        whole = {seat.unit: seat.place for column, seat in enumerate(self.seats) if shares[column] > WHOLE}

        def run(closed: Collection[str]) -> Taken:
            rooms = Rooms(self.places, closed)
            taken: Taken = [None] * len(self.units)
            for row, place in whole.items():
                if rooms.fits(self.units[row], place):
                    rooms.take(self.units[row], place)
                    taken[row] = place
            for row, unit in enumerate(self.units):
                if taken[row] is None:
                    taken[row] = next((place for place in unit.choices if rooms.fits(unit, place)), None)
                    if taken[row] is not None:
                        rooms.take(unit, str(taken[row]))
            return taken

        return self.solution(close_weakest(self.places, self.units, run)[0])

    def taken(self, x: Sequence[bool]) -> list[str | None]:
        """The place of each unit."""
        found = {seat.unit: seat.place for column, seat in enumerate(self.seats) if x[column]}
        return [found.get(row) for row in range(len(self.units))]


def _seats(units: Sequence[Unit], rooms: Rooms) -> list[Seat]:
    seats, left = [], sum(unit.size for unit in units)
    for row, unit in enumerate(units):
        # an entry's weight is 1 for the last turn and grows by 1 for each turn before it
        turns = sum(range(left - unit.size + 1, left + 1))
        left -= unit.size
        seats += [Seat(row, place, unit.size, rank, turns) for rank, place in enumerate(unit.choices, 1) if rooms.fits(unit, place)]
    return seats
