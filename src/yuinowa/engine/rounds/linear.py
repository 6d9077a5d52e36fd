"""Linear programs on HiGHS: one thread, a fixed seed, limits by nodes, so that the same input gives the same plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from yuinowa.engine.watch import Stopped, Watch

if TYPE_CHECKING:
    from highspy import Highs
    from numpy.typing import NDArray

FEASIBLE = 2  # HiGHS kSolutionStatusFeasible
MOST_NODES = 1_000
EXACT = 1e-6


class Impossible(Exception):
    """No solution keeps all rows."""


class Unsettled(Exception):
    """The node limit was reached with nothing in hand."""


@dataclass(slots=True)
class Entries:
    """Nonzeros of columns in order: `start[i]` is where column i begins."""

    start: NDArray
    row: NDArray
    value: NDArray


@dataclass(slots=True)
class Found:
    value: float
    bound: float
    x: NDArray


@dataclass(slots=True)
class Rows:
    """Bounds of rows as they are added."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)

    def add(self, lower: float, upper: float) -> int:
        self.lower.append(lower)
        self.upper.append(upper)
        return len(self.lower) - 1


class Linear:
    """A program that grows by columns and rows. Columns are whole numbers when `whole`."""

    def __init__(self, rows: Rows, watch: Watch, *, whole: bool = False) -> None:
        import numpy as np

        self.watch = watch
        self.whole = whole
        self.count = 0
        self.looks = float("inf")
        self.highs = _highs(watch)
        none = np.zeros(0, np.int32)
        for lower, upper in zip(rows.lower, rows.upper, strict=True):
            self.highs.addRow(lower, upper, 0, none, np.zeros(0))

    def add(self, cost: NDArray, entries: Entries, upper: NDArray | None = None) -> None:
        import highspy
        import numpy as np

        count = len(cost)
        most = np.full(count, highspy.kHighsInf) if upper is None else upper.astype(np.float64)
        size, start = len(entries.row), entries.start[:count].astype(np.int32)
        self.highs.addCols(
            count,
            cost.astype(np.float64),
            np.zeros(count),
            most,
            size,
            start,
            entries.row.astype(np.int32),
            entries.value.astype(np.float64),
        )
        if self.whole:
            columns = np.arange(self.count, self.count + count, dtype=np.int32)
            self.highs.changeColsIntegrality(count, columns, np.full(count, highspy.HighsVarType.kInteger))
        self.count += count

    def change_costs(self, cost: NDArray) -> None:
        import numpy as np

        self.highs.changeColsCost(self.count, np.arange(self.count, dtype=np.int32), cost.astype(np.float64))

    def hold(self, columns: NDArray, values: NDArray, most: float) -> None:
        """One more row: the weighted sum stays at most this."""
        self.highs.addRow(-float("inf"), most, len(columns), columns.astype("int32"), values.astype("float64"))

    def start_from(self, x: NDArray) -> None:
        import highspy

        solution = highspy.HighsSolution()
        solution.col_value = x.tolist()
        self.highs.setSolution(solution)

    def solve(self, looks: int | None = None) -> Found:
        """The best found after so many `looks` of branch and bound, which come at the same places each time. Raises Impossible, Unsettled, Stopped."""
        import numpy as np

        self.watch.check()
        self.looks = float("inf") if looks is None else looks
        if looks is not None:
            self.highs.cbMipInterrupt.subscribe(self._look)
        self.highs.setOptionValue("time_limit", min(1e9, self.highs.getRunTime() + self.watch.left()))
        self.highs.run()
        self._judge()
        info = self.highs.getInfo()
        bound = info.mip_dual_bound if self.whole else info.objective_function_value
        return Found(info.objective_function_value, bound, np.array(self.highs.getSolution().col_value))

    def _look(self, event: Any) -> None:
        self.looks -= 1
        if self.looks <= 0:
            event.interrupt()

    def duals(self) -> NDArray:
        import numpy as np

        return np.array(self.highs.getSolution().row_dual)

    def _judge(self) -> None:
        import highspy

        status, kinds = self.highs.getModelStatus(), highspy.HighsModelStatus
        if status in (kinds.kInfeasible, kinds.kUnboundedOrInfeasible):
            raise Impossible
        if status == kinds.kTimeLimit or (status == kinds.kInterrupt and self.looks > 0):
            raise Stopped
        if status in (kinds.kSolutionLimit, kinds.kInterrupt):
            if self.highs.getInfo().primal_solution_status != FEASIBLE:
                raise Unsettled
        elif status not in (kinds.kOptimal, kinds.kModelEmpty):
            raise RuntimeError(f"HiGHS ended with {self.highs.modelStatusToString(status)}")


def _highs(watch: Watch) -> Highs:
    import highspy

    highs = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 0), ("mip_rel_gap", 0.0), ("mip_max_nodes", MOST_NODES)):
        highs.setOptionValue(option, value)
    if watch.should_stop is not None:
        stop = watch.should_stop
        interrupt = lambda event: event.interrupt(stop())  # noqa: E731
        highs.cbSimplexInterrupt.subscribe(interrupt)
        highs.cbMipInterrupt.subscribe(interrupt)
    return highs
