"""When the linear programs end between whole numbers or below a minimum headcount: branch and bound, level by level."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .layout import Layout
from .program import Linear, Program
from .watch import Watch

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(slots=True)
class Whole:
    chosen: NDArray | None = None
    bound: dict[str, float] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


def solve_whole(layout: Layout, names: tuple[str, ...], previous: NDArray, watch: Watch, found: Whole) -> None:
    """Solves all levels in whole numbers; each result becomes a row of the next level."""
    import numpy as np

    linear = layout.complete()
    whole = np.ones(len(linear.lower), np.bool_)
    whole[len(layout.pairs) : len(layout.pairs) + len(layout.step_person)] = False
    for name in names:
        begun = watch.elapsed()
        program = Program(linear, watch, whole)
        cost = layout.costs(name, previous, len(linear.lower))
        value = program.minimise(cost)
        found.chosen = program.x[: len(layout.pairs)] > 0.5
        found.bound[name] = program.bound()
        found.seconds[name] = watch.elapsed() - begun
        add_row(linear, cost, round(value))


def add_row(linear: Linear, cost: NDArray, most: float) -> None:
    """Never again worse than this."""
    import numpy as np

    columns = np.flatnonzero(cost)
    linear.row = np.concatenate((linear.row, np.full(len(columns), len(linear.row_lower))))
    linear.column = np.concatenate((linear.column, columns))
    linear.value = np.concatenate((linear.value, cost[columns]))
    linear.row_lower = np.append(linear.row_lower, -np.inf)
    linear.row_upper = np.append(linear.row_upper, most)
