"""The words of the matching problem. Field names are those of the JSON form (docs/engine/matching.schema.json).

Times are minutes of the day, `day` counts from 0, weekday = day mod 5, `place` is a row of `minutes`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

LEVELS = ("seats", "priority", "fairness", "travel")
ROAD_FACTOR = 1.3
KNOWN_BONUS = 20  # tenths of a kilometre: who knows the school may live two kilometres farther away


@dataclass(frozen=True, slots=True)
class Rules:
    per_day: int = 2
    gap_minutes: int = 10


@dataclass(frozen=True, slots=True)
class Need:
    id: str
    place: int
    day: int
    start: int
    end: int
    people: int
    priority: int = 1
    minimum: int = 0
    skill: str | None = None
    setting: int = 0


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `max` places from day `first` to day `last`, both included (JSON: from, to, max)."""

    first: int
    last: int
    max: int


@dataclass(frozen=True, slots=True)
class Person:
    """`windows` is None when any hour suits; `home` or `reach_km` None means no bound on the distance."""

    id: str
    limit: int
    past: int = 0
    skills: tuple[str, ...] = ()
    setting: int = 0
    windows: tuple[tuple[int, int], ...] | None = None
    absent: tuple[int, ...] = ()
    home: tuple[float, float] | None = None
    reach_km: float | None = None
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    need: str
    person: str
    km: float
    known: bool = False


@dataclass(frozen=True, slots=True)
class Assignment:
    need: str
    person: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A code and its numbers; `words.sentence` turns it into a sentence."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Assigned:
    """Why this person at this need."""

    need: str
    person: str
    why: Reason


@dataclass(frozen=True, slots=True)
class Unfilled:
    need: str
    missing: int
    why: Reason


@dataclass(frozen=True, slots=True)
class Level:
    name: str
    value: int
    bound: int
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """`status`: proven (every value equals its bound), gap, or stopped (by the clock or by a person)."""

    status: str
    levels: tuple[Level, ...]
    assignments: tuple[Assignment, ...]
    unfilled: tuple[Unfilled, ...] = ()
    seconds: float = 0.0
    input_sha256: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    kept: int | None = None
    reasons: tuple[Assigned, ...] = ()

    def level(self, name: str) -> Level:
        return next(level for level in self.levels if level.name == name)

    @property
    def gap(self) -> int:
        """Seats that a better plan could at most have more."""
        seats = self.level("seats")
        return seats.bound - seats.value


@dataclass(frozen=True, slots=True)
class Problem:
    """With `pairs` they are the eligible pairs; with None eligibility follows from the facts."""

    needs: tuple[Need, ...]
    people: tuple[Person, ...]
    minutes: tuple[tuple[int, ...], ...]
    rules: Rules = Rules()
    places: tuple[tuple[float, float], ...] | None = None
    pairs: tuple[Pair, ...] | None = None
    locked: tuple[Assignment, ...] = ()
    forbidden: tuple[Assignment, ...] = ()
    previous: tuple[Assignment, ...] | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Rules that cannot hold together, and the needs and people they concern."""

    rules: tuple[str, ...]
    needs: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


class Infeasible(Exception):
    """No plan keeps all rules; `conflicts` says which rules collide."""

    def __init__(self, conflicts: tuple[Conflict, ...]) -> None:
        self.conflicts = conflicts
        super().__init__("; ".join(" + ".join(c.rules) + ": " + ", ".join(c.needs + c.people) for c in conflicts))
