"""Bounds once more, for plans as good as the one found: where a level stays below its bound, the later bounds must hold for such plans."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from yuinowa.engine.watch import Watch

from .exclusions import Exclusions
from .layout import Layout
from .linear import WHOLE, Linear
from .minimise import minimise_all
from .program import Program, Unsettled
from .relax import NEAR, Face, Relaxed

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEATS = ("seats", "priority")
MOST_PROVEN = 150_000  # pairs: seats and priority alone, with everything opened


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
        """Each level in turn, with those above held by a row; seats and priority by whole numbers where they are missed."""
        linear, missed = self.layout.complete(), False
        whole: dict[str, float] = {}
        for name in self.names:
            begun = self.watch.elapsed()
            cost = self.layout.costs(name, self.previous, len(linear.lower))
            if missed:  # the bound so far is for plans that reach the levels above
                self.relaxed.objective[name] = whole[name] if name in whole else self._bound_linear(linear, cost)
            elif held[name] > self.relaxed.objective[name] + 1 - WHOLE:
                missed = True
                if name in SEATS and len(self.layout.pairs) <= MOST_PROVEN:
                    whole = self._bound_whole(held)
                self.relaxed.objective[name] = max(self.relaxed.objective[name], whole.get(name, -math.inf))
            linear.add_row(cost, held[name])
            self._spent(name, begun)

    def _bound_linear(self, linear: Linear, cost: NDArray) -> float:
        return minimise_all(Program(linear, self.watch), self.exclusions, cost)

    def _bound_whole(self, held: dict[str, float]) -> dict[str, float]:
        """What whole numbers allow: where minimum headcounts bind, the linear program promises seats that nobody can fill.

        Both levels in one search: with the seats as a row the second takes ten times as long (measured).
        """
        import numpy as np

        linear, everything = self.layout.seats_only(), np.ones(len(self.layout.pairs), np.bool_)
        linear.add_rows(self.exclusions.complete(everything))
        linear.add_rows(self.exclusions.links.complete(everything, len(linear.lower)))
        program = Program(linear, self.watch, np.ones(len(linear.lower), np.bool_))
        seats, priority = (self.layout.costs(name, self.previous, len(linear.lower)) for name in SEATS)
        weight = 1 + sum(need.people * need.priority for need in self.layout.needs)
        try:
            program.minimise(weight * seats + priority)
        except Unsettled:
            return {}
        most = -math.ceil(program.bound() - NEAR)
        return {"seats": -(most // weight), "priority": -(most + weight * round(held["seats"]))}

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
