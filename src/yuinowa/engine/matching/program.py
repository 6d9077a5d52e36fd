"""Linear programs on HiGHS whose optimal face can be frozen, so that the next goal moves only inside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yuinowa.engine.watch import Stopped, Watch

if TYPE_CHECKING:
    from highspy import Highs, HighsLp
    from numpy.typing import NDArray

DUAL = 1e-6  # a dual this far from zero is not noise: costs are whole numbers, HiGHS is exact to 1e-7
WHOLE = 1e-6
FEASIBLE = 2  # HiGHS kSolutionStatusFeasible
MOST_NODES = 2_000  # a limit by time would make plans differ from run to run


@dataclass(slots=True)
class Linear:
    """Columns and rows between bounds; entries as (row, column, value), sorted by row."""

    lower: NDArray
    upper: NDArray
    row: NDArray
    column: NDArray
    value: NDArray
    row_lower: NDArray
    row_upper: NDArray

    def add_row(self, cost: NDArray, most: float) -> None:
        """Never again worse than this; `cost` may stop before the last columns."""
        import numpy as np

        columns = np.flatnonzero(cost)
        self.row = np.concatenate((self.row, np.full(len(columns), len(self.row_lower))))
        self.column = np.concatenate((self.column, columns))
        self.value = np.concatenate((self.value, cost[columns]))
        self.row_lower = np.append(self.row_lower, -np.inf)
        self.row_upper = np.append(self.row_upper, most)


class Impossible(Exception):
    """The rows and bounds leave nothing."""


class Unsettled(Exception):
    """Branch and bound reached its node limit with nothing in hand."""


class Program:
    """Minimises over a `Linear`. Fixed columns are taken out; freezing writes back into the `Linear`."""

    def __init__(self, linear: Linear, watch: Watch, whole: NDArray | None = None) -> None:
        import numpy as np

        self.linear = linear
        self.whole = whole
        self.watch = watch
        self.x = np.where(linear.lower == linear.upper, linear.lower, 0.0)
        self.columns = np.flatnonzero(linear.lower < linear.upper)
        self.cost = np.zeros(len(linear.lower))
        self.rows: NDArray
        self.shift: NDArray
        self._highs = _highs(watch, whole=whole is not None)
        self._pass_model()

    def use_defaults(self) -> None:
        """HiGHS as it comes, presolve included: what the benchmark compares with."""
        self._highs.setOptionValue("presolve", "choose")

    def start_from(self, x: NDArray) -> None:
        """Begin at a corner that keeps all rows, such as the plan of yesterday, instead of at nothing."""
        import highspy

        basis, status = highspy.HighsBasis(), highspy.HighsBasisStatus
        basis.col_status = [status.kUpper if value > WHOLE else status.kLower for value in x[self.columns].tolist()]
        basis.row_status = [status.kBasic] * len(self.rows)
        basis.valid = True
        self._highs.setBasis(basis)
        self._highs.setOptionValue("simplex_strategy", 4)

    def minimise(self, cost: NDArray) -> float:
        """Objective value; the solution is in `x`. A second call starts from the first one's optimum."""
        import numpy as np

        self.watch.check()
        self.cost = cost
        indices = np.arange(len(self.columns), dtype=np.int32)
        self._highs.changeColsCost(len(indices), indices, cost[self.columns].astype(np.float64))
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + self.watch.left())
        self._highs.run()
        self._judge()
        self.x[self.columns] = self._highs.getSolution().col_value
        # the starting point stays feasible when only costs change, so the primal simplex needs no first phase
        self._highs.setOptionValue("simplex_strategy", 4)
        return float(cost @ self.x)

    def bound(self) -> float:
        """After branch and bound: no whole-number solution is below this."""
        free = self.cost[self.columns] @ self.x[self.columns]
        return self._highs.getInfo().mip_dual_bound + float(self.cost @ self.x) - float(free)

    def reduced(self) -> NDArray:
        """What moving each column away from its bound costs at least."""
        import numpy as np

        reduced = np.zeros(len(self.x))
        reduced[self.columns] = np.abs(self._highs.getSolution().col_dual)
        return reduced

    def freeze(self) -> None:
        """Keep every later solution optimal for this cost: what has a reduced cost or a dual stays at its bound."""
        import numpy as np

        solution = self._highs.getSolution()
        dual = np.array(solution.col_dual)
        fixed = np.flatnonzero(np.abs(dual) > DUAL)
        columns = self.columns[fixed]
        level = np.where(dual[fixed] > 0, self.linear.lower[columns], self.linear.upper[columns])
        self.linear.lower[columns] = self.linear.upper[columns] = level
        self._highs.changeColsBounds(len(fixed), fixed.astype(np.int32), level, level)
        self._freeze_rows(np.array(solution.row_dual))

    def hold(self, most: float) -> None:
        """Keep every later solution at most this for the present cost."""
        import numpy as np

        places = np.flatnonzero(self.cost[self.columns]).astype(np.int32)
        values = self.cost[self.columns][places]
        fixed = float(self.cost @ self.x) - float(values @ self.x[self.columns][places])
        self._highs.addRow(-np.inf, most - fixed, len(places), places, values)
        self.rows = np.append(self.rows, len(self.linear.row_lower))
        self.shift = np.append(self.shift, fixed)
        self.linear.add_row(self.cost, most)

    def _freeze_rows(self, dual: NDArray) -> None:
        import numpy as np

        for place in np.flatnonzero(np.abs(dual) > DUAL).tolist():
            row = self.rows[place]
            side = self.linear.row_lower if dual[place] > 0 else self.linear.row_upper
            self.linear.row_lower[row] = self.linear.row_upper[row] = side[row]
            level = side[row] - self.shift[row]
            self._highs.changeRowBounds(place, level, level)

    def _judge(self) -> None:
        import highspy

        status = self._highs.getModelStatus()
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            raise Impossible
        if status == highspy.HighsModelStatus.kSolutionLimit:
            self._require_solution()
            return
        if status in (highspy.HighsModelStatus.kTimeLimit, highspy.HighsModelStatus.kInterrupt):
            raise Stopped
        if status not in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty):
            raise RuntimeError(f"HiGHS ended with {self._highs.modelStatusToString(status)}")

    def _require_solution(self) -> None:
        if self._highs.getInfo().primal_solution_status != FEASIBLE:
            raise Unsettled

    def _pass_model(self) -> None:
        """Rows that nothing free can break are left out; fixed columns move to the right-hand side."""
        import highspy
        import numpy as np

        linear = self.linear
        count = len(linear.row_lower)
        self.shift = np.bincount(linear.row, linear.value * self.x[linear.column], minlength=count)
        free = (linear.lower < linear.upper)[linear.column]
        rising = np.bincount(linear.row, np.where(free, np.maximum(linear.value, 0) * linear.upper[linear.column], 0), minlength=count)
        binding = (linear.row_lower > -np.inf) | (rising > linear.row_upper - self.shift)
        used = np.bincount(linear.row, free, minlength=count) > 0
        self.rows = np.flatnonzero(used & binding)
        self._refuse_broken(~used)
        keep = free & (used & binding)[linear.row]
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.columns), len(self.rows)
        lp.col_cost_ = np.zeros(len(self.columns))
        lp.col_lower_, lp.col_upper_ = linear.lower[self.columns], linear.upper[self.columns]
        lp.row_lower_ = (linear.row_lower - self.shift)[self.rows]
        lp.row_upper_ = (linear.row_upper - self.shift)[self.rows]
        if self.whole is not None:
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            lp.integrality_ = [kinds[flag] for flag in self.whole[self.columns].tolist()]
        self._pass_entries(lp, linear.row[keep], linear.column[keep], linear.value[keep])
        if self._is_crowded():
            self.use_defaults()
        self._highs.passModel(lp)

    def _is_crowded(self) -> bool:
        """Presolve pays where many needs share few days (measured: half the time), and costs where they do not (double)."""
        return 2 * len(self.rows) > len(self.columns)

    def _pass_entries(self, lp: HighsLp, row: NDArray, column: NDArray, value: NDArray) -> None:
        import highspy
        import numpy as np

        place = np.zeros(len(self.linear.lower), np.int32)
        place[self.columns] = np.arange(len(self.columns))
        counts = np.bincount(row, minlength=len(self.linear.row_lower))[self.rows]
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
        lp.a_matrix_.index_ = place[column]
        lp.a_matrix_.value_ = value

    def _refuse_broken(self, settled: NDArray) -> None:
        """Rows without a free column are decided: they hold or nothing does."""
        import numpy as np

        low, high = self.linear.row_lower - WHOLE > self.shift, self.linear.row_upper + WHOLE < self.shift
        if np.any(settled & (low | high)):
            raise Impossible


def _highs(watch: Watch, *, whole: bool) -> Highs:
    """One thread, a fixed seed and the plain simplex: the same input gives the same plan."""
    import highspy

    highs = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 0), ("mip_rel_gap", 0.0), ("mip_max_nodes", MOST_NODES)):
        highs.setOptionValue(option, value)
    highs.setOptionValue("presolve", "choose" if whole else "off")
    if watch.should_stop is not None:
        interrupt = lambda event: event.interrupt(watch.should_stop())  # noqa: E731
        highs.cbSimplexInterrupt.subscribe(interrupt)
        highs.cbMipInterrupt.subscribe(interrupt)
    return highs
