"""Places that move to people who carry less, one at a time."""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING

from yuinowa.engine.watch import Watch

from .diary import Diary
from .eligible import Eligible

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROUNDS = 5


def level_out(diary: Diary, pairs: Eligible, at: NDArray, held: Container[tuple[int, int]], watch: Watch) -> None:
    """By the pairs `at`; `held` places keep their person. Each step lowers fairness, or travel at the same fairness."""
    for _ in range(ROUNDS):
        if not _round(diary, pairs, at, held, watch):
            return


def _round(diary: Diary, pairs: Eligible, at: NDArray, held: Container[tuple[int, int]], watch: Watch) -> int:
    way = _ways(diary, pairs)
    at = at[_could_gain(diary, pairs, at)]
    moved = 0
    for need, person, travel in zip(pairs.need[at].tolist(), pairs.person[at].tolist(), pairs.travel[at].tolist(), strict=True):
        watch.check()
        load = _load(diary, person)
        others = [(load + 1 - _load(diary, other), travel - way[need, other], other) for other in diary.helpers[need]]
        gain, shorter, other = min((change for change in others if (need, change[-1]) not in held), default=(0, 0, -1))
        if (gain, shorter) >= (0, 0) or diary.hindrance(need, person) is not None:
            continue
        diary.remove(need, other)
        diary.add(need, person)
        way[need, person] = travel
        moved += 1
    return moved


def _could_gain(diary: Diary, pairs: Eligible, at: NDArray) -> NDArray:
    """Pairs of people with room for one more, at needs where somebody carries more."""
    import numpy as np

    people = range(len(diary.problem.people))
    load = np.array([_load(diary, row) for row in people], dtype=np.int64)
    room = np.array([len(diary.places[row]) < diary.problem.people[row].limit for row in people], dtype=np.bool_)
    heaviest = np.full(len(diary.problem.needs), -1, np.int64)
    for need, helpers in diary.helpers.items():
        heaviest[need] = max((load[person] for person in helpers), default=-1)
    return room[pairs.person[at]] & (load[pairs.person[at]] < heaviest[pairs.need[at]])


def _load(diary: Diary, person: int) -> int:
    return diary.problem.people[person].past + len(diary.places[person])


def _ways(diary: Diary, pairs: Eligible) -> dict[tuple[int, int], int]:
    """The way of each place of the plan."""
    import numpy as np

    key = pairs.need * len(diary.problem.people) + pairs.person
    places = diary.assignments()
    found = np.searchsorted(key, [need * len(diary.problem.people) + person for need, person in places])
    return dict(zip(places, pairs.travel[found].tolist(), strict=True))
