"""Needs that are served by enough people or by nobody: no pair of theirs without their switch.

With a row for each pair a city of such needs has four times as many rows and takes ten times as long. A switch costs nothing, so it can
always stand where the places of its need let it; only pairs above that break anything, and few needs have such pairs.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from .eligible import Eligible
from .model import Problem
from .rows import BROKEN, Rows

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Links:
    """The switches are the last columns of a program, in the order of their needs."""

    def __init__(self, problem: Problem, pairs: Eligible) -> None:
        import numpy as np

        self.pairs = pairs
        self.minimum = np.array([need.minimum for need in problem.needs], dtype=np.int64)
        self.switched = np.flatnonzero(self.minimum > 1)
        self.linked = (self.minimum > 1)[pairs.need]
        self.people = [need.people for need in problem.needs]
        self.place = np.zeros(len(self.minimum), np.int64)
        self.place[self.switched] = np.arange(len(self.switched))

    def broken(self, x: NDArray) -> Rows:
        """Those of the needs with a pair above its switch; `x` over all columns of a program."""
        import numpy as np

        if not len(self.switched):
            return Rows()
        pairs = x[: len(self.pairs)]
        filled = np.bincount(self.pairs.need, pairs, minlength=len(self.minimum))
        reach = np.minimum(1.0, filled / np.maximum(1, self.minimum))
        above = self.linked & (pairs > reach[self.pairs.need] + BROKEN)
        rows, linked = Rows(), self.linked & np.isin(self.pairs.need, self.pairs.need[above])
        for pair in np.flatnonzero(linked).tolist():
            rows.add_switched([pair], self._switch(int(self.pairs.need[pair]), len(x)), 1)
        return rows

    def complete(self, possible: NDArray, columns: int) -> Rows:
        """One row for each need with such a pair (a mask): for whole numbers all that is asked (measured: a sixtieth of the time)."""
        import numpy as np

        rows, members = Rows(), defaultdict(list)
        for pair in np.flatnonzero(self.linked & possible).tolist():
            members[int(self.pairs.need[pair])].append(pair)
        for need, pairs in members.items():
            rows.add_switched(pairs, self._switch(need, columns), min(self.people[need], len(pairs)))
        return rows

    def _switch(self, need: int, columns: int) -> int:
        return columns - len(self.switched) + int(self.place[need])
