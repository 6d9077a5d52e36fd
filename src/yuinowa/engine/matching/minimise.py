"""One goal of a linear program with the rows that its solution would break."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .cuts import broken_cuts
from .exclusions import Exclusions
from .program import Impossible, Program

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_ROUNDS = 15  # afterwards branch and bound is quicker (measured on crowded terms)
MOST_CUTS = 40  # a round


def minimise_all(program: Program, exclusions: Exclusions, cost: NDArray) -> float:
    """Minimise with every row that the solution would break."""
    objective = program.minimise(cost)
    while (broken := exclusions.broken(program.x)).most:
        program.add_rows(broken)
        objective = program.minimise(cost)
    return objective


def minimise_towards_plan(program: Program, exclusions: Exclusions, cost: NDArray, rounds: int = MOST_ROUNDS) -> float:
    """And cut off solutions between whole numbers, as long as short rows do it. A plan is not lost, so the value bounds all plans."""
    objective = minimise_all(program, exclusions, cost)
    for _ in range(rounds):
        cuts = broken_cuts(program.linear, program.x)
        if not cuts:
            break
        program.add_cuts(cuts[:MOST_CUTS])
        try:
            objective = minimise_all(program, exclusions, cost)
        except Impossible:  # the face of the levels before holds no plan: theirs are the bounds that rounding must find
            program.loosen()
            return minimise_all(program, exclusions, cost)
    return objective
