"""Kept, back, handed on, moved, withdrawn: each page says first what will happen to whom."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.promises import actions
from yuinowa.promises.forms import FinishForm, HandOnForm, MoveForm, WithdrawForm
from yuinowa.promises.models import Promise
from yuinowa.promises.queries import nameable
from yuinowa.promises.views.acting import page_of, promise_for
from yuinowa.ui.deciding import confirm, yes
from yuinowa.ui.templatetags.dates import wareki


@requires(Permission.KEEP_PROMISES)
def promise_finish(request: Any, pk: int) -> HttpResponse:
    """One tap from the page of the promise; opened by itself, with room for a word."""
    promise, form = promise_for(request, pk, Permission.KEEP_PROMISES), FinishForm(request.POST or None)
    return confirm(
        request,
        form if request.method == "GET" else FinishForm({"word": request.POST.get("word", "")}),
        lambda: _finished(request, promise),
        title=_("約束を守りました"),
        verb=_("守りました"),
        sentence=_("「%(text)s」を「済み」にします。") % {"text": promise.text},
        back=page_of(promise),
        is_undoable=True,
    )


@requires(Permission.KEEP_PROMISES)
def promise_reopen(request: Any, pk: int) -> HttpResponse:
    promise = promise_for(request, pk, Permission.KEEP_PROMISES)
    return confirm(
        request,
        yes(request),
        lambda: _reopened(request, promise),
        title=_("元にもどす"),
        verb=_("元にもどす"),
        sentence=_("「%(text)s」を「まだ」にもどします。") % {"text": promise.text},
        back=page_of(promise),
        is_undoable=True,
    )


@requires(Permission.KEEP_PROMISES)
def promise_hand_on(request: Any, pk: int) -> HttpResponse:
    promise = promise_for(request, pk, Permission.KEEP_PROMISES)
    others = nameable(request.actor).standing(clock.today()).exclude(pk__in=[promise.owner_id, promise.owed_to_id or 0])
    form = HandOnForm(request.POST or None, posts=others)
    return confirm(
        request,
        form,
        lambda: _handed_on(request, promise, form),
        title=_("約束を引きつぐ"),
        verb=_("引きつぐ"),
        sentence=_("「%(text)s」を、選んだ職に引きつぎます。その職の担当者に、メールで知らせます。") % {"text": promise.text},
        mails=1,
        back=page_of(promise),
        is_undoable=False,
    )


@requires(Permission.KEEP_PROMISES)
def promise_move(request: Any, pk: int) -> HttpResponse:
    promise = promise_for(request, pk, Permission.KEEP_PROMISES)
    form = MoveForm(request.POST or None, today=clock.today())
    return confirm(
        request,
        form,
        lambda: _moved(request, promise, form),
        title=_("期限を変える"),
        verb=_("期限を変える"),
        sentence=_("「%(text)s」の期限（%(day)s）を変えます。相手は、約束のページでわけを読めます。")
        % {"text": promise.text, "day": wareki(promise.due_on)},
        back=page_of(promise),
        is_undoable=True,
    )


@requires(Permission.KEEP_PROMISES)
def promise_withdraw(request: Any, pk: int) -> HttpResponse:
    promise, form = promise_for(request, pk, Permission.KEEP_PROMISES), WithdrawForm(request.POST or None)
    told = _("「%(text)s」を取り下げます。%(whom)sの担当者に、理由をメールで知らせます。")
    untold = _("「%(text)s」を取り下げます。相手には、あなたから伝えてください。")
    return confirm(
        request,
        form,
        lambda: _withdrawn(request, promise, form),
        title=_("約束を取り下げる"),
        verb=_("取り下げる"),
        sentence=(told if promise.owed_to else untold) % {"text": promise.text, "whom": promise.whom},
        mails=1 if promise.owed_to else 0,
        back=page_of(promise),
        is_undoable=True,
        is_grave=True,
    )


def _finished(request: Any, promise: Promise) -> str:
    actions.finish_promise(promise, word=request.POST.get("word", "").strip()[:200], by=request.actor)
    messages.success(request, _("約束を「済み」にしました。"), extra_tags=reverse("promise_reopen", args=[promise.pk]))
    return page_of(promise)


def _reopened(request: Any, promise: Promise) -> str:
    actions.reopen_promise(promise, by=request.actor)
    messages.success(request, _("「まだ」にもどしました。"))
    return page_of(promise)


def _handed_on(request: Any, promise: Promise, form: HandOnForm) -> str:
    to = form.cleaned_data["to"]
    actions.hand_on(promise, to=to, word=form.cleaned_data["word"], by=request.actor)
    messages.success(request, _("%(post)sに引きつぎました。") % {"post": to.label})
    # Handed out of the block, it may be out of sight.
    is_seen = Promise.objects.allowing(request.actor, Permission.SEE_PROMISES).filter(pk=promise.pk).exists()
    return page_of(promise) if is_seen else reverse("promise_list")


def _moved(request: Any, promise: Promise, form: MoveForm) -> str:
    actions.move_due_date(promise, due_on=form.cleaned_data["due_on"], word=form.cleaned_data["word"], by=request.actor)
    messages.success(request, _("期限を変えました。"))
    return page_of(promise)


def _withdrawn(request: Any, promise: Promise, form: WithdrawForm) -> str:
    actions.withdraw_promise(promise, reason=form.cleaned_data["reason"], by=request.actor)
    messages.success(request, _("約束を取り下げました。"), extra_tags=reverse("promise_reopen", args=[promise.pk]))
    return page_of(promise)
