"""The levels one after the other as linear programs, each inside the optimal face of those before it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .layout import Layout
from .program import Linear, Program
from .watch import Watch

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEAT_LEVELS = ("seats", "priority", "kept")


@dataclass(slots=True)
class Relaxed:
    """`x` over the pairs; objective and seconds of each level as minimised (seats are negative)."""

    x: NDArray
    objective: dict[str, float] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


def relax(layout: Layout, names: tuple[str, ...], previous: NDArray, watch: Watch, found: Relaxed) -> None:
    """Solves all levels; `found` is filled as it goes, so that a stop leaves what is known."""
    seats = layout.seats_only()
    _solve(Program(seats, watch), layout, [name for name in names if name in SEAT_LEVELS], previous, watch, found)
    program = Program(_narrowed(layout, seats, found), watch)
    _solve(program, layout, [name for name in names if name not in SEAT_LEVELS], previous, watch, found)


def _solve(program: Program, layout: Layout, names: list[str], previous: NDArray, watch: Watch, found: Relaxed) -> None:
    for name in names:
        begun = watch.elapsed()
        found.objective[name] = program.minimise(layout.costs(name, previous, len(program.x)))
        program.freeze()
        found.x = program.x[: len(layout.pairs)].copy()
        found.seconds[name] = watch.elapsed() - begun
        watch.report(name, abs(found.objective[name]), abs(found.objective[name]), _share(name))


def _share(name: str) -> float:
    return {"seats": 0.4, "priority": 0.5, "kept": 0.55, "fairness": 0.85}.get(name, 0.95)


def _narrowed(layout: Layout, seats: Linear, found: Relaxed) -> Linear:
    """The program with load steps, inside the face that the seat levels left; steps of settled people are settled."""
    import numpy as np

    linear = layout.with_steps()
    count, needs, people = len(layout.pairs), len(layout.problem.needs), len(layout.problem.people)
    linear.lower[:count], linear.upper[:count] = seats.lower, seats.upper
    others = np.r_[0:needs, needs + people : len(seats.row_lower)]
    linear.row_lower[others] = seats.row_lower[others]
    free = seats.lower < seats.upper
    person = layout.pairs.person
    is_open = np.bincount(person[free], minlength=people) > 0
    load = np.bincount(person[~free], seats.lower[~free], minlength=people)
    full = seats.row_lower[needs : needs + people] > -np.inf
    number = layout.step_number()
    step = layout.step_person
    taken = full[step] | (number <= load[step])
    steps = slice(count, count + len(step))
    linear.lower[steps] = np.where(taken, 1.0, 0.0)
    linear.upper[steps] = np.where(taken | is_open[step] & ~full[step], 1.0, 0.0)
    return linear
