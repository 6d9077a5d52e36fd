"""A plan that lacks visits is completed: a visit goes where it fits, or takes the place of another that then looks for one itself.

How often a visit was driven out is its price, so that those which fit badly come to rest. No chance: so many steps, and it is over.
"""

from __future__ import annotations

from collections import Counter, deque
from itertools import permutations

from yuinowa.engine.watch import Watch

from .greedy import Dated, is_complete
from .term import Term

STEPS_A_VISIT = 20
SPREAD = 97  # of equal prices another day comes first at each step
MOST_ORDERED = 4  # stops of which all orders are tried; of more a new one is put between the others
Rows = tuple[int, ...]


def completed(term: Term, dated: Dated, watch: Watch) -> Dated | None:
    """All visits on days that keep all rules; None where none was found."""
    found = _Filling(term, dated).run(watch)
    return found if found is not None and is_complete(term, found) else None


class _Filling:
    def __init__(self, term: Term, dated: Dated) -> None:
        self.term = term
        self.trips: dict[int, Rows] = {column: rows for rows, column in dated}
        self.load: Counter[int] = Counter()
        self.driven: Counter[int] = Counter()
        self.known: dict[tuple[int, Rows, int], Rows | None] = {}
        made: Counter[int] = Counter()
        for rows, column in dated:
            self.load[term.period[column]] += len(rows)
            made.update(rows)
        self.waiting = deque(row for row, need in enumerate(term.need.tolist()) for _ in range(need - made[row]))

    def run(self, watch: Watch) -> Dated | None:
        for step in range(STEPS_A_VISIT * int(self.term.need.sum())):
            if watch.is_over():
                return None
            if not self.waiting:
                return [(rows, column) for column, rows in sorted(self.trips.items()) if rows]
            row = self.waiting.popleft()
            if not self._place(row) and not self._drive_out(row, step):
                return None
        return None

    def _columns(self, row: int) -> list[int]:
        """Days on which the school may be visited and is not."""
        return [c for c in range(len(self.term.days)) if self.term.may[row, c] and row not in self.trips.get(c, ())]

    def _near(self, row: int, column: int) -> list[int]:
        """Days of other visits of the school that lie too close."""
        days = self.term.days
        return [c for c, rows in self.trips.items() if row in rows and abs(days[c] - days[column]) < self.term.spacing]

    def _place(self, row: int) -> bool:
        best: tuple[int, int, Rows] | None = None
        for column in self._columns(row):
            if self.load[self.term.period[column]] >= self.term.room(self.term.period[column]) or self._near(row, column):
                continue
            here = self.trips.get(column, ())
            rows = self._ordered(here, row, column)
            if rows is not None:
                travel = self.term.hours.travel(rows) - (self.term.hours.travel(here) if here else 0)
                best = min(best or (travel, column, rows), (travel, column, rows))
        if best is None:
            return False
        self._enter(best[1], best[2])
        return True

    def _enter(self, column: int, rows: Rows) -> None:
        self.load[self.term.period[column]] += len(rows) - len(self.trips.get(column, ()))
        self.trips[column] = rows

    def _drive_out(self, row: int, step: int) -> bool:
        """Into the place of the visits whose going costs least; these wait again."""
        found: list[tuple[int, int, int, Rows, int]] = []
        for column in self._columns(row):
            here, locked = self.trips.get(column, ()), self.term.locks.get(column, ())
            near = self._near(row, column)
            if len(near) > 1 or any(row in self.term.locks.get(c, ()) for c in near):
                continue
            for gone in (other for other in here if other not in locked):
                rows = self._ordered(tuple(other for other in here if other != gone), row, column)
                if rows is not None:
                    price = self.driven[gone] + (1 + self.driven[row] if near else 0)
                    found.append((price, (column + step) % SPREAD, column, rows, gone))
        if not found:
            return False
        _, _, column, rows, gone = min(found)
        for other in self._near(row, column):
            self._enter(other, tuple(stop for stop in self.trips[other] if stop != row))
            self.waiting.append(row)
        self._enter(column, rows)
        self.driven[gone] += 1
        self.waiting.append(gone)
        return True

    def _ordered(self, here: Rows, row: int, column: int) -> Rows | None:
        """The shortest order with this school that keeps the hours of the day."""
        if len(here) >= self.term.most:
            return None
        kind = self.term.kind[column]
        key = (kind, here, row)
        if key not in self.known:
            hours = self.term.kinds[kind]
            orders = (
                permutations((*here, row)) if len(here) < MOST_ORDERED else [(*here[:at], row, *here[at:]) for at in range(len(here) + 1)]
            )
            self.known[key] = min(((hours.travel(rows), rows) for rows in orders if hours.fits(rows)), default=(0, None))[1]
        return self.known[key]
