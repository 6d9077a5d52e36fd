"""After an illness, a storm or a new closed day: the past stays, as few visits as possible move, and as few trips change."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from yuinowa.engine.watch import Stopped, Watch

from .block import plan_block, travel_bound
from .choose import rounded_up
from .dates import Dated, Dates, Item
from .linear import Impossible, Unsettled
from .model import Block, Problem, Trip
from .outcome import Outcome
from .term import Term, first_day
from .trips import Hours, all_trips

MOST_CELLS = 12_000  # trips × days: what is settled within a second
MOST_SCHOOLS = 24  # whose trips are all listed
Fitting = list[tuple[tuple[int, ...], int] | None]
Repaired = tuple[tuple[int, int], list[tuple[tuple[int, ...], int]]]  # visits and trips that move; the trips and their columns
Places = dict[tuple[int, ...], set[int]]  # rows in ascending order and the columns where they were


def moved_trips(problem: Problem, trips: Iterable[Trip]) -> int:
    """Previous trips from today on that are not in the plan with the same block, day and schools."""
    there = {_name(trip) for trip in trips}
    return sum(_name(trip) not in there for trip in problem.previous or () if trip.day >= first_day(problem))


def moved_visits(problem: Problem, trips: Iterable[Trip]) -> int:
    """Previous visits from today on that are not in the plan on their day."""
    there = {(trip.block, trip.day, stop.school) for trip in trips for stop in trip.stops}
    ahead = (trip for trip in problem.previous or () if trip.day >= first_day(problem))
    return sum((trip.block, trip.day, stop.school) not in there for trip in ahead for stop in trip.stops)


def _name(trip: Trip) -> tuple[str, int, frozenset[str]]:
    return trip.block, trip.day, frozenset(stop.school for stop in trip.stops)


def repair_block(problem: Problem, term: Term, watch: Watch) -> Outcome:
    """The trips of the block with as few visits moved as can be found; planned anew when they cannot be kept.

    The bound is that of a new plan. Raises Infeasible, Collision, Lost, Stopped.
    """
    ahead = _ahead(problem, term.block)
    repair = _Repair(term, ahead, watch)
    try:
        trips = repair.best() if ahead else None
    except Stopped:
        trips = None
    if trips is None:
        return replace(plan_block(term, watch), moved_bound=repair.least)
    travel = sum(term.hours.travel(rows) for rows, _ in trips)
    bound, is_stopped = travel_bound(term, watch)
    return Outcome(trips, travel, min(bound, travel), is_stopped, repair.least)


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
        self.order: dict[tuple[int, ...], Fitting] = {}
        column = {day: number for number, day in enumerate(term.days)}
        self.was: Places = defaultdict(set)
        for rows, day in ahead:
            self.was[rows].add(column.get(day, -1))
        self.there = {(row, column.get(day, -1)) for rows, day in ahead for row in rows}
        self.displaced = [rows for rows, day in ahead if column.get(day, -1) not in self.days(rows)]
        self.lost = self.least = sum(day < 0 or not term.may[row, day] for row, day in self.there)
        self.is_all, self.is_cut, self.reached = False, False, 0  # whether all trips were looked at; what none of them moves less than

    def best(self) -> list[tuple[tuple[int, ...], int]] | None:
        """Whole trips on other days; while more moves than lost its day also parts of them, trips of the schools concerned, all trips."""
        found, seen = self._whole(), 0
        for pool in (self._parts, self._mixed, self._all):
            if found is not None and found[0] <= (self.lost, len(self.displaced)):
                break
            items = [self._item(rows, None) for rows in pool()]
            cells = sum(len(item.days) for item in items)
            if seen < cells <= MOST_CELLS:
                seen = cells
                other = self._solve(items, goals=3)
                found = min((option for option in (found, other) if option is not None), key=lambda option: option[0], default=None)
            if self.is_all and cells <= MOST_CELLS:
                self.least = max(self.lost, self.reached)
        return found and [(self.order_of(rows, column), column) for rows, column in found[1]]

    def days(self, rows: tuple[int, ...]) -> tuple[int, ...]:
        """Columns on which this trip is allowed."""
        found = [
            day for kind, fitting in enumerate(self._fitting(rows)) if fitting is not None for day in self.term.columns_of(fitting[0], kind)
        ]
        return tuple(sorted(found))

    def order_of(self, rows: tuple[int, ...], column: int) -> tuple[int, ...]:
        fitting = self._fitting(rows)[self.term.kind[column]]
        assert fitting is not None
        return fitting[0]

    def _fitting(self, rows: tuple[int, ...]) -> Fitting:
        """For each kind of hours the order of least travel and its minutes; None when the day is too short."""
        if rows not in self.order:
            self.order[rows] = [self._find(hours, rows) for hours in self.term.kinds]
        return self.order[rows]

    def _find(self, hours: Hours, rows: tuple[int, ...]) -> tuple[tuple[int, ...], int] | None:
        if len(rows) > self.term.most:
            return None
        trips = all_trips(hours.part(rows), len(rows))
        for number in range(len(trips)):
            if len(trips.schools(number)) == len(rows):
                return tuple(rows[stop] for stop in trips.schools(number)), int(trips.travel[number])
        return None

    def _whole(self) -> Repaired | None:
        visits = Counter(row for rows, _ in self.ahead for row in rows)
        if any(visits[row] != need for row, need in enumerate(self.term.need.tolist())):
            return None
        times = Counter(rows for rows, _ in self.ahead)
        return self._solve([self._item(rows, count) for rows, count in sorted(times.items())], goals=2)

    def _item(self, rows: tuple[int, ...], times: int | None) -> Item:
        days, fitting = self.days(rows), self._fitting(rows)
        visits = tuple(-sum((row, day) in self.there for row in rows) for day in days)
        trips = tuple(-int(day in self.was.get(rows, ())) for day in days)
        travel = tuple(found[1] if (found := fitting[self.term.kind[day]]) else 0 for day in days)
        return Item(rows, days, times, (visits, trips, travel))

    def _parts(self) -> list[tuple[int, ...]]:
        """Previous trips, parts of those that lose their day, and what can be taken along on another."""
        loose = self._loose()
        found = {rows for rows, _ in self.ahead} | {(row,) for row in loose}
        for rows in {rows for rows, _ in self.ahead if set(rows) & loose}:
            found |= set(_subsets(rows, len(rows)))
        found |= {tuple(sorted({*rows, row})) for rows, _ in self.ahead for row in loose}
        return sorted(found)

    def _mixed(self) -> list[tuple[int, ...]]:
        """Beside those any trip of the schools concerned."""
        return sorted({*self._parts(), *self._sets(tuple(sorted(self._loose())))})

    def _all(self) -> list[tuple[int, ...]]:
        needed = tuple(row for row, need in enumerate(self.term.need.tolist()) if need)
        found = sorted({*self._mixed(), *self._sets(needed)})
        self.is_all = len(needed) <= MOST_SCHOOLS and not self.is_cut
        return found

    def _sets(self, schools: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if len(schools) > MOST_SCHOOLS:
            return
        seen = set()
        for kind, hours in enumerate(self.term.kinds):
            trips = all_trips(hours.part(schools), self.term.most, self.watch.check)
            self.is_cut |= not trips.is_all
            for number in range(len(trips)):
                rows = trips.schools(number)
                found = tuple(sorted(schools[row] for row in rows))
                self.order.setdefault(found, [None] * len(self.term.kinds))[kind] = (
                    tuple(schools[row] for row in rows),
                    int(trips.travel[number]),
                )
                seen.add(found)
        yield from seen

    def _loose(self) -> set[int]:
        """Schools that lose a visit, or need more or fewer than before."""
        visits = Counter(row for rows, _ in self.ahead for row in rows)
        changed = {row for row, need in enumerate(self.term.need.tolist()) if visits[row] != need}
        return changed | {row for rows in self.displaced for row in rows}

    def _solve(self, items: Sequence[Item], goals: int) -> Repaired | None:
        try:
            dated: Dated = Dates(self.term, items, self.watch).solve(goals, shares_after=2)
        except (Impossible, Unsettled):
            return None
        self.reached = len(self.there) + rounded_up(dated.bound)
        trips = sum(column in self.was.get(rows, ()) for rows, column in dated.trips)
        visits = sum((row, column) in self.there for rows, column in dated.trips for row in rows)
        return (len(self.there) - visits, len(self.ahead) - trips), dated.trips


def _subsets(rows: tuple[int, ...], most: int) -> Iterable[tuple[int, ...]]:
    for size in range(1, most + 1):
        yield from combinations(rows, size)
