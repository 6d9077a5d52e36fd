"""Which needs of a day one person cannot serve both, and the largest groups of such needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING

from .model import Need, Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Clashes:
    """Clash relation of the needs of each day, as one bit mask a need (bits count within the day)."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._days: dict[int, list[int]] = defaultdict(list)
        for row, need in enumerate(problem.needs):
            self._days[need.day].append(row)
        self._position = {row: place for rows in self._days.values() for place, row in enumerate(rows)}
        self._masks: dict[int, int] = {}
        self._cliques: dict[tuple[int, ...], tuple[tuple[int, ...], ...]] = {}
        self._large: dict[tuple[int, ...], tuple[int, ...]] = {}

    def clash(self, one: int, other: int) -> bool:
        """Whether two needs (rows) of the same day exclude each other. Few questions do not relate a whole day."""
        if one in self._masks:
            return bool(self._masks[one] >> self._position[other] & 1)
        return self._meet(one, other) or self._meet(other, one)

    def _meet(self, one: int, other: int) -> bool:
        """Whether `other`, which starts later or at the same time, starts before somebody from `one` can be there."""
        problem = self._problem
        first, later = problem.needs[one], problem.needs[other]
        if one == other or later.start < first.start:
            return False
        way = 0 if first.place == later.place else problem.minutes[first.place][later.place] + problem.rules.gap_minutes
        return first.end + way > later.start

    def mask(self, row: int) -> int:
        """The needs of the same day that clash with this one, as bits; a day is related when first asked."""
        if row not in self._masks:
            self._relate(self._days[self._problem.needs[row].day])
        return self._masks[row]

    def cliques(self, rows: Sequence[int]) -> tuple[tuple[int, ...], ...]:
        """Maximal groups of two or more mutually clashing needs among these needs of one day."""
        key = tuple(rows)
        if key not in self._cliques:
            self._cliques[key] = tuple(self._find(key))
        return self._cliques[key]

    def large_clique(self, rows: tuple[int, ...]) -> tuple[int, ...]:
        """One maximal group, around the need that clashes with most others."""
        if rows not in self._large:
            among = sum(1 << self._position[row] for row in rows)
            heart = max(rows, key=lambda row: (self.mask(row) & among).bit_count())
            self._large[rows] = self.widen((heart,), rows)
        return self._large[rows]

    def widen(self, clique: tuple[int, ...], rows: tuple[int, ...]) -> tuple[int, ...]:
        """A maximal group among `rows` that holds this one."""
        common, found = -1, list(clique)
        for row in clique:
            common &= self.mask(row)
        for row in rows:
            if common >> self._position[row] & 1:
                found.append(row)
                common &= self.mask(row)
        return tuple(found)

    def _find(self, rows: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        """Most groups are all in one clique or in none; only the others are searched."""
        bit = {row: 1 << self._position[row] for row in rows}
        among = sum(bit.values())
        near = {row: self.mask(row) & among for row in rows}
        if all(near[row] | bit[row] == among for row in rows):
            yield rows
        elif any(near.values()):
            yield from self._search(rows, among, near)

    def _search(self, rows: tuple[int, ...], among: int, near: dict[int, int]) -> Iterator[tuple[int, ...]]:
        back = {self._position[row]: row for row in rows}
        for clique in _maximal(0, among, 0, {self._position[row]: mask for row, mask in near.items()}):
            if clique & (clique - 1):
                yield tuple(back[bit] for bit in _bits(clique))

    def _relate(self, rows: list[int]) -> None:
        import numpy as np

        table = clash_table(self._problem, [self._problem.needs[row] for row in rows])
        packed = np.packbits(table, axis=1, bitorder="little")
        for row, bits in zip(rows, packed, strict=True):
            self._masks[row] = int.from_bytes(bits.tobytes(), "little")


def clash_table(problem: Problem, needs: Sequence[Need]) -> NDArray:
    """Pairwise, for needs of one day: end + (0 if same place else minutes + gap) > start of the later one."""
    import numpy as np

    start = np.array([need.start for need in needs])
    end = np.array([need.end for need in needs])
    place = np.array([need.place for need in needs])
    pick = itemgetter(*place.tolist()) if len(place) else tuple
    minutes = np.array([pick(problem.minutes[row]) for row in place.tolist()], dtype=np.int64).reshape(len(place), len(place))
    travel = np.where(place[:, None] == place, 0, minutes + problem.rules.gap_minutes)
    too_late = (end[:, None] + travel > start) & (start[:, None] <= start)
    table = too_late | too_late.T
    np.fill_diagonal(table, False)
    return table


def _maximal(chosen: int, candidates: int, done: int, near: dict[int, int]) -> Iterator[int]:
    """Bron and Kerbosch with a pivot, on bit masks."""
    if not candidates and not done:
        yield chosen
        return
    pivot = max(_bits(candidates | done), key=lambda bit: (near[bit] & candidates).bit_count())
    for bit in _bits(candidates & ~near[pivot]):
        yield from _maximal(chosen | 1 << bit, candidates & near[bit], done & near[bit], near)
        candidates &= ~(1 << bit)
        done |= 1 << bit


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
