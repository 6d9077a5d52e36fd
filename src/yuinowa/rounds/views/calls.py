"""Whom to telephone about visits, because nobody there reads mail."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.rounds import actions
from yuinowa.rounds.models import VisitCall

MOST = 200
SHOWN_FOR = dt.timedelta(hours=24)


@requires(Permission.TELL_VISITS)
def visit_calls(request: HttpRequest) -> HttpResponse:
    rows = VisitCall.objects.allowing(request.actor, Permission.TELL_VISITS).select_related("school", "post__center")  # type: ignore[attr-defined]
    told = rows.filter(told_at__gte=clock.now() - SHOWN_FOR).order_by("-told_at")
    return render(request, "rounds/visit_calls.html", {"calls": rows.to_make()[:MOST], "told": told[:MOST]})


@requires(Permission.TELL_VISITS)
def visit_call_tell(request: HttpRequest, pk: int) -> HttpResponse:
    return _decided(request, pk, actions.tell_visit_call, _("伝えたと記録しました。"), "visit_call_untell")


@requires(Permission.TELL_VISITS)
def visit_call_untell(request: HttpRequest, pk: int) -> HttpResponse:
    return _decided(request, pk, actions.untell_visit_call, _("一覧にもどしました。"), "")


def _decided(request: Any, pk: int, verb: Callable[..., VisitCall], said: str, undo: str) -> HttpResponse:
    call = get_object_or_404(VisitCall.objects.allowing(request.actor, Permission.TELL_VISITS), pk=pk)
    if request.method == "POST":
        verb(call, by=request.actor)
        messages.success(request, said, extra_tags=reverse(undo, args=[pk]) if undo else "")
    return redirect("visit_calls")
