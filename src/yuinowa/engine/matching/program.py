"""Linear programs on HiGHS whose optimal face can be frozen, so that the next goal moves only inside it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from yuinowa.engine.watch import Stopped, Watch

from .linear import WHOLE, Cut, Linear
from .rows import Rows

if TYPE_CHECKING:
    from highspy import Highs, HighsBasis, HighsLp
    from numpy.typing import NDArray

DUAL = 1e-6  # a dual this far from zero is not noise: costs are whole numbers, HiGHS is exact to 1e-7
FEASIBLE = 2  # HiGHS kSolutionStatusFeasible
DUAL_SIMPLEX, PRIMAL = 1, 4
DEVEX = 1
MOST_NODES = 2_000  # a limit by time would make plans differ from run to run


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
        self._uncut: HighsBasis
        self.cuts: list[int] = []  # rows of the `Linear`
        self._highs = _highs(watch, whole=whole is not None)
        self._pass_model()

    def use_defaults(self) -> None:
        """HiGHS as it comes, presolve included: what the benchmark compares with."""
        self._highs.setOptionValue("presolve", "choose")

    def skip_presolve(self) -> None:
        """For a large search in whole numbers."""
        self._highs.setOptionValue("presolve", "off")

    def use_devex(self) -> None:
        """Cheaper weights in the dual simplex. Measured where every cost is a price to pay (fairness, all goals in one): less than
        half the time; for seats alone, where hundreds of columns are equal, twenty times as much."""
        self._highs.setOptionValue("simplex_dual_edge_weight_strategy", DEVEX)

    def start_from(self, x: NDArray) -> None:
        """Begin at a corner that keeps all rows, such as the plan of yesterday, instead of at nothing."""
        import highspy

        basis, status = highspy.HighsBasis(), highspy.HighsBasisStatus
        basis.col_status = [status.kUpper if value > WHOLE else status.kLower for value in x[self.columns].tolist()]
        basis.row_status = [status.kBasic] * len(self.rows)
        basis.valid = True
        self._highs.setBasis(basis)
        self._highs.setOptionValue("simplex_strategy", PRIMAL)

    def minimise(self, cost: NDArray) -> float:
        """Objective value; the solution is in `x`. A second call starts from the first one's optimum."""
        import numpy as np

        self.watch.check()
        if cost is not self.cost:  # passing the same costs again would throw the factors away
            indices = np.arange(len(self.columns), dtype=np.int32)
            self._highs.changeColsCost(len(indices), indices, cost[self.columns].astype(np.float64))
        self.cost = cost
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + self.watch.left())
        self._run()
        self._judge()
        self.x[self.columns] = self._highs.getSolution().col_value
        # the starting point stays feasible when only costs change, so the primal simplex needs no first phase
        self._highs.setOptionValue("simplex_strategy", PRIMAL)
        self._highs.setOptionValue("presolve", "off" if self.whole is None else "choose")
        return float(cost @ self.x)

    def _run(self) -> None:
        import highspy

        self._highs.run()
        if self._highs.getModelStatus() == highspy.HighsModelStatus.kUnknown:  # lost in rounding errors: once more from nothing
            self._go_on(disturbed=True)
            self._highs.clearSolver()
            self._highs.run()

    def _go_on(self, *, disturbed: bool) -> None:
        """By the dual simplex. Costs are disturbed against cycling and put right at the end, which is most of the time where a row or a
        bound asks for hardly any step (measured: three quarters and more)."""
        self._highs.setOptionValue("simplex_strategy", DUAL_SIMPLEX)
        self._highs.setOptionValue("dual_simplex_cost_perturbation_multiplier", 1.0 if disturbed else 0.0)

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

    def duals(self) -> NDArray:
        """The price of each row of the `Linear`; nothing for rows that cannot bind."""
        import numpy as np

        duals = np.zeros(len(self.linear.row_lower))
        duals[self.rows] = np.abs(self._highs.getSolution().row_dual)
        return duals

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

    def add_rows(self, rows: Rows) -> None:
        """More rows; the costs stay as good as they were, so the dual simplex goes on from here."""
        import numpy as np

        number, column, value = rows.entries()
        place = self._places()[column]
        fixed = np.bincount(number, np.where(place < 0, value * self.x[column], 0.0), minlength=len(rows.most))
        free, counts = place >= 0, np.bincount(number[place >= 0], minlength=len(rows.most))
        starts = np.concatenate(([0], np.cumsum(counts)))[:-1].astype(np.int32)
        low, high = np.full(len(counts), -np.inf), np.array(rows.most, np.float64) - fixed
        self._highs.addRows(len(counts), low, high, int(free.sum()), starts, place[free].astype(np.int32), value[free])
        self.rows = np.concatenate((self.rows, len(self.linear.row_lower) + np.arange(len(counts))))
        self.shift = np.concatenate((self.shift, fixed))
        self.linear.add_rows(rows)
        self._go_on(disturbed=True)

    def cut(self) -> bool:
        """Add the row that rounds the present bound to a whole number; False when rounding gives none.

        Chvátal and Gomory: the fractional parts of the duals, times their rows, with coefficients and limit rounded down,
        hold for all whole numbers. Rounding only the fractional parts keeps the row to where the trouble is.
        """
        import numpy as np

        linear, share, limit, extra = self.linear, *self._fractions()
        value = np.bincount(linear.column, share[linear.row] * linear.value, minlength=len(self.x)) + extra
        free = linear.lower < linear.upper
        value = np.where(free, np.floor(value + WHOLE), 0.0)
        fixed = np.bincount(linear.column, share[linear.row] * linear.value, minlength=len(self.x)) * np.where(free, 0.0, linear.lower)
        most = math.floor(limit + float((extra * linear.upper).sum()) - float(fixed.sum()) + WHOLE)
        if value @ self.x <= most + WHOLE:
            return False
        self.add_cuts([(value, most)])
        return True

    def add_cuts(self, cuts: Sequence[Cut]) -> None:
        """Rows that leave out the present solution and no whole numbers; the last ones can be taken back."""
        self._uncut = self._highs.getBasis()
        for value, most in cuts:
            self.cuts.append(len(self.linear.row_lower))
            self._append(value, most)
        self._go_on(disturbed=False)

    @contextmanager
    def closed(self, column: int) -> Iterator[None]:
        """Without this column for a while; afterwards the program stands at the basis it had."""
        place = int(self._places()[column])
        basis = self._highs.getBasis()
        self._highs.changeColBounds(place, 0.0, 0.0)
        self._go_on(disturbed=False)
        rows = len(self.rows)
        try:
            yield
        finally:
            self._highs.changeColBounds(place, float(self.linear.lower[column]), float(self.linear.upper[column]))
            self._highs.setBasis(self._extended(basis, len(self.rows) - rows))

    @staticmethod
    def _extended(basis: HighsBasis, count: int) -> HighsBasis:
        """Rows that came since are basic: the earlier corner keeps them or the next question mends it."""
        import highspy

        basis.row_status = [*basis.row_status, *[highspy.HighsBasisStatus.kBasic] * count]
        return basis

    def loosen(self) -> None:
        """Take back the last cuts, and stand where they were made; rows that came with them stay."""
        import numpy as np

        first, cuts = len(self._uncut.row_status), set(self.cuts)
        for place in range(first, len(self.rows)):
            if self.rows[place] in cuts:
                self.linear.row_upper[self.rows[place]] = np.inf
                self._highs.changeRowBounds(place, -np.inf, np.inf)
        self._highs.setBasis(self._extended(self._uncut, len(self.rows) - first))

    def _fractions(self) -> tuple[NDArray, float, NDArray]:
        """Fractional parts of the row duals (as limits from above), their total limit, and those of the columns at their upper bound."""
        import numpy as np

        solution, linear = self._highs.getSolution(), self.linear
        dual = np.zeros(len(linear.row_lower))
        dual[self.rows] = -np.array(solution.row_dual)
        side = np.where(dual > 0, linear.row_upper, linear.row_lower)
        even = linear.row_lower == linear.row_upper
        share = np.where(even, _fraction(dual), np.sign(dual) * _fraction(np.abs(dual)))
        extra = np.zeros(len(self.x))
        extra[self.columns] = _fraction(np.maximum(0, -np.array(solution.col_dual)))
        extra[linear.lower == linear.upper] = 0.0
        used = share != 0
        return share, float(share[used] @ side[used]), extra

    def _places(self) -> NDArray:
        """Where each column lies among the free ones, -1 for the others."""
        import numpy as np

        place = np.full(len(self.x), -1, np.int64)
        place[self.columns] = np.arange(len(self.columns))
        return place

    def hold(self, most: float) -> None:
        """Keep every later solution at most this for the present cost."""
        self._append(self.cost, most)

    def _append(self, value: NDArray, most: float) -> None:
        """One more row over all columns."""
        import numpy as np

        places = np.flatnonzero(value[self.columns]).astype(np.int32)
        values = value[self.columns][places]
        fixed = float(value @ self.x) - float(values @ self.x[self.columns][places])
        self._highs.addRow(-np.inf, most - fixed, len(places), places, values)
        self.rows = np.append(self.rows, len(self.linear.row_lower))
        self.shift = np.append(self.shift, fixed)
        self.linear.add_row(value, most)

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
        if status == highspy.HighsModelStatus.kSolveError and self.whole is not None:
            raise Unsettled  # branch and bound stumbles over a plan of its own once in thousands of searches
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


def _fraction(values: NDArray) -> NDArray:
    """The part above the whole number below; noise is none."""
    import numpy as np

    part = values - np.floor(values)
    return np.where((part < DUAL) | (part > 1 - DUAL), 0.0, part)


def _highs(watch: Watch, *, whole: bool) -> Highs:
    """One thread, a fixed seed and the plain simplex: the same input gives the same plan."""
    import highspy

    highs = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 0), ("mip_rel_gap", 0.0), ("mip_max_nodes", MOST_NODES)):
        highs.setOptionValue(option, value)
    highs.setOptionValue("presolve", "choose" if whole else "off")
    # Measured: a second of each long search, and in these programs it finds nothing.
    highs.setOptionValue("mip_heuristic_run_feasibility_jump", False)
    if watch.should_stop is not None:
        interrupt = lambda event: event.interrupt(watch.should_stop())  # noqa: E731
        highs.cbSimplexInterrupt.subscribe(interrupt)
        highs.cbMipInterrupt.subscribe(interrupt)
    return highs
