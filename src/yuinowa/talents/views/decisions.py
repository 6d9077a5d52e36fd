"""Decisions about registrations: what will happen is said first, the button repeats the verb."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.errors import Refused
from yuinowa.core.submissions import once
from yuinowa.talents import actions
from yuinowa.talents.actions.renew import RENEWAL_DAYS
from yuinowa.talents.forms.decisions import AbsenceForm, DeclineForm, EndForm, PauseForm
from yuinowa.talents.models import Talent
from yuinowa.talents.views.entry import managed

PER_PAGE = 50


@requires(Permission.MANAGE_TALENTS)
def talent_approvals(request: HttpRequest) -> HttpResponse:
    """Who waits for a yes, the longest waiting first."""
    waiting = managed(request).filter(state=Talent.State.PENDING).prefetch_related("skills").order_by("registered_on", "pk")
    page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "talents/talent_approvals.html", {"page": page})


@requires(Permission.MANAGE_TALENTS)
def talent_renewals(request: HttpRequest) -> HttpResponse:
    """Registrations that end soon or have run out; those without mail are to be telephoned."""
    today = clock.today()
    due = managed(request).expiring(today + dt.timedelta(days=RENEWAL_DAYS)).order_by("expires_on", "is_mailed", "kana", "pk")
    page = Paginator(due, PER_PAGE).get_page(request.GET.get("page"))
    by_phone = due.filter(is_mailed=False).order_by().count()
    return render(request, "talents/talent_renewals.html", {"page": page, "today": today, "by_phone": by_phone})


@requires(Permission.MANAGE_TALENTS)
def talent_approve(request: HttpRequest, pk: int) -> HttpResponse:
    talent = get_object_or_404(managed(request), pk=pk)
    return decide(
        request,
        lambda data: actions.approve_talent(talent, by=request.actor),
        done=_("承認しました。"),
        back=_page(talent),
        confirm={
            "up": talent.name,
            "title": _("登録を承認する"),
            "verb": _("承認する"),
            "mails": _mails(talent),
            "is_undoable": False,
            "sentence": _("%sさんの登録を承認します。学校から見えるようになり、お願いが届くようになります。") % talent.name,
            "details": [_("あとで登録を終えることは、いつでもできます。")],
        },
    )


@requires(Permission.MANAGE_TALENTS)
def talent_decline(request: HttpRequest, pk: int) -> HttpResponse:
    talent = get_object_or_404(managed(request), pk=pk)
    verb = lambda data: actions.decline_talent(talent, by=request.actor, **data)  # noqa: E731
    return decide(
        request,
        verb,
        form_class=DeclineForm,
        done=_("見送りました。"),
        back=_page(talent),
        confirm={
            "up": talent.name,
            "title": _("登録を見送る"),
            "verb": _("見送る"),
            "mails": _mails(talent),
            "is_undoable": True,
            "is_grave": True,
            "sentence": _("%sさんの登録を見送り、理由をお知らせします。") % talent.name,
        },
    )


@requires(Permission.MANAGE_TALENTS)
def talent_pause(request: HttpRequest, pk: int) -> HttpResponse:
    talent = get_object_or_404(managed(request), pk=pk)
    verb = lambda data: actions.pause_talent(talent, by=request.actor, **data)  # noqa: E731
    return decide(
        request,
        verb,
        form_class=PauseForm,
        done=_("お休みにしました。"),
        back=_page(talent),
        confirm={
            "up": talent.name,
            "title": _("お休みにする"),
            "verb": _("お休みにする"),
            "mails": 0,
            "is_undoable": True,
            "sentence": _("%sさんをお休みにします。お休みのあいだ、新しいお願いは届きません。") % talent.name,
        },
    )


@requires(Permission.MANAGE_TALENTS)
def talent_absent(request: HttpRequest, pk: int) -> HttpResponse:
    talent = get_object_or_404(managed(request), pk=pk)
    verb = lambda data: actions.add_absence(talent, by=request.actor, **data)  # noqa: E731
    return decide(
        request,
        verb,
        form_class=AbsenceForm,
        done=_("来られない日を入れました。"),
        back=_page(talent),
        confirm={
            "up": talent.name,
            "title": _("来られない日を入れる"),
            "verb": _("来られない日を入れる"),
            "mails": 0,
            "is_undoable": True,
            "sentence": _("この日のお願いは、%sさんに届かなくなります。") % talent.name,
        },
    )


@requires(Permission.MANAGE_TALENTS)
def talent_absence_remove(request: HttpRequest, pk: int, absence_pk: int) -> HttpResponse:
    talent = get_object_or_404(managed(request), pk=pk)
    return decide(
        request,
        lambda data: actions.remove_absence(talent, by=request.actor, absence_id=absence_pk),
        done=_("消しました。"),
        back=_page(talent),
        confirm={
            "up": talent.name,
            "title": _("来られない日を消す"),
            "verb": _("消す"),
            "mails": 0,
            "is_undoable": True,
            "sentence": _("その日も来られることにします。"),
        },
    )


@requires(Permission.MANAGE_TALENTS)
def talent_resume(request: HttpRequest, pk: int) -> HttpResponse:
    talent = get_object_or_404(managed(request), pk=pk)
    return decide(
        request,
        lambda data: actions.resume_talent(talent, by=request.actor),
        done=_("お休みから戻しました。"),
        back=_page(talent),
        confirm={
            "up": talent.name,
            "title": _("お休みから戻す"),
            "verb": _("お休みから戻す"),
            "mails": 0,
            "is_undoable": True,
            "sentence": _("%sさんに、またお願いが届くようになります。") % talent.name,
        },
    )


@requires(Permission.MANAGE_TALENTS)
def talent_renew(request: HttpRequest, pk: int) -> HttpResponse:
    talent = get_object_or_404(managed(request), pk=pk)
    return decide(
        request,
        lambda data: actions.renew_talent(talent, by=request.actor),
        done=_("更新しました。"),
        back=_page(talent),
        confirm={
            "up": talent.name,
            "title": _("登録を更新する"),
            "verb": _("更新する"),
            "mails": 0,
            "is_undoable": False,
            "sentence": _("ご本人の意向を確かめたうえで、%sさんの登録を更新します。") % talent.name,
        },
    )


@requires(Permission.MANAGE_TALENTS)
def talent_end(request: HttpRequest, pk: int) -> HttpResponse:
    talent = get_object_or_404(managed(request), pk=pk)
    verb = lambda data: actions.end_talent(talent, by=request.actor, **data)  # noqa: E731
    return decide(
        request,
        verb,
        form_class=EndForm,
        done=_("登録を終えました。今日のうちは取り消せます。"),
        back=_page(talent),
        confirm={
            "up": talent.name,
            "title": _("登録を終える"),
            "verb": _("登録を終える"),
            "mails": _mails(talent),
            "is_undoable": True,
            "is_grave": True,
            "sentence": _("%sさんの登録を終えます。返事待ちのお願いは取り下げられ、決まっている予定は探し直しになります。") % talent.name,
            "details": [_("取り消せるのは今日のうちです。取り下げたお願いは、取り消しても戻りません。")],
        },
    )


@requires(Permission.MANAGE_TALENTS)
def talent_end_undo(request: HttpRequest, pk: int) -> HttpResponse:
    talent = get_object_or_404(managed(request), pk=pk)
    return decide(
        request,
        lambda data: actions.undo_end(talent, by=request.actor),
        done=_("元に戻しました。"),
        back=_page(talent),
        confirm={
            "up": talent.name,
            "title": _("元に戻す"),
            "verb": _("元に戻す"),
            "mails": 0,
            "is_undoable": True,
            "sentence": _("%sさんの登録を、終える前の状態に戻します。") % talent.name,
        },
    )


def decide(
    request: HttpRequest,
    verb: Callable[[dict[str, Any]], object],
    *,
    confirm: dict[str, Any],
    done: str,
    back: str,
    form_class: type[forms.Form] = forms.Form,
    initial: dict[str, Any] | None = None,
) -> HttpResponse:
    """Say what will happen; on POST do it once and go ``back``, or show beside the form why it cannot happen."""
    form = form_class(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(once(request, lambda: _carry_out(request, verb, form.cleaned_data, done, back)))
        except Refused as refused:
            form.add_error(None, refused.message)
    return render(request, "ui/confirm.html", {"confirm": {"back": back, "form": form, **confirm}})


def _carry_out(request: HttpRequest, verb: Callable[[dict[str, Any]], object], data: dict[str, Any], done: str, back: str) -> str:
    verb(data)
    messages.success(request, done)
    return back


def _page(talent: Talent) -> str:
    return reverse("talent_detail", args=[talent.pk])


def _mails(talent: Talent) -> int:
    return int(talent.is_mailed and bool(talent.person.email))
