"""Bounds that need no linear program, for a search that was stopped before it had better ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .eligible import Eligible
from .model import Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray


def simple_bound(problem: Problem, pairs: Eligible, name: str, seats: int) -> int:
    """For plans with this many seats (for `seats` itself: of any plan): the best single seats, steps or ways added up."""
    import numpy as np

    offered = np.bincount(pairs.need, minlength=len(problem.needs))
    people = np.array([need.people for need in problem.needs], dtype=np.int64)
    open_seats = np.minimum(people, offered)
    if name == "seats":
        return min(int(open_seats.sum()), places_of_people(problem, pairs.need, pairs.person))
    if name == "priority":
        priority = np.array([need.priority for need in problem.needs], dtype=np.int64)
        return int(np.sort(np.repeat(priority, open_seats))[::-1][:seats].sum())
    if name == "fairness":
        return int(np.sort(_step_costs(problem, pairs))[:seats].sum())
    return int(np.sort(pairs.travel)[:seats].sum())


def places_of_people(problem: Problem, need: NDArray, person: NDArray) -> int:
    """What all people together can do of these pairs: nobody more than the yearly limit, nor more a day than the rules allow."""
    import numpy as np

    day = np.unique([need.day for need in problem.needs], return_inverse=True)[1]
    days = int(day.max(initial=0)) + 1
    of_day, count = np.unique(person * days + day[need], return_counts=True)
    most = np.zeros(len(problem.people), np.int64)
    np.add.at(most, of_day // days, np.minimum(count, problem.rules.per_day))
    return int(np.minimum(most, [person.limit for person in problem.people]).sum())


def _step_costs(problem: Problem, pairs: Eligible) -> NDArray:
    """What each next place of each person adds to the square of the load."""
    import numpy as np

    offered = np.bincount(pairs.person, minlength=len(problem.people)).tolist()
    costs = [
        2 * (person.past + number) - 1
        for row, person in enumerate(problem.people)
        for number in range(1, min(person.limit, offered[row]) + 1)
    ]
    return np.array(costs, dtype=np.int64)
