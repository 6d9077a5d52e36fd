"""A plan in three forms: a mask over the pairs of its problem, places by rows, and a diary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .clash import Clashes
from .diary import Diary
from .eligible import Eligible, pair_key
from .model import Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

Place = tuple[int, int]  # need and person


class Masks:
    def __init__(self, problem: Problem, pairs: Eligible, clashes: Clashes) -> None:
        import numpy as np

        self.problem, self.pairs, self.clashes = problem, pairs, clashes
        self.priority = np.array([need.priority for need in problem.needs], dtype=np.int64)

    def worth(self, mask: NDArray) -> tuple[int, int]:
        """Seats and priority."""
        return int(mask.sum()), int(self.priority[self.pairs.need[mask]].sum())

    def some(self, mask: NDArray) -> Eligible:
        pairs = self.pairs
        return Eligible(*(column[mask] for column in (pairs.need, pairs.person, pairs.travel, pairs.km, pairs.known, pairs.is_open)))

    def places(self, mask: NDArray) -> list[Place]:
        return list(zip(self.pairs.need[mask].tolist(), self.pairs.person[mask].tolist(), strict=True))

    def diary(self, mask: NDArray) -> Diary:
        diary = Diary(self.problem, self.clashes)
        for place in self.places(mask):
            diary.add(*place)
        return diary

    def of(self, diary: Diary) -> NDArray:
        import numpy as np

        key = pair_key(self.problem, self.pairs.need, self.pairs.person)
        places = np.array(diary.assignments(), dtype=np.int64).reshape(-1, 2)
        mask = np.zeros(len(self.pairs), np.bool_)
        mask[np.searchsorted(key, pair_key(self.problem, places[:, 0], places[:, 1]))] = True
        return mask
