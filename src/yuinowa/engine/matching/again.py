"""Bounds once more, for plans as good as the one found: where a level stays below its bound, the later bounds must hold for such plans."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from yuinowa.engine.watch import Watch

from .layout import Layout
from .program import WHOLE, Program, Unsettled
from .relax import NEAR, SEAT_LEVELS, Face, Relaxed, minimise_all
from .rows import Exclusions

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_PROVEN = 40_000  # pairs: seats alone, with everything opened


class Again:
    def __init__(
        self, layout: Layout, exclusions: Exclusions, names: tuple[str, ...], previous: NDArray, watch: Watch, relaxed: Relaxed
    ) -> None:
        self.layout = layout
        self.exclusions = exclusions
        self.names = names
        self.previous = previous
        self.watch = watch
        self.relaxed = relaxed

    def bound(self, chosen: NDArray, *, is_face_empty: bool) -> Face | None:
        """New bounds into `relaxed`. The face of travel is returned where fairness alone was missed, and by one."""
        held = self._values(chosen)
        missed = [name for name in self.names if held[name] > self.relaxed.objective[name] + 1 - WHOLE]
        if is_face_empty and missed[:1] == ["fairness"]:
            return self._bound_travel(held)
        self._bound_levels(held)
        return None

    def _values(self, chosen: NDArray) -> dict[str, float]:
        columns = self._columns(chosen)
        return {name: float(self.layout.costs(name, self.previous, len(columns)) @ columns) for name in self.names}

    def _bound_travel(self, held: dict[str, float]) -> Face:
        """All other levels are met, and no plan reaches the fairness of the linear program: the next whole number is its bound."""
        begun, relaxed = self.watch.elapsed(), self.relaxed
        assert relaxed.seats_face is not None  # the relaxation has run to its end
        linear = relaxed.seats_face.copy()
        relaxed.objective["fairness"] = math.ceil(relaxed.objective["fairness"] - NEAR) + 1
        linear.add_row(self.layout.costs("fairness", self.previous, len(linear.lower)), held["fairness"])
        program = Program(linear, self.watch)
        cost = self.layout.costs("travel", self.previous, len(linear.lower))
        relaxed.objective["travel"] = minimise_all(program, self.exclusions, cost)
        self._spent("travel", begun)
        return Face(program.linear.copy(), corner=program.x.copy(), reduced=program.reduced())

    def _bound_levels(self, held: dict[str, float]) -> None:
        """Each level in turn, with those above held by a row."""
        linear, missed = self.layout.complete(), False
        for name in self.names:
            begun = self.watch.elapsed()
            cost = self.layout.costs(name, self.previous, len(linear.lower))
            if missed:
                self.relaxed.objective[name] = minimise_all(Program(linear, self.watch), self.exclusions, cost)
            if held[name] > self.relaxed.objective[name] + 1 - WHOLE:
                missed = True
                if name in SEAT_LEVELS and len(self.layout.pairs) <= MOST_PROVEN:
                    self._bound_whole(name, held)
            linear.add_row(cost, held[name])
            self._spent(name, begun)

    def _bound_whole(self, name: str, held: dict[str, float]) -> None:
        """What whole numbers allow: where minimum headcounts bind, the linear program promises seats that nobody can fill."""
        import numpy as np

        linear = self.layout.seats_only()
        linear.add_rows(self.exclusions.complete(np.ones(len(self.layout.pairs), np.bool_)))
        for above in self.names[: self.names.index(name)]:
            linear.add_row(self.layout.costs(above, self.previous, len(linear.lower)), held[above])
        program = Program(linear, self.watch, np.ones(len(linear.lower), np.bool_))
        try:
            program.minimise(self.layout.costs(name, self.previous, len(linear.lower)))
        except Unsettled:
            return
        self.relaxed.objective[name] = max(self.relaxed.objective[name], program.bound())

    def _columns(self, chosen: NDArray) -> NDArray:
        """The plan as values of all columns: pairs, load steps, switches."""
        import numpy as np

        layout = self.layout
        load = np.bincount(layout.pairs.person[chosen], minlength=len(layout.limit))
        steps = layout.step_number() <= load[layout.step_person]
        served = np.isin(layout.switched, layout.pairs.need[chosen])
        return np.concatenate((chosen, steps, served)).astype(np.float64)

    def _spent(self, name: str, begun: float) -> None:
        self.relaxed.seconds[name] = self.relaxed.seconds.get(name, 0.0) + self.watch.elapsed() - begun
