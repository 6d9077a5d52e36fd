"""In the order of the draw, a unit takes its first choice with room for all of it."""

from __future__ import annotations

from collections.abc import Iterable

from .order import Unit
from .rooms import Rooms


def serial(units: Iterable[Unit], rooms: Rooms) -> list[str | None]:
    """The place of each unit; None: waits. `rooms` is what is left afterwards."""
    return [_take(unit, rooms) for unit in units]


def _take(unit: Unit, rooms: Rooms) -> str | None:
    for place in unit.choices:
        if rooms.fits(unit, place):
            rooms.take(unit, place)
            return place
    return None
