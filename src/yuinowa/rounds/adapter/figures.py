"""What is said of a plan beside its visits: how full days, weeks and months are, and which schools get less than the policy wants."""

import datetime as dt
from collections import Counter
from typing import Any

from yuinowa.engine.calendar import monday_of
from yuinowa.rounds.adapter.facts import Facts
from yuinowa.rounds.adapter.planning import Result
from yuinowa.rounds.adapter.times import Timed


def figures_of(result: Result, facts: Facts) -> dict[str, Any]:
    """Keys of days, weeks (their Monday) and months (their first day) are ISO dates; values are counts, ``travel`` is minutes."""
    visits = result.visits
    days = Counter(visit.on for visit in visits)
    working = list(facts.workdays())
    return {
        "visits": len(visits),
        "days": len(days),
        "working_days": len(working),
        "wanted": sum(one.wanted for one in facts.schools),
        "done": sum(len(one.counted) for one in facts.schools),
        "travel": {on.isoformat(): minutes for on, minutes in sorted(_travel(visits).items())},
        "weeks": _counts(Counter(monday_of(visit.on) for visit in visits)),
        "months": _counts(Counter(visit.on.replace(day=1) for visit in visits)),
        "days_by_month": _counts(Counter(on.replace(day=1) for on in days)),
        "working_by_month": _counts(Counter(on.replace(day=1) for on in working)),
        "below": list(result.below),
        "late": list(result.late),
        "moved": result.plan.moved,
    }


def _travel(visits: tuple[Timed, ...]) -> Counter[dt.date]:
    found: Counter[dt.date] = Counter()
    for visit in visits:
        found[visit.on] += visit.travel + visit.home
    return found


def _counts(counts: Counter[dt.date]) -> dict[str, int]:
    return {on.isoformat(): count for on, count in sorted(counts.items())}
