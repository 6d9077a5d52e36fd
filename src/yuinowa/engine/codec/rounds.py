"""The JSON forms of the rounds problem and plan (docs/engine/rounds.schema.json)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from yuinowa.engine.rounds.model import Block, Plan, Problem, School, Trip

from .fields import Invalid, compose, parse
from .rounds_reader import VERSION, RoundsReader


def read_problem(text: str | bytes) -> Problem:
    """Raises Invalid with every fault."""
    reader = RoundsReader()
    problem = reader.problem(parse(text))
    if reader.faults or problem is None:
        raise Invalid(reader.faults)
    return problem


def read_plan(text: str | bytes) -> Plan:
    """A plan as written by `write_plan` or by hand; only `trips` is required. Without `status` no figures are claimed."""
    reader = RoundsReader()
    plan = reader.plan(parse(text), "")
    if reader.faults or plan is None:
        raise Invalid(reader.faults)
    return plan


def write_problem(problem: Problem) -> str:
    """The canonical form: the same problem always gives the same text."""
    fields: dict[str, Any] = {"version": VERSION}
    fields |= {name: getattr(problem, name) for name in ("days", "visits", "per_day", "spacing_days", "shift")}
    fields["blocks"] = [_block(block) for block in problem.blocks]
    if problem.locked:
        fields["locked"] = [asdict(lock) for lock in problem.locked]
    if problem.previous is not None:
        fields["previous"] = {"trips": _trips(problem.previous)}
    if problem.today is not None:
        fields["today"] = problem.today
    if problem.periods:
        fields["periods"] = problem.periods
    return compose(fields)


def write_plan(plan: Plan) -> str:
    fields: dict[str, Any] = {
        "status": plan.status,
        "travel_minutes": plan.travel_minutes,
        "bound_minutes": plan.bound_minutes,
        "trips": _trips(plan.trips),
        "busiest_week": plan.busiest_week,
        "seconds": plan.seconds,
        "input_sha256": plan.input_sha256,
        "versions": dict(plan.versions),
    }
    optional = {"above_share": plan.above_share, "moved": plan.moved, "moved_visits": plan.moved_visits}
    optional |= {"moved_visits_bound": plan.moved_visits_bound}
    return compose(fields | {name: value for name, value in optional.items() if value is not None})


def fingerprint(problem: Problem) -> str:
    """SHA-256 of the canonical form."""
    return hashlib.sha256(write_problem(problem).encode()).hexdigest()


def _block(block: Block) -> dict[str, Any]:
    fields: dict[str, Any] = {"id": block.id, "minutes": block.minutes, "schools": [_school(school) for school in block.schools]}
    return {**fields, "absent": block.absent} if block.absent else fields


def _school(school: School) -> dict[str, Any]:
    """Without what is not said."""
    return {name: value for name, value in asdict(school).items() if value is not None}


def _trips(trips: Iterable[Trip]) -> list[dict[str, Any]]:
    return [asdict(trip) for trip in trips]
