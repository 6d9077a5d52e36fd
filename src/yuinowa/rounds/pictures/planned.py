"""The figures of a plan in words and rows."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yuinowa.rounds.models import RoundPlan


@dataclass(frozen=True)
class Summary:
    """``weeks`` are rows of a histogram; ``months`` are (first, visits, days, working days)."""

    figures: dict[str, Any]
    hours: str
    bound_hours: str
    gap: int
    percent: float
    weeks: list[tuple[str, int]]
    months: list[tuple[dt.date, int, int, int]]
    busiest_week: int

    @property
    def below(self) -> list[dict[str, Any]]:
        return self.figures.get("below", [])

    @property
    def late(self) -> list[dict[str, Any]]:
        return self.figures.get("late", [])


def summary_of(plan: RoundPlan) -> Summary:
    figures = plan.figures or {}
    weeks = {dt.date.fromisoformat(key): count for key, count in figures.get("weeks", {}).items()}
    visits, days, working = figures.get("months", {}), figures.get("days_by_month", {}), figures.get("working_by_month", {})
    gap = plan.travel_minutes - plan.bound_minutes
    return Summary(
        figures=figures,
        hours=in_hours(plan.travel_minutes),
        bound_hours=in_hours(plan.bound_minutes),
        gap=gap,
        percent=round(100 * gap / plan.bound_minutes, 1) if plan.bound_minutes else 0.0,
        weeks=_weeks(weeks),
        months=[(dt.date.fromisoformat(key), visits.get(key, 0), days.get(key, 0), working[key]) for key in sorted(working)],
        busiest_week=max(weeks.values(), default=0),
    )


def _weeks(weeks: dict[dt.date, int]) -> list[tuple[str, int]]:
    """Every week from the first to the last, named by its Monday; empty ones, too."""
    if not weeks:
        return []
    first, last = min(weeks), max(weeks)
    mondays = [first + dt.timedelta(weeks=n) for n in range((last - first).days // 7 + 1)]
    return [(f"{monday.month}/{monday.day}", weeks.get(monday, 0)) for monday in mondays]


def in_hours(minutes: int) -> str:
    if minutes < 60:
        return _("%(minutes)s分") % {"minutes": minutes}
    return _("%(hours)s時間%(minutes)s分") % {"hours": minutes // 60, "minutes": minutes % 60}
