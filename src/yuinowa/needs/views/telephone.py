"""Whom to telephone: who was asked and has no mail, and who has to be told something."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.needs import actions
from yuinowa.needs.models import Offer, PhoneCall
from yuinowa.people.actions import note_looks
from yuinowa.people.models import ContactLook

PER_PAGE = 50
MOST_CALLS = 100


@requires(Permission.RECORD_ANSWERS)
def phone_list(request: Any) -> HttpResponse:
    """What is to be told, and who is to be asked for an answer (or sent a reply card)."""
    calls = PhoneCall.objects.allowing(request.actor, Permission.RECORD_ANSWERS).select_related("need__school", "talent__person")
    offers = Offer.objects.allowing(request.actor, Permission.RECORD_ANSWERS).by_telephone()
    ordered = offers.select_related("need__school", "date", "talent__person").annotate(was_moved=_was_moved()).order_by("accept_by", "pk")
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    total = page.paginator.count
    due = list(calls.to_make(clock.today())[:MOST_CALLS])
    told = list(calls.filter(told_at__gte=clock.now() - dt.timedelta(hours=12)).order_by("-told_at")[:MOST_CALLS])
    note_looks((one.talent.person for one in (*page, *due, *told)), page=ContactLook.Page.TELEPHONE, by=request.actor)
    return render(
        request,
        "needs/phone_list.html",
        {
            "calls": due,
            "told": told,
            "page": page,
            "summary": ngettext("%(n)s人に電話します", "%(n)s人に電話します", total) % {"n": total},
        },
    )


@requires(Permission.RECORD_ANSWERS)
def call_tell(request: HttpRequest, pk: int) -> HttpResponse:
    return _decided(request, pk, actions.tell_call, _("%(name)sさんに伝えたと記録しました。"))


@requires(Permission.RECORD_ANSWERS)
def call_untell(request: HttpRequest, pk: int) -> HttpResponse:
    return _decided(request, pk, actions.untell_call, _("%(name)sさんを、電話をかける一覧にもどしました。"))


def _decided(request: Any, pk: int, verb: Callable[..., PhoneCall], said: str) -> HttpResponse:
    calls = PhoneCall.objects.allowing(request.actor, Permission.RECORD_ANSWERS).select_related("talent")
    call = get_object_or_404(calls, pk=pk)
    if request.method == "POST":
        verb(call, by=request.actor)
        messages.success(request, said % {"name": call.talent.name})
    return redirect("phone_list")


def _was_moved() -> Exists:
    """Whether the person was asked for another date of the same need before."""
    earlier = Offer.objects.filter(need=OuterRef("need"), talent=OuterRef("talent"), state=Offer.State.WITHDRAWN)
    return Exists(earlier.exclude(date=OuterRef("date")))
