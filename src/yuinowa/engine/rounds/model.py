"""The words of the rounds problem. Field names are those of the JSON form (docs/engine/rounds.schema.json).

Times are minutes of the day, `day` counts from 0, week = day // 5. Row 0 of a block's `minutes` is its base.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

DAYS_IN_WEEK = 5
NEVER = (0, 0)  # in `windows`: not on that weekday


@dataclass(frozen=True, slots=True)
class School:
    """`visits` None: as many as the problem asks of every school. Either `window` or five `windows`, Monday first, says the hours.

    By day `first_by` the school has been visited once; a `first_by` before today asks nothing any more.
    """

    id: str
    open: tuple[int, ...]
    window: tuple[int, int] | None
    service: int
    visits: int | None = None
    windows: tuple[tuple[int, int], ...] | None = None
    first_by: int | None = None

    def hours_on(self, day: int) -> tuple[int, int]:
        if self.windows is not None:
            return self.windows[day % DAYS_IN_WEEK]
        assert self.window is not None
        return self.window

    @property
    def days(self) -> tuple[int, ...]:
        """`open` without weekdays on which its hours are never."""
        return self.open if self.windows is None else tuple(day for day in self.open if self.hours_on(day) != NEVER)

    @property
    def widest(self) -> tuple[int, int]:
        """Its longest hours of any weekday."""
        return max((self.hours_on(weekday) for weekday in range(DAYS_IN_WEEK)), key=lambda hours: hours[1] - hours[0])


@dataclass(frozen=True, slots=True)
class Block:
    """One instructor and the schools she visits; `minutes` from row to column, base first, then the schools in order."""

    id: str
    minutes: tuple[tuple[int, ...], ...]
    schools: tuple[School, ...]
    absent: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Lock:
    block: str
    school: str
    day: int


@dataclass(frozen=True, slots=True)
class Stop:
    """`arrive` is the arrival, before any waiting; `leave` follows the service."""

    school: str
    arrive: int
    leave: int


@dataclass(frozen=True, slots=True)
class Trip:
    block: str
    day: int
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """`status`: proven (no plan travels less than `bound_minutes`), gap, or stopped (by the clock or by a person).

    `above_share`: for each block the most visits in a period above its share, rounded down; None without `periods`.
    `moved` counts previous trips from `today` on that were not kept, `moved_visits` visits that are not on their day; no plan moves fewer than
    `moved_visits_bound`. None without `previous`.
    """

    status: str
    travel_minutes: int
    bound_minutes: int
    trips: tuple[Trip, ...]
    busiest_week: tuple[int, ...] = ()
    above_share: tuple[int, ...] | None = None
    moved: int | None = None
    moved_visits: int | None = None
    moved_visits_bound: int | None = None
    seconds: float = 0.0
    input_sha256: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """`days` of the term, `visits` of each school, at most `per_day` on a day, `spacing_days` between two of a school.

    `periods` are first and last days, as of months: each gets its share of the visits, by working days.
    """

    days: int
    visits: int
    per_day: int
    spacing_days: int
    shift: tuple[int, int]
    blocks: tuple[Block, ...]
    locked: tuple[Lock, ...] = ()
    previous: tuple[Trip, ...] | None = None
    today: int | None = None
    periods: tuple[tuple[int, int], ...] = ()

    def visits_of(self, school: School) -> int:
        return self.visits if school.visits is None else school.visits


@dataclass(frozen=True, slots=True)
class Conflict:
    """Rules that cannot hold together in a block, the schools and days they concern, and numbers for `words.sentence`."""

    rules: tuple[str, ...]
    block: str
    schools: tuple[str, ...] = ()
    days: tuple[int, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)


class Infeasible(Exception):
    """No plan keeps all rules; `conflicts` says which rules collide."""

    def __init__(self, conflicts: tuple[Conflict, ...]) -> None:
        self.conflicts = conflicts
        super().__init__("; ".join(" + ".join(c.rules) + ": " + ", ".join((c.block, *c.schools)) for c in conflicts))
