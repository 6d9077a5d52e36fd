"""From a solution between whole numbers, or below a minimum headcount, to a plan: branch and bound around the trouble.

Nearly all of the relaxed solution is whole already. Only the people and needs near the rest are opened again; first inside
the optimal face, where success proves every level at once, then level by level.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from yuinowa.engine.watch import Watch

from .again import Again
from .exclusions import Exclusions
from .layout import Layout
from .linear import WHOLE, Linear
from .program import Impossible, Program, Unsettled
from .relax import Face, Relaxed

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_OPENED = 100_000  # everything inside the face: a last try, or the proof that it holds no plan
MOST_IN_FACE = 60_000  # pairs opened at a time: inside the face branch and bound mostly ends at its root
MOST_COLUMNS = 12_000  # outside it takes a few seconds
MOST_PRESOLVED = 20_000  # free columns: beyond, simplifying a program takes minutes and solving it seconds
RINGS = 4


class Rounding:
    def __init__(
        self, layout: Layout, exclusions: Exclusions, names: tuple[str, ...], previous: NDArray, watch: Watch, relaxed: Relaxed
    ) -> None:
        self.layout = layout
        self.exclusions = exclusions
        self.names = names
        self.previous = previous
        self.watch = watch
        self.relaxed = relaxed
        assert relaxed.face is not None  # the relaxation has run to its end
        self.face = relaxed.face
        self.is_face_empty = False  # no plan is as good as the relaxed solution on all levels before travel

    def plan(self) -> NDArray:
        """Chosen pairs as a mask. Raises Impossible when no plan keeps all rules."""
        if not self._trouble().any():
            return self.relaxed.x > 0.5
        chosen = self._near_trouble()
        if chosen is None:
            return self._by_levels()
        return chosen if self._travel(chosen) <= self._travel_bound() else self._shorten(chosen, self.face)

    def _near_trouble(self) -> NDArray | None:
        import numpy as np

        everything = np.ones(len(self.layout.pairs), np.bool_)
        last = [everything] if len(everything) <= MOST_OPENED else []
        for opened in (*self._rings(MOST_IN_FACE), *last):
            self.watch.check()
            try:
                return self._inside_face(opened)
            except Unsettled:
                continue
            except Impossible:
                self.is_face_empty = bool(opened.all())
        return None

    def _shorten(self, chosen: NDArray, face: Face) -> NDArray:
        """Look for a plan at least one unit better; a pair that costs more than the gap cannot be in it."""
        relaxed, linear = self.relaxed, face.linear.copy()
        better = self._travel(chosen) - 1
        costly = face.reduced > better - relaxed.objective["travel"] + WHOLE
        linear.lower[costly] = linear.upper[costly] = face.corner[costly].round()
        self._complete(linear)
        cost = self.layout.costs("travel", self.previous, len(linear.lower))
        linear.add_row(cost, better)
        program = self._program(linear)
        if len(program.columns) > MOST_PRESOLVED:
            program.skip_presolve()
        try:
            program.minimise(cost)
        except Impossible:
            relaxed.objective["travel"] = better + 1
            return chosen
        except Unsettled:
            return chosen
        relaxed.objective["travel"] = max(relaxed.objective["travel"], program.bound())
        return program.x[: len(chosen)] > 0.5

    def _complete(self, linear: Linear) -> None:
        """Whole numbers need every row from the start; what stays at 0 makes none."""
        count = len(self.layout.pairs)
        lower, upper = linear.lower[:count], linear.upper[:count]
        linear.add_rows(self.exclusions.complete(lower < upper, upper > 0))
        linear.add_rows(self.exclusions.links.complete(upper > 0, len(linear.upper)))

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

    def _rings(self, most: int) -> Iterator[NDArray]:
        """The pairs around the trouble, wider each time."""
        opened = self._trouble()
        for ring in range(RINGS):
            wider = self._widen(opened)
            if ring and (wider.sum() > most or wider.sum() == opened.sum()):
                return
            yield wider
            opened = wider

    def _widen(self, opened: NDArray) -> NDArray:
        """All pairs of the needs and people that these pairs touch."""
        import numpy as np

        pairs = self.layout.pairs
        return np.isin(pairs.need, pairs.need[opened]) | np.isin(pairs.person, pairs.person[opened])

    def _inside_face(self, opened: NDArray) -> NDArray:
        linear = self.face.linear.copy()
        self._settle(linear, opened)
        self._complete(linear)
        return self._minimise(linear, "travel")

    def _by_levels(self) -> NDArray:
        """Each level in whole numbers; what was reached becomes a row for the next."""
        self.relaxed.is_for_plan = True
        import numpy as np

        everything = np.ones(len(self.layout.pairs), np.bool_)
        if len(everything) <= MOST_COLUMNS:
            return self._levels_with(everything)
        try:
            chosen = self._levels_with(list(self._rings(MOST_COLUMNS))[-1])
        except (Impossible, Unsettled):
            return self._levels_with(everything)
        again = Again(self.layout, self.exclusions, self.names, self.previous, self.watch, self.relaxed)
        face = again.bound(chosen, is_face_empty=self.is_face_empty)
        return chosen if face is None or self._travel(chosen) <= self._travel_bound() else self._shorten(chosen, face)

    def _levels_with(self, opened: NDArray) -> NDArray:
        """With everything opened the bounds of branch and bound hold for all plans."""
        linear, chosen = self.layout.complete(), opened
        self._settle(linear, opened)
        self._complete(linear)
        for name in self.names:
            begun = self.watch.elapsed()
            program = self._program(linear)
            cost = self.layout.costs(name, self.previous, len(linear.lower))
            linear.add_row(cost, round(program.minimise(cost)))
            chosen = program.x[: len(self.layout.pairs)] > 0.5
            self._spent(name, begun)
            if opened.all():
                self.relaxed.objective[name] = program.bound()
        return chosen

    def _spent(self, name: str, begun: float) -> None:
        self.relaxed.seconds[name] = self.relaxed.seconds.get(name, 0.0) + self.watch.elapsed() - begun

    def _minimise(self, linear: Linear, name: str) -> NDArray:
        program = self._program(linear)
        program.minimise(self.layout.costs(name, self.previous, len(linear.lower)))
        return program.x[: len(self.layout.pairs)] > 0.5

    def _program(self, linear: Linear) -> Program:
        import numpy as np

        pairs, steps = len(self.layout.pairs), len(self.layout.step_person)
        whole = np.ones(len(linear.lower), np.bool_)
        whole[pairs : pairs + steps] = False
        return Program(linear, self.watch, whole)

    def _settle(self, linear: Linear, opened: NDArray) -> None:
        """Everything outside stays as the relaxed solution has it."""
        import numpy as np

        outside = np.flatnonzero(~opened)
        linear.lower[outside] = linear.upper[outside] = np.rint(self.relaxed.x[outside])
