"""What a plan loses without one person, by following who could stand in for whom: prices instead of a search.

The duals of the linear program price every change: a pair that comes or goes costs at least its reduced cost, a seat left empty the
price of its need, a place more or less the reduced cost of the load step. A place that falls away opens a hole at its need; somebody
else fills it and leaves a hole elsewhere, until a seat stays empty or somebody carries one place more. The cheapest way from the hole
back to the person set free is found by Dijkstra's method. Its length is a bound for every other plan, because no change was priced
too high; where the arcs leave a rule out, the way found may break it. It counts only if it keeps all rules and costs what its length
says.

Most ways pass the ground, so the ways to it and from it are found once for all needs. They tell too how far any need is at least
from any other, which keeps the search for ways that do not pass it short.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from .arcs import GROUND, Arc, Arcs, Prices
from .clash import Clashes
from .diary import Diary
from .eligible import Eligible
from .model import Plan, Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

Way = tuple[float, list[Arc]]
Changes = tuple[list[int], list[int]]  # pairs that come, pairs that go
Steps = dict[int, tuple[float, Arc | None, int]]  # node: length, last arc (or first, backwards), the node before (or after)
NEAR = 0.8  # costs are whole numbers; hops and noise stay far below the rest
FAR = float("inf")


class Exchanges:
    def __init__(self, problem: Problem, plan: Plan, pairs: Eligible, clashes: Clashes, prices: Prices, cost: NDArray) -> None:
        self.problem = problem
        self.pairs = pairs
        self.diary = Diary(problem, clashes, plan.assignments)
        self.arcs = Arcs(problem, pairs, self.diary, prices)
        self.cost = cost[: len(pairs)].tolist()
        self.step = prices.step_cost
        self._found: dict[int, dict[int, Way]] = {}
        self.out = self._spread(lambda node: ((arc.to, arc) for arc in self.arcs.leaving[node]))
        self.home = self._spread(lambda node: self.arcs.entering[node])

    def without(self, place: int) -> Changes | None:
        """The cheapest changes that close this pair of the plan. None where the way found proves nothing."""
        need, person = int(self.pairs.need[place]), int(self.pairs.person[place])
        if need not in self._found:
            self._found = {need: self._ways(need)}  # the helpers of a need are asked one after the other
        found = self._found[need].get(person)
        if found is None:
            return None
        bound, way = found
        changes = self._changes(place, way)
        if changes is None or self._price(*changes) > bound + NEAR:
            return None
        return changes

    @staticmethod
    def _spread(neighbours: Callable[[int], Iterable[tuple[int, Arc]]]) -> Steps:
        """The shortest ways from the ground to all needs, or, with arcs backwards, from all needs to the ground."""
        found: Steps = {GROUND: (0.0, None, GROUND)}
        settled: set[int] = set()
        heap = [(0.0, GROUND)]
        while heap:
            length, node = heapq.heappop(heap)
            if node in settled:
                continue
            settled.add(node)
            for other, arc in neighbours(node):
                reached = length + arc.cost
                if other not in settled and reached < found.get(other, (FAR,))[0]:
                    found[other] = reached, arc, node
                    heapq.heappush(heap, (reached, other))
        return found

    def _ways(self, need: int) -> dict[int, Way]:
        """From the hole at this need, for each of its helpers."""
        best = {person: self._past_ground(need, person) for person in self.arcs.open_helpers(need)}
        most = max((length for length, _ in best.values()), default=0.0)
        closing: dict[int, list[Arc]] = {}
        for node, arc in self.arcs.entering[need]:
            if node != GROUND and arc.person in best:
                closing.setdefault(node, []).append(arc)
        for length, node, before in self._settled(need, most):
            for arc in closing.get(node, ()):
                if length + arc.cost < best[arc.person][0]:
                    best[arc.person] = length + arc.cost, [*_back(before, node), arc]
        return best

    def _past_ground(self, need: int, person: int) -> Way:
        less = self.arcs.less(need, person)
        length, last, node = less.cost, less, GROUND
        for other, arc in self.arcs.entering[need]:
            if arc.person == person and other != GROUND and other != need and self._length(self.out, other) + arc.cost < length:
                length, last, node = self._length(self.out, other) + arc.cost, arc, other
        there = need
        way: list[Arc] = []
        while there != GROUND and there in self.home:
            _, step, there = self.home[there]
            way += [step] if step else []
        return self._length(self.home, need) + length, [*way, *_back(self.out, node), last]

    @staticmethod
    def _length(steps: Steps, node: int) -> float:
        return steps[node][0] if node in steps else FAR

    def _settled(self, start: int, most: float) -> Iterator[tuple[float, int, Steps]]:
        """Needs in the order of their distance from `start`, as far as a way back may still be shorter than `most`."""
        before: Steps = {start: (0.0, None, start)}
        settled, heap = {GROUND}, [(0.0, 0.0, start)]
        home, out = self._length(self.home, start), self._length(self.out, start)
        while heap:
            _, length, node = heapq.heappop(heap)
            if node in settled:
                continue
            settled.add(node)
            yield length, node, before
            for arc in self.arcs.leaving[node]:
                other, reached = arc.to, length + arc.cost
                if reached >= most:
                    break
                if other in settled or (other in before and reached >= before[other][0]):
                    continue
                back = max(self._length(self.home, other) - home, out - self._length(self.out, other), 0.0)
                if reached + back < most:
                    before[other] = reached, arc, node
                    heapq.heappush(heap, (reached + back, reached, other))

    def _changes(self, place: int, way: list[Arc]) -> Changes | None:
        """The pairs of a way; None where one comes twice or a rule is broken."""
        come = [arc.comes for arc in way if arc.comes >= 0]
        go = list(dict.fromkeys([place, *(arc.goes for arc in way if arc.goes >= 0)]))
        if len(set(come)) < len(come) or any(arc.is_loose for arc in way) or place in come:
            return None
        return (come, go) if self._keeps_rules(come, go) else None

    def _keeps_rules(self, come: list[int], go: list[int]) -> bool:
        need, person, diary = self.pairs.need, self.pairs.person, self.diary
        for place in go:
            diary.remove(int(need[place]), int(person[place]))
        added = []
        for place in come:
            if diary.hindrance(int(need[place]), int(person[place])) is None:
                diary.add(int(need[place]), int(person[place]))
                added.append(place)
        kept = len(added) == len(come) and all(self._is_filled_well(int(need[place])) for place in (*come, *go))
        for place in added:
            diary.remove(int(need[place]), int(person[place]))
        for place in go:
            diary.add(int(need[place]), int(person[place]))
        return kept

    def _is_filled_well(self, need: int) -> bool:
        count, wanted = len(self.diary.helpers[need]), self.problem.needs[need]
        return count <= wanted.people and (count == 0 or count >= wanted.minimum)

    def _price(self, come: list[int], go: list[int]) -> float:
        change: dict[int, int] = {}
        for places, by in ((come, 1), (go, -1)):
            for place in places:
                change[int(self.pairs.person[place])] = change.get(int(self.pairs.person[place]), 0) + by
        steps = sum(self.step(person, len(self.diary.places[person]), by) for person, by in change.items())
        return sum(self.cost[place] for place in come) - sum(self.cost[place] for place in go) + steps


def _back(steps: Steps, node: int) -> list[Arc]:
    """The arcs of the way to this node, the first one first."""
    way = []
    while (arc := steps[node][1]) is not None:
        way.append(arc)
        node = steps[node][2]
    return way[::-1]
