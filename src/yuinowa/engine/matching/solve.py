"""From a problem to a plan: seats, then priority, then what was kept, then fairness, then travel."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from yuinowa.engine.watch import Progress, Stopped, Watch

from . import score
from .bounds import simple_bound
from .clash import Clashes
from .eligible import eligible, pair_key, positions
from .exclusions import Exclusions
from .explain import why_nobody
from .greedy import first_plan
from .ground import Ground
from .layout import Layout
from .locks import check_locks
from .model import LEVELS, Assignment, Conflict, Infeasible, Level, Plan, Problem, Reason, Unfilled
from .parts import Parts
from .program import Impossible, Unsettled
from .relax import Relaxation, Relaxed
from .whole import Rounding

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Progress", "solve"]
NEAR_WHOLE = 1e-4
MOST_WHOLE = 150_000  # pairs: three cities and more; one city has 40,000
MOST_IN_PART = 40_000  # pairs of a part; those of people at home elsewhere stay out
NEVER = 10**18
MOST_STUDIED = 100  # needs whose lack of people is looked into after a stop: about a second


def solve(
    problem: Problem,
    *,
    seconds: float | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    clock: Callable[[], float] = time.perf_counter,
    most_whole: int = MOST_WHOLE,
    most_in_part: int = MOST_IN_PART,
) -> Plan:
    """The best plan. `seconds` is a safety stop: the plan is then the best so far, with status `stopped`.

    A problem of more than `most_whole` pairs is divided into parts of about `most_in_part`. Raises Infeasible when no plan keeps all rules.
    """
    return _Run(problem, Watch(clock, seconds, on_progress, should_stop), most_whole, most_in_part).plan()


def _solve_small(problem: Problem, watch: Watch) -> tuple[NDArray, Relaxed]:
    """A part of a divided problem: chosen pairs as a mask. Raises Stopped, and then nothing of the part counts."""
    run = _Run(problem, watch.silent())
    relaxed = Relaxed(run.first())
    return run.search(relaxed), relaxed


class _Run:
    def __init__(self, problem: Problem, watch: Watch, most_whole: int = NEVER, most_in_part: int = NEVER) -> None:
        self.problem = problem
        self.watch = watch
        self.most_whole, self.most_in_part = most_whole, most_in_part
        self.all_pairs = eligible(problem)
        self.pairs = self.all_pairs.open()
        self.clashes = Clashes(problem)
        check_locks(problem, self.all_pairs, self.clashes)
        self.keys = pair_key(problem, self.pairs.need, self.pairs.person)
        self.locked = positions(problem, self.pairs, problem.locked)
        self.previous = positions(problem, self.pairs, problem.previous or ())
        self.names = ("seats", "priority", "kept", "fairness", "travel") if problem.previous is not None else LEVELS

    def plan(self) -> Plan:
        divided = self._divided() if len(self.pairs) > self.most_whole else None
        if divided is not None:
            return self._write(*divided)
        first = self.first()
        relaxed = Relaxed(first)
        chosen, stopped = first, False
        try:
            chosen = self.search(relaxed)
        except Stopped:
            chosen, stopped = self._in_hand(first, relaxed.x > 0.5), True
            relaxed.is_for_plan = False
        return self._write(chosen, relaxed, stopped)

    def _in_hand(self, first: NDArray, found: NDArray) -> NDArray:
        """The better of two: a linear program in the middle of its way may serve half a group, so its places are given anew, one by one."""
        import numpy as np

        priority = np.array([need.priority for need in self.problem.needs], dtype=np.int64)[self.pairs.need]
        return max((first, self.first(found)), key=lambda chosen: (int(chosen.sum()), int(priority[chosen].sum())))

    def _divided(self) -> tuple[NDArray, Relaxed, bool] | None:
        """None where only the search over everything can tell whether a locked place reaches its minimum."""
        parts = Parts(self.problem, self.pairs, self.clashes, self.locked, self.previous, self.watch, _solve_small, self.most_in_part)
        diary = parts.first()
        if diary is None:
            return None
        relaxed = Relaxed(parts.mask(diary))
        try:
            parts.improve(diary, relaxed)
        except Stopped:
            return relaxed.x, relaxed, True
        return relaxed.x, relaxed, False

    def search(self, relaxed: Relaxed) -> NDArray:
        self.watch.report("reading", 0, 0, 0.05)
        exclusions = Exclusions(self.problem, self.pairs, self.clashes)
        layout = Layout(self.problem, self.pairs, exclusions.first(), self.locked)
        try:
            Relaxation(layout, exclusions, self.names, self.previous, self.watch, relaxed).solve()
            return Rounding(layout, exclusions, self.names, self.previous, self.watch, relaxed).plan()
        except Impossible:
            raise Infeasible(self._minimum_conflicts()) from None
        except Unsettled:
            raise Stopped from None

    def first(self, found: NDArray | None = None) -> NDArray:
        """Locked places, then those `found`, or of the previous plan, then whoever carries least."""
        import numpy as np

        kept = np.concatenate((self.locked, self.previous if found is None else np.flatnonzero(found)))
        pairs = list(zip(self.pairs.need[kept].tolist(), self.pairs.person[kept].tolist(), strict=True))
        diary = first_plan(self.problem, self.pairs, self.clashes, pairs)
        chosen = [] if diary is None else [need * len(self.problem.people) + p for need, p in diary.assignments()]
        return np.isin(self.keys, np.array(chosen, dtype=np.int64))

    def _minimum_conflicts(self) -> tuple[Conflict, ...]:
        locked = {lock.need for lock in self.problem.locked}
        needs = tuple(need.id for need in self.problem.needs if need.id in locked and need.minimum > 1)
        return (Conflict(("locked", "minimum"), needs),)

    def _write(self, chosen: NDArray, relaxed: Relaxed, stopped: bool) -> Plan:
        levels, kept = self._levels(chosen, relaxed)
        exact = all(level.value == level.bound for level in levels)
        plan = Plan(
            status="stopped" if stopped else "proven" if exact else "gap",
            levels=levels,
            assignments=self._assignments(chosen),
            versions=versions(),
            kept=kept,
        )
        unfilled = self._unfilled(plan, chosen)
        return replace(plan, unfilled=unfilled, seconds=self.watch.elapsed())

    def _levels(self, chosen: NDArray, relaxed: Relaxed) -> tuple[tuple[Level, ...], int | None]:
        """A bound below the first level that misses its own holds only if it was found for such plans."""
        values = score.values(self.problem, self.all_pairs, self._among_all(chosen))
        values["kept"] = int(chosen[self.previous].sum())
        levels, best_above = [], True
        for name in self.names:
            objective = relaxed.objective.get(name) if best_above or relaxed.is_for_plan else None
            bound = self._bound(name, objective, values["seats"])
            best_above &= bound == values[name]
            levels.append(Level(name, values[name], bound, relaxed.seconds.get(name, 0.0)))
        kept = None if self.problem.previous is None else values["kept"]
        return tuple(level for level in levels if level.name in LEVELS), kept

    def _bound(self, name: str, objective: float | None, seats: int) -> int:
        """A whole number that no plan with the same values above passes."""
        if objective is None and name != "kept":
            simple = simple_bound(self.problem, self.pairs, name, seats)
            return simple + self._constant() if name == "fairness" else simple
        least = len(self.previous) * -1 if objective is None else math.ceil(objective - NEAR_WHOLE)
        if name == "fairness":
            return least + self._constant()
        return least if name == "travel" else -least

    def _constant(self) -> int:
        """The part of fairness that no plan changes: the squares of past loads."""
        import numpy as np

        return sum(self.problem.people[row].past ** 2 for row in np.unique(self.all_pairs.person).tolist())

    def _among_all(self, chosen: NDArray) -> NDArray:
        import numpy as np

        mask = np.zeros(len(self.all_pairs), np.bool_)
        mask[np.flatnonzero(self.all_pairs.is_open)[chosen]] = True
        return mask

    def _assignments(self, chosen: NDArray) -> tuple[Assignment, ...]:
        needs, people = self.problem.needs, self.problem.people
        rows = zip(self.pairs.need[chosen].tolist(), self.pairs.person[chosen].tolist(), strict=True)
        return tuple(Assignment(needs[need].id, people[person].id) for need, person in rows)

    def _unfilled(self, plan: Plan, chosen: NDArray) -> tuple[Unfilled, ...]:
        """Why each need lacks people. A stopped plan may lack them everywhere because nobody has looked yet, and that is the reason then."""
        import numpy as np

        filled = np.bincount(self.pairs.need[chosen], minlength=len(self.problem.needs)).tolist()
        ground = Ground(self.problem, plan, self.all_pairs, self.clashes)
        lacking = [(need, need.people - filled[row]) for row, need in enumerate(self.problem.needs) if filled[row] < need.people]
        if plan.status == "stopped" and len(lacking) > MOST_STUDIED:
            return tuple(Unfilled(need.id, missing, Reason("stopped")) for need, missing in lacking)
        return tuple(Unfilled(need.id, missing, why_nobody(self.problem, plan, need.id, ground=ground)) for need, missing in lacking)


def versions() -> dict[str, str]:
    from importlib.metadata import version

    return {"yuinowa": version("yuinowa") if _installed() else "0", "highspy": version("highspy")}


def _installed() -> bool:
    from importlib.metadata import PackageNotFoundError, version

    try:
        version("yuinowa")
    except PackageNotFoundError:
        return False
    return True
