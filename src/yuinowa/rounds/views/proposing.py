"""Asking schools whether the day suits: one, or all that were not asked yet."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.rounds import actions, mails
from yuinowa.rounds.actions.propose import days_to_offer
from yuinowa.rounds.models import Visit
from yuinowa.rounds.views.acting import page_of, visit_for
from yuinowa.ui.deciding import confirm, yes
from yuinowa.ui.templatetags.dates import clock_time, wareki

MOST = 60
LISTED = 30


@requires(Permission.PLAN_ROUNDS)
def visit_propose(request: Any, pk: int) -> HttpResponse:
    visit = visit_for(request, pk, Permission.PLAN_ROUNDS)
    days = days_to_offer(visit, clock.today()) if request.method == "GET" else []
    count = mails.counted([visit])
    told = _("%(school)sに、次の日でよいかをメールで確かめます。学校は、ほかの日を選ぶこともできます。")
    untold = _("%(school)sには、メールを受け取る担当者がいません。電話で聞き、訪問のページに答えを書いてください。")
    return confirm(
        request,
        yes(request),
        lambda: _proposed(request, visit),
        title=_("学校に確かめる"),
        verb=_("確かめる"),
        sentence=(told if count else untold) % {"school": visit.school.name},
        details=[_span(day) for day in days],
        mails=count,
        up=visit.school.short_name,
        back=page_of(visit),
        is_undoable=False,
    )


@requires(Permission.PLAN_ROUNDS)
def visits_propose(request: Any) -> HttpResponse:
    """All visits that no school was asked about yet, or those named in the address (``?visit=1&visit=2``)."""
    visits = _to_ask(request)
    if not visits:
        messages.info(request, _("学校に確かめる訪問は、いまありません。"))
        return redirect("home")
    count = len(visits)
    lines = [_("%(day)s %(school)s") % {"day": _span(visit), "school": visit.school.short_name} for visit in visits[:LISTED]]
    more = [_("ほか%(n)s件") % {"n": count - LISTED}] if count > LISTED else []
    sentence = ngettext(
        "%(n)s校に、訪問の日でよいかを、ほかに選べる日を2つそえて確かめます。",
        "%(n)s校に、訪問の日でよいかを、ほかに選べる日を2つそえて確かめます。",
        count,
    )
    return confirm(
        request,
        yes(request),
        lambda: _all_proposed(request, visits),
        title=_("まとめて学校に確かめる"),
        verb=_("確かめる"),
        sentence=sentence % {"n": count},
        details=[*lines, *more],
        mails=mails.counted(visits),
        hidden=[("visit", visit.pk) for visit in visits],
        back=reverse("home"),
        is_undoable=False,
    )


def _to_ask(request: Any) -> list[Visit]:
    asked = request.POST if request.method == "POST" else request.GET
    rows = Visit.objects.allowing(request.actor, Permission.PLAN_ROUNDS).filter(state=Visit.State.PLANNED, on__gt=clock.today())
    keys = [int(key) for key in asked.getlist("visit")[:MOST] if key.isdecimal() and len(key) < 19]
    if keys:
        return list(rows.filter(pk__in=keys).with_places())
    # Without a choice: one's own. The office would otherwise write to the whole city by accident.
    return list(rows.filter(post=request.actor.post_id).with_places()[:MOST])


def _proposed(request: Any, visit: Visit) -> str:
    actions.propose_visit(visit, by=request.actor)
    messages.success(request, _("学校に確かめました。返事が来ると、メールで知らせます。"))
    return page_of(visit)


def _all_proposed(request: Any, visits: list[Visit]) -> str:
    n = len(actions.propose_visits(visits=visits, by=request.actor))
    messages.success(request, ngettext("%(n)s校に確かめました。", "%(n)s校に確かめました。", n) % {"n": n})
    return reverse("home")


def _span(day: Any) -> str:
    on: dt.date = day.on
    return f"{wareki(on)} {clock_time(day.arrives_at)}～{clock_time(day.leaves_at)}"
