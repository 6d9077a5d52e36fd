"""訪問の日を決める: schools that said nothing, visits without a day, and those that nobody was asked about yet."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission, Role
from yuinowa.core import clock
from yuinowa.core.history import last_words
from yuinowa.rounds.models import Visit

MOST = 60
AHEAD = dt.timedelta(days=42)


@requires(Permission.PLAN_ROUNDS)
def visits_waiting(request: Any) -> HttpResponse:
    """An instructor's own; the office sees the whole city's."""
    today = clock.today()
    rows = Visit.objects.allowing(request.actor, Permission.PLAN_ROUNDS)
    # Who goes round the schools has nothing to do with the others' days.
    rows = rows.for_post(request.actor.post_id) if Role.INSTRUCTOR in request.actor.roles else rows
    rows = rows.with_places().order_by("on", "arrives_at", "pk")
    unsettled = list(rows.filter(state=Visit.State.UNSETTLED)[:MOST])
    words = last_words(unsettled, "none_suits")
    facts = {
        "silent": rows.filter(state=Visit.State.PROPOSED, answer_by__lt=today, on__gte=today)[:MOST],
        "unsettled": [(visit, words.get(visit.pk, "")) for visit in unsettled],
        "unasked": rows.filter(state=Visit.State.PLANNED, on__gt=today, on__lte=today + AHEAD)[:MOST],
        "asked": rows.filter(state=Visit.State.PROPOSED, answer_by__gte=today)[:MOST],
    }
    return render(request, "rounds/visits_waiting.html", facts)


@requires(Permission.RECORD_VISITS)
def visit_today(request: HttpRequest) -> HttpResponse:
    """An address without a date, to keep on the phone's first page."""
    return redirect("visit_day", clock.today().isoformat())
