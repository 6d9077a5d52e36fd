"""`yuinowa solve` and `check` for the planning problems. Exit 0 done, 1 infeasible or not in order, 2 invalid input.

Each kind of problem is a module here with ``solve(content, seconds) -> plan as JSON`` and ``check(problem, plan) -> what is wrong``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from yuinowa.engine.codec import Invalid

from .files import Unreadable, read, write
from .stdout import kept_clean

KINDS = ("matching", "rounds", "draw")


class Collides(Exception):
    """No plan keeps all rules; `lines` says which collide."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def solve_command(argv: Sequence[str]) -> int:
    """`KIND FILE [--seconds S] [--out FILE]`"""
    options = _solve_options(argv)
    try:
        with kept_clean():
            text: str = _kind(options.kind).solve(read(options.file), options.seconds)
        write(text, options.out)
    except (Invalid, Unreadable) as error:
        return _refuse(error)
    except Collides as error:
        return _report(error.lines)
    return 0


def check_command(argv: Sequence[str]) -> int:
    """`KIND PROBLEM PLAN`"""
    parser = argparse.ArgumentParser(prog="yuinowa check", description="計画を検算します。 Re-check a plan.")
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("problem")
    parser.add_argument("plan")
    options = parser.parse_args(argv)
    try:
        violations: list[str] = _kind(options.kind).check(read(options.problem), read(options.plan))
    except (Invalid, Unreadable) as error:
        return _refuse(error)
    if violations:
        return _report(violations)
    print("問題ありません。 The plan keeps all rules.")
    return 0


def _kind(name: str) -> Any:
    return import_module(f"{__name__}.{name}")


def _solve_options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="yuinowa solve", description="計画を作ります。 Make a plan.")
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("file", help=".json, .json.gz, - = stdin")
    parser.add_argument("--seconds", type=_positive, help="安全のための打ち切り safety stop")
    parser.add_argument("--out")
    return parser.parse_args(argv)


def _positive(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError("0より大きい数 a number above 0")
    return seconds


def _refuse(error: Exception) -> int:
    print(f"読めません。 Cannot be read.\n{error}", file=sys.stderr)
    return 2


def _report(lines: list[str]) -> int:
    print("\n".join(["満たせない条件があります。 Rules are broken or collide.", *lines]), file=sys.stderr)
    return 1
