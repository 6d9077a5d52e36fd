"""An open seat: the smallest change that fills it, and carrying it out."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core.errors import Refused
from yuinowa.core.submissions import once
from yuinowa.matching import actions
from yuinowa.matching.adapter.mending import Change, smallest_change
from yuinowa.needs.models import Need


@requires(Permission.PLAN_TERM)
def need_mend(request: HttpRequest, pk: int) -> HttpResponse:
    """Who would step in, who would be asked elsewhere, and what is sent; one button carries it out."""
    need, refusal = _need_of(request, pk), None
    if request.method == "POST":
        try:
            return redirect(once(request, lambda: _mended(request, need)))
        except Refused as error:
            refusal = error
    change = _change_of(need)
    facts = {"need": need, "change": change, "refusal": refusal, "people": len(change.steps) if change else 0}
    return render(request, "matching/need_mend.html", facts, status=409 if refusal else 200)


@requires(Permission.PLAN_TERM)
def need_unmend(request: HttpRequest, pk: int) -> HttpResponse:
    need = _need_of(request, pk)
    if request.method == "POST":
        try:
            return redirect(once(request, lambda: _unmended(request, need)))
        except Refused as error:
            messages.error(request, error.message)
            return redirect("need_detail", pk=pk)
    confirm = {
        "title": _("変更を元にもどす"),
        "verb": _("元にもどす"),
        "sentence": _("「%(title)s」の席をうめた変更を、元にもどします。新しい打診は取り下げ、前の打診は返事待ちにもどります。")
        % {"title": need.title},
        "mails": 0,
        "is_undoable": True,
        "back": reverse("need_detail", args=[pk]),
        "up": need.title,
    }
    return render(request, "ui/confirm.html", {"confirm": confirm})


def _need_of(request: Any, pk: int) -> Need:
    rows = Need.objects.allowing(request.actor, Permission.PLAN_TERM).live().select_related("school").prefetch_related("dates")
    return get_object_or_404(rows, pk=pk)


def _change_of(need: Need) -> Change | None:
    try:
        return smallest_change(need)
    except Refused:
        return None


def _mended(request: Any, need: Need) -> str:
    change = actions.mend_need(need=need, expected=request.POST.get("change", ""), by=request.actor)
    said = ngettext("%(n)d人に打診しました。", "%(n)d人に打診しました。", len(change.steps)) % {"n": len(change.steps)}
    if change.moved:
        said += ngettext("%(n)d人の前の打診は、取り下げました。", "%(n)d人の前の打診は、取り下げました。", change.moved) % {
            "n": change.moved
        }
    messages.success(request, said)
    return reverse("need_detail", args=[need.pk])


def _unmended(request: Any, need: Need) -> str:
    actions.unmend_need(need=need, by=request.actor)
    messages.success(request, _("元にもどしました。"))
    return reverse("need_detail", args=[need.pk])
