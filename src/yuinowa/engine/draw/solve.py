"""From a problem to a result: lots, order, rule."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from yuinowa.engine.watch import Progress, Watch

from .closing import Taken, close_weakest, placed_at
from .lots import lots
from .model import Closed, Level, Outcome, Place, Problem, Result
from .order import Unit, units_in_order
from .placed_first import Search
from .rooms import Rooms
from .serial import serial
from .stable import stable

Lots = Mapping[int, bytes]


@dataclass(frozen=True, slots=True)
class Placing:
    """What a rule decides: the place of each unit, and how far that is proven."""

    taken: Taken
    closed: tuple[Closed, ...]
    status: str = "drawn"
    levels: tuple[Level, ...] = ()


def solve(
    problem: Problem,
    *,
    seconds: float | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Result:
    """The draw. `seconds` is a safety stop for `placed_first`: the result is then the best so far, with status `stopped`."""
    watch = Watch(clock, seconds, on_progress, should_stop)
    drawn = lots(problem.seed_text, [entry.number for entry in problem.entries])
    units = units_in_order(problem.entries, drawn)
    return _result(problem, units, drawn, place_units(problem.rule, units, problem.places, drawn, watch), watch)


def place_units(rule: str, units: Sequence[Unit], places: Sequence[Place], drawn: Lots, watch: Watch) -> Placing:
    def run(closed: Collection[str]) -> Taken:
        return stable(units, places, closed, drawn) if rule == "stable" else serial(units, Rooms(places, closed))

    taken, closed = close_weakest(places, units, run)
    return _placed_first(units, places, taken, watch) if rule == "placed_first" else Placing(taken, closed)


def _placed_first(units: Sequence[Unit], places: Sequence[Place], start: Taken, watch: Watch) -> Placing:
    """Begins with the result of `serial`, so there is always one in hand."""
    search = Search(units, places, start, watch)
    taken = search.run()
    placed = placed_at(units, taken)
    closed = tuple(Closed(place.id, 0, place.minimum) for place in places if place.minimum and not placed[place.id])
    return Placing(taken, closed, search.status, search.levels)


def _result(problem: Problem, units: Sequence[Unit], drawn: Lots, placing: Placing, watch: Watch) -> Result:
    pairs = [(entry.number, place) for unit, place in zip(units, placing.taken, strict=True) for entry in unit.members]
    return Result(
        rule=problem.rule,
        status=placing.status,
        order=tuple([number for number, _ in pairs]),
        outcome=tuple([Outcome(number, place, turn, drawn[number].hex()) for turn, (number, place) in enumerate(pairs, start=1)]),
        waiting=tuple([number for number, place in pairs if place is None]),
        closed=placing.closed,
        levels=placing.levels,
        seconds=round(watch.elapsed(), 6),
        versions=_versions(problem.rule),
    )


def _versions(rule: str) -> dict[str, str]:
    packages = ("yuinowa", "highspy") if rule == "placed_first" else ("yuinowa",)
    return {package: version(package) for package in packages}
