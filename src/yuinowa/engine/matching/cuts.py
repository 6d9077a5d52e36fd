"""Rows that cut off a solution between whole numbers: sums of full rows, divided by a small prime and rounded down (mod-k cuts).

Three pairs of which each two exclude each other may all be one half. The three rows that say so add up to: twice the three pairs
at most 3; so the three pairs are at most 1. No plan is lost, but the halves are. Which full rows, taken how often, add up to multiples
of the prime on all columns between whole numbers, and to a limit that is none, is found by elimination modulo the prime (Caprara,
Fischetti & Letchford 2000).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from .linear import WHOLE, Cut, Linear

if TYPE_CHECKING:
    from numpy.typing import NDArray

PRIMES = (2, 3, 5, 7)
MOST_BETWEEN = 600  # columns between whole numbers: beyond, elimination takes longer than it spares
Sparse = dict[int, int]  # what is not there is 0


def broken_cuts(linear: Linear, x: NDArray) -> list[Cut]:
    """The rows that this solution breaks, the shortest first. Columns are whole numbers, 0 or 1, and so are all coefficients."""
    import numpy as np

    between = np.flatnonzero(np.abs(x - np.rint(x)) > WHOLE)
    if not 0 < len(between) <= MOST_BETWEEN:
        return []
    parts, full = {Fraction(value).limit_denominator(60).denominator for value in x[between].tolist()}, _Full(linear, x, between)
    found = []
    for prime in PRIMES:
        if any(part % prime == 0 for part in parts):
            found += [full.divided(times, prime) for times in _sums(full.rests(prime), prime)]
    return sorted((cut for cut in found if cut[0] @ x > cut[1] + WHOLE), key=lambda cut: int(np.count_nonzero(cut[0])))


class _Full:
    """The full rows with columns between whole numbers, each as “at most”: `sign` turns those that are full from below.

    A column at one counts as one minus its rest, so that rounding its coefficient costs the solution nothing.
    """

    def __init__(self, linear: Linear, x: NDArray, between: NDArray) -> None:
        import numpy as np

        self.linear = linear
        self.is_between = np.zeros(len(x), np.bool_)
        self.is_between[between] = True
        self.is_one = ~self.is_between & (x > 0.5)
        touched = np.zeros(len(linear.row_lower), np.bool_)
        touched[linear.row[self.is_between[linear.column]]] = True
        total = np.bincount(linear.row, linear.value * x[linear.column], minlength=len(touched))
        above, below = np.abs(linear.row_upper - total) < WHOLE, np.abs(total - linear.row_lower) < WHOLE
        rows = np.flatnonzero(touched & (above | below))
        self.sign = np.where(above, 1, -1)[rows]
        self.limit = np.where(above, linear.row_upper, -linear.row_lower)[rows].astype(np.int64)
        self.starts = np.searchsorted(linear.row, rows).tolist()
        self.ends = np.searchsorted(linear.row, rows, side="right").tolist()

    def rests(self, prime: int) -> list[tuple[Sparse, int]]:
        """For each row: the coefficients between whole numbers and the limit, modulo the prime."""
        return [self._rest(number, prime) for number in range(len(self.starts))]

    def _rest(self, number: int, prime: int) -> tuple[Sparse, int]:
        column, value = self._entries(number)
        limit = int(self.limit[number]) - int(value[self.is_one[column]].sum())
        inside = self.is_between[column]
        pairs = zip(column[inside].tolist(), (value[inside] % prime).tolist(), strict=True)
        return {place: rest for place, rest in pairs if rest}, limit % prime

    def divided(self, times: Sparse, prime: int) -> Cut:
        """The sum of the rows, each so many times, divided and rounded down."""
        import numpy as np

        total, limit = np.zeros(len(self.is_one), np.int64), 0
        for number, factor in times.items():
            column, value = self._entries(number)
            np.add.at(total, column, factor * value)
            limit += factor * int(self.limit[number])
        share = np.where(self.is_one, -(-total // prime), total // prime)
        most = (limit - int(total[self.is_one].sum())) // prime + int(share[self.is_one].sum())
        whole = max(1, int(np.gcd.reduce(share)))
        return (share // whole).astype(np.float64), most // whole

    def _entries(self, number: int) -> tuple[NDArray, NDArray]:
        import numpy as np

        inside = slice(self.starts[number], self.ends[number])
        return self.linear.column[inside], (self.sign[number] * np.rint(self.linear.value[inside])).astype(np.int64)


def _sums(rests: list[tuple[Sparse, int]], prime: int) -> Iterator[Sparse]:
    """How often to take which rows (by number), so that the columns cancel and the limits do not."""
    leading: dict[int, tuple[Sparse, int, Sparse]] = {}
    for number in sorted(range(len(rests)), key=lambda number: len(rests[number][0])):
        row, limit, used = dict(rests[number][0]), rests[number][1], {number: 1}
        while row and (first := min(row)) in leading:
            other, other_limit, other_used = leading[first]
            factor = prime - row[first]
            _add(row, other, factor, prime)
            _add(used, other_used, factor, prime)
            limit = (limit + factor * other_limit) % prime
        if row:
            scale = pow(row[min(row)], -1, prime)
            leading[min(row)] = _scaled(row, scale, prime), limit * scale % prime, _scaled(used, scale, prime)
        elif limit:
            yield _scaled(used, (prime - 1) * pow(limit, -1, prime), prime)


def _add(row: Sparse, other: Sparse, factor: int, prime: int) -> None:
    for place, value in other.items():
        rest = (row.get(place, 0) + factor * value) % prime
        if rest:
            row[place] = rest
        else:
            row.pop(place, None)


def _scaled(row: Sparse, factor: int, prime: int) -> Sparse:
    return {place: value * factor % prime for place, value in row.items()}
