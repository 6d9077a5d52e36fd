"""Generated pages say what the code says, and personal data is declared."""

import re

from django.apps import apps

from yuinowa.cli import generated
from yuinowa.core.private import DECLARED

# Fields with these names hold something about a person wherever they stand.
PERSONAL = re.compile(r"^(name|kana|email|telephone|address|birth_on|introduction|contact|to|answer_word|word|actor_label)$")
# Models whose field of such a name is no person's: places, things, decisions of an office, and why.
IMPERSONAL = {
    "organisations.municipality",
    "organisations.site",
    "organisations.block",
    "organisations.communitycenter",
    "organisations.school",
    "organisations.collaborationhq",
    "talents.skillgroup",
    "talents.skill",
    "matching.plan",
    "rounds.roundpolicy",
    "core.upload",
}


def models() -> list[type]:
    return [m for m in apps.get_models() if m.__module__.startswith("yuinowa.") and not m.__name__.endswith("Event")]


def test_generated_pages_are_fresh() -> None:
    assert generated.stale() == [], "run: make docs"


def test_every_personal_field_is_declared() -> None:
    undeclared = [
        f"{model._meta.label_lower}.{field.name}"
        for model in models()
        if model._meta.label_lower not in IMPERSONAL
        for field in model._meta.get_fields()
        if PERSONAL.match(field.name)
        and not field.is_relation
        and field.name not in DECLARED.get(model._meta.label_lower, generated_nothing()).fields
    ]
    assert undeclared == []


def generated_nothing():  # type: ignore[no-untyped-def]
    from yuinowa.core.private import Private

    return Private((), "", "")


def test_declared_fields_exist() -> None:
    for label, declared in DECLARED.items():
        names = {field.name for field in apps.get_model(label)._meta.get_fields()}
        assert set(declared.fields) <= names, label
