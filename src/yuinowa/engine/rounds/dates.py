"""When: each trip gets a day, one trip a day, visits of a school keep their distance. Goals in strict order.

An item is a trip that is made `times` times on some of its days; with `times` None it is made as often as the schools need.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yuinowa.engine.watch import Watch

from .linear import Entries, Found, Linear, Rows, Unsettled
from .term import Term

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Item:
    """`days` are columns of the term; `costs` one for each goal above the busiest week and each day."""

    schools: tuple[int, ...]
    days: tuple[int, ...]
    times: int | None = None
    costs: tuple[tuple[int, ...], ...] = ()


@dataclass(slots=True)
class Dated:
    """(schools, column) of each trip; `bound` of the first goal."""

    trips: list[tuple[tuple[int, ...], int]]
    value: int
    bound: float


class Dates:
    def __init__(self, term: Term, items: Sequence[Item], watch: Watch, looks: int | None = None) -> None:
        self.term, self.items, self.watch, self.looks = term, items, watch, looks
        self.places = [(number, day) for number, item in enumerate(items) for day in item.days]
        self.rows = Rows()
        self._build()

    def _build(self) -> None:
        import numpy as np

        term, rows = self.term, self.rows
        demand = [rows.add(n, n) if self._is_free() else -1 for n in term.need.tolist()]
        count = [-1 if item.times is None else rows.add(item.times, item.times) for item in self.items]
        day = [rows.add(int(column in term.locks), 1) for column in range(len(term.days))]
        near: dict[tuple[int, int], list[int]] = {}
        for row in range(term.hours.count):
            for group in term.windows(row):
                number = rows.add(-np.inf, 1)
                for column in group:
                    near.setdefault((row, column), []).append(number)
        self.week = {week: rows.add(-np.inf, -term.past_load[week]) for week in sorted({*term.weeks, *term.past_load})}
        self.share = {period: rows.add(-np.inf, share.ahead + 1) for period, share in enumerate(term.shares)}
        due: dict[tuple[int, int], list[int]] = {}
        for row, columns in term.due.items():
            number = rows.add(1, np.inf)
            for column in columns:
                due.setdefault((row, column), []).append(number)
        self.entries: list[list[tuple[int, int]]] = []
        for number, column in self.places:
            schools = self.items[number].schools
            entry = [(day[column], 1), (self.week[term.weeks[column]], len(schools))]
            entry += [(count[number], 1)] if count[number] >= 0 else [(demand[row], 1) for row in schools]
            entry += [(window, 1) for row in schools for window in near.get((row, column), ())]
            entry += [(first, 1) for row in schools for first in due.get((row, column), ())]
            if term.period[column] >= 0:
                entry.append((self.share[term.period[column]], len(schools)))
            self.entries.append(entry)

    def _is_free(self) -> bool:
        return any(item.times is None for item in self.items)

    def solve(self, goals: int = 0, *, most: int | None = None, weeks: bool = True, shares_after: int = 1) -> Dated:
        """Goals of the items in order, then with `weeks` the busiest week; the first goal at most `most`. Raises Impossible, Unsettled.

        Where periods may go above their share, the least of that is a goal after the first, or after so many.
        """
        import numpy as np

        program = Linear(self.rows, self.watch, whole=True)
        size = len(self.places)
        weekly = [[(row, -1) for row in rows.values()] for rows in (self.week, self.share)]
        visits = int(self.term.need.sum()) + sum(self.term.past_load.values())
        above = visits if self.term.above is None else self.term.above - 1
        program.add(np.zeros(size + 2), _entries([*self.entries, *weekly]), np.array([*[1] * size, visits, above]))
        first: Found | None = None
        for goal in range(goals):
            cost = np.array([cost for item in self.items for cost in item.costs[goal]], dtype=np.float64)
            if most is not None and not goal:
                program.hold(np.flatnonzero(cost), cost[np.flatnonzero(cost)], most)
            found = self._reach(program, np.append(cost, (0.0, 0.0)))
            first = first or found
            program.hold(np.flatnonzero(cost), cost[np.flatnonzero(cost)], round(found.value))
            if goal + 1 == shares_after:
                self._settle_shares(program, found)
        held = first if goals else self._settle_shares(program, None)
        if weeks:
            found = self._settle_weeks(program, held)
        first = first or found
        chosen = np.flatnonzero(found.x[:size] > 0.5).tolist()
        trips = [(self.items[self.places[place][0]].schools, self.places[place][1]) for place in chosen]
        return Dated(trips, round(first.value), first.bound)

    def _reach(self, program: Linear, cost: NDArray) -> Found:
        program.change_costs(cost)
        found = program.solve(self.looks)
        program.start_from(found.x)
        return found

    def _settle_shares(self, program: Linear, held: Found | None) -> Found | None:
        import numpy as np

        if not self.share or self.term.above is not None:
            return held
        place = len(self.places) + 1
        try:
            found = self._reach(program, np.append(np.zeros(place), 1.0))
        except Unsettled:
            if held is None:
                raise
            found = held
        program.hold(np.array([place]), np.ones(1), round(found.x[place]))
        return found

    def _settle_weeks(self, program: Linear, held: Found | None) -> Found:
        """Where the search for a calmer week ends with nothing, what is in hand is kept."""
        import numpy as np

        cost = np.append(np.zeros(len(self.places)), (1.0, 0.0))
        try:
            return self._reach(program, cost)
        except Unsettled:
            if held is None:
                raise
            return held


def _entries(columns: list[list[tuple[int, int]]]) -> Entries:
    import numpy as np

    start = np.cumsum([0, *(len(column) for column in columns)])
    flat = [pair for column in columns for pair in column]
    return Entries(start, np.array([row for row, _ in flat], np.int64), np.array([value for _, value in flat], np.float64))
