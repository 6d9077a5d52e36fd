"""Rounds on the command line, and their benchmark."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import replace

from yuinowa.engine.codec import Invalid
from yuinowa.engine.codec.rounds import read_plan, read_problem, write_plan
from yuinowa.engine.rounds.check import check as violations_of
from yuinowa.engine.rounds.model import Conflict, Infeasible
from yuinowa.engine.rounds.solve import solve as plan_for
from yuinowa.engine.rounds.words import sentence

from . import Collides
from .files import Unreadable, read
from .stdout import kept_clean


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
    """`[--case NAME] [--stops N] [--seed N …] [--json]`, or `--schools FILE [--blocks FILE] [--year N] [--json]` for a real city."""
    from yuinowa.engine.bench.rounds import SEEDS, run, table
    from yuinowa.engine.bench.rounds_city import CASES

    parser = argparse.ArgumentParser(prog="yuinowa bench rounds", description="ほかの方法と比べます。 Compare methods.")
    parser.add_argument("--case", choices=sorted(CASES), default="city")
    parser.add_argument("--stops", type=int, choices=range(1, 7), help="一日に訪問する学校の上限 schools a day at most; 3")
    parser.add_argument("--seed", type=int, action="append", help="何度でも repeatable; 1 2 3")
    parser.add_argument("--schools", help="実在のまちの学校一覧 list of schools of a real city (CSV)")
    parser.add_argument("--blocks", help="ブロック分け school_code,block (CSV) or JSON; 学校一覧と with --schools")
    parser.add_argument("--year", type=int, choices=range(1990, 2100), metavar="N", help="年度 school year; 2026")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    if options.schools is not None:
        return _real(options)
    if options.blocks is not None or options.year is not None:
        parser.error("--blocks と --year は --schools と一緒に with --schools only")
    with kept_clean():
        result = run(options.case, options.stops, options.seed or SEEDS)
    print(json.dumps(result, ensure_ascii=False, indent=1) if options.json else table(result))
    return 0


def _real(options: argparse.Namespace) -> int:
    from yuinowa.engine.bench.rounds_blocks import divide
    from yuinowa.engine.bench.rounds_real import run, table
    from yuinowa.engine.bench.rounds_schools import read_blocks, read_schools
    from yuinowa.engine.bench.rounds_year import YEAR, Year

    try:
        places = read_schools(read(options.schools))
        groups = read_blocks(read(options.blocks), places) if options.blocks else divide(places)
        with kept_clean():
            result = run(groups, Year(options.year or YEAR))
    except (Invalid, Unreadable) as error:
        print(f"読めません。 Cannot be read.\n{error}", file=sys.stderr)
        return 2
    except Infeasible as error:
        print("\n".join(["満たせない条件があります。 Rules collide.", *map(_conflict, error.conflicts)]), file=sys.stderr)
        return 1
    print(json.dumps(result, ensure_ascii=False, indent=1) if options.json else table(result))
    return 0


def _conflict(conflict: Conflict) -> str:
    return f"{' × '.join(conflict.rules)}: {sentence(conflict, 'ja')} {sentence(conflict, 'en')}"
