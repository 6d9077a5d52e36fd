"""The house keeps its order: docs/adr/0001-rooms-and-one-door.md."""

import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "yuinowa"
LONGEST = 400

ORDER = [
    layer.strip("()")
    for layer in reversed(tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]["layers"])
]
# engine, access, core and ui are workshops, the surfaces own no rules, config wires: each has files of its own kinds.
AREAS = [name for name in ORDER if name not in {"engine", "access", "core", "ui", "home", "public", "api", "cli"}]
CODE = {"models", "queries", "actions", "forms", "views", "urls", "mails", "tasks", "importing"}
ALLOWED = CODE | {"templates", "templatetags", "migrations", "locale", "static", "texts"}

# What an area needs beyond the common files, and why.
EXTRAS = {
    "organisations": {"calendar", "travel"},  # school days; how long the way between two places is
    "people": {"accounts", "actors"},  # allauth's adapter; who a request acts as
    "needs": {"feeds", "links"},  # calendar files; signed links for people without account
    # Between rows and engine, days and roads; calendar files; what a device keeps; calendars and routes.
    "rounds": {"adapter", "feeds", "offline", "pictures"},
    "handover": {"sections"},  # what a file is made of, one function per area
    "advice": {"files", "neutral", "pack"},  # what may be attached; a text without its people; the sheet of a school
    "matching": {"adapter", "pictures"},  # between rows and engine; what the charts of a plan show
}


def room_of(model: type[Model]) -> str:
    return model.__module__.split(".")[1]


def is_ours(model: type[Model]) -> bool:
    return model.__module__.startswith("yuinowa.")


def foreign_keys() -> list[tuple[str, str, str]]:
    """(field, its room, the room it points to) of every relation between our models."""
    return [
        (f"{model._meta.label}.{field.name}", room_of(model), room_of(field.related_model))
        for model in apps.get_models()
        if is_ours(model)
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and isinstance(field.related_model, type)
        if is_ours(field.related_model) and field.related_model._meta.label != "people.User"
    ]


def test_foreign_keys_follow_the_order_of_rooms():
    backwards = [name for name, room, target in foreign_keys() if ORDER.index(target) > ORDER.index(room)]
    assert backwards == []
    assert len(foreign_keys()) > 20


def test_modules_stay_readable():
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in sources()}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST} == {}


def sources() -> list[Path]:
    return [path for folder in ("src", "tests") for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts]


@pytest.mark.parametrize("area", [name for name in AREAS if (PACKAGE / name).is_dir()])
def test_areas_hold_the_same_kinds_of_files(area: str):
    found = {path.stem for path in (PACKAGE / area).iterdir()} - {"__init__", "__pycache__"}
    assert found - ALLOWED - EXTRAS.get(area, set()) == set()


def test_hours_and_spans_are_written_one_way():
    """9:00～10:00 on pages and in mails; only what reads the words of people knows the other sign (wave dash, U+301C)."""
    reads_both = {PACKAGE / "talents" / "actions" / "times.py"}
    sources = [path for path in PACKAGE.rglob("*") if path.suffix in {".py", ".html", ".txt", ".typ", ".po"}]
    assert len(sources) > 500
    assert [str(path) for path in sources if "\N{WAVE DASH}" in path.read_text() and path not in reads_both] == []
    mails = [path for path in sources if path.suffix == ".py" and "mails" in path.relative_to(PACKAGE).as_posix()]
    assert [str(path) for path in mails if ":%H:%M" in path.read_text()] == []
