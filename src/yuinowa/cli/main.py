"""The console script `yuinowa`: our own commands, and Django's for everything else."""

import os
import sys
from collections.abc import Callable
from importlib import import_module

PROBLEMS = {"matching", "rounds", "draw"}


def main(argv: list[str] | None = None) -> int:
    arguments = sys.argv[1:] if argv is None else argv
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuinowa.config.settings")
    own = own_command(arguments)
    if own:
        return own(arguments[1:]) or 0
    return django_command(arguments)


def own_command(arguments: list[str]) -> Callable[[list[str]], int | None] | None:
    """The function for `arguments`, imported only when asked for: the engine's commands need no Django."""
    name = arguments[0] if arguments else ""
    if name == "solve":
        return load("yuinowa.engine.commands:solve_command")
    # Django has a `check` too; ours always names a kind of problem first.
    if name == "check" and set(arguments[1:2]) & PROBLEMS:
        return load("yuinowa.engine.commands:check_command")
    if name == "catalogues":
        return load("yuinowa.cli.catalogues:catalogues_command")
    if name == "bench":
        return load("yuinowa.cli.bench:bench_command")
    if name == "demo":
        return load("yuinowa.cli.supervisor:demo_command")
    return None


def django_command(arguments: list[str]) -> int:
    from django.core.management import execute_from_command_line

    if arguments[:1] == ["import"] and len(arguments) > 1:
        arguments = [f"import_{arguments[1]}", *arguments[2:]]
    if arguments[:1] == ["screenshots"]:
        # It looks at a demo that runs elsewhere, and needs no installation of its own.
        os.environ.setdefault("DEMO", "1")
    execute_from_command_line(["yuinowa", *arguments])
    return 0


def load(path: str) -> Callable[[list[str]], int | None]:
    module, _, name = path.partition(":")
    function: Callable[[list[str]], int | None] = getattr(import_module(module), name)
    return function
