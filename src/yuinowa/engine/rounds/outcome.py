"""What the search of one block ends with, and what it tells on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Collision(Exception):
    """No choice of trips and days keeps all rules; proven."""


class Lost(Exception):
    """The search ended with no plan and no proof that there is none."""


@dataclass(slots=True)
class Outcome:
    """Rows of each trip in order and the column of its day; no plan of the block travels less than `bound`, or moves fewer visits than `moved_bound`."""

    trips: list[tuple[tuple[int, ...], int]]
    travel: int
    bound: int
    is_stopped: bool = False
    moved_bound: int = 0


class Tell(Protocol):
    """Hears of a phase, how much of the block is done, and the best plan so far with its bound, where there is one."""

    def __call__(self, phase: str, share: float, travel: int = 0, bound: int = 0) -> None: ...


def silent(phase: str, share: float, travel: int = 0, bound: int = 0) -> None:
    """Tells nobody."""
