"""Who may serve which need: the pairs, found venue by venue and need by need, never as a needs × people table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .model import KNOWN_BONUS, ROAD_FACTOR, Assignment, Need, Pair, Person, Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

EARTH_KM = 6371.0
NO_START, NO_END = -(10**9), 10**9


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
    order = np.lexsort((person, need))
    need, person, km, known = (array[order] for array in (need, person, km, known))
    travel = np.rint(10 * km).astype(np.int64) - KNOWN_BONUS * known
    is_open = ~np.isin(pair_key(problem, need, person), keys_of(problem, problem.forbidden))
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
    import numpy as np

    wanted = np.unique(keys_of(problem, assignments))
    return np.flatnonzero(np.isin(pair_key(problem, pairs.need, pairs.person), wanted))


def _listed(problem: Problem) -> tuple[NDArray, NDArray, NDArray, NDArray]:
    import numpy as np

    rows = {need.id: row for row, need in enumerate(problem.needs)}
    columns = {person.id: row for row, person in enumerate(problem.people)}
    pairs = problem.pairs or ()
    count = len(pairs)
    return (
        np.fromiter((rows[pair.need] for pair in pairs), np.int64, count),
        np.fromiter((columns[pair.person] for pair in pairs), np.int64, count),
        np.fromiter((pair.km for pair in pairs), np.float64, count),
        np.fromiter((pair.known for pair in pairs), np.bool_, count),
    )


def _computed(problem: Problem) -> tuple[NDArray, NDArray, NDArray, NDArray]:
    import numpy as np

    facts = Facts(problem)
    found = [(row, *facts.serving(need)) for row, need in enumerate(problem.needs)]
    need = np.repeat(np.arange(len(found)), [len(people) for _, people, _ in found])
    person = np.concatenate([people for _, people, _ in found] or [np.zeros(0, np.int64)])
    km = np.concatenate([km for _, _, km in found] or [np.zeros(0)])
    return need, person.astype(np.int64), km, np.zeros(len(need), np.bool_)


class Facts:
    """The facts of all people as arrays, and who is within reach of each venue (found when first asked)."""

    def __init__(self, problem: Problem) -> None:
        import numpy as np

        people = problem.people
        self.problem = problem
        self.setting = np.array([person.setting for person in people], dtype=np.int64)
        self.reach = np.array([_reach(person) for person in people], dtype=np.float64)
        self.home = np.array([person.home or (np.nan, np.nan) for person in people], dtype=np.float64).reshape(-1, 2)
        self.windows = np.array([_windows(person) for person in people], dtype=np.int64).reshape(-1, 5, 2)
        self.skilled = self._skilled()
        self.away = self._away()
        self._near: dict[int, tuple[NDArray, NDArray]] = {}

    def serving(self, need: Need) -> tuple[NDArray, NDArray]:
        """Row numbers of the people who may serve the need, and their kilometres."""
        people, km = self.near(need.place)
        keep = self.fits(need, people)
        return people[keep], km[keep]

    def fits(self, need: Need, people: NDArray) -> NDArray:
        """Which of these people satisfy every rule but the distance."""
        keep = self.setting[people] >= need.setting
        if need.skill is not None:
            keep &= self.has_skill(need.skill)[people]
        return keep & self.has_hours(need)[people] & ~self.is_absent(need.day)[people]

    def has_skill(self, skill: str) -> NDArray:
        import numpy as np

        return self.skilled.get(skill, np.zeros(len(self.setting), np.bool_))

    def has_hours(self, need: Need) -> NDArray:
        window = self.windows[:, need.day % 5]
        return (window[:, 0] <= need.start) & (need.end <= window[:, 1])

    def is_absent(self, day: int) -> NDArray:
        import numpy as np

        return self.away.get(day, np.zeros(len(self.setting), np.bool_))

    def near(self, place: int) -> tuple[NDArray, NDArray]:
        import numpy as np

        if place not in self._near:
            km = self.distance(place)
            people = np.flatnonzero(km <= self.reach)
            self._near[place] = people, km[people]
        return self._near[place]

    def distance(self, place: int) -> NDArray:
        """Road kilometres from every home; 0 where the home is not known."""
        import numpy as np

        if self.problem.places is None:
            return np.zeros(len(self.home))
        lat, lon = np.radians(self.home).T
        to_lat, to_lon = np.radians(self.problem.places[place])
        half = np.sin((lat - to_lat) / 2) ** 2 + np.cos(lat) * np.cos(to_lat) * np.sin((lon - to_lon) / 2) ** 2
        return np.nan_to_num(2 * EARTH_KM * np.arcsin(np.sqrt(half)) * ROAD_FACTOR)

    def _skilled(self) -> dict[str, NDArray]:
        having = defaultdict(list)
        for row, person in enumerate(self.problem.people):
            for skill in person.skills:
                having[skill].append(row)
        return {skill: self._mask(rows) for skill, rows in having.items()}

    def _away(self) -> dict[int, NDArray]:
        gone = defaultdict(list)
        for row, person in enumerate(self.problem.people):
            for day in person.absent:
                gone[day].append(row)
        return {day: self._mask(rows) for day, rows in gone.items()}

    def _mask(self, rows: list[int]) -> NDArray:
        import numpy as np

        mask = np.zeros(len(self.problem.people), np.bool_)
        mask[rows] = True
        return mask


def _reach(person: Person) -> float:
    return float("inf") if person.reach_km is None or person.home is None else person.reach_km


def _windows(person: Person) -> tuple[tuple[int, int], ...]:
    return ((NO_START, NO_END),) * 5 if person.windows is None else person.windows
