"""A first plan in one pass, as a careful coordinator would make it: the floor under everything that follows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from .clash import Clashes
from .diary import Diary
from .eligible import Eligible
from .model import Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray


def first_plan(
    problem: Problem,
    pairs: Eligible,
    clashes: Clashes,
    kept: Iterable[tuple[int, int]],
    is_over: Callable[[], bool] = lambda: False,
) -> Diary | None:
    """Important and scarce needs first, the least loaded and nearest people first; `kept` (locked, previous) before all.

    Needs with a locked place and a minimum come before the others and whatever the clock says: without company the place could not stay. None
    when it is left below the minimum all the same, which one pass cannot mend. What comes after `is_over` stays empty.
    """
    diary = Diary(problem, clashes)
    choices = _Choices(problem, pairs)
    for need, person in kept:
        is_open = choices.has(need, person) and len(diary.helpers[need]) < problem.needs[need].people
        if is_open and diary.hindrance(need, person) is None:
            choices.give(diary, need, person)
    locked = {assignment.need for assignment in problem.locked}
    first = {row for row, need in enumerate(problem.needs) if need.minimum > 1 and need.id in locked}
    for need in sorted(
        range(len(problem.needs)), key=lambda row: (row not in first, -problem.needs[row].priority, choices.slack(row), row)
    ):
        if need not in first and is_over():
            break
        _serve(diary, need, choices)
    return None if _drop_below_minimum(diary) else diary


class _Choices:
    """The people of each need, and what everybody carries by now."""

    def __init__(self, problem: Problem, pairs: Eligible) -> None:
        import numpy as np

        self.problem = problem
        self.pairs = pairs
        self.load = np.array([person.past for person in problem.people], dtype=np.int64)
        self._starts = np.searchsorted(pairs.need, np.arange(len(problem.needs) + 1)).tolist()

    def slack(self, need: int) -> int:
        return int(self._starts[need + 1] - self._starts[need] - self.problem.needs[need].people)

    def has(self, need: int, person: int) -> bool:
        return bool((self._people(need) == person).any())

    def give(self, diary: Diary, need: int, person: int) -> None:
        diary.add(need, person)
        self.load[person] += 1

    def ranked(self, need: int) -> list[int]:
        """By load, then by way, then by row."""
        import numpy as np

        people, travel = self._people(need), self.pairs.travel[self._starts[need] : self._starts[need + 1]]
        found: list[int] = people[np.lexsort((people, travel, self.load[people]))].tolist()
        return found

    def _people(self, need: int) -> NDArray:
        return self.pairs.person[self._starts[need] : self._starts[need + 1]]


def _serve(diary: Diary, need: int, choices: _Choices) -> None:
    open_seats = diary.problem.needs[need].people - len(diary.helpers[need])
    if open_seats <= 0:
        return
    for person in choices.ranked(need):
        if open_seats and diary.hindrance(need, person) is None:
            choices.give(diary, need, person)
            open_seats -= 1


def _drop_below_minimum(diary: Diary) -> bool:
    """Empty the needs that did not reach their minimum; True when one of them had a locked person."""
    locked = {assignment.need for assignment in diary.problem.locked}
    for row, need in enumerate(diary.problem.needs):
        if 0 < len(diary.helpers[row]) < need.minimum:
            if need.id in locked:
                return True
            for person in list(diary.helpers[row]):
                diary.remove(row, person)
    return False
