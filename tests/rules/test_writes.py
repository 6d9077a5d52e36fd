"""Rows change in actions only: one door for pages, links, imports and tasks."""

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "src" / "yuinowa"
WRITING = {"save", "delete", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "raw", "set_password"}

# Where writing is the very task, and why.
DOORS = {
    "core/outbox.py": "the outbox claims and settles its own mails",
    "core/history.py": "actions write history through it",
    "core/submissions.py": "claims the key of a form",
    "core/uploads.py": "actions keep files through it; out-of-date ones are dropped",
    "core/search.py": "fills the grams of rows that an action saved",
    "advice/files.py": "draws a picture anew, in memory",
    "cli/demo_city/building/advised.py": "draws a picture, in memory",
    "matching/adapter/running.py": "moves the bar of its own work",
    "rounds/adapter/running.py": "moves the bar of its own work",
}


def sources() -> Iterator[Path]:
    for path in sorted(PACKAGE.rglob("*.py")):
        relative = path.relative_to(PACKAGE)
        if "migrations" in relative.parts or "actions" in relative.parts or relative.name == "actions.py":
            continue
        if str(relative) not in DOORS and relative.parts[0] != "engine" and "bench" not in relative.parts:
            yield path


def writes(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name, target = node.func.attr, ast.unparse(node.func.value)
            is_update = name == "update" and "objects" in target
            if (
                name in WRITING
                and ("objects" in target or name in {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create"})
            ) or is_update:
                yield node.lineno, f"{target}.{name}"


def test_only_actions_write() -> None:
    found = [f"{path.relative_to(PACKAGE)}:{line} {call}" for path in sources() for line, call in writes(ast.parse(path.read_text()))]
    assert found == []


def test_the_search_finds_writes() -> None:
    code = (
        "Need.objects.create(x=1)\nneed.save()\nNeed.objects.filter(a=1).update(b=2)\n{}.update(a=1)\nx.delete()\nT.objects.all().delete()"
    )
    assert [line for line, _ in writes(ast.parse(code))] == [1, 2, 3, 6]
