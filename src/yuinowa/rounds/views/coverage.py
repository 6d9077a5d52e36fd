"""Which school was visited when: schools by months, the six blocks side by side."""

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yuinowa.access.guards import may, requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.export import table_response
from yuinowa.engine.calendar import fiscal_year, fiscal_year_name
from yuinowa.rounds.models import Visit
from yuinowa.rounds.pictures.coverage import LONG_DAYS, Line, Mark, coverage, months_of


@requires(Permission.SEE_VISITS)
def rounds_coverage(request: Any) -> HttpResponse:
    today = clock.today()
    year = _year(request, today)
    parts = coverage(request.actor, year, today)
    facts = {
        "parts": parts,
        "months": months_of(year),
        "year": year,
        "year_name": fiscal_year_name(year),
        "schools": sum(len(part.lines) for part in parts),
        "visited": sum(part.visited for part in parts),
        "long_ago": sum(part.long_ago for part in parts),
        "below": sum(part.below for part in parts),
        "long_days": LONG_DAYS,
        "overdue": sum(part.overdue for part in parts),
        "may_export": may(request.actor, Permission.EXPORT),
        "rows": [{"line": line, "days": line.days_since(today)} for part in parts for line in part.lines],
        "on": today,
    }
    return render(request, "rounds/coverage.html", facts)


@requires(Permission.EXPORT)
def rounds_coverage_export(request: Any, form: str) -> HttpResponse:
    today = clock.today()
    year = _year(request, today)
    lines = [line for part in coverage(request.actor, year, today) for line in part.lines]
    months = [_("%(month)s月") % {"month": month.month} for month in months_of(year)]
    header = [
        _("地区"),
        _("学校"),
        *months,
        _("前回の訪問"),
        _("前回からの日数"),
        _("次の訪問"),
        _("学期の回数"),
        _("決まった回数"),
        _("少ないわけ"),
    ]
    name = _("訪問のようす %(year)s") % {"year": fiscal_year_name(year)}
    return table_response(form, name=name, header=header, rows=(_cells(line, today) for line in lines))


def _cells(line: Line, today: dt.date) -> list[Any]:
    months = ["、".join(_word(mark) for mark in cell) for cell in line.cells]
    days = line.days_since(today)
    tail = [line.last_on, "" if days is None else days, line.next_on, line.wanted, line.standing, line.why if line.is_below else ""]
    return [str(line.school.block or ""), line.school.short_name, *months, *tail]


def _word(mark: Mark) -> str:
    """● took place, ○ planned or agreed, △ without a day: told apart in black and white."""
    sign = {Visit.State.DONE: "●", Visit.State.UNSETTLED: "△"}.get(Visit.State(mark.state), "○")
    return f"{sign}{mark.on.day}"


def _year(request: Any, today: dt.date) -> int:
    text = request.GET.get("year", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 and 2000 <= int(text) <= 2100 else fiscal_year(today)
