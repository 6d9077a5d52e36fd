"""The JSON forms of the matching problem and plan (docs/engine/matching.schema.json)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from yuinowa.engine.matching.model import Assignment, Person, Plan, Problem, Reason
from yuinowa.engine.matching.words import sentence

from .fields import Invalid, compose, parse
from .matching_reader import VERSION, MatchingReader


def read_problem(text: str | bytes) -> Problem:
    """Raises Invalid with every fault."""
    reader = MatchingReader()
    problem = reader.problem(parse(text))
    if reader.faults or problem is None:
        raise Invalid(reader.faults)
    return problem


def read_plan(text: str | bytes) -> Plan:
    """A plan as written by `write_plan` or by hand; only `assignments` is required."""
    reader = MatchingReader()
    plan = reader.plan(parse(text), "")
    if reader.faults or plan is None:
        raise Invalid(reader.faults)
    return plan


def write_problem(problem: Problem) -> str:
    """The canonical form: the same problem always gives the same text."""
    fields: dict[str, Any] = {"version": VERSION, "rules": asdict(problem.rules), "minutes": problem.minutes}
    fields["needs"] = [_sparse(asdict(need), {"minimum": 0, "skill": None, "setting": 0}) for need in problem.needs]
    fields["people"] = [_person(person) for person in problem.people]
    if problem.places is not None:
        fields["places"] = problem.places
    if problem.pairs is not None:
        fields["pairs"] = [_sparse(asdict(pair), {"known": False}) for pair in problem.pairs]
    fields |= {name: _assignments(getattr(problem, name)) for name in ("locked", "forbidden") if getattr(problem, name)}
    if problem.previous is not None:
        fields["previous"] = {"assignments": _assignments(problem.previous)}
    return compose(fields)


def write_plan(plan: Plan) -> str:
    fields: dict[str, Any] = {
        "status": plan.status,
        "levels": [asdict(level) for level in plan.levels],
        "assignments": _assignments(plan.assignments),
        "unfilled": [{"need": gap.need, "missing": gap.missing, "why": _reason(gap.why)} for gap in plan.unfilled],
        "seconds": plan.seconds,
        "input_sha256": plan.input_sha256,
        "versions": dict(plan.versions),
    }
    if plan.kept is not None:
        fields["kept"] = plan.kept
    if plan.reasons:
        fields["reasons"] = [{"need": given.need, "person": given.person, "why": _reason(given.why)} for given in plan.reasons]
    return compose(fields)


def _reason(reason: Reason) -> dict[str, Any]:
    return {"code": reason.code, **reason.values, "ja": sentence(reason, "ja"), "en": sentence(reason, "en")}


def fingerprint(problem: Problem) -> str:
    """SHA-256 of the canonical form."""
    return hashlib.sha256(write_problem(problem).encode()).hexdigest()


def _sparse(fields: dict[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in defaults or value != defaults[name]}


def _person(person: Person) -> dict[str, Any]:
    fields = asdict(person)
    fields["limits"] = tuple({"from": limit.first, "to": limit.last, "max": limit.max} for limit in person.limits)
    defaults = {"skills": (), "setting": 0, "windows": None, "absent": (), "home": None, "reach_km": None, "limits": ()}
    return _sparse(fields, defaults)


def _assignments(assignments: Iterable[Assignment]) -> list[dict[str, str]]:
    return [{"need": assignment.need, "person": assignment.person} for assignment in assignments]
