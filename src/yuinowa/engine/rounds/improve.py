"""A plan becomes better part by part: trips near each other are freed and planned again with their days, all others stay.

Dear trips come first. No chance but a fixed seed, and a limit of steps; every plan on the way keeps all rules.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from random import Random
from typing import TYPE_CHECKING

from yuinowa.engine.watch import Watch

from .cover import Columns, Cover, each_day
from .greedy import Dated
from .linear import EXACT, Impossible, Unsettled
from .neighbourhood import Part, Rows, freed
from .term import Term
from .trips import Trips

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEPS_A_TRIP = 10
MOST_STEPS = 2_000
FRUITLESS = 3  # steps a trip without a better plan, and it is over
MOST_SETS = 8_000  # sets of the schools that are freed together
MOST_COLUMNS = 400  # trips on days given to branch and bound
MOST_LOOKS = 10
FREE_DAYS = 4  # days without a trip that are free as well
SHAKEN = 0.5  # by how much of its distance a trip seems farther, at most


def improve(term: Term, dated: Dated, prices: NDArray, bound: int, watch: Watch, keep: Callable[[Dated], None]) -> None:
    """`keep` is given every better plan; `prices` of visits say which trips are dear. Raises Stopped."""
    search = _Improving(term, dated, prices, watch)
    for _ in search.steps(bound):
        keep(search.dated())


class _Improving:
    def __init__(self, term: Term, dated: Dated, prices: NDArray, watch: Watch) -> None:
        import numpy as np

        self.term, self.prices, self.watch = term, prices, watch
        self.trips: dict[int, Rows] = {column: rows for rows, column in dated if rows}
        self.travel = sum(map(term.hours.travel, self.trips.values()))
        self.between = np.minimum(term.hours.between, term.hours.between.T)
        self.random = Random(0)
        self.tried: set[tuple] = set()
        self.size = _size(term.most)

    def dated(self) -> Dated:
        return [(rows, column) for column, rows in sorted(self.trips.items())]

    def steps(self, bound: int) -> Iterator[None]:
        """After each better plan; ends at the bound, with the steps, or after many that found nothing."""
        left, fruitless = min(MOST_STEPS, STEPS_A_TRIP * len(self.trips)), 0
        while self.travel > bound:
            for seed in sorted(self.trips, key=lambda column: (-self._dear(column), column)):
                if left <= 0 or self.travel <= bound or fruitless >= FRUITLESS * len(self.trips):
                    return
                if seed in self.trips:
                    self.watch.check()
                    left, fruitless = left - 1, fruitless + 1
                    if self._step(seed):
                        fruitless = 0
                        yield

    def _dear(self, column: int) -> float:
        """What a trip costs above the prices of its visits."""
        rows = self.trips[column]
        return self.term.hours.travel(rows) - float(self.prices[list(rows)].sum())

    def _step(self, seed: int) -> bool:
        columns = self._near(seed)
        name = tuple((column, self.trips.get(column)) for column in columns)
        if name in self.tried:
            return False
        part = freed(self.term, self.trips, columns)
        better = replanned(part, self.trips, self.watch)
        if better is None:
            self.tried.add(name)
            return False
        for column in columns:
            self.trips.pop(column, None)
        self.trips.update(better)
        self.travel = sum(map(self.term.hours.travel, self.trips.values()))
        return True

    def _near(self, seed: int) -> list[int]:
        """Trips near this one, in a mood, until they have enough schools; and some free days."""
        way = self.between[list(self.trips[seed])].min(axis=0)
        far = {column: float(way[list(rows)].min()) * (1 + SHAKEN * self.random.random()) for column, rows in self.trips.items()}
        chosen, schools = [seed], set(self.trips[seed])
        for column in sorted(self.trips, key=lambda column: (far[column], column)):
            if column != seed and len(schools.union(self.trips[column])) <= self.size:
                chosen.append(column)
                schools.update(self.trips[column])
            if len(chosen) * self.term.most >= 2 * self.size:
                break
        free = [column for column in range(len(self.term.days)) if column not in self.trips]
        return sorted([*chosen, *self.random.sample(free, min(FREE_DAYS, len(free)))])


def _size(most: int) -> int:
    """So many schools that their sets are few enough to look at."""
    size = most
    while size < 24 and sum(math.comb(size + 1, count) for count in range(1, most + 1)) <= MOST_SETS:
        size += 1
    return size


def replanned(part: Part, trips: dict[int, Rows], watch: Watch) -> dict[int, Rows] | None:
    """A plan of the part that travels less; None when none was found."""
    term = part.term
    listed = term.all_trips(watch.check)
    cover = Cover(term, listed, each_day(term, listed), watch)
    try:
        relaxed = cover.relax()
        saving = part.travel - 1 - relaxed.value
        if saving < -EXACT:
            return None
        columns = _best(relaxed.reduced, saving, _known(part, trips, listed, cover.slots.allowed))
        found, times = cover.whole(columns, looks=MOST_LOOKS)
    except (Impossible, Unsettled):
        return None
    if round(found.value) >= part.travel:
        return None
    chosen = [(trip, slot) for trip, slot, made in zip(columns.trip.tolist(), columns.slot.tolist(), times.tolist(), strict=True) if made]
    return part.whole([(listed.schools(trip), slot) for trip, slot in chosen])


def _known(part: Part, trips: dict[int, Rows], listed: Trips, allowed: NDArray) -> list[tuple[int, int]]:
    """The trips so far on their days, where they are listed; where hours differ by weekday the same schools are, in several orders."""
    new = {row: number for number, row in enumerate(part.rows)}
    place: dict[frozenset[int], list[int]] = {}
    for number in range(len(listed)):
        place.setdefault(frozenset(listed.schools(number)), []).append(number)
    names = [(frozenset(new[row] for row in trips[column]), slot) for slot, column in enumerate(part.columns) if trips.get(column)]
    return [(number, slot) for name, slot in names for number in place.get(name, ()) if allowed[number, slot]]


def _best(reduced: NDArray, slack: float, known: list[tuple[int, int]]) -> Columns:
    """The columns within this, at most so many, and those of the plan so far."""
    import numpy as np

    within = np.flatnonzero(reduced.ravel() <= slack + EXACT)
    best = within[np.argsort(reduced.ravel()[within], kind="stable")[:MOST_COLUMNS]]
    chosen = np.unique(np.concatenate((best, np.array([trip * reduced.shape[1] + slot for trip, slot in known], np.int64))))
    return Columns(*np.divmod(chosen, reduced.shape[1]))
