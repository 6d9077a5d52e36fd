"""The fewest people to move so that a seat is filled again: somebody steps in, and where that leaves a hole, somebody else steps in there.

Holes are needs. From the open seat the search goes on to the needs whose helpers could come instead, nearest first, each need once;
the first layer with somebody who is free ends it. Whoever is locked stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .ground import Ground
from .model import Assignment, Plan, Problem

MOST_PEOPLE = 4


@dataclass(frozen=True, slots=True)
class Move:
    """This person comes to `need`, and no longer to `left` (None: was free)."""

    person: str
    need: str
    left: str | None = None


Moves = tuple[Move, ...]
Step = tuple[int, int, int | None]  # the same by rows: person, need, need left
Cost = tuple[int, int]  # added to fairness and to travel


def shortest_chain(problem: Problem, plan: Plan, need_id: str, *, most_people: int = MOST_PEOPLE) -> Moves | None:
    """Who moves where, the one for the open seat first; None where nobody can be found within `most_people`.

    Of chains of equal length the one that adds least to fairness, then to travel.
    """
    return _Search(problem, plan).run(need_id, most_people)


def after(plan: Plan, way: Moves) -> tuple[Assignment, ...]:
    """The places of the plan once everybody of the chain has moved."""
    left = {Assignment(move.left, move.person) for move in way if move.left}
    return (*(place for place in plan.assignments if place not in left), *(Assignment(move.need, move.person) for move in way))


class _Search:
    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.ground = Ground(problem, plan)
        self.diary = self.ground.diary

    def run(self, need_id: str, most_people: int) -> Moves | None:
        layer: list[tuple[Cost, list[Step]]] = [((0, 0), [])]
        seen = {self.ground.need_row[need_id]}
        for _ in range(most_people):
            ends, following = [], []
            for cost, way in layer:
                hole = self._hole(way, need_id)
                self._walk(way)
                ends += [(self._sum(cost, step), [*way, step[1]]) for step in self._free(hole, way)]
                following += [(self._sum(cost, step), [*way, step[1]]) for step in self._swaps(hole, way)]
                self._walk_back(way)
            if ends:
                return self._named(min(ends)[1])
            layer = []
            for cost, way in sorted(following, key=lambda found: (found[0], [step[:2] for step in found[1]])):
                if way[-1][2] not in seen:
                    seen.add(way[-1][2])  # type: ignore[arg-type]  # a swap leaves a need
                    layer.append((cost, way))
        return None

    def _hole(self, way: list[Step], need_id: str) -> int:
        return self.ground.need_row[need_id] if not way else int(way[-1][2] or 0)

    @staticmethod
    def _sum(cost: Cost, step: tuple[Cost, Step]) -> Cost:
        return cost[0] + step[0][0], cost[1] + step[0][1]

    def _walk(self, way: list[Step]) -> None:
        for person, need, left in way:
            if left is not None:
                self.diary.remove(left, person)
            self.diary.add(need, person)

    def _walk_back(self, way: list[Step]) -> None:
        for person, need, left in reversed(way):
            self.diary.remove(need, person)
            if left is not None:
                self.diary.add(left, person)

    def _able(self, hole: int, way: list[Step]) -> Iterator[tuple[int, int]]:
        """People who may come by the facts and have not moved yet, and their travel."""
        here, moved = self.ground.pairs_of(hole), {step[0] for step in way}
        columns = (
            self.ground.pairs.person[here].tolist(),
            self.ground.pairs.travel[here].tolist(),
            self.ground.pairs.is_open[here].tolist(),
        )
        for person, travel, is_open in zip(*columns, strict=True):
            if is_open and person not in moved and hole not in self.diary.places[person]:
                yield person, travel

    def _free(self, hole: int, way: list[Step]) -> Iterator[tuple[Cost, Step]]:
        for person, travel in self._able(hole, way):
            if self.diary.hindrance(hole, person) is None:
                load = self.ground.problem.people[person].past + len(self.diary.places[person])
                yield (2 * load + 1, travel), (person, hole, None)

    def _swaps(self, hole: int, way: list[Step]) -> Iterator[tuple[Cost, Step]]:
        """Whoever could come if one other place of theirs fell away."""
        needs, locked = self.ground.problem.needs, self.ground.locked
        for person, travel in self._able(hole, way):
            if self.diary.hindrance(hole, person) is None:
                continue
            for other in list(self.diary.places[person]):
                if (needs[other].id, self.ground.problem.people[person].id) in locked:
                    continue
                self.diary.remove(other, person)
                hindrance = self.diary.hindrance(hole, person)
                self.diary.add(other, person)
                if hindrance is None:
                    yield (0, travel - self._travel(other, person)), (person, hole, other)

    def _travel(self, need: int, person: int) -> int:
        here = self.ground.pairs_of(need)
        found = (self.ground.pairs.person[here] == person).nonzero()[0]
        return int(self.ground.pairs.travel[here][found[0]]) if len(found) else 0

    def _named(self, way: list[Step]) -> Moves:
        needs, people = self.ground.problem.needs, self.ground.problem.people
        return tuple(Move(people[p].id, needs[n].id, None if left is None else needs[left].id) for p, n, left in way)
