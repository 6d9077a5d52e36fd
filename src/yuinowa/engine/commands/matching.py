"""Matching a term on the command line, and its benchmark."""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace

from yuinowa.engine.codec import read_plan, read_problem, write_plan
from yuinowa.engine.matching.check import check as violations_of
from yuinowa.engine.matching.model import Conflict, Infeasible
from yuinowa.engine.matching.reasons import give_reasons
from yuinowa.engine.matching.solve import solve as plan_for

from . import Collides

RULES = {
    "locked": "固定 locked",
    "eligible": "条件 eligible",
    "forbidden": "辞退・除外 forbidden",
    "people": "人数 people",
    "minimum": "最少人数 minimum",
    "clash": "時間の重なり clash",
    "per_day": "一日の上限 per_day",
    "limit": "回数の上限 limit",
    "limits": "期間の上限 limits",
}


def solve(content: bytes, seconds: float | None) -> str:
    """The plan as JSON. Raises Invalid, Collides."""
    try:
        problem = read_problem(content)
        plan = give_reasons(problem, plan_for(problem, seconds=seconds))
    except Infeasible as error:
        raise Collides([_conflict(conflict) for conflict in error.conflicts]) from None
    return write_plan(replace(plan, input_sha256=hashlib.sha256(content).hexdigest()))


def check(problem: bytes, plan: bytes) -> list[str]:
    """One line for each broken rule. Raises Invalid."""
    return [f"{violation.rule}: {violation.detail}" for violation in violations_of(read_problem(problem), read_plan(plan))]


def bench(argv: Sequence[str]) -> int:
    """`[--case NAME] [--seed N …] [--json]`"""
    from yuinowa.engine.bench.city import CASES
    from yuinowa.engine.bench.matching import SEEDS, run, table

    parser = argparse.ArgumentParser(prog="yuinowa bench matching", description="ほかの方法と比べます。 Compare methods.")
    parser.add_argument("--case", choices=sorted(CASES), default="city")
    parser.add_argument("--seed", type=int, action="append", help="何度でも repeatable; 1 2 3")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    result = run(options.case, options.seed or SEEDS)
    print(json.dumps(result, ensure_ascii=False, indent=1) if options.json else table(result))
    return 0


def _conflict(conflict: Conflict) -> str:
    rules = " × ".join(RULES.get(rule, rule) for rule in conflict.rules)
    return f"{rules}: {', '.join(conflict.needs + conflict.people)}"
