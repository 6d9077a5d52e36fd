"""One promise: what, by whom, for whom, until when, what can be done, and what happened."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.history import history_of
from yuinowa.organisations.models import School
from yuinowa.people.models import Appointment
from yuinowa.promises import HISTORY_WORDS
from yuinowa.promises.models import Promise
from yuinowa.promises.views.acting import promise_for
from yuinowa.promises.views.tables import how_it_stands
from yuinowa.ui.navigation import page_of
from yuinowa.ui.tables import words
from yuinowa.ui.templatetags.dates import month_day

MOST_HISTORY = 40


@requires(Permission.SEE_PROMISES)
def promise_detail(request: HttpRequest, pk: int) -> HttpResponse:
    promise, on = promise_for(request, pk, Permission.SEE_PROMISES), clock.today()
    may_keep = Promise.objects.allowing(request.actor, Permission.KEEP_PROMISES).filter(pk=pk).exists()
    became = _became(promise)
    facts = {
        "promise": promise,
        "stands": how_it_stands(promise.state, promise.due_on, on, words(Promise.State)),
        "is_open": promise.state == Promise.State.OPEN,
        "may_keep": may_keep,
        "is_vacant": not Appointment.objects.valid(on).filter(post=promise.owner_id).exists(),
        "became": became,
        "need_url": page_of("promise_need", pk) if may_keep and not became and _may_become_need(request.actor, promise) else "",
        "history": [_said(entry) for entry in history_of(promise)[:MOST_HISTORY]],
    }
    return render(request, "promises/promise_detail.html", facts)


def _became(promise: Promise) -> dict[str, str] | None:
    """The need that it became; needs are a later room, so its row is asked by its name."""
    need = getattr(getattr(promise, "became", None), "need", None)
    return {"title": str(need), "url": page_of("need_detail", need.pk)} if need else None


def _may_become_need(actor: Any, promise: Promise) -> bool:
    school = (promise.owed_to.school if promise.owed_to else None) or promise.owner.school
    return school is not None and School.objects.allowing(actor, Permission.POST_NEEDS).filter(pk=school.pk).exists()


def _said(entry: Any) -> dict[str, Any]:
    text = str(HISTORY_WORDS.get(entry.verb, entry.verb))
    before, after = _sides(entry)
    if before:
        text = _("%(text)s：%(before)s → %(after)s") % {"text": text, "before": before, "after": after}
    word = entry.facts.get("word")
    return {"at": entry.at, "text": f"{text}（{word}）" if word else text, "who": entry.actor_label}


def _sides(entry: Any) -> tuple[str, str]:
    """From where to where: posts by their names, days in words."""
    before, after = entry.facts.get("from", ""), entry.facts.get("to", "")
    if entry.verb != "moved":
        return before, after
    return month_day(dt.date.fromisoformat(before)), month_day(dt.date.fromisoformat(after))
