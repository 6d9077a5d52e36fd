"""The single changes that exchanges are made of, each with a price that is never too high.

A node is a need with a hole; one more, GROUND, stands for everything that may give or take a place: an empty seat, a load one more or
one less. An arc says: this person comes to the need with the hole and leaves the next one, which has the hole then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from .diary import Diary
from .eligible import Eligible
from .model import Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

GROUND = -1
HOP, LOOSE = 1e-4, 1e-2  # of two ways of the same price the shorter one, and one that keeps all rules; costs are whole numbers


class Arc(NamedTuple):
    """`comes` and `goes` are pairs (-1: none). `is_loose`: a rule was left out, so the arc only bounds."""

    cost: float
    to: int
    person: int
    comes: int
    goes: int
    is_loose: bool


@dataclass(frozen=True, slots=True)
class Prices:
    """What the linear program says: reduced costs of pairs (infinite where a pair may not change) and load steps, prices of needs, and
    for each pair the rows of clashes that it holds tight: their price and the needs of the row.

    `steps[person][k]`: the (k + 1)-th place more than none. `weights[person][k]`: what it adds to the goals.
    """

    pair: NDArray
    need: NDArray
    steps: list[list[float]]
    weights: list[list[float]]
    rows: dict[int, list[tuple[float, frozenset[int]]]]

    def rise(self, person: int, load: int) -> float | None:
        return self.steps[person][load] if load < len(self.steps[person]) else None

    def fall(self, person: int, load: int) -> float:
        return self.steps[person][load - 1]

    def step_cost(self, person: int, load: int, by: int) -> float:
        """What the goals gain or lose by a load of `load + by` instead of `load`."""
        weights = self.weights[person]
        return sum(weights[load : load + by]) if by > 0 else -sum(weights[load + by : load])


class Arcs:
    def __init__(self, problem: Problem, pairs: Eligible, diary: Diary, prices: Prices) -> None:
        self.problem = problem
        self.diary = diary
        self.prices = prices
        self.person = pairs.person.tolist()
        self.need = pairs.need.tolist()
        self.price = prices.pair.tolist()
        self.of_need: dict[int, list[int]] = defaultdict(list)
        self.of_person: dict[int, list[int]] = defaultdict(list)
        self.place = {}
        for place, (need, person) in enumerate(zip(self.need, self.person, strict=True)):
            self.of_need[need].append(place)
            self.of_person[person].append(need)
            self.place[need, person] = place
        self.leaving: dict[int, list[Arc]] = {GROUND: self._priced(self._from_ground())}
        for row in range(len(problem.needs)):
            self.leaving[row] = self._priced(self._from_hole(row))
        self.entering: dict[int, list[tuple[int, Arc]]] = defaultdict(list)
        for node, arcs in self.leaving.items():
            for arc in arcs:
                self.entering[arc.to].append((node, arc))

    @staticmethod
    def _priced(arcs: Iterator[Arc]) -> list[Arc]:
        """The cheapest first."""
        return sorted(arc._replace(cost=arc.cost + (LOOSE if arc.is_loose else HOP)) for arc in arcs if arc.cost < float("inf"))

    def open_helpers(self, need: int) -> list[int]:
        """Who may leave; locked people may not."""
        return [person for person in self.diary.helpers[need] if self.price[self.place[need, person]] < float("inf")]

    def _from_ground(self) -> Iterator[Arc]:
        """A hole may be made anywhere: a seat that is empty already, or somebody with a place less."""
        for row, need in enumerate(self.problem.needs):
            helpers = self.diary.helpers[row]
            if len(helpers) < need.people:
                yield Arc(0.0, row, -1, -1, -1, False)
                continue
            ways = [self.less(row, person) for person in helpers]
            yield min(ways, default=Arc(float("inf"), row, -1, -1, -1, False))

    def less(self, need: int, person: int) -> Arc:
        """One place less for this person."""
        place = self.place[need, person]
        fall = self.prices.fall(person, len(self.diary.places[person]))
        return Arc(self._leave(place, person, need) + fall, need, person, -1, place, False)

    def _from_hole(self, need: int) -> Iterator[Arc]:
        yield Arc(float(self.prices.need[need]), GROUND, -1, -1, -1, False)
        helpers = set(self.diary.helpers[need])
        for place in self.of_need[need]:
            person = self.person[place]
            if person not in helpers and self.price[place] < float("inf"):
                yield from self._by(need, place, person)

    def _by(self, need: int, place: int, person: int) -> Iterator[Arc]:
        """This person comes to the need: what must or may be left for it."""
        held, base = self.diary.places[person], self.price[place]
        clashing = [other for other in held if self._clash(need, other)]
        if len(clashing) > 1:
            total = base + sum(self.price[self.place[other, person]] for other in clashing)
            yield from (Arc(total, other, person, place, self.place[other, person], True) for other in clashing)
            return
        rise = self.prices.rise(person, len(held))
        if clashing:
            yield self._swap(base, place, person, need, clashing[0])
            if self._stands_in(need, clashing[0], person):
                yield from (self._swap(base, place, person, need, other)._replace(is_loose=True) for other in held if other != clashing[0])
                if rise is not None:
                    yield Arc(base + rise, GROUND, person, place, -1, True)
            return
        full = self._full(need, person)
        yield from (self._swap(base, place, person, need, other) for other in (held if full is None else full))
        if full is None and rise is not None:
            yield Arc(base + rise, GROUND, person, place, -1, False)

    def _swap(self, base: float, place: int, person: int, need: int, other: int) -> Arc:
        goes = self.place[other, person]
        return Arc(base + self._leave(goes, person, other, need), other, person, place, goes, False)

    def _leave(self, goes: int, person: int, other: int, need: int | None = None) -> float:
        """The price of leaving a place (for `need`), with that of the rows it no longer fills."""
        rows = self.prices.rows.get(goes, ())
        return self.price[goes] + sum(price for price, row in rows if not self._may_fill(row, person, other, need))

    def _may_fill(self, row: frozenset[int], person: int, other: int, need: int | None) -> bool:
        """Whether the row stays full, by this need or by a third one that is taken besides.

        What comes is thought of as taking the place of what it clashes with. A third need in the row would so stand for the place
        left, unless that stands for this need, or the third one stands for another place that it clashes with too.
        """
        if need is not None and need in row:
            return True
        held = self.diary.places[person]
        others = [third for third in row if third not in held and (need is None or not self._clash(need, third))]
        if need is not None and self._clash(need, other):
            return bool(others)
        return any(self._clash(third, kept) for third in others for kept in held if kept != other)

    def _stands_in(self, need: int, other: int, person: int) -> bool:
        """Whether a third need could take the clashing one's place beside this need."""
        return any(
            third not in (need, other) and self._clash(third, other) and not self._clash(third, need) for third in self.of_person[person]
        )

    def _full(self, need: int, person: int) -> list[int] | None:
        """The places of which one must be left, where a day or a time between two days is full."""
        day, needs = self.problem.needs[need].day, self.problem.needs
        same_day = [other for other in self.diary.places[person] if needs[other].day == day]
        if len(same_day) >= self.problem.rules.per_day:
            return same_day
        for limit in self.problem.people[person].limits:
            if limit.first <= day <= limit.last:
                inside = [other for other in self.diary.places[person] if limit.first <= needs[other].day <= limit.last]
                if len(inside) >= limit.max:
                    return inside
        return None

    def _clash(self, one: int, other: int) -> bool:
        needs = self.problem.needs
        return needs[one].day == needs[other].day and (one == other or self.diary.clashes.clash(one, other))
