"""Changes next to places that fell away or needs that are new, as a small problem in which everything else stays.

Let a plan reach the most seats and priority, let some of its places fall away, and take the best plan then that keeps most of the others.
It adds only pairs that share a need or a person with what fell away, is new or is given up besides: the rest of what it adds could have
been added before. And a place that is given up besides makes room for such a pair, or it could have stayed. So
`free` holds every plan that gives up nothing besides, and `exchanging` every plan that gives up one place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from .eligible import Eligible, pair_key, positions
from .ground import Ground
from .model import Problem
from .small import small

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Nearby:
    """`ground` holds the places that are left, `taken` is a mask of them over the open pairs; `needs` and `people` (rows) are those where
    something fell away, or new."""

    def __init__(self, ground: Ground, pairs: Eligible, taken: NDArray, needs: Iterable[int], people: Iterable[int]) -> None:
        import numpy as np

        self.ground, self.problem, self.diary, self.pairs = ground, ground.problem, ground.diary, pairs
        self.needs, self.people = list(needs), list(people)
        self.taken, self.locked = taken, np.zeros(len(pairs), np.bool_)
        self.locked[positions(self.problem, pairs, self.problem.locked)] = True

    def free(self) -> Problem:
        """Everybody who is left stays; free people may come, and people set free may go elsewhere."""
        import numpy as np

        nobody = np.zeros(len(self.pairs), np.bool_)
        return self._small(self._possible(self._touching(self.needs, self.people), nobody), nobody)

    def exchanging(self) -> Problem:
        """Besides, whoever stands in the way may leave, and what that opens may be filled."""
        import numpy as np

        come, go = self._touching(self.needs, self.people), np.zeros(len(self.pairs), np.bool_)
        go[self._at(self._in_the_way(np.flatnonzero(come)))] = True
        go &= ~self.locked
        come |= self._touching(np.unique(self.pairs.need[go]), np.unique(self.pairs.person[go]))
        return self._small(self._possible(come, go), go)

    def _touching(self, needs: Iterable[int], people: Iterable[int]) -> NDArray:
        """Pairs that may come to these needs or of these people. An empty need with a minimum opens with several at once."""
        import numpy as np

        come = np.isin(self.pairs.need, np.fromiter(needs, np.int64)) | np.isin(self.pairs.person, np.fromiter(people, np.int64))
        groups = [row for row in np.unique(self.pairs.need[come]).tolist() if self._opens_as_group(row)]
        return (come | np.isin(self.pairs.need, groups)) & ~self.taken

    def _opens_as_group(self, need: int) -> bool:
        return self.problem.needs[need].minimum > 1 and not self.diary.helpers[need]

    def _possible(self, come: NDArray, go: NDArray) -> NDArray:
        """Where a seat is open or may become so, and people who are free or may become so."""
        import numpy as np

        filled = np.bincount(self.pairs.need[self.taken & ~go], minlength=len(self.problem.needs))
        come = come & (filled < np.array([need.people for need in self.problem.needs], np.int64))[self.pairs.need]
        for place in np.flatnonzero(come & ~np.isin(self.pairs.person, self.pairs.person[go])).tolist():
            come[place] = self.diary.hindrance(int(self.pairs.need[place]), int(self.pairs.person[place])) is None
        return come

    def _in_the_way(self, come: NDArray) -> set[tuple[int, int]]:
        """Places each of which, given up, would let one of these pairs come, or two of them together."""
        found = {(need, other) for need in self.needs if self.problem.needs[need].minimum > 1 for other in self.diary.helpers[need]}
        free: list[tuple[int, int]] = []
        for need, person in zip(self.pairs.need[come].tolist(), self.pairs.person[come].tolist(), strict=True):
            is_full = len(self.diary.helpers[need]) >= self.problem.needs[need].people
            is_hindered = self.diary.hindrance(need, person) is not None
            if is_full and not is_hindered:
                found |= {(need, other) for other in self.diary.helpers[need]}
            if is_hindered and not is_full:
                found |= {(other, person) for other in self._holding(need, person)}
            if not is_full and not is_hindered:
                free.append((need, person))
        return found | self._shared(free)

    def _shared(self, free: list[tuple[int, int]]) -> set[tuple[int, int]]:
        """What two pairs that could come alone may have to share: the seats of a need, the day or the limit of a person."""
        needs, people = Counter(need for need, _ in free), Counter(person for _, person in free)
        found = {(need, other) for need, count in needs.items() if count > 1 for other in self.diary.helpers[need]}
        return found | {(other, person) for person, count in people.items() if count > 1 for other in self.diary.places[person]}

    def _holding(self, need: int, person: int) -> list[int]:
        return [other for other in list(self.diary.places[person]) if self._comes_without(other, need, person)]

    def _comes_without(self, other: int, need: int, person: int) -> bool:
        self.diary.remove(other, person)
        rule = self.diary.hindrance(need, person)
        self.diary.add(other, person)
        return rule is None

    def _small(self, come: NDArray, go: NDArray) -> Problem:
        """What may come, and all places of the people and needs concerned; a need that lost a place may lack its minimum now."""
        import numpy as np

        touched = come | go
        inside = np.isin(self.pairs.need, [*np.unique(self.pairs.need[touched]).tolist(), *self.needs])
        at = come | self.taken & (inside | np.isin(self.pairs.person, self.pairs.person[touched]))
        duties = Counter(self.pairs.need[at & ~inside].tolist())
        return small(self.problem, self.pairs, np.flatnonzero(at), self.taken & ~go | self.locked, self.taken, duties)

    def _at(self, places: Iterable[tuple[int, int]]) -> NDArray:
        import numpy as np

        rows = np.array(sorted(places), dtype=np.int64).reshape(-1, 2)
        key = pair_key(self.problem, self.pairs.need, self.pairs.person)
        return np.searchsorted(key, pair_key(self.problem, rows[:, 0], rows[:, 1]))
