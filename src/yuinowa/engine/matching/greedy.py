"""A first plan in one pass, as a careful coordinator would make it: the floor under everything that follows."""

from __future__ import annotations

from collections.abc import Iterable

from .clash import Clashes
from .diary import Diary
from .eligible import Eligible
from .model import Problem


def first_plan(problem: Problem, pairs: Eligible, clashes: Clashes, kept: Iterable[tuple[int, int]]) -> Diary | None:
    """Important and scarce needs first, the least loaded and nearest people first; `kept` (locked, previous) before all.

    None when a locked place is left below its need's minimum, which one pass cannot mend.
    """
    diary = Diary(problem, clashes)
    choices = _Choices(problem, pairs)
    for need, person in kept:
        is_open = (need, person) in choices.cost and len(diary.helpers[need]) < problem.needs[need].people
        if is_open and diary.hindrance(need, person) is None:
            diary.add(need, person)
    for need in sorted(range(len(problem.needs)), key=lambda row: (-problem.needs[row].priority, choices.slack(row), row)):
        _serve(diary, need, choices)
    return None if _drop_below_minimum(diary) else diary


class _Choices:
    def __init__(self, problem: Problem, pairs: Eligible) -> None:
        self.problem = problem
        self.people: dict[int, list[int]] = {}
        self.cost: dict[tuple[int, int], int] = {}
        for need, person, travel in zip(pairs.need.tolist(), pairs.person.tolist(), pairs.travel.tolist(), strict=True):
            self.people.setdefault(need, []).append(person)
            self.cost[need, person] = travel

    def slack(self, need: int) -> int:
        return len(self.people.get(need, ())) - self.problem.needs[need].people


def _serve(diary: Diary, need: int, choices: _Choices) -> None:
    people = diary.problem.people
    open_seats = diary.problem.needs[need].people - len(diary.helpers[need])
    if open_seats <= 0:
        return
    ranked = sorted(
        choices.people.get(need, ()),
        key=lambda row: (people[row].past + len(diary.places[row]), choices.cost[need, row], row),
    )
    for person in ranked:
        if open_seats and diary.hindrance(need, person) is None:
            diary.add(need, person)
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
