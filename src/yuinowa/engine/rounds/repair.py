"""After an illness, a storm or a new closed day: the past stays, and as few trips as possible move."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from yuinowa.engine.watch import Stopped, Watch

from .block import Outcome, plan_block, travel_bound
from .dates import Dated, Dates, Item
from .linear import Impossible, Unsettled
from .model import Block, Problem, Trip
from .term import Term, first_day
from .trips import all_trips

MOST_CELLS = 12_000  # trips × days: what is settled within a second
MOST_SCHOOLS = 24  # whose trips are all listed
Places = dict[tuple[int, ...], set[int]]  # rows in ascending order and the columns where they were


def moved_trips(problem: Problem, trips: Iterable[Trip]) -> int:
    """Previous trips from today on that are not in the plan with the same block, day and schools."""
    there = {_name(trip) for trip in trips}
    return sum(_name(trip) not in there for trip in problem.previous or () if trip.day >= first_day(problem))


def _name(trip: Trip) -> tuple[str, int, frozenset[str]]:
    return trip.block, trip.day, frozenset(stop.school for stop in trip.stops)


def repair_block(problem: Problem, term: Term, watch: Watch) -> Outcome:
    """The trips of the block with as few moved as can be found; planned anew when they cannot be kept.

    The bound is that of a new plan. Raises Infeasible, Collision, Lost, Stopped.
    """
    try:
        trips = _Repair(term, _ahead(problem, term.block), watch).best()
    except Stopped:
        trips = None
    if trips is None:
        return plan_block(term, watch)
    travel = sum(term.hours.travel(rows) for rows, _ in trips)
    bound, is_stopped = travel_bound(term, watch)
    return Outcome(trips, travel, min(bound, travel), is_stopped)


def _ahead(problem: Problem, block: Block) -> list[tuple[tuple[int, ...], int]]:
    """(rows, day) of the trips to come. Schools that are gone are passed over."""
    rows = {school.id: row for row, school in enumerate(block.schools)}
    found = []
    for trip in problem.previous or ():
        if trip.block == block.id and trip.day >= first_day(problem):
            found.append((tuple(sorted({rows[stop.school] for stop in trip.stops if stop.school in rows})), trip.day))
    return [(chosen, day) for chosen, day in found if chosen]


class _Repair:
    def __init__(self, term: Term, ahead: list[tuple[tuple[int, ...], int]], watch: Watch) -> None:
        self.term, self.ahead, self.watch = term, ahead, watch
        self.order: dict[tuple[int, ...], tuple[tuple[int, ...], int] | None] = {}
        column = {day: number for number, day in enumerate(term.days)}
        self.was: Places = defaultdict(set)
        for rows, day in ahead:
            self.was[rows].add(column.get(day, -1))
        self.displaced = [rows for rows, day in ahead if column.get(day, -1) not in self.days(rows)]

    def best(self) -> list[tuple[tuple[int, ...], int]] | None:
        """Whole trips on other days; while more move than lost their day also parts of them, trips of the schools concerned, all trips."""
        found, seen = self._whole(), 0
        for pool in (self._parts, self._mixed, self._all):
            if found is not None and found[0] <= len(self.displaced):
                break
            items = [self._item(rows, None) for rows in pool()]
            cells = sum(len(item.days) for item in items)
            if seen < cells <= MOST_CELLS:
                seen = cells
                other = self._solve(items, goals=2)
                found = min((option for option in (found, other) if option is not None), key=lambda option: option[0], default=None)
        return found and [(self.order_of(rows), column) for rows, column in found[1]]

    def days(self, rows: tuple[int, ...]) -> tuple[int, ...]:
        """Columns on which this trip is allowed."""
        import numpy as np

        if self._fitting(rows) is None:
            return ()
        allowed = self.term.may[list(rows)].all(axis=0)
        return tuple(day for day in np.flatnonzero(allowed).tolist() if set(self.term.locks.get(day, ())) <= set(rows))

    def order_of(self, rows: tuple[int, ...]) -> tuple[int, ...]:
        fitting = self._fitting(rows)
        assert fitting is not None
        return fitting[0]

    def _fitting(self, rows: tuple[int, ...]) -> tuple[tuple[int, ...], int] | None:
        """The order of least travel and its minutes; None when the day is too short."""
        if rows not in self.order:
            self.order[rows] = self._find(rows)
        return self.order[rows]

    def _find(self, rows: tuple[int, ...]) -> tuple[tuple[int, ...], int] | None:
        if len(rows) > self.term.most:
            return None
        trips = all_trips(self.term.hours.part(rows), len(rows))
        for number in range(len(trips)):
            if len(trips.schools(number)) == len(rows):
                return tuple(rows[stop] for stop in trips.schools(number)), int(trips.travel[number])
        return None

    def _whole(self) -> tuple[int, list[tuple[tuple[int, ...], int]]] | None:
        visits = Counter(row for rows, _ in self.ahead for row in rows)
        if any(visits[row] != need for row, need in enumerate(self.term.need.tolist())):
            return None
        times = Counter(rows for rows, _ in self.ahead)
        return self._solve([self._item(rows, count) for rows, count in sorted(times.items())], goals=1)

    def _item(self, rows: tuple[int, ...], times: int | None) -> Item:
        days, fitting = self.days(rows), self._fitting(rows)
        travel = fitting[1] if fitting else 0
        return Item(rows, days, times, (tuple(-int(day in self.was.get(rows, ())) for day in days), (travel,) * len(days)))

    def _parts(self) -> list[tuple[int, ...]]:
        """Previous trips and parts of those that lose their day."""
        loose = self._loose()
        found = {rows for rows, _ in self.ahead} | {(row,) for row in loose}
        for rows in {rows for rows, _ in self.ahead if set(rows) & loose}:
            found |= set(_subsets(rows, len(rows)))
        return sorted(found)

    def _mixed(self) -> list[tuple[int, ...]]:
        """Beside those any trip of the schools concerned."""
        return sorted({*self._parts(), *self._sets(tuple(sorted(self._loose())))})

    def _all(self) -> list[tuple[int, ...]]:
        needed = tuple(row for row, need in enumerate(self.term.need.tolist()) if need)
        return sorted({*self._mixed(), *self._sets(needed)})

    def _sets(self, schools: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if len(schools) > MOST_SCHOOLS:
            return
        trips = all_trips(self.term.hours.part(schools), self.term.most)
        for number in range(len(trips)):
            rows = trips.schools(number)
            found = tuple(sorted(schools[row] for row in rows))
            self.order[found] = tuple(schools[row] for row in rows), int(trips.travel[number])
            yield found

    def _loose(self) -> set[int]:
        """Schools that lose a visit, or need more or fewer than before."""
        visits = Counter(row for rows, _ in self.ahead for row in rows)
        changed = {row for row, need in enumerate(self.term.need.tolist()) if visits[row] != need}
        return changed | {row for rows in self.displaced for row in rows}

    def _solve(self, items: Sequence[Item], goals: int) -> tuple[int, list[tuple[tuple[int, ...], int]]] | None:
        try:
            dated: Dated = Dates(self.term, items, self.watch).solve(goals)
        except (Impossible, Unsettled):
            return None
        kept = sum(column in self.was.get(rows, ()) for rows, column in dated.trips)
        return len(self.ahead) - kept, dated.trips


def _subsets(rows: tuple[int, ...], most: int) -> Iterable[tuple[int, ...]]:
    for size in range(1, most + 1):
        yield from combinations(rows, size)
