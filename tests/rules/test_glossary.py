"""Names are the field's standard terms: what the code calls a thing stands in docs/glossary.md, where a newcomer looks it up."""

import re
from pathlib import Path

from django.apps import apps

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
ROW = re.compile(r"^\| [^|]+ \| `(?P<name>\w+)` \| (?P<room>\w+) \|", re.MULTILINE)


def models() -> set[tuple[str, str]]:
    own = (model for model in apps.get_models() if model.__module__.startswith("yuinowa."))
    return {(model.__name__, model._meta.app_label) for model in own if not hasattr(model, "pgh_tracked_model")}


def test_the_glossary_names_every_model_once_and_no_other() -> None:
    rows = [(row["name"], row["room"]) for row in ROW.finditer(GLOSSARY.read_text())]
    assert sorted(rows) == sorted(models()), "write the word into docs/glossary.md"
