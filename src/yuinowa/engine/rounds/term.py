"""What is left to plan in one block: the days each school may be visited, after closures, absences, locks and the past."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from .model import DAYS_IN_WEEK, Block, Problem, Trip
from .trips import Hours, Trips

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Term:
    """Schools are rows, `days` the columns of `may` (schools × days); `need` visits are left for each school.

    `locks` gives for a column the rows that must be visited then. `past` are the trips before today.
    """

    block: Block
    shift: tuple[int, int]
    most: int
    spacing: int
    days: tuple[int, ...]
    may: NDArray
    need: NDArray
    locks: dict[int, tuple[int, ...]]
    past: tuple[Trip, ...] = ()

    @cached_property
    def hours(self) -> Hours:
        return Hours(self.block, self.shift)

    @cached_property
    def past_load(self) -> Counter[int]:
        """Visits of each week that have already been."""
        load: Counter[int] = Counter()
        for trip in self.past:
            load[trip.day // DAYS_IN_WEEK] += len(trip.stops)
        return load

    @cached_property
    def weeks(self) -> list[int]:
        return [day // DAYS_IN_WEEK for day in self.days]

    def allowed(self, trips: Trips) -> NDArray:
        """Trips × days: all its schools may be visited then, and whoever is locked there is with it."""
        import numpy as np

        closed = ~np.vstack((self.may, np.ones((1, len(self.days)), np.bool_)))
        allowed = np.ones((len(trips), len(self.days)), np.bool_)
        for column in range(trips.stops.shape[1]):
            allowed &= ~closed[trips.stops[:, column]]
        for day, rows in self.locks.items():
            for row in rows:
                allowed[:, day] &= (trips.stops == row).any(axis=1)
        return allowed

    def only(self, rows: list[int]) -> Term:
        """The same term as if nobody else were to be visited."""
        import numpy as np

        kept = np.isin(np.arange(len(self.need)), rows)
        locks = {day: tuple(row for row in locked if row in rows) for day, locked in self.locks.items()}
        locks = {day: locked for day, locked in locks.items() if locked}
        return replace(self, may=self.may & kept[:, None], need=np.where(kept, self.need, 0), locks=locks)

    def windows(self, row: int) -> list[list[int]]:
        """Groups of columns of which a school may have at most one, because they lie too close together."""
        import numpy as np

        if self.need[row] < 2:
            return []
        columns = np.flatnonzero(self.may[row]).tolist()
        groups, reached = [], -1
        for place, first in enumerate(columns):
            group = [column for column in columns[place:] if self.days[column] < self.days[first] + self.spacing]
            if group[-1] > reached and len(group) > 1:
                groups.append(group)
            reached = max(reached, group[-1])
        return groups


def term_of(problem: Problem, block: Block) -> Term:
    import numpy as np

    rows = {school.id: row for row, school in enumerate(block.schools)}
    past = past_trips(problem, block)
    been = [[trip.day for trip in past for stop in trip.stops if stop.school == school.id] for school in block.schools]
    locked = [sorted({lock.day for lock in problem.locked if (lock.block, lock.school) == (block.id, name)}) for name in rows]
    need = [max(0, problem.visits_of(school) - len(been[row])) for row, school in enumerate(block.schools)]
    open_days = [
        _days_of(problem, block, row, need[row], sorted({*been[row], *locked[row]})) if need[row] else set() for row in range(len(rows))
    ]
    days = tuple(sorted(set().union(*open_days)))
    may = np.array([[day in chosen for day in days] for chosen in open_days], dtype=np.bool_).reshape(len(rows), len(days))
    column = {day: number for number, day in enumerate(days)}
    locks: dict[int, tuple[int, ...]] = {}
    for row, chosen in enumerate(locked):
        for day in chosen:
            if day in column and day >= first_day(problem):
                locks[column[day]] = (*locks.get(column[day], ()), row)
    return Term(block, problem.shift, problem.per_day, max(1, problem.spacing_days), days, may, np.array(need, np.int64), locks, past)


def first_day(problem: Problem) -> int:
    return problem.today or 0


def past_trips(problem: Problem, block: Block) -> tuple[Trip, ...]:
    """Trips before today, as they were; schools that are gone are passed over."""
    names = {school.id for school in block.schools}
    found = []
    for trip in problem.previous or ():
        stops = tuple(stop for stop in trip.stops if stop.school in names)
        if trip.block == block.id and trip.day < first_day(problem) and stops:
            found.append(Trip(trip.block, trip.day, stops))
    return tuple(found)


def _days_of(problem: Problem, block: Block, row: int, need: int, taken: list[int]) -> set[int]:
    """Days on which the school may be visited; near a day that is taken only that day itself."""
    spacing = max(1, problem.spacing_days)
    far = (day for day in block.schools[row].open if all(day == other or abs(day - other) >= spacing for other in taken))
    return {day for day in far if day >= first_day(problem) and day not in block.absent}
