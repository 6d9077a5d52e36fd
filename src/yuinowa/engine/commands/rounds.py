"""Rounds on the command line."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from yuinowa.engine.codec.rounds import read_plan, read_problem, write_plan
from yuinowa.engine.rounds.check import check as violations_of
from yuinowa.engine.rounds.model import Conflict, Infeasible
from yuinowa.engine.rounds.solve import solve as plan_for
from yuinowa.engine.rounds.words import sentence

from . import Collides


def solve(content: bytes, seconds: float | None) -> str:
    """The plan as JSON. Raises Invalid, Collides."""
    try:
        plan = plan_for(read_problem(content), seconds=seconds)
    except Infeasible as error:
        raise Collides([_conflict(conflict) for conflict in error.conflicts]) from None
    return write_plan(replace(plan, input_sha256=hashlib.sha256(content).hexdigest()))


def check(problem: bytes, plan: bytes) -> list[str]:
    """One line for each broken rule. Raises Invalid."""
    return [f"{violation.rule}: {violation.detail}" for violation in violations_of(read_problem(problem), read_plan(plan))]


def _conflict(conflict: Conflict) -> str:
    return f"{' × '.join(conflict.rules)}: {sentence(conflict, 'ja')} {sentence(conflict, 'en')}"
