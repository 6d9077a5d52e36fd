"""The levels one after the other as linear programs, each inside the optimal face of those before it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yuinowa.engine.watch import Watch

from .exclusions import Exclusions
from .layout import Layout
from .linear import Linear
from .minimise import minimise_all, minimise_towards_plan
from .program import Impossible, Program

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEAT_LEVELS = ("seats", "priority", "kept")
SHARES = {"seats": 0.4, "priority": 0.5, "kept": 0.55, "fairness": 0.85, "travel": 0.95}
AHEAD = 10_000  # the weight of a level against the one that decides between equals; each is solved by itself afterwards
MOST_CUTS = 20
NEAR = 1e-5  # objective values are sums of thousands of terms


@dataclass(frozen=True, slots=True)
class Face:
    """The program whose bounds leave only optima of the levels before travel; the best travel in it."""

    linear: Linear
    corner: NDArray
    reduced: NDArray


@dataclass(slots=True)
class Relaxed:
    """`x` over the pairs; objective as minimised (seats are negative) and seconds of each level.

    `is_for_plan`: the objectives are bounds for plans as good as the one found, where it misses a level's optimum.
    """

    x: NDArray
    objective: dict[str, float] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    seats_face: Linear | None = None  # the program whose bounds leave only optima of the seat levels
    face: Face | None = None
    is_for_plan: bool = False


def _is_whole(objective: float) -> bool:
    return abs(objective - round(objective)) < NEAR


class Relaxation:
    def __init__(
        self, layout: Layout, exclusions: Exclusions, names: tuple[str, ...], previous: NDArray, watch: Watch, found: Relaxed
    ) -> None:
        self.layout = layout
        self.exclusions = exclusions
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
        program.use_devex()
        self._level(program, "fairness", ahead="travel")
        self.found.seats_face = program.linear.copy()
        self._keep(program, "fairness")
        face = program.linear.copy()
        self._level(program, "travel")
        self.found.face = Face(face, corner=program.x.copy(), reduced=program.reduced())

    def _first_corner(self) -> NDArray:
        """The plan in hand over the columns of `seats_only`."""
        import numpy as np

        served = np.isin(self.layout.switched, self.layout.pairs.need[self.found.x > 0.5])
        return np.concatenate((self.found.x, served)).astype(np.float64)

    def _level(self, program: Program, name: str, *, ahead: str = "") -> None:
        """`ahead`: a later level that decides between equals already, which spares the search through them (measured: half the time)."""
        begun, found = self.watch.elapsed(), self.found
        cost = self._cost(program, name)
        if ahead:
            minimise_towards_plan(program, self.exclusions, AHEAD * cost + self._cost(program, ahead))
        found.objective[name] = self._minimise(program, cost)
        self._cut(program, name, cost)
        found.x = program.x[: len(self.layout.pairs)].copy()
        found.seconds[name] = self.watch.elapsed() - begun
        value = abs(found.objective[name])
        self.watch.report(name, value, value, SHARES[name])

    def _cut(self, program: Program, name: str, cost: NDArray) -> None:
        """Where the optimum lies between whole numbers; the level's face would hold no plan."""
        if name == "travel":  # the last level has no face
            self.found.objective[name] = minimise_towards_plan(program, self.exclusions, cost)
            return
        for _ in range(MOST_CUTS):
            if _is_whole(self.found.objective[name]) or not program.cut():
                return
            try:
                self.found.objective[name] = self._minimise(program, cost)
            except Impossible:  # the face of the levels before holds no plan: theirs are the bounds that rounding must find
                program.loosen()
                self.found.objective[name] = self._minimise(program, cost)
                return

    def _cost(self, program: Program, name: str) -> NDArray:
        return self.layout.costs(name, self.previous, len(program.x))

    def _minimise(self, program: Program, cost: NDArray) -> float:
        return minimise_all(program, self.exclusions, cost)

    def _keep(self, program: Program, name: str) -> None:
        objective = self.found.objective[name]
        if _is_whole(objective):
            program.freeze()
        else:  # no plan lies in the face of an optimum between whole numbers
            program.hold(math.ceil(objective - NEAR))

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
        self._append_added(linear, seats)
        others = np.r_[0:needs, needs + people : len(linear.row_lower)]
        linear.row_lower[others], linear.row_upper[others] = seats.row_lower[others], seats.row_upper[others]
        return linear

    def _append_added(self, linear: Linear, seats: Linear) -> None:
        """The rows that came while the seat levels were solved; switches lie behind the steps now."""
        first, count = len(linear.row_lower), len(self.layout.pairs)
        added = seats.row >= first
        column = seats.column[added]
        column = column + len(self.layout.step_person) * (column >= count)
        linear.append(seats.row[added] - first, column, seats.value[added], seats.row_upper[first:])

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
