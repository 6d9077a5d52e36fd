"""From a solution between whole numbers, or below a minimum headcount, to a plan: branch and bound around the trouble.

Nearly all of the relaxed solution is whole already. Only the people and needs near the rest are opened again; first inside
the optimal face, where success proves every level at once, then level by level.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .layout import Layout
from .program import WHOLE, Impossible, Linear, Program
from .relax import Relaxed
from .watch import Watch

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_COLUMNS = 12_000  # opened at a time: a few seconds of branch and bound
RINGS = 4


class Rounding:
    def __init__(
        self, layout: Layout, names: tuple[str, ...], previous: NDArray, watch: Watch, relaxed: Relaxed
    ) -> None:
        self.layout = layout
        self.names = names
        self.previous = previous
        self.watch = watch
        self.relaxed = relaxed

    def is_plan(self) -> bool:
        """Whether the relaxed solution is a plan already."""
        return not self._trouble().any()

    def plan(self) -> NDArray:
        """Chosen pairs as a mask. Raises Impossible when no plan keeps all rules."""
        best = None
        for opened in self._rings():
            self.watch.check()
            found = self._inside_face(opened)
            best = found if found is not None else best
            if best is not None and self._travel(best) <= self._travel_bound():
                return best
        return best if best is not None else self._by_levels()

    def _travel(self, chosen: NDArray) -> float:
        return float(self.layout.pairs.travel[chosen].sum())

    def _travel_bound(self) -> float:
        return self.relaxed.objective["travel"] + 1 - WHOLE

    def _trouble(self) -> NDArray:
        """Pairs between 0 and 1, and all pairs of needs that are served below their minimum."""
        import numpy as np

        x, need = self.relaxed.x, self.layout.pairs.need
        filled = np.bincount(need, x, minlength=len(self.layout.minimum))
        short = (filled > WHOLE) & (filled < self.layout.minimum - WHOLE)
        return (np.abs(x - np.rint(x)) > WHOLE) | short[need]

    def _rings(self) -> Iterator[NDArray]:
        """The pairs around the trouble, wider each time."""
        opened = self._trouble()
        for ring in range(RINGS):
            wider = self._widen(opened)
            if ring and wider.sum() > MOST_COLUMNS:
                return
            yield wider
            opened = wider

    def _widen(self, opened: NDArray) -> NDArray:
        """All pairs of the needs and people that these pairs touch."""
        import numpy as np

        pairs = self.layout.pairs
        return np.isin(pairs.need, pairs.need[opened]) | np.isin(pairs.person, pairs.person[opened])

    def _inside_face(self, opened: NDArray) -> NDArray | None:
        linear = self._face()
        self._settle(linear, opened)
        try:
            return self._minimise(linear, "travel")[0]
        except Impossible:
            return None

    def _by_levels(self) -> NDArray:
        """Each level in whole numbers around the trouble; what was reached becomes a row for the next."""
        opened = list(self._rings())[-1]
        try:
            return self._levels_with(opened)
        except Impossible:
            return self._levels_with(opened | True)

    def _levels_with(self, opened: NDArray) -> NDArray:
        linear = self.layout.complete()
        self._settle(linear, opened)
        chosen = opened
        for name in self.names:
            chosen, value = self._minimise(linear, name)
            linear.add_row(self.layout.costs(name, self.previous, len(linear.lower)), round(value))
        return chosen

    def _minimise(self, linear: Linear, name: str) -> tuple[NDArray, float]:
        import numpy as np

        pairs, steps = len(self.layout.pairs), len(self.layout.step_person)
        whole = np.ones(len(linear.lower), np.bool_)
        whole[pairs : pairs + steps] = False
        program = Program(linear, self.watch, whole)
        value = program.minimise(self.layout.costs(name, self.previous, len(linear.lower)))
        return program.x[:pairs] > 0.5, value

    def _settle(self, linear: Linear, opened: NDArray) -> None:
        """Everything outside stays as the relaxed solution has it."""
        import numpy as np

        outside = np.flatnonzero(~opened)
        linear.lower[outside] = linear.upper[outside] = np.rint(self.relaxed.x[outside])

    def _face(self) -> Linear:
        """The complete program inside the optimal face of the levels before travel."""
        import numpy as np

        relaxed, linear = self.relaxed, self.layout.complete()
        columns, rows = len(relaxed.lower), len(self.layout.needs) + len(self.layout.limit) + len(self.layout.rows.most)
        linear.lower[:columns], linear.upper[:columns] = relaxed.lower, relaxed.upper
        full = relaxed.row_lower > -np.inf
        full[len(self.layout.needs) : len(self.layout.needs) + len(self.layout.limit)] = False
        linear.row_lower[:rows][full] = linear.row_upper[:rows][full]
        switched = self.layout.switched[full[self.layout.switched]]
        linear.lower[columns + np.flatnonzero(np.isin(self.layout.switched, switched))] = 1.0
        for cost, most in relaxed.held:
            linear.add_row(cost, most)
        return linear
