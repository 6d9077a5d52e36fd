"""The page of a visit: when, who, how it stands, what can be done, what was heard, what happened."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.history import history_of
from yuinowa.rounds import HISTORY_WORDS
from yuinowa.rounds.forms import AnswerForm
from yuinowa.rounds.models import Visit
from yuinowa.rounds.views.acting import moving_away, visit_for
from yuinowa.rounds.views.answering import is_by_telephone
from yuinowa.rounds.views.written import written
from yuinowa.ui.status import mark
from yuinowa.ui.templatetags.dates import month_day

MOST_HISTORY = 40
# Earlier ones are found in the list of records.
LATEST = 3


@requires(Permission.SEE_VISITS)
def visit_detail(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        visit = visit_for(request, pk, Permission.SEE_VISITS)
    except Http404:
        if away := moving_away(request, pk):
            return away
        raise
    rights = _rights(request, visit)
    facts = {
        "visit": visit,
        "stands": mark(visit.state, visit.get_state_display()),
        "may": rights,
        "is_by_telephone": is_by_telephone(request.actor),  # type: ignore[attr-defined]
        "form": AnswerForm(visit=visit) if rights["answer"] else None,
        "options": visit.options.all() if visit.state == Visit.State.PROPOSED else [],
        "cancellation": getattr(visit, "cancellation", None),
        "has_come": visit.on <= clock.today(),
        "others": _others(request, visit),
        **written(request, visit),
        "history": [_said(entry) for entry in history_of(visit)[:MOST_HISTORY]],
    }
    return render(request, "rounds/visit_detail.html", facts)


def _rights(request: Any, visit: Visit) -> dict[str, bool]:
    """What the reader may do with this visit as it stands."""
    may = {name: _may(request, visit, permission) for name, permission in _ASKED.items()}
    is_open = visit.state in Visit.OPEN
    return {
        "plan": may["plan"] and is_open,
        "propose": may["plan"] and visit.state in (Visit.State.PLANNED, Visit.State.UNSETTLED),
        "answer": may["answer"] and visit.state == Visit.State.PROPOSED,
        "record": may["record"] and (visit.state == Visit.State.DONE or (visit.state in Visit.STANDING and visit.on <= clock.today())),
        "refuse": may["answer"] and is_open and visit.state != Visit.State.PLANNED,
        "unrefuse": may["answer"] and _was_refused(visit),
        "take_back": may["answer"] and visit.state == Visit.State.CONFIRMED and visit.on >= clock.today(),
    }


_ASKED = {"plan": Permission.PLAN_ROUNDS, "answer": Permission.ANSWER_VISITS, "record": Permission.RECORD_VISITS}


def _was_refused(visit: Visit) -> bool:
    cancellation = getattr(visit, "cancellation", None) if visit.state == Visit.State.CANCELLED else None
    return cancellation is not None and cancellation.kind == cancellation.Kind.REFUSED


def _may(request: Any, visit: Visit, permission: Permission) -> bool:
    return bool(Visit.objects.allowing(request.actor, permission).filter(pk=visit.pk).exists())


def _others(request: Any, visit: Visit) -> list[Visit]:
    """The latest visits to the same school before this one."""
    rows = Visit.objects.allowing(request.actor, Permission.SEE_VISITS).filter(school=visit.school_id, on__lt=visit.on)
    return list(rows.filter(state=Visit.State.DONE).select_related("record").order_by("-on")[:LATEST])


def _said(entry: Any) -> dict[str, Any]:
    text = str(HISTORY_WORDS.get(entry.verb, entry.verb))
    before, on, word = (entry.facts.get(name, "") for name in ("before", "on", "word"))
    if before and on:
        text = _("%(text)s：%(before)s → %(after)s") % {"text": text, "before": _day(before), "after": _day(on)}
    return {"at": entry.at, "text": f"{text}（{word}）" if word else text, "who": entry.actor_label}


def _day(written: str) -> str:
    return month_day(dt.date.fromisoformat(written))
