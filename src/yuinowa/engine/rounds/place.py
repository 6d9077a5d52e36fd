"""Days for given trips where a program would be too large: a trip takes a day, and those in its way look for another.

How often a trip was driven out is its price, so that those which fit badly come to rest. No chance: so many steps, and it is over.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from typing import TYPE_CHECKING

from yuinowa.engine.watch import Watch

from .dates import Item
from .greedy import Dated
from .term import Term

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEPS_A_TRIP = 100
SPREAD = 97  # of equal prices another day comes first at each step
NEVER = 1e9


def placed(term: Term, items: Sequence[Item], watch: Watch) -> Dated:
    """As many of these trips as found a day, each item as often as it says; no two too near, no period too full, none twice on a day."""
    return _Placing(term, items).run(watch)


class _Placing:
    def __init__(self, term: Term, items: Sequence[Item]) -> None:
        import numpy as np

        self.term, self.days = term, np.array(term.days)
        chosen = [item for item in items for _ in range(item.times or 0)]
        self.schools = [item.schools for item in chosen]
        self.may = np.full((len(chosen), len(term.days)), NEVER)
        for number, days in enumerate(self._first_by(chosen)):
            self.may[number, list(days)] = 0.0
        visits: dict[int, list[int]] = {}
        for number, rows in enumerate(self.schools):
            for row in rows:
                visits.setdefault(row, []).append(number)
        self.others = [sorted({other for row in rows for other in visits[row]} - {number}) for number, rows in enumerate(self.schools)]
        self.on = np.full(len(term.days), -1)
        self.at: dict[int, int] = {}
        self.driven = np.zeros(len(chosen))
        self.load: Counter[int] = Counter()

    def _first_by(self, chosen: list[Item]) -> list[tuple[int, ...]]:
        """One trip to each school with a first visit that is due stays among the days for that."""
        days = [item.days for item in chosen]
        for row, due in sorted(self.term.due.items()):
            soon = [(len({*days[n]} & {*due}), -n) for n, item in enumerate(chosen) if row in item.schools]
            if soon and max(soon)[0]:
                number = -max(soon)[1]
                days[number] = tuple(sorted({*days[number]} & {*due}))
        return days

    def run(self, watch: Watch) -> Dated:
        waiting, best = deque(sorted(range(len(self.schools)), key=lambda n: ((self.may[n] == 0).sum(), n))), dict(self.at)
        for step in range(STEPS_A_TRIP * len(self.schools)):
            if not waiting or watch.is_over():
                break
            number = waiting.popleft()
            prices = self._prices(number)
            column = min(range(len(prices)), key=lambda c: (prices[c], (c + step) % SPREAD))
            if prices[column] < NEVER:
                waiting.extend(self._enter(number, column))
            if len(self.at) > len(best):
                best = dict(self.at)
        return [(self.schools[number], column) for number, column in sorted(best.items(), key=lambda pair: pair[1])]

    def _prices(self, number: int) -> NDArray:
        """What has to go, for each day."""
        import numpy as np

        price = self.may[number] + np.where(self.on >= 0, 1 + self.driven[self.on], 0.0)
        for other in self._placed_others(number):
            near = np.abs(self.days - self.days[self.at[other]]) < self.term.spacing
            price = price + np.where(near, 1 + self.driven[other], 0.0)
        for period, excess in self._full(number).items():
            inside = np.array(self.term.period) == period
            price = price + np.where(inside & (self._sizes() < excess), 1 + self._cheapest(period)[0], 0.0)
        return price

    def _placed_others(self, number: int) -> list[int]:
        return [other for other in self.others[number] if other in self.at]

    def _sizes(self) -> NDArray:
        """Visits on each day."""
        import numpy as np

        return np.array([len(self.schools[number]) if number >= 0 else 0 for number in self.on.tolist()])

    def _full(self, number: int) -> dict[int, float]:
        """Periods in which this trip would be too much, and by how many visits."""
        if self.term.above is None:
            return {}
        over = {period: self.load[period] + len(self.schools[number]) - self.term.room(period) for period in set(self.term.period)}
        return {period: excess for period, excess in over.items() if excess > 0}

    def _cheapest(self, period: int) -> tuple[float, int]:
        inside = [(float(self.driven[n]), n) for n, column in self.at.items() if self.term.period[column] == period]
        return min(inside, default=(NEVER, -1))

    def _enter(self, number: int, column: int) -> list[int]:
        """Those that had to go."""
        near = [o for o in self._placed_others(number) if abs(self.days[self.at[o]] - self.days[column]) < self.term.spacing]
        gone = sorted({*near, *([int(self.on[column])] if self.on[column] >= 0 else [])})
        for other in gone:
            self._leave(other)
        period = self.term.period[column]
        while self.term.above is not None and self.load[period] + len(self.schools[number]) > self.term.room(period):
            other = self._cheapest(period)[1]
            if other < 0:
                return [*gone, number]
            gone.append(other)
            self._leave(other)
        self.on[column], self.at[number] = number, column
        self.load[period] += len(self.schools[number])
        return gone

    def _leave(self, number: int) -> None:
        column = self.at.pop(number)
        self.on[column] = -1
        self.driven[number] += 1
        self.load[self.term.period[column]] -= len(self.schools[number])
