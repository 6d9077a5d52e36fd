"""The bound of a region: only needs that compete for too few people are asked; all others are counted as filled."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from yuinowa.engine.watch import Watch

from .clash import Clashes
from .divide import divide
from .eligible import Eligible, eligible, positions
from .exclusions import Exclusions
from .layout import Layout
from .minimise import minimise_all
from .model import Problem
from .program import Program, Unsettled
from .relax import NEAR, SEAT_LEVELS
from .small import small

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Rest:
    """The needs outside a set, as if each were filled."""

    def __init__(self, problem: Problem, pairs: Eligible, scarce: Iterable[int]) -> None:
        import numpy as np

        offered = np.bincount(pairs.need, minlength=len(problem.needs))
        people = np.array([need.people for need in problem.needs], dtype=np.int64)
        minimum = np.array([need.minimum for need in problem.needs], dtype=np.int64)
        priority = np.array([need.priority for need in problem.needs], dtype=np.int64)
        self.is_scarce = np.zeros(len(problem.needs), np.bool_)
        self.is_scarce[list(scarce)] = True
        filled = np.where(self.is_scarce | (offered < minimum), 0, np.minimum(people, offered))
        self.seats = int(filled.sum())
        self.priority = int(filled @ priority)


def best_seats(problem: Problem, watch: Watch) -> tuple[NDArray, int, int] | None:
    """Seats, then priority, in whole numbers: chosen pairs as a mask, and the bounds of both. None when the search ends with nothing.

    Among equals the plan nearest to `previous`.
    """
    import numpy as np

    pairs = eligible(problem)
    exclusions = Exclusions(problem, pairs, Clashes(problem))
    everything, previous = np.ones(len(pairs), np.bool_), positions(problem, pairs, problem.previous or ())
    layout = Layout(problem, pairs, exclusions.complete(everything), positions(problem, pairs, problem.locked))
    linear, bounds, chosen = layout.seats_only(), [], everything
    linear.add_rows(exclusions.links.complete(everything, len(linear.lower)))
    for name in SEAT_LEVELS:
        program = Program(linear, watch, np.ones(len(linear.lower), np.bool_))
        cost = layout.costs(name, previous, len(linear.lower))
        try:
            linear.add_row(cost, round(program.minimise(cost)))
        except Unsettled:
            return None
        chosen = program.x[: len(pairs)] > 0.5
        bounds.append(-math.ceil(program.bound() - NEAR))
    return chosen, bounds[0], bounds[1]


def bound_by_parts(problem: Problem, pairs: Eligible, at: NDArray, watch: Watch, most: int) -> int:
    """Seats of these pairs at most, where they are too many to be asked at once: the parts added up, everybody free in each."""
    import numpy as np

    chosen = Eligible(*(getattr(pairs, name)[at] for name in ("need", "person", "travel", "km", "known", "is_open")))
    part = divide(problem, chosen, most)[chosen.need]
    return sum(_seats(small(problem, pairs, at[part == number], np.zeros(len(pairs), np.bool_)), watch) for number in np.unique(part))


def _seats(problem: Problem, watch: Watch) -> int:
    import numpy as np

    pairs = eligible(problem)
    exclusions = Exclusions(problem, pairs, Clashes(problem))
    layout = Layout(problem, pairs, exclusions.first(), np.zeros(0, np.int64))
    program = Program(layout.seats_only(), watch)
    return -math.ceil(minimise_all(program, exclusions, layout.costs("seats", np.zeros(0, np.int64), len(program.x))) - NEAR)
