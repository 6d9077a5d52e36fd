"""What stands of a plan in a problem that has changed since, and what becomes of it when places come and go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from .clash import Clashes
from .eligible import eligible, find, pair_key, positions
from .ground import Ground
from .model import Assignment, Plan, Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

Row = tuple[int, int]  # need and person


class Standing:
    """`pairs` are the open ones, `taken` a mask over them; `lost` are the places of the plan that are not among them any more."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        import numpy as np

        self.problem = problem
        self.all_pairs = eligible(problem)
        self.pairs = self.all_pairs.open()
        self.ground = Ground(problem, replace(plan, assignments=()), self.all_pairs, Clashes(problem))
        rows = [self._row(place) for place in plan.assignments]
        key, people = pair_key(problem, self.pairs.need, self.pairs.person), len(problem.people)
        self.taken = np.zeros(len(self.pairs), np.bool_)
        self.taken[find(key, np.array([need * people + person for need, person in rows if min(need, person) >= 0], np.int64))] = True
        stands = set(zip(self.pairs.need[self.taken].tolist(), self.pairs.person[self.taken].tolist(), strict=True))
        self.places = {row: place for row, place in zip(rows, plan.assignments, strict=True) if row in stands}
        self.lost = [place for row, place in zip(rows, plan.assignments, strict=True) if row not in stands]
        for need, person in self.places:
            self.ground.diary.add(need, person)
        priority = [need.priority for need in problem.needs]
        self._worth = len(self.places), sum(priority[need] for need, _ in self.places)

    def fallen(self) -> tuple[set[int], set[int]]:
        """Needs and people (rows) of the lost places, as far as they are still there."""
        rows = [self._row(place) for place in self.lost]
        return {need for need, _ in rows if need >= 0}, {person for _, person in rows if person >= 0}

    def holds(self, places: Iterable[Assignment]) -> bool:
        return all(self._row(place) in self.places for place in places)

    def worth(self, come: Iterable[Assignment], go: Iterable[Assignment]) -> tuple[int, int]:
        """Seats and priority after that."""
        seats, total = self._worth
        gains = [self.ground.need(place.need).priority for place in come]
        losses = [self.ground.need(place.need).priority for place in go]
        return seats + len(gains) - len(losses), total + sum(gains) - sum(losses)

    def move(self, come: Iterable[Assignment], go: Iterable[Assignment]) -> None:
        for place in go:
            del self.places[self._row(place)]
            self.ground.diary.remove(*self._row(place))
        for place in come:
            self.places[self._row(place)] = place
            self.ground.diary.add(*self._row(place))

    def assignments(self) -> tuple[Assignment, ...]:
        return tuple(place for _, place in sorted(self.places.items()))

    def chosen(self) -> NDArray:
        """The places as a mask over all pairs."""
        import numpy as np

        chosen = np.zeros(len(self.all_pairs), np.bool_)
        chosen[positions(self.problem, self.all_pairs, self.places.values())] = True
        return chosen

    def _row(self, place: Assignment) -> Row:
        """Minus one for who or what is gone."""
        return self.ground.need_row.get(place.need, -1), self.ground.person_row.get(place.person, -1)
