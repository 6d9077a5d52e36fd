"""The draw on the command line, and its benchmark."""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace

from yuinowa.engine.codec.draw import read_problem, read_result, write_result
from yuinowa.engine.codec.fields import parse
from yuinowa.engine.draw.solve import solve as draw
from yuinowa.engine.draw.verify_draw import verify


def solve(content: bytes, seconds: float | None) -> str:
    """The result as JSON. Raises Invalid."""
    result = draw(read_problem(content), seconds=seconds)
    return write_result(replace(result, input_sha256=hashlib.sha256(content).hexdigest()))


def check(problem: bytes, result: bytes) -> list[str]:
    """One line for each difference, found by the verifier that shares no code with the draw. Raises Invalid."""
    read_problem(problem)
    read_result(result)
    return verify(parse(problem), parse(result))


def bench(argv: Sequence[str]) -> int:
    """`[--case NAME] [--seed N …] [--json]`"""
    from yuinowa.engine.bench.draw import SEEDS, run, table
    from yuinowa.engine.bench.places import CASES

    parser = argparse.ArgumentParser(prog="yuinowa bench draw", description="抽選の決め方を比べます。 Compare the rules of the draw.")
    parser.add_argument("--case", choices=sorted(CASES), default="camp")
    parser.add_argument("--seed", type=int, action="append", help="何度でも repeatable; 1 2 3")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    result = run(options.case, options.seed or SEEDS)
    print(json.dumps(result, ensure_ascii=False, indent=1) if options.json else table(result))
    return 0
