"""The levels one after the other as linear programs, each inside the optimal face of those before it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yuinowa.engine.watch import Watch

from .layout import Layout
from .program import Linear, Program

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEAT_LEVELS = ("seats", "priority", "kept")
SHARES = {"seats": 0.4, "priority": 0.5, "kept": 0.55, "fairness": 0.85, "travel": 0.95}
NEAR = 1e-5  # objective values are sums of thousands of terms


@dataclass(frozen=True, slots=True)
class Face:
    """Bounds of columns and rows that leave only optima of the levels before travel; the best travel in it."""

    lower: NDArray
    upper: NDArray
    row_lower: NDArray
    row_upper: NDArray
    corner: NDArray
    reduced: NDArray


@dataclass(slots=True)
class Relaxed:
    """`x` over the pairs; objective as minimised (seats are negative) and seconds of each level.

    `held` are levels whose optimum lies between whole numbers, kept as (cost, most) because no plan lies in their face.
    `is_for_plan`: the objectives are bounds for plans as good as the one found, where it misses a level's optimum.
    """

    x: NDArray
    objective: dict[str, float] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    held: list[tuple[NDArray, float]] = field(default_factory=list)
    face: Face | None = None
    is_for_plan: bool = False


class Relaxation:
    def __init__(self, layout: Layout, names: tuple[str, ...], previous: NDArray, watch: Watch, found: Relaxed) -> None:
        self.layout = layout
        self.names = names
        self.previous = previous
        self.watch = watch
        self.found = found

    def solve(self) -> None:
        """Solves all levels; `found` is filled as it goes, so that a stop leaves what is known."""
        seats = self.layout.seats_only()
        program = Program(seats, self.watch)
        if "kept" in self.names:
            program.start_from(self._first_corner())
        for name in self.names:
            if name in SEAT_LEVELS:
                self._level(program, name)
                self._keep(program, name)
        program = Program(self._narrowed(seats), self.watch)
        self._level(program, "fairness")
        self._keep(program, "fairness")
        face = self._bounds(program.linear)
        self._level(program, "travel")
        self.found.face = Face(*face, corner=program.x.copy(), reduced=program.reduced())

    def _first_corner(self) -> NDArray:
        """The plan in hand over the columns of `seats_only`."""
        import numpy as np

        served = np.isin(self.layout.switched, self.layout.pairs.need[self.found.x > 0.5])
        return np.concatenate((self.found.x, served)).astype(np.float64)

    def _level(self, program: Program, name: str) -> None:
        begun, found = self.watch.elapsed(), self.found
        found.objective[name] = program.minimise(self.layout.costs(name, self.previous, len(program.x)))
        found.x = program.x[: len(self.layout.pairs)].copy()
        found.seconds[name] = self.watch.elapsed() - begun
        value = abs(found.objective[name])
        self.watch.report(name, value, value, SHARES[name])

    def _keep(self, program: Program, name: str) -> None:
        objective = self.found.objective[name]
        most = math.ceil(objective - NEAR)
        if most - objective < NEAR:
            program.freeze()
        else:
            program.hold(most)
            self.found.held.append((program.cost, most))

    def _bounds(self, linear: Linear) -> tuple[NDArray, NDArray, NDArray, NDArray]:
        rows = len(linear.row_lower) - len(self.found.held)
        bounds = linear.lower, linear.upper, linear.row_lower[:rows], linear.row_upper[:rows]
        return bounds[0].copy(), bounds[1].copy(), bounds[2].copy(), bounds[3].copy()

    def _narrowed(self, seats: Linear) -> Linear:
        """The program with load steps, inside the face of the seat levels; steps of settled people are settled."""
        import numpy as np

        layout = self.layout
        linear = layout.complete()
        count, needs, people = len(layout.pairs), len(layout.needs), len(layout.limit)
        full = seats.row_lower[needs : needs + people] > -np.inf
        lower, upper = self._step_bounds(seats, full)
        linear.lower = np.concatenate((seats.lower[:count], lower, seats.lower[count:]))
        linear.upper = np.concatenate((seats.upper[:count], upper, seats.upper[count:]))
        others = np.r_[0:needs, needs + people : len(linear.row_lower)]
        linear.row_lower[others], linear.row_upper[others] = seats.row_lower[others], seats.row_upper[others]
        self.found.held = [(layout.spread(cost), most) for cost, most in self.found.held]
        for cost, most in self.found.held:
            linear.add_row(cost, most)
        return linear

    def _step_bounds(self, seats: Linear, full: NDArray) -> tuple[NDArray, NDArray]:
        import numpy as np

        layout = self.layout
        lower, upper = seats.lower[: len(layout.pairs)], seats.upper[: len(layout.pairs)]
        free = lower < upper
        person, step = layout.pairs.person, layout.step_person
        is_open = np.bincount(person[free], minlength=len(layout.limit)) > 0
        load = np.bincount(person[~free], lower[~free], minlength=len(layout.limit))
        taken = full[step] | (layout.step_number() <= load[step])
        return np.where(taken, 1.0, 0.0), np.where(taken | is_open[step] & ~full[step], 1.0, 0.0)
