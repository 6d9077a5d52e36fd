"""The rows of the linear program: at most so many of these pairs. Only rows that can bind are made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .clash import Clashes
from .eligible import Eligible
from .model import Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(slots=True)
class Rows:
    """Row `i` says: the pairs `members[i]` together at most `most[i]`."""

    members: list[list[int]] = field(default_factory=list)
    most: list[int] = field(default_factory=list)

    def add(self, members: list[int], most: int) -> None:
        if len(members) > most:
            self.members.append(members)
            self.most.append(most)


def exclusion_rows(problem: Problem, pairs: Eligible, clashes: Clashes) -> Rows:
    """Clash cliques, places a day, and limits between two days. Needs and yearly limits have rows of their own."""
    rows = Rows()
    day = _days(problem)[pairs.need]
    for group in _groups(pairs.person, day):
        _day_rows(rows, problem.rules.per_day, group, pairs.need[group].tolist(), clashes)
    for person, members in _people_with_limits(problem, pairs):
        for limit in problem.people[person].limits:
            rows.add(members[(day[members] >= limit.first) & (day[members] <= limit.last)].tolist(), limit.max)
    return rows


def _days(problem: Problem) -> NDArray:
    import numpy as np

    return np.array([need.day for need in problem.needs], dtype=np.int64)


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


def _day_rows(rows: Rows, per_day: int, group: NDArray, needs: list[int], clashes: Clashes) -> None:
    column = dict(zip(needs, group.tolist(), strict=True))
    cliques = clashes.cliques(needs)
    for clique in cliques:
        rows.add([column[need] for need in clique], 1)
    if len(needs) > per_day and not (cliques and len(cliques[0]) == len(needs) and per_day >= 1):
        rows.add(list(column.values()), per_day)


def _people_with_limits(problem: Problem, pairs: Eligible) -> list[tuple[int, NDArray]]:
    import numpy as np

    people = [row for row, person in enumerate(problem.people) if person.limits]
    if not people:
        return []
    order = np.argsort(pairs.person, kind="stable")
    starts = np.searchsorted(pairs.person[order], people, side="left")
    ends = np.searchsorted(pairs.person[order], people, side="right")
    return [(row, order[a:b]) for row, a, b in zip(people, starts, ends, strict=True)]
