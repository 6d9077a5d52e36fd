"""The columns and rows of the matching program.

Columns: one a pair, then unit load steps (cost 2(past + k) − 1, so the k-th place of a person costs what it adds to the
square of the load), then one switch a need with a minimum. Rows: needs, people, exclusions, minima.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .eligible import Eligible
from .model import Problem
from .program import Linear
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
        self.minimum = np.array([need.minimum for need in problem.needs], dtype=np.int64)
        self.limit = np.array([person.limit for person in problem.people], dtype=np.int64)
        self.past = np.array([person.past for person in problem.people], dtype=np.int64)
        offered = np.bincount(pairs.person, minlength=len(problem.people))
        self.most = np.minimum(self.limit, offered)
        self.step_person = np.repeat(np.arange(len(self.most)), self.most)
        self.switched = np.flatnonzero(self.minimum > 1)

    def seats_only(self) -> Linear:
        """Pairs alone, with the yearly limit as a plain row."""
        return self._assemble(steps=False, switches=False)

    def with_steps(self) -> Linear:
        return self._assemble(steps=True, switches=False)

    def complete(self) -> Linear:
        """With the switches that make minimum headcounts all or nothing; to be solved in whole numbers."""
        return self._assemble(steps=True, switches=True)

    def _assemble(self, *, steps: bool, switches: bool) -> Linear:
        import numpy as np

        pairs, needs, people = self.pairs, len(self.problem.needs), len(self.problem.people)
        ones = np.ones(len(pairs))
        columns = np.arange(len(pairs))
        blocks = [(pairs.need, columns, ones), (needs + pairs.person, columns, ones), self._exclusions(needs + people)]
        seats = np.array([need.people for need in self.problem.needs], dtype=np.float64)
        low, high = [np.full(needs + people + len(self.rows.most), -np.inf)], [seats, self.limit, self.rows.most]
        count = len(pairs)
        if steps:
            blocks.append(
                (needs + self.step_person, count + np.arange(len(self.step_person)), -np.ones(len(self.step_person)))
            )
            low[0][needs : needs + people] = high[1] = np.zeros(people)
            count += len(self.step_person)
        if switches and len(self.switched):
            blocks += self._switch_blocks(count, len(low[0]), seats)
            low, high = self._switch_bounds(low, high)
            count += len(self.switched)
        lower = np.zeros(count)
        lower[: len(pairs)][self.locked] = 1.0
        return _sorted(lower, blocks, np.concatenate(low), np.concatenate(high).astype(np.float64))

    def _exclusions(self, first: int) -> tuple[NDArray, NDArray, NDArray]:
        import numpy as np

        sizes = [len(members) for members in self.rows.members]
        column = np.fromiter((pair for members in self.rows.members for pair in members), np.int64, sum(sizes))
        return first + np.repeat(np.arange(len(sizes)), sizes), column, np.ones(len(column))

    def _switch_blocks(
        self, first_column: int, first_row: int, seats: NDArray
    ) -> list[tuple[NDArray, NDArray, NDArray]]:
        """Places − people × switch ≤ 0 in the need's own row; places − minimum × switch ≥ 0 in a row of its own."""
        import numpy as np

        switch = first_column + np.arange(len(self.switched))
        own = first_row + np.arange(len(self.switched))
        place = np.full(len(self.problem.needs), -1)
        place[self.switched] = own
        mine = np.flatnonzero(place[self.pairs.need] >= 0)
        return [
            (self.switched, switch, -seats[self.switched]),
            (own, switch, -self.minimum[self.switched].astype(np.float64)),
            (place[self.pairs.need[mine]], mine, np.ones(len(mine))),
        ]

    def _switch_bounds(self, low: list[NDArray], high: list[NDArray]) -> tuple[list[NDArray], list[NDArray]]:
        import numpy as np

        seats = high[0].copy()
        seats[self.switched] = 0.0
        count = len(self.switched)
        return [*low, np.zeros(count)], [seats, *high[1:], np.full(count, np.inf)]

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


def _sorted(lower: NDArray, blocks: list, low: NDArray, high: NDArray) -> Linear:
    import numpy as np

    row, column, value = (np.concatenate([block[part] for block in blocks]) for part in range(3))
    order = np.argsort(row, kind="stable")
    return Linear(lower, np.ones(len(lower)), row[order], column[order], value[order], low, high)
