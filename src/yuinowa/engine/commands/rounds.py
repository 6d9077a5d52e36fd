"""Rounds on the command line, and their benchmark."""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
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


def bench(argv: Sequence[str]) -> int:
    """`[--case NAME] [--stops N] [--seed N …] [--json]`"""
    from yuinowa.engine.bench.rounds import SEEDS, run, table
    from yuinowa.engine.bench.rounds_city import CASES

    parser = argparse.ArgumentParser(prog="yuinowa bench rounds", description="ほかの方法と比べます。 Compare methods.")
    parser.add_argument("--case", choices=sorted(CASES), default="city")
    parser.add_argument("--stops", type=int, choices=range(1, 7), help="一日に訪問する学校の上限 schools a day at most; 3")
    parser.add_argument("--seed", type=int, action="append", help="何度でも repeatable; 1 2 3")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    result = run(options.case, options.stops, options.seed or SEEDS)
    print(json.dumps(result, ensure_ascii=False, indent=1) if options.json else table(result))
    return 0


def _conflict(conflict: Conflict) -> str:
    return f"{' × '.join(conflict.rules)}: {sentence(conflict, 'ja')} {sentence(conflict, 'en')}"
