"""The reasons that are stored with a plan: one for every place, with what the plan would lose without that person."""

from __future__ import annotations

from dataclasses import replace

from yuinowa.engine.watch import Stopped

from .explain import why_person
from .ground import Ground
from .model import Assigned, Assignment, Plan, Problem
from .program import Unsettled
from .without import Study

MOST_STUDIED = 600  # places: a second; a larger plan is handed over first and studied afterwards (`price_places`)
MOST_CLOSED = 500  # questions that need the program itself, each some hundredths of a second


def give_reasons(problem: Problem, plan: Plan, *, most_studied: int = MOST_STUDIED) -> Plan:
    """The plan with a reason for each place. `without` is added for proven plans of up to `most_studied` places."""
    ground = Ground(problem, plan)
    study = _study(problem, plan) if plan.status == "proven" and len(plan.assignments) <= most_studied else None
    reasons = []
    for given in plan.assignments:
        reason = why_person(problem, plan, given.need, given.person, ground=ground)
        without = study.without(given) if study else {}
        reasons.append(
            Assigned(given.need, given.person, replace(reason, values={**reason.values, "without": without}) if without else reason)
        )
    return replace(plan, reasons=tuple(reasons))


def price_places(problem: Problem, plan: Plan, *, most_closed: int = MOST_CLOSED) -> dict[Assignment, dict[str, float]]:
    """What the plan loses without each person at each need. Only proven plans have such prices; a place may be left out."""
    study = _study(problem, plan) if plan.status == "proven" else None
    found: dict[Assignment, dict[str, float]] = {}
    for given in plan.assignments if study else ():
        without = study.without(given, is_closing=study.closed < most_closed) if study else {}
        if without:
            found[given] = without
    return found


def _study(problem: Problem, plan: Plan) -> Study | None:
    """None where the linear program alone does not reach the plan: its prices would not be those of plans."""
    try:
        study = Study(problem, plan)
    except (Stopped, Unsettled):
        return None
    return study if study.meets() else None
