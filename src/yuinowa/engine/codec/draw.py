"""The JSON forms of the draw: problem and result (docs/engine/draw.schema.json)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from yuinowa.engine.draw.model import Entry, Place, Problem, Result

from .draw_reader import VERSION, DrawReader
from .fields import Invalid, compose, parse


def read_problem(text: str | bytes) -> Problem:
    """Raises Invalid with every fault."""
    reader = DrawReader()
    problem = reader.problem(parse(text))
    if reader.faults or problem is None:
        raise Invalid(reader.faults)
    return problem


def read_result(text: str | bytes) -> Result:
    """A result as written by `write_result` or by hand; `order`, `outcome` and `waiting` are required."""
    reader = DrawReader()
    result = reader.result(parse(text))
    if reader.faults or result is None:
        raise Invalid(reader.faults)
    return result


def write_problem(problem: Problem) -> str:
    """The same problem always gives the same text."""
    return compose(
        {
            "version": VERSION,
            "seed_text": problem.seed_text,
            "rule": problem.rule,
            "places": [_place(place) for place in problem.places],
            "entries": [_entry(entry) for entry in problem.entries],
        }
    )


def write_result(result: Result) -> str:
    return compose(
        {
            "rule": result.rule,
            "status": result.status,
            "order": result.order,
            "outcome": [{"number": one.number, "place": one.place, "turn": one.turn, "lot": one.lot} for one in result.outcome],
            "waiting": result.waiting,
            "closed": [asdict(closed) for closed in result.closed],
            "levels": [asdict(level) for level in result.levels],
            "seconds": result.seconds,
            "input_sha256": result.input_sha256,
            "versions": dict(result.versions),
        }
    )


def _place(place: Place) -> dict[str, Any]:
    fields = {"id": place.id, "capacity": place.capacity, "minimum": place.minimum}
    fields |= {"quota": dict(place.quota), "priorities": dict(place.priorities)}
    return _sparse(fields, {"minimum": 0, "quota": {}, "priorities": {}})


def _entry(entry: Entry) -> dict[str, Any]:
    return _sparse(asdict(entry), {"unit": None, "group": None})


def _sparse(fields: dict[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in defaults or value != defaults[name]}
