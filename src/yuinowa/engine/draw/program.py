"""Whole-number programs on HiGHS: one thread, a fixed seed, limits by nodes, so that the same input gives the same result."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yuinowa.engine.watch import Watch

if TYPE_CHECKING:
    from highspy import Highs, HighsLp
    from numpy.typing import NDArray

MOST_NODES = 2_000  # a limit by time would make results differ from run to run
OPTIONS = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.9,  # costs are whole numbers
    "mip_max_nodes": MOST_NODES,
    "mip_detect_symmetry": False,  # children are all different, and looking for equals takes long
}
INFINITY = float("inf")
FIRST_SLACK = 1.0  # what a column of the first search may cost on top of the linear program; the second takes all that could help
QUADRATIC = 1e-8  # seconds a column² before HiGHS first looks at the clock; a search that could not keep the stop is not begun
NOISE = 1e-3


@dataclass(slots=True)
class Rows:
    """Rows between bounds over columns that are 0 or 1."""

    start: list[int] = field(default_factory=lambda: [0])
    column: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def add(self, entries: Iterable[tuple[int, float]], *, low: float = -INFINITY, high: float = INFINITY) -> None:
        for column, value in entries:
            self.column.append(column)
            self.value.append(value)
        self.start.append(len(self.column))
        self.low.append(low)
        self.high.append(high)


@dataclass(frozen=True, slots=True)
class Answer:
    """The best found, no solution costs less than `bound`; `stopped` by the clock or by somebody.

    A solution with a column costs `value` + its `reduced` cost at least; None where not even the linear program came to its end.
    """

    x: list[bool]
    bound: float
    stopped: bool
    value: float = -INFINITY
    reduced: NDArray | None = None


class Program:
    """The linear program first. Its reduced costs say which columns a better solution can use, mostly few; only these are searched."""

    def __init__(self, rows: Rows, watch: Watch, complete: Callable[[Sequence[float]], list[bool]]) -> None:
        """`complete` makes a whole solution of one in parts."""
        self.rows, self.watch, self.complete = rows, watch, complete

    def minimise(self, cost: Sequence[int], start: Sequence[bool], among: NDArray | None = None) -> Answer:
        """`start` keeps all rows; the answer is at least as good. `among` are the columns that may be used."""
        import numpy as np

        usable = np.ones(len(cost), np.bool_) if among is None else among
        relaxed = self._relax(cost, usable)
        if relaxed is None:
            return Answer(list(start), -INFINITY, True)
        value, shares, reduced = relaxed
        bound, worth = _rounded(value), np.array(cost, np.float64)
        best = min((list(start), self.complete(shares)), key=lambda x: float(worth @ np.array(x)))
        slack, stopped = FIRST_SLACK, False
        while float(worth @ np.array(best)) > bound and not stopped:
            least = float(worth @ np.array(best)) - 1 - value
            columns = np.flatnonzero(usable & (reduced <= min(slack, least) + NOISE))
            if QUADRATIC * len(columns) ** 2 > self.watch.left():
                return Answer(best, bound, True, value, reduced)
            found, lower, stopped = self._search(cost, best, columns)
            best = min((best, found), key=lambda x: float(worth @ np.array(x)))
            bound = max(bound, min(lower, _rounded(value + slack) if slack < least else INFINITY, float(worth @ np.array(best))))
            if slack >= least:
                break
            slack = least
        return Answer(best, min(bound, float(worth @ np.array(best))), stopped, value, reduced)

    def _relax(self, cost: Sequence[int], usable: NDArray) -> tuple[float, list[float], NDArray] | None:
        import highspy
        import numpy as np

        highs = _highs(self.watch)
        highs.passModel(_model(self.rows, cost, usable, is_whole=False))
        highs.run()
        if highs.getModelStatus() not in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty):
            return None
        solution = highs.getSolution()
        return highs.getInfo().objective_function_value, list(solution.col_value), np.array(solution.col_dual)

    def _search(self, cost: Sequence[int], start: list[bool], columns: NDArray) -> tuple[list[bool], float, bool]:
        """The best among these columns, what none of them costs less than, and whether it was stopped."""
        import highspy
        import numpy as np

        highs = _highs(self.watch)
        usable = np.zeros(len(cost), np.bool_)
        usable[columns] = True
        highs.passModel(_model(self.rows, cost, usable, is_whole=True))
        if usable[np.flatnonzero(start)].all():
            highs.setSolution(len(cost), np.arange(len(cost), dtype=np.int32), np.array(start, dtype=np.float64))
        highs.run()
        status, info = highs.getModelStatus(), highs.getInfo()
        kinds = highspy.HighsModelStatus
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        x = [value > 0.5 for value in highs.getSolution().col_value] if found else start
        if status == kinds.kInfeasible:
            return start, INFINITY, False
        return x, _rounded(info.mip_dual_bound), status not in (kinds.kOptimal, kinds.kModelEmpty, kinds.kSolutionLimit)


def _rounded(value: float) -> float:
    """Whole-number costs: the next whole number, but for the noise of the solver."""
    return math.ceil(value - 1e-3) if math.isfinite(value) else -INFINITY


def _highs(watch: Watch) -> Highs:
    import highspy

    highs = highspy.Highs()
    for option, value in OPTIONS.items():
        highs.setOptionValue(option, value)
    highs.setOptionValue("time_limit", max(0.0, watch.left()))
    if watch.should_stop is not None or math.isfinite(watch.left()):
        interrupt = lambda event: event.interrupt(watch.is_over())  # noqa: E731
        highs.cbSimplexInterrupt.subscribe(interrupt)
        highs.cbMipInterrupt.subscribe(interrupt)
    return highs


def _model(rows: Rows, cost: Sequence[int], usable: NDArray, *, is_whole: bool) -> HighsLp:
    import highspy
    import numpy as np

    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(cost), len(rows.low)
    lp.col_cost_ = np.array(cost, dtype=np.float64)
    lp.col_lower_, lp.col_upper_ = np.zeros(len(cost)), usable.astype(np.float64)
    lp.row_lower_, lp.row_upper_ = np.array(rows.low), np.array(rows.high)
    if is_whole:
        lp.integrality_ = [highspy.HighsVarType.kInteger] * len(cost)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.array(rows.start, dtype=np.int32)
    lp.a_matrix_.index_ = np.array(rows.column, dtype=np.int32)
    lp.a_matrix_.value_ = np.array(rows.value, dtype=np.float64)
    return lp
