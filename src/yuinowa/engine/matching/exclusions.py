"""What one person cannot do on one day, or between two days, as rows: at most so many of these pairs.

A crowded day has thousands of largest groups of clashing needs, and hardly any of them matters. The program begins with one
group for each person and day; those that its solution breaks are added until none is broken.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .clash import Clashes
from .eligible import Eligible
from .links import Links
from .model import Problem
from .rows import BROKEN, Rows

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Exclusions:
    """Clash cliques, places a day, and limits between two days. Needs and yearly limits have rows of their own."""

    def __init__(self, problem: Problem, pairs: Eligible, clashes: Clashes) -> None:
        import numpy as np

        self.problem = problem
        self.pairs = pairs
        self.clashes = clashes
        self.links = Links(problem, pairs)
        self.day = np.array([need.day for need in problem.needs], dtype=np.int64)[pairs.need]
        self.groups = _groups(pairs.person, self.day)
        self.group_of = np.full(len(pairs), len(self.groups), np.int64)
        for number, group in enumerate(self.groups):
            self.group_of[group] = number

    def first(self) -> Rows:
        """One clique for each person and day, and all limits between two days."""
        rows = Rows()
        for group in self.groups:
            column = self._columns(group)
            rows.add([column[need] for need in self.clashes.large_clique(tuple(column))], 1)
        self._add_limits(rows)
        return rows

    def broken(self, x: NDArray) -> Rows:
        """The largest rows of cliques and days, and the links, that these values of all columns break."""
        import numpy as np

        rows = self.links.broken(x)
        sums = np.bincount(self.group_of, x[: len(self.pairs)], minlength=len(self.groups) + 1)[:-1]
        for number in np.flatnonzero(sums > 1 + BROKEN).tolist():
            self._break(rows, self.groups[number], x, float(sums[number]))
        return rows

    def _break(self, rows: Rows, group: NDArray, x: NDArray, total: float) -> None:
        column, per_day = self._columns(group), self.problem.rules.per_day
        if total > per_day + BROKEN:
            rows.add(list(column.values()), per_day)
        used = tuple(need for need, pair in column.items() if x[pair] > BROKEN)
        for clique in self.clashes.cliques(used):
            if sum(x[column[need]] for need in clique) > 1 + BROKEN:
                rows.add([column[need] for need in self.clashes.widen(clique, tuple(column))], 1)

    def complete(self, among: NDArray, possible: NDArray | None = None) -> Rows:
        """Every row of the people who have one of these pairs (a mask); over the `possible` pairs where the others stay at 0."""
        import numpy as np

        rows, people = Rows(), np.isin(self.pairs.person, self.pairs.person[among])
        for group in self.groups:
            if people[group[0]]:
                within = group if possible is None else group[possible[group]]
                if len(within) > 1:
                    self._add_day(rows, self._columns(within))
        return rows

    def _add_day(self, rows: Rows, column: dict[int, int]) -> None:
        per_day, cliques = self.problem.rules.per_day, self.clashes.cliques(tuple(column))
        for clique in cliques:
            rows.add([column[need] for need in clique], 1)
        if not (cliques and len(cliques[0]) == len(column)):
            rows.add(list(column.values()), per_day)

    def _columns(self, group: NDArray) -> dict[int, int]:
        """From the needs of one person and day to the pairs."""
        return dict(zip(self.pairs.need[group].tolist(), group.tolist(), strict=True))

    def _add_limits(self, rows: Rows) -> None:
        for person, members in self._people_with_limits():
            for limit in self.problem.people[person].limits:
                inside = (self.day[members] >= limit.first) & (self.day[members] <= limit.last)
                rows.add(members[inside].tolist(), limit.max)

    def _people_with_limits(self) -> Iterator[tuple[int, NDArray]]:
        import numpy as np

        people = [row for row, person in enumerate(self.problem.people) if person.limits]
        if not people:
            return
        order = np.argsort(self.pairs.person, kind="stable")
        starts = np.searchsorted(self.pairs.person[order], people, side="left")
        ends = np.searchsorted(self.pairs.person[order], people, side="right")
        yield from ((row, order[a:b]) for row, a, b in zip(people, starts, ends, strict=True))


def _groups(person: NDArray, day: NDArray) -> list[NDArray]:
    """The pairs of one person on one day, where there are two or more."""
    import numpy as np

    if not len(person):
        return []
    order = np.lexsort((day, person))
    changes = (np.diff(person[order]) != 0) | (np.diff(day[order]) != 0)
    bounds = np.concatenate(([0], np.flatnonzero(changes) + 1, [len(order)]))
    several = np.flatnonzero(np.diff(bounds) > 1)
    return [order[bounds[i] : bounds[i + 1]] for i in several]
