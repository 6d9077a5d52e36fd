"""Whole-number programs on HiGHS: one thread, a fixed seed, limits by nodes, so that the same input gives the same result."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from highspy import Highs, HighsLp

MOST_NODES = 2_000  # a limit by time would make results differ from run to run
OPTIONS = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.9,  # costs are whole numbers
    "mip_max_nodes": MOST_NODES,
}
INFINITY = float("inf")


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
    """The best found (None: nothing), no solution costs less than `bound`; `stopped` by the clock or by somebody."""

    x: list[bool] | None
    bound: float
    stopped: bool


def minimise(
    rows: Rows, cost: Sequence[int], start: Sequence[bool], *, seconds: float = INFINITY, should_stop: Callable[[], bool] | None = None
) -> Answer:
    """`start` keeps all rows; the answer is at least as good, unless it is None."""
    import highspy
    import numpy as np

    highs = _highs(should_stop)
    highs.setOptionValue("time_limit", max(0.0, seconds))
    highs.passModel(_model(rows, cost))
    highs.setSolution(len(cost), np.arange(len(cost), dtype=np.int32), np.array(start, dtype=np.float64))
    highs.run()
    status, info = highs.getModelStatus(), highs.getInfo()
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    x = [value > 0.5 for value in highs.getSolution().col_value] if found else None
    ended = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty, highspy.HighsModelStatus.kSolutionLimit)
    return Answer(x, _bound(info.mip_dual_bound), status not in ended)


def _bound(value: float) -> float:
    """Whole-number costs: the next whole number, but for the noise of the solver."""
    return math.ceil(value - 1e-3) if math.isfinite(value) else -INFINITY


def _highs(should_stop: Callable[[], bool] | None) -> Highs:
    import highspy

    highs = highspy.Highs()
    for option, value in OPTIONS.items():
        highs.setOptionValue(option, value)
    if should_stop is not None:
        highs.cbMipInterrupt.subscribe(lambda event: event.interrupt(should_stop()))
    return highs


def _model(rows: Rows, cost: Sequence[int]) -> HighsLp:
    import highspy
    import numpy as np

    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(cost), len(rows.low)
    lp.col_cost_ = np.array(cost, dtype=np.float64)
    lp.col_lower_, lp.col_upper_ = np.zeros(len(cost)), np.ones(len(cost))
    lp.row_lower_, lp.row_upper_ = np.array(rows.low), np.array(rows.high)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(cost)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.array(rows.start, dtype=np.int32)
    lp.a_matrix_.index_ = np.array(rows.column, dtype=np.int32)
    lp.a_matrix_.value_ = np.array(rows.value, dtype=np.float64)
    return lp
