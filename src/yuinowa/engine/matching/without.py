"""What a plan would lose without one person at one need: the linear program solved again from where it ended.

All goals stand in one cost, far enough apart for the range of a term. A single bound is changed and the dual simplex goes on from
the optimum, which takes thousandths of a second.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from yuinowa.engine.watch import Watch

from .clash import Clashes
from .eligible import eligible
from .layout import Layout
from .model import LEVELS, Assignment, Plan, Problem
from .program import Impossible, Program
from .relax import minimise_all
from .rows import Exclusions
from .solve import positions

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEAR = 1e-3
WEIGHTS = {"seats": 1_000_000.0, "priority": 60_000.0, "fairness": 1_000.0, "travel": 1.0}


class Study:
    """Holds the solved program of one problem; each question leaves it as it was."""

    def __init__(self, problem: Problem) -> None:
        import numpy as np

        pairs = eligible(problem).open()
        self.exclusions = Exclusions(problem, pairs, Clashes(problem))
        layout = Layout(problem, pairs, self.exclusions.first(), positions(problem, pairs, problem.locked))
        self.pairs, self.problem = pairs, problem
        self.program = Program(layout.complete(), Watch(time.perf_counter, None, None, None))
        self.program.use_devex()
        count, nothing = len(self.program.x), np.zeros(0, np.int64)
        self.costs = {name: layout.costs(name, nothing, count) for name in LEVELS}
        self.cost = sum((WEIGHTS[name] * cost for name, cost in self.costs.items()), np.zeros(count))
        minimise_all(self.program, self.exclusions, self.cost)
        self.best = self._worth()
        # squares of past loads are no part of the program
        self.past = sum(problem.people[row].past ** 2 for row in np.unique(eligible(problem).person).tolist())

    def meets(self, plan: Plan) -> bool:
        """Whether the program ends at the values of the plan."""
        found = {"seats": -self.best["seats"], "priority": -self.best["priority"], "fairness": self.best["fairness"] + self.past}
        found["travel"] = self.best["travel"]
        return all(abs(found[level.name] - level.value) < NEAR for level in plan.levels)

    def without(self, assignment: Assignment) -> dict[str, float]:
        """What each level loses at least when this pair may not be: seats, priority, fairness, km. Empty for a locked pair."""
        (place,) = positions(self.problem, self.pairs, (assignment,)).tolist() or (-1,)
        if place < 0 or assignment in self.problem.locked:
            return {}
        try:
            with self.program.closed(place):
                minimise_all(self.program, self.exclusions, self.cost)
                now = self._worth()
        except Impossible:
            return {}
        lost = {name: round(now[name] - self.best[name]) for name in LEVELS}
        return {"seats": lost["seats"], "priority": lost["priority"], "fairness": lost["fairness"], "km": lost["travel"] / 10}

    def _worth(self) -> dict[str, float]:
        x: NDArray = self.program.x
        return {name: float((cost * x).sum()) for name, cost in self.costs.items()}
