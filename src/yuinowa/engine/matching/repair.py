"""Planning again after something changed, with as few changes as possible."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from .model import Assignment, Plan, Problem


def repair(problem: Problem, plan: Plan, declined: Iterable[Assignment] = ()) -> Problem:
    """The problem to solve next: the plan's places are kept where that costs no seat, declined ones never return.

    Whoever is known to come belongs into `problem.locked`.
    """
    never = {*problem.forbidden, *declined}
    return replace(
        problem,
        forbidden=tuple(sorted(never, key=lambda a: (a.need, a.person))),
        previous=tuple(assignment for assignment in plan.assignments if assignment not in never),
    )
