"""Reads the texts of the demo city."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from .specs import SkillSpec

FOLDER = Path(__file__).parent / "texts"


@dataclass(frozen=True)
class Kind:
    """A sort of need as schools post it. `slot` is a named time of day; without one it fills `lessons` lessons."""

    code: str
    form: str
    title: str
    aim: str
    tasks: str
    place: str
    grades: tuple[str, ...]
    skills: tuple[str, ...]
    people: tuple[int, int]
    weight: int
    went_well: tuple[str, ...]
    thanks: tuple[str, ...]
    lessons: int = 1
    slot: str = ""
    pattern: str = "once"
    setting: str = "with_teacher"
    months: tuple[int, ...] = tuple(range(1, 13))
    land: tuple[str, ...] = ("plain", "coast", "hill", "mountain")
    level: str = ""

    def suits(self, grade: str) -> bool:
        return grade in self.grades


@cache
def read(name: str) -> dict[str, Any]:
    with (FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def kinds() -> tuple[Kind, ...]:
    rows = [row for name in ("kinds_class", "kinds_outdoors", "kinds_town") for row in read(name)["kind"]]
    return tuple(Kind(**{key: _frozen(value) for key, value in row.items()}) for row in rows)


@cache
def kinds_by_code() -> dict[str, Kind]:
    return {kind.code: kind for kind in kinds()}


@cache
def skills() -> tuple[SkillSpec, ...]:
    return tuple(
        SkillSpec(skill["code"], group["code"], skill["name"], tuple(skill["words"]))
        for group in read("skills")["group"]
        for skill in group["skills"]
    )


def skill_groups() -> tuple[tuple[str, str], ...]:
    return tuple((group["code"], group["name"]) for group in read("skills")["group"])


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
