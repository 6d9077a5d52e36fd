"""A seat that becomes free: the same rule on the waiting list, with what is left."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from yuinowa.engine.watch import Watch

from .lots import lots
from .model import Problem, Result
from .order import Unit, unit_of, units_in_order
from .rooms import Rooms
from .solve import place_units


def promote(problem: Problem, result: Result, gone: Collection[int] = ()) -> Result:
    """The result after the entries in `gone` have left: who is placed stays, who waits may move up. Turns and lots stay.

    Entries that the result does not hold have left before. `problem` may have more seats than at the draw.
    """
    placed = {outcome.number: outcome.place for outcome in result.outcome if outcome.number not in gone}
    drawn = lots(problem.seed_text, [entry.number for entry in problem.entries])
    units = list(_remaining(units_in_order(problem.entries, drawn), placed))
    rooms = _rooms(problem, result, units, placed)
    waiting = [unit for unit in units if placed[unit.members[0].number] is None]
    places = [rooms.left(place) for place in problem.places]
    taken = place_units(problem.rule, waiting, places, drawn, Watch(time.perf_counter, None, None, None)).taken
    placed |= {entry.number: place for unit, place in zip(waiting, taken, strict=True) for entry in unit.members}
    return _changed(result, placed)


def _remaining(units: Iterable[Unit], placed: Mapping[int, str | None]) -> Iterable[Unit]:
    """A unit that lost members keeps its turn: the lot of its first member goes on speaking for it."""
    for unit in units:
        members = [entry for entry in unit.members if entry.number in placed]
        if members:
            yield unit_of(members)


def _rooms(problem: Problem, result: Result, units: Iterable[Unit], placed: Mapping[int, str | None]) -> Rooms:
    rooms = Rooms(problem.places, {closed.place for closed in result.closed})
    for unit in units:
        place = placed[unit.members[0].number]
        if place is not None:
            rooms.take(unit, place)
    return rooms


def _changed(result: Result, placed: Mapping[int, str | None]) -> Result:
    """The proof of a draw says nothing about what came after it."""
    outcome = tuple(replace(one, place=placed[one.number]) for one in result.outcome if one.number in placed)
    return replace(
        result,
        status="promoted",
        order=tuple(one.number for one in outcome),
        outcome=outcome,
        waiting=tuple(one.number for one in outcome if one.place is None),
        levels=(),
    )
