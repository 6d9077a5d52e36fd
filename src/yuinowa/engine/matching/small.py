"""Some pairs of a problem as a problem of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from .eligible import Eligible
from .model import Assignment, Need, Pair, Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

NOTHING: Mapping[int, int] = {}


def small(
    problem: Problem, pairs: Eligible, at: NDArray, locked: NDArray, previous: NDArray | None = None, duties: Mapping[int, int] = NOTHING
) -> Problem:
    """The needs and people of the pairs `at` (ascending), in their order, so that its pairs are `at` one by one.

    `locked` and `previous` are masks over all pairs. `duties`: needs elsewhere, with the seats that people from here hold there.
    """
    import numpy as np

    needs, people = np.unique(pairs.need[at]).tolist(), np.unique(pairs.person[at]).tolist()
    return replace(
        problem,
        needs=tuple(_duty(problem, row, duties[row]) if row in duties else problem.needs[row] for row in needs),
        people=tuple(problem.people[row] for row in people),
        pairs=_pairs(problem, pairs, at),
        locked=_assignments(problem, pairs, at[locked[at]]),
        forbidden=(),
        previous=None if previous is None else _assignments(problem, pairs, at[previous[at]]),
    )


def _duty(problem: Problem, row: int, seats: int) -> Need:
    return replace(problem.needs[row], people=seats, minimum=0)


def _pairs(problem: Problem, pairs: Eligible, at: NDArray) -> tuple[Pair, ...]:
    columns = (pairs.need[at].tolist(), pairs.person[at].tolist(), pairs.km[at].tolist(), pairs.known[at].tolist())
    return tuple(
        Pair(problem.needs[need].id, problem.people[person].id, km, known) for need, person, km, known in zip(*columns, strict=True)
    )


def _assignments(problem: Problem, pairs: Eligible, at: NDArray) -> tuple[Assignment, ...]:
    rows = zip(pairs.need[at].tolist(), pairs.person[at].tolist(), strict=True)
    return tuple(Assignment(problem.needs[need].id, problem.people[person].id) for need, person in rows)
