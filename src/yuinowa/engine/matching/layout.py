"""The columns and rows of the matching program.

Columns: one a pair, then unit load steps (cost 2(past + k) − 1, so the k-th place of a person costs what it adds to the
square of the load), then one switch for each need with a minimum of two or more. Rows: needs, people, exclusions, then for
each switch: places ≥ minimum × switch. That no pair is above its switch comes later, where it matters (`links.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .eligible import Eligible
from .linear import Linear
from .model import Problem
from .program import Impossible
from .rows import Rows

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Layout:
    def __init__(self, problem: Problem, pairs: Eligible, rows: Rows, locked: NDArray) -> None:
        import numpy as np

        self.problem = problem
        self.pairs = pairs
        self.rows = rows
        self.locked = locked
        self.needs = problem.needs
        self.seats = np.array([need.people for need in problem.needs], dtype=np.int64)
        self.minimum = np.array([need.minimum for need in problem.needs], dtype=np.int64)
        self.limit = np.array([person.limit for person in problem.people], dtype=np.int64)
        self.past = np.array([person.past for person in problem.people], dtype=np.int64)
        offered = np.bincount(pairs.person, minlength=len(problem.people))
        self.most = np.minimum(self.limit, offered)
        self.step_person = np.repeat(np.arange(len(self.most)), self.most)
        self.switched = np.flatnonzero(self.minimum > 1)

    def seats_only(self) -> Linear:
        """Without load steps; the yearly limit is a plain row."""
        return self._assemble(steps=False)

    def complete(self) -> Linear:
        return self._assemble(steps=True)

    def _assemble(self, *, steps: bool) -> Linear:
        import numpy as np

        pairs, needs, people = self.pairs, len(self.needs), len(self.limit)
        ones, columns = np.ones(len(pairs)), np.arange(len(pairs))
        blocks = [(pairs.need, columns, ones), (needs + pairs.person, columns, ones), self._exclusions(needs + people)]
        count = len(pairs)
        if steps:
            step = count + np.arange(len(self.step_person))
            blocks.append((needs + self.step_person, step, -np.ones(len(step))))
            count += len(step)
        blocks += self._switch_blocks(count, needs + people + len(self.rows.most))
        lower, upper = self._column_bounds(count + len(self.switched))
        return _sorted(lower, upper, blocks, *self._row_bounds(steps))

    def _column_bounds(self, count: int) -> tuple[NDArray, NDArray]:
        """Locked pairs at one; needs that have fewer eligible people than their minimum at nought."""
        import numpy as np

        lower, upper = np.zeros(count), np.ones(count)
        lower[self.locked] = 1.0
        offered = np.bincount(self.pairs.need, minlength=len(self.needs))
        upper[np.flatnonzero((offered < self.minimum)[self.pairs.need])] = 0.0
        if np.any(lower > upper):
            raise Impossible
        return lower, upper

    def _row_bounds(self, steps: bool) -> tuple[NDArray, NDArray]:
        import numpy as np

        needs, people, count = len(self.needs), len(self.limit), len(self.switched)
        high = [self.seats, np.zeros(people) if steps else self.limit, self.rows.most, np.full(count, np.inf)]
        low = np.full(needs + people + len(self.rows.most) + count, -np.inf)
        low[needs : needs + people] = 0.0 if steps else -np.inf
        low[len(low) - count :] = 0.0
        return low, np.concatenate(high).astype(np.float64)

    def _exclusions(self, first: int) -> tuple[NDArray, NDArray, NDArray]:

        number, column, value = self.rows.entries()
        return first + number, column, value

    def _switch_blocks(self, column: int, row: int) -> list[tuple[NDArray, NDArray, NDArray]]:
        """`column` and `row` are the first free ones."""
        import numpy as np

        count = len(self.switched)
        place = np.zeros(len(self.needs), np.int64)
        place[self.switched] = np.arange(count)
        linked = np.flatnonzero((self.minimum > 1)[self.pairs.need])
        return [
            (row + np.arange(count), column + np.arange(count), -self.minimum[self.switched].astype(np.float64)),
            (row + place[self.pairs.need[linked]], linked, np.ones(len(linked))),
        ]

    def costs(self, name: str, previous: NDArray, count: int) -> NDArray:
        """What a level asks to be minimised, over `count` columns."""
        import numpy as np

        cost = np.zeros(count)
        pairs = slice(0, len(self.pairs))
        if name == "seats":
            cost[pairs] = -1.0
        elif name == "priority":
            cost[pairs] = -np.array([need.priority for need in self.problem.needs], dtype=np.float64)[self.pairs.need]
        elif name == "kept":
            cost[pairs][previous] = -1.0
        elif name == "travel":
            cost[pairs] = self.pairs.travel
        else:
            cost[len(self.pairs) : len(self.pairs) + len(self.step_person)] = self._step_costs()
        return cost

    def step_number(self) -> NDArray:
        """1 for a person's first place, 2 for the second, …"""
        import numpy as np

        first = np.cumsum(self.most) - self.most
        return np.arange(len(self.step_person)) - first[self.step_person] + 1

    def _step_costs(self) -> NDArray:
        return 2.0 * (self.past[self.step_person] + self.step_number()) - 1.0


def _sorted(lower: NDArray, upper: NDArray, blocks: list, low: NDArray, high: NDArray) -> Linear:
    import numpy as np

    row, column, value = (np.concatenate([block[part] for block in blocks]) for part in range(3))
    order = np.argsort(row, kind="stable")
    return Linear(lower, upper, row[order], column[order], value[order], low, high)
