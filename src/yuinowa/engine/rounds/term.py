"""What is left to plan in one block: the days each school may be visited, after closures, absences, locks and the past."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from .model import DAYS_IN_WEEK, NEVER, Block, Problem, Trip
from .trips import Hours, Trips, all_trips, listable, merged, promising

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Share:
    """A period of the term, and the visits to come that are its share, rounded down; -1 when it has already had more."""

    first: int
    last: int
    ahead: int


@dataclass(frozen=True)
class Term:
    """Schools are rows, `days` the columns of `may` (schools × days); `need` visits are left for each school.

    `locks` gives for a column the rows that must be visited then, `due` for a row the columns of which it needs one at least.
    `past` are the trips before today. `kinds` are the hours of a day, `kind` says for each weekday which. Visits of a period stay
    `above` its share at most; with None they are as near to it as the trips allow.
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
    due: dict[int, tuple[int, ...]] = field(default_factory=dict)
    shares: tuple[Share, ...] = ()
    above: int | None = None
    hours_of: tuple[Hours, ...] | None = None  # instead of those of the block, when only some of its schools are rows

    @property
    def hours(self) -> Hours:
        """Ways and services, which are the same every day."""
        return self.kinds[0]

    @cached_property
    def _kinds(self) -> tuple[tuple[Hours, ...], tuple[int, ...]]:
        weekdays = [_windows(self.block, weekday) for weekday in range(DAYS_IN_WEEK)]
        different = list(dict.fromkeys(weekdays))
        if self.hours_of is not None:
            return self.hours_of, tuple(map(different.index, weekdays))
        return tuple(Hours(self.block, self.shift, windows) for windows in different), tuple(map(different.index, weekdays))

    @property
    def kinds(self) -> tuple[Hours, ...]:
        return self._kinds[0]

    @cached_property
    def kind(self) -> list[int]:
        """Which hours hold on each column."""
        return [self._kinds[1][day % DAYS_IN_WEEK] for day in self.days]

    @cached_property
    def period(self) -> list[int]:
        """The period of each column, -1 outside of all."""
        inside = {day: number for number, share in enumerate(self.shares) for day in self.days if share.first <= day <= share.last}
        return [inside.get(day, -1) for day in self.days]

    def room(self, period: int) -> float:
        """Visits to come in a period, at most."""
        return float("inf") if self.above is None or period < 0 else max(0, self.shares[period].ahead + self.above)

    def all_trips(self, check: Callable[[], None]) -> Trips:
        return merged([all_trips(listable(hours, self.most, len(self.kinds)), self.most, check) for hours in self.kinds])

    def promising(self, price: NDArray, slack: float, few: int | None, check: Callable[[], None]) -> Trips:
        """All trips within `slack` of their prices; with `few` the best of the partial trips; not `is_all` where they are too many."""
        return merged([promising(hours, self.most, price, slack, few, check) for hours in self.kinds])

    def columns_of(self, rows: Sequence[int], kind: int | None = None) -> tuple[int, ...]:
        """Where this trip in this order is allowed; with `kind` only on days with these hours."""
        import numpy as np

        allowed = self.may[list(rows)].all(axis=0)
        fits = [hours.fits(rows) if kind in (None, number) else False for number, hours in enumerate(self.kinds)]
        return tuple(day for day in np.flatnonzero(allowed).tolist() if fits[self.kind[day]] and set(self.locks.get(day, ())) <= set(rows))

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
        return allowed if trips.on is None else allowed & trips.on[:, self.kind]

    def only(self, rows: list[int]) -> Term:
        """The same term as if nobody else were to be visited."""
        import numpy as np

        kept = np.isin(np.arange(len(self.need)), rows)
        locks = {day: tuple(row for row in locked if row in rows) for day, locked in self.locks.items()}
        locks = {day: locked for day, locked in locks.items() if locked}
        due = {row: columns for row, columns in self.due.items() if row in rows}
        return replace(self, may=self.may & kept[:, None], need=np.where(kept, self.need, 0), locks=locks, due=due)

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
    due = _due(problem, block, [bool(been[row]) or not need[row] for row in rows.values()], days, may)
    shares = shares_of(problem, block, sum(need), past)
    wanted = np.array(need, np.int64)
    return Term(block, problem.shift, problem.per_day, max(1, problem.spacing_days), days, may, wanted, locks, past, due, shares)


def _due(problem: Problem, block: Block, been: list[bool], days: tuple[int, ...], may: NDArray) -> dict[int, tuple[int, ...]]:
    """Columns for a first visit that is asked for by a day to come."""
    due = {}
    for row, school in enumerate(block.schools):
        if school.first_by is not None and school.first_by >= first_day(problem) and not been[row]:
            due[row] = tuple(column for column, day in enumerate(days) if may[row, column] and day <= school.first_by)
    return due


def shares_of(problem: Problem, block: Block, need: int, past: tuple[Trip, ...]) -> tuple[Share, ...]:
    been = _loads(problem, past)
    whole = _whole_shares(problem, block, need + sum(been))
    return tuple(Share(*period, max(-1, share - before)) for period, share, before in zip(problem.periods, whole, been, strict=True))


def above_share(problem: Problem, block: Block, trips: Sequence[Trip]) -> int:
    """The most visits of a period above its share; 0 when none has more."""
    loads = _loads(problem, trips)
    shared = sum(loads) + sum(len(t.stops) for t in trips if t.day >= first_day(problem) and not _inside(problem, t.day))
    shares = _whole_shares(problem, block, shared)
    return max(0, *(load - share for load, share in zip(loads, shares, strict=True))) if loads else 0


def _loads(problem: Problem, trips: Sequence[Trip]) -> list[int]:
    return [sum(len(trip.stops) for trip in trips if first <= trip.day <= last) for first, last in problem.periods]


def _inside(problem: Problem, day: int) -> bool:
    return any(first <= day <= last for first, last in problem.periods)


def _whole_shares(problem: Problem, block: Block, visits: int) -> list[int]:
    """Shares rounded down, by days on which the instructor is there and a school open."""
    works = {day for school in block.schools for day in school.days} - set(block.absent)
    working = [sum(first <= day <= last for day in works) for first, last in problem.periods]
    return [visits * count // max(1, sum(working)) for count in working]


def _windows(block: Block, weekday: int) -> tuple[tuple[int, int], ...]:
    """Where a school is closed its hours of another weekday do as well; so fewer weekdays differ."""
    found = []
    for school in block.schools:
        window = school.hours_on(weekday)
        others = [other for other in school.windows or () if other != NEVER]
        found.append(others[0] if window == NEVER and others else window)
    return tuple(found)


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
    far = (day for day in block.schools[row].days if all(day == other or abs(day - other) >= spacing for other in taken))
    return {day for day in far if day >= first_day(problem) and day not in block.absent}
