"""Who may serve which need: the pairs, found venue by venue and need by need, never as a needs × people table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from .facts import Facts
from .model import KNOWN_BONUS, Assignment, Pair, Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Eligible:
    """Parallel arrays, one entry a pair, sorted by need, then person (row numbers of the problem)."""

    need: NDArray
    person: NDArray
    travel: NDArray  # tenths of a kilometre, less the bonus for a known school
    km: NDArray
    known: NDArray
    is_open: NDArray

    def __len__(self) -> int:
        return len(self.need)

    def open(self) -> Eligible:
        """Without the forbidden pairs."""
        keep = self.is_open
        columns = (self.need, self.person, self.travel, self.km, self.known, self.is_open)
        return Eligible(*(column[keep] for column in columns))


def eligible(problem: Problem) -> Eligible:
    """All eligible pairs, listed or computed; `is_open` is false for the forbidden ones."""
    import numpy as np

    need, person, km, known = _listed(problem) if problem.pairs is not None else _computed(problem)
    key = pair_key(problem, need, person)
    if np.any(key[1:] <= key[:-1]):
        order = np.argsort(key)
        need, person, km, known, key = (array[order] for array in (need, person, km, known, key))
    travel = np.rint(10 * km).astype(np.int64) - KNOWN_BONUS * known
    is_open = np.ones(len(key), np.bool_)
    is_open[find(key, keys_of(problem, problem.forbidden))] = False
    return Eligible(need, person, travel, km, known, is_open)


def eligible_pairs(problem: Problem) -> tuple[Pair, ...]:
    """The same as words, for whoever wants to list them."""
    found = eligible(problem)
    columns = (found.need.tolist(), found.person.tolist(), found.km.tolist(), found.known.tolist())
    return tuple(
        Pair(problem.needs[need].id, problem.people[person].id, round(km, 3), known)
        for need, person, km, known in zip(*columns, strict=True)
    )


def pair_key(problem: Problem, need: NDArray, person: NDArray) -> NDArray:
    """One number for each (need row, person row); ascending where the pairs are sorted."""
    return need * len(problem.people) + person


def keys_of(problem: Problem, assignments: Iterable[Assignment]) -> NDArray:
    """The numbers of these assignments; those of unknown needs or people are left out."""
    import numpy as np

    rows = {need.id: row for row, need in enumerate(problem.needs)}
    columns = {person.id: row for row, person in enumerate(problem.people)}
    known = [a for a in assignments if a.need in rows and a.person in columns]
    return np.array([rows[a.need] * len(columns) + columns[a.person] for a in known], dtype=np.int64)


def positions(problem: Problem, pairs: Eligible, assignments: Iterable[Assignment]) -> NDArray:
    """Columns of these assignments; those that are not among the pairs are left out."""
    return find(pair_key(problem, pairs.need, pairs.person), keys_of(problem, assignments))


def find(key: NDArray, wanted: NDArray) -> NDArray:
    """Where these numbers lie among others (ascending); those that are not there are left out."""
    import numpy as np

    wanted = np.unique(wanted)
    place = np.searchsorted(key, wanted)
    inside = place < len(key)
    inside[inside] = key[place[inside]] == wanted[inside]
    return place[inside]


def _listed(problem: Problem) -> tuple[NDArray, NDArray, NDArray, NDArray]:
    import numpy as np

    rows = {need.id: row for row, need in enumerate(problem.needs)}
    columns = {person.id: row for row, person in enumerate(problem.people)}
    pairs = problem.pairs or ()
    count = len(pairs)
    return (
        np.fromiter(map(rows.__getitem__, map(attrgetter("need"), pairs)), np.int64, count),
        np.fromiter(map(columns.__getitem__, map(attrgetter("person"), pairs)), np.int64, count),
        np.fromiter(map(attrgetter("km"), pairs), np.float64, count),
        np.fromiter(map(attrgetter("known"), pairs), np.bool_, count),
    )


def _computed(problem: Problem) -> tuple[NDArray, NDArray, NDArray, NDArray]:
    import numpy as np

    facts = Facts(problem)
    found = [(row, *facts.serving(need)) for row, need in enumerate(problem.needs)]
    need = np.repeat(np.arange(len(found)), [len(people) for _, people, _ in found])
    person = np.concatenate([people for _, people, _ in found] or [np.zeros(0, np.int64)])
    km = np.concatenate([km for _, _, km in found] or [np.zeros(0)])
    return need, person.astype(np.int64), km, np.zeros(len(need), np.bool_)
