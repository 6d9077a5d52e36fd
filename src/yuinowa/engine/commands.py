"""`yuinowa solve`, `check` and `bench` for the planning problems. Exit 0 done, 1 infeasible or not in order, 2 invalid input."""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from .codec import Invalid, read_plan, read_problem, write_plan
from .matching.check import check
from .matching.model import Conflict, Infeasible
from .matching.solve import solve

MOST_BYTES = 1_000_000_000
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


class Unreadable(Exception):
    """The file cannot be opened or unpacked."""


def solve_command(argv: Sequence[str]) -> int:
    """`matching FILE [--seconds S] [--out FILE]`"""
    options = _solve_options(argv)
    try:
        content = _read(options.file)
        plan = solve(read_problem(content), seconds=options.seconds)
    except (Invalid, Unreadable) as error:
        return _refuse(error)
    except Infeasible as error:
        return _report([_conflict(conflict) for conflict in error.conflicts])
    return _write(write_plan(replace(plan, input_sha256=hashlib.sha256(content).hexdigest())), options.out)


def check_command(argv: Sequence[str]) -> int:
    """`matching PROBLEM PLAN`"""
    parser = argparse.ArgumentParser(prog="yuinowa check", description="計画を検算します。 Re-check a plan.")
    parser.add_argument("kind", choices=["matching"])
    parser.add_argument("problem")
    parser.add_argument("plan")
    options = parser.parse_args(argv)
    try:
        violations = check(read_problem(_read(options.problem)), read_plan(_read(options.plan)))
    except (Invalid, Unreadable) as error:
        return _refuse(error)
    if violations:
        return _report([f"{violation.rule}: {violation.detail}" for violation in violations])
    print("問題ありません。 The plan keeps all rules.")
    return 0


def bench_command(argv: Sequence[str]) -> int:
    """`matching [--case NAME] [--seed N …] [--json]`"""
    from .bench.city import CASES

    parser = argparse.ArgumentParser(prog="yuinowa bench", description="ほかの方法と比べます。 Compare methods.")
    parser.add_argument("kind", choices=["matching"])
    parser.add_argument("--case", choices=sorted(CASES), default="city")
    parser.add_argument("--seed", type=int, action="append", help="何度でも repeatable; 1 2 3")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    bench_matching(options.case, options.seed, as_json=options.json)
    return 0


def bench_matching(case: str = "city", seeds: Sequence[int] | None = None, *, as_json: bool = False) -> None:
    """Prints the table, or the figures as JSON."""
    from .bench.matching import SEEDS, run, table

    result = run(case, seeds or SEEDS)
    print(json.dumps(result, ensure_ascii=False, indent=1) if as_json else table(result))


def _solve_options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="yuinowa solve", description="計画を作ります。 Make a plan.")
    parser.add_argument("kind", choices=["matching"])
    parser.add_argument("file", help=".json, .json.gz, - = stdin")
    parser.add_argument("--seconds", type=_positive, help="安全のための打ち切り safety stop")
    parser.add_argument("--out")
    return parser.parse_args(argv)


def _positive(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError("0より大きい数 a number above 0")
    return seconds


def _read(name: str) -> bytes:
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return _unpack(content) if content[:2] == b"\x1f\x8b" else content
    except (OSError, EOFError, zlib.error) as error:
        raise Unreadable(f"{name}: {error}") from None


def _unpack(content: bytes) -> bytes:
    """Refuses archives that grow beyond any plan's size."""
    import io

    with gzip.open(io.BytesIO(content)) as packed:
        unpacked = packed.read(MOST_BYTES + 1)
    if len(unpacked) > MOST_BYTES:
        raise OSError("大きすぎます too large")
    return unpacked


def _write(text: str, out: str | None) -> int:
    if out is None:
        print(text)
        return 0
    try:
        Path(out).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        return _refuse(Unreadable(f"{out}: {error}"))
    return 0


def _refuse(error: Exception) -> int:
    print(f"読めません。 Cannot be read.\n{error}", file=sys.stderr)
    return 2


def _report(lines: list[str]) -> int:
    print("\n".join(["満たせない条件があります。 Rules are broken or collide.", *lines]), file=sys.stderr)
    return 1


def _conflict(conflict: Conflict) -> str:
    rules = " × ".join(RULES.get(rule, rule) for rule in conflict.rules)
    return f"{rules}: {', '.join(conflict.needs + conflict.people)}"
