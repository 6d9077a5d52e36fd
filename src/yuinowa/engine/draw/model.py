"""The words of the draw. Field names are those of the JSON form (docs/engine/draw.schema.json)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

RULES = ("serial", "stable", "placed_first")


@dataclass(frozen=True, slots=True)
class Place:
    """`quota`: most entries of a group. `priorities`: rank of a group, smallest first; only `stable` reads them."""

    id: str
    capacity: int
    minimum: int = 0
    quota: Mapping[str, int] = field(default_factory=dict)
    priorities: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """`choices` best first. `unit` is the number of the unit's first member; None: alone."""

    number: int
    choices: tuple[str, ...]
    tier: int = 0
    unit: int | None = None
    group: str | None = None

    @property
    def first(self) -> int:
        """The number whose lot speaks for the whole unit."""
        return self.number if self.unit is None else self.unit


@dataclass(frozen=True, slots=True)
class Problem:
    seed_text: str
    rule: str
    places: tuple[Place, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`turn` counts from 1; `lot` in hex; `place` None: waits."""

    number: int
    place: str | None
    turn: int
    lot: str


@dataclass(frozen=True, slots=True)
class Closed:
    """A place that had `placed` entries, fewer than its minimum, when it was closed."""

    place: str
    placed: int
    minimum: int


@dataclass(frozen=True, slots=True)
class Level:
    """A goal of `placed_first`: no result with the same values above is better than `bound`."""

    name: str
    value: int
    bound: int
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Result:
    """`status`: drawn (the rule leaves nothing open), or for `placed_first` proven, gap or stopped."""

    rule: str
    status: str
    order: tuple[int, ...]
    outcome: tuple[Outcome, ...]
    waiting: tuple[int, ...]
    closed: tuple[Closed, ...] = ()
    levels: tuple[Level, ...] = ()
    seconds: float = 0.0
    input_sha256: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reason:
    """A code and its numbers; `words.sentence` turns it into a sentence."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)
