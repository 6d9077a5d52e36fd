"""What a plan would lose without one person at one need.

All goals stand in one cost, far enough apart for the range of a term, and one linear program gives its prices. With them most
questions are answered by following who could stand in for whom (`exchange.py`), in thousandths of a second. The others close the pair
in the program and go on from its optimum.
"""

from __future__ import annotations

import time
from itertools import pairwise
from typing import TYPE_CHECKING

from yuinowa.engine.watch import Watch

from .arcs import Prices
from .clash import Clashes
from .eligible import eligible
from .exchange import Exchanges
from .exclusions import Exclusions
from .layout import Layout
from .linear import WHOLE
from .minimise import minimise_all, minimise_towards_plan
from .model import LEVELS, Assignment, Plan, Problem
from .program import DUAL, Impossible, Program
from .solve import positions

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEAR = 1e-3
ROUNDS = 60  # a program that ends at the plan answers everything afterwards in no time
WEIGHTS = {"seats": 1_000_000.0, "priority": 60_000.0, "fairness": 1_000.0, "travel": 1.0}


class Study:
    """Holds the solved program of one problem and its plan; each question leaves it as it was."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        import numpy as np

        pairs, clashes = eligible(problem).open(), Clashes(problem)
        self.pairs, self.problem, self.plan = pairs, problem, plan
        self.exclusions = Exclusions(problem, pairs, clashes)
        self.layout = Layout(problem, pairs, self.exclusions.first(), positions(problem, pairs, problem.locked))
        self.program = Program(self.layout.complete(), Watch(time.perf_counter, None, None, None))
        self.program.use_devex()
        count, nothing = len(self.program.x), np.zeros(0, np.int64)
        self.costs = {name: self.layout.costs(name, nothing, count) for name in LEVELS}
        self.cost = sum((WEIGHTS[name] * cost for name, cost in self.costs.items()), np.zeros(count))
        minimise_towards_plan(self.program, self.exclusions, self.cost, ROUNDS)
        self.closed = 0  # how often the program had to answer
        self.best = self._goals()
        self.places = {key: place for place, key in enumerate(zip(pairs.need.tolist(), pairs.person.tolist(), strict=True))}
        self.rows = {need.id: row for row, need in enumerate(problem.needs)}
        self.people = {person.id: row for row, person in enumerate(problem.people)}
        self.exchanges = Exchanges(problem, plan, pairs, clashes, self._prices(), self.cost) if self.meets() else None

    def meets(self) -> bool:
        """Whether the program ends at the values of the plan."""
        now = self._worth()
        return all(abs(now[name] - self.best[name]) < NEAR for name in LEVELS)

    def without(self, assignment: Assignment, *, is_closing: bool = True) -> dict[str, float]:
        """What each level loses at least when this pair may not be: seats, priority, fairness, km. Empty for a locked pair.

        Without `is_closing` only what prices alone answer.
        """
        place = self.places.get((self.rows[assignment.need], self.people[assignment.person]), -1)
        if place < 0 or assignment in self.problem.locked:
            return {}
        changes = self.exchanges.without(place) if self.exchanges else None
        if changes is not None:
            lost: dict[str, int] | None = self._lost(*changes)
        else:
            lost = self._closed(place) if is_closing else None
        if lost is None:
            return {}
        return {"seats": lost["seats"], "priority": lost["priority"], "fairness": lost["fairness"], "km": lost["travel"] / 10}

    def _closed(self, place: int) -> dict[str, int] | None:
        """By the linear program; None where it ends between whole numbers, or above the plan, which was not the best then."""
        import numpy as np

        self.closed += 1
        try:
            with self.program.closed(place):
                minimise_all(self.program, self.exclusions, self.cost)
                x, now = self.program.x[: len(self.pairs)], self._worth()
        except Impossible:
            return None
        lost = {name: round(now[name] - self.best[name]) for name in LEVELS}
        if np.abs(x - np.rint(x)).max() > WHOLE or sum(WEIGHTS[name] * change for name, change in lost.items()) < 0:
            return None
        return lost

    def _lost(self, come: list[int], go: list[int]) -> dict[str, int]:
        lost = {name: sum(int(self.costs[name][place]) for place in come) - sum(int(self.costs[name][p]) for p in go) for name in LEVELS}
        change: dict[int, int] = {}
        for places, by in ((come, 1), (go, -1)):
            for place in places:
                person = int(self.pairs.person[place])
                change[person] = change.get(person, 0) + by
        lost["fairness"] = sum(self._squares(person, by) for person, by in change.items())
        return lost

    def _squares(self, person: int, by: int) -> int:
        load = self.problem.people[person].past + len(self.exchanges.diary.places[person]) if self.exchanges else 0
        return (load + by) ** 2 - load**2

    def _goals(self) -> dict[str, float]:
        """The values of the plan, as the program counts them: squares of past loads are no part of it, seats are negative."""
        import numpy as np

        values = {level.name: float(level.value) for level in self.plan.levels}
        past = sum(self.problem.people[row].past ** 2 for row in np.unique(eligible(self.problem).person).tolist())
        return {
            "seats": -values["seats"],
            "priority": -values["priority"],
            "fairness": values["fairness"] - past,
            "travel": values["travel"],
        }

    def _worth(self) -> dict[str, float]:
        x: NDArray = self.program.x
        return {name: float((cost * x).sum()) for name, cost in self.costs.items()}

    def _prices(self) -> Prices:
        """What the exchanges ask: fixed pairs have no price at which they would move."""
        import numpy as np

        layout, count, linear = self.layout, len(self.pairs), self.program.linear
        reduced, duals = self.program.reduced(), self.program.duals()
        fixed = linear.lower[:count] == linear.upper[:count]
        first = np.concatenate(([0], np.cumsum(layout.most))).tolist()
        steps, weights = reduced[count:].tolist(), self.cost[count:].tolist()
        return Prices(
            pair=np.where(fixed, np.inf, reduced[:count]),
            need=duals[: len(layout.needs)],
            steps=[steps[a:b] for a, b in pairwise(first)],
            weights=[weights[a:b] for a, b in pairwise(first)],
            rows=self._tight_rows(duals),
        )

    def _tight_rows(self, duals: NDArray) -> dict[int, list[tuple[float, frozenset[int]]]]:
        """For each pair, the rows “at most one of these” that have a price."""
        import numpy as np

        linear, layout = self.program.linear, self.layout
        begin = len(layout.needs) + len(layout.limit)
        end = begin + len(layout.rows.most)
        own = len(layout.switched)
        is_tight = (duals > DUAL) & (linear.row_upper == 1)
        is_tight[self.program.cuts] = False
        numbers = np.flatnonzero(is_tight)
        found: dict[int, list[tuple[float, frozenset[int]]]] = {}
        for number in numbers[((numbers >= begin) & (numbers < end)) | (numbers >= end + own)].tolist():
            columns = linear.column[linear.row == number].tolist()
            needs = frozenset(self.pairs.need[columns].tolist())
            for column in columns:
                found.setdefault(column, []).append((float(duals[number]), needs))
        return found
