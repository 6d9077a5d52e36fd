"""The principal's page: what waits for a yes, one by one or together."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.needs import actions, mails
from yuinowa.needs.forms import ApproveForm, WordForm
from yuinowa.needs.models import Need
from yuinowa.needs.views.acting import need_for
from yuinowa.needs.views.confirming import confirm
from yuinowa.ui.deciding import attempt


@requires(Permission.APPROVE_NEEDS)
def need_approvals(request: HttpRequest) -> HttpResponse:
    waiting = Need.objects.allowing(request.actor, Permission.APPROVE_NEEDS).filter(state=Need.State.AWAITING_APPROVAL)  # type: ignore[attr-defined]
    needs = list(waiting.select_related("school").prefetch_related("dates"))
    form = ApproveForm(request.POST or None, ids=[need.pk for need in needs])
    if request.method == "POST":
        if not form.is_valid():
            messages.error(request, _("承認するお願いに印をつけてください。"))
        else:
            gone = attempt(request, form, lambda: _approved(request, form.cleaned_data["needs"], reverse("need_approvals")))
            if gone:
                return gone
    return render(request, "needs/need_approvals.html", {"needs": needs, "form": form})


@requires(Permission.APPROVE_NEEDS)
def need_approve(request: HttpRequest, pk: int) -> HttpResponse:
    need = need_for(request, pk, Permission.APPROVE_NEEDS)
    return confirm(
        request,
        lambda: _approved(request, [need.pk], reverse("need_detail", args=[pk])),
        title=_("承認する"),
        sentence=_("「%(title)s」（%(people)s人）を承認します。担当者が、来てくださる方を探しはじめます。")
        % {"title": need.title, "people": need.people},
        back=reverse("need_detail", args=[pk]),
        up=need.title,
        is_undoable=False,
    )


@requires(Permission.APPROVE_NEEDS)
def need_send_back(request: HttpRequest, pk: int) -> HttpResponse:
    need = need_for(request, pk, Permission.APPROVE_NEEDS)
    form = WordForm(request.POST or None)
    return confirm(
        request,
        lambda: _sent_back(request, need, form.cleaned_data["word"]),
        form=form,
        title=_("直しをお願いする"),
        sentence=_("「%(title)s」を下書きにもどし、事業担当教員にメールで知らせます。") % {"title": need.title},
        mails=mails.school_readers(need),
        back=reverse("need_detail", args=[pk]),
        up=need.title,
        is_undoable=True,
    )


def _approved(request: Any, ids: list[int], url: str) -> str:
    needs = actions.approve_needs(needs=list(Need.objects.filter(pk__in=ids)), by=request.actor)
    messages.success(request, ngettext("%(n)s件を承認しました。", "%(n)s件を承認しました。", len(needs)) % {"n": len(needs)})
    return url


def _sent_back(request: Any, need: Need, word: str) -> str:
    actions.send_back_need(need, word=word, by=request.actor)
    messages.success(request, _("もどしました。"))
    return reverse("need_approvals")
