"""Handing in, calling off, reopening, moving: each says first what will happen to whom."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.needs import actions, mails
from yuinowa.needs.actions.change import Concerned
from yuinowa.needs.forms import CancelForm, MoveForm
from yuinowa.needs.forms.need import wished_date
from yuinowa.needs.models import Need
from yuinowa.needs.views.acting import need_for
from yuinowa.needs.views.confirming import confirm


@requires(Permission.POST_NEEDS)
def need_submit(request: HttpRequest, pk: int) -> HttpResponse:
    need, is_approved_first = need_for(request, pk, Permission.POST_NEEDS), actions.is_approval_needed()
    sentence = _("「%(title)s」を出し、校長に承認をお願いします。") if is_approved_first else _("「%(title)s」を出します。")
    return confirm(
        request,
        lambda: _done(request, need, _("お願いを出しました。"), actions.submit_need),
        title=_("お願いを出す"),
        sentence=sentence % {"title": need.title},
        mails=mails.approvers(need) if is_approved_first else 0,
        back=_page(need),
        up=need.title,
        is_undoable=True,
    )


@requires(Permission.POST_NEEDS)
def need_delete(request: HttpRequest, pk: int) -> HttpResponse:
    need = need_for(request, pk, Permission.POST_NEEDS)
    return confirm(
        request,
        lambda: _deleted(request, need),
        title=_("下書きを消す"),
        sentence=_("下書き「%(title)s」を消します。") % {"title": need.title},
        back=_page(need),
        up=need.title,
        is_undoable=False,
        is_grave=True,
    )


@requires(Permission.POST_NEEDS)
def need_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    need, form = need_for(request, pk, Permission.POST_NEEDS), CancelForm(request.POST or None)
    concerned = actions.concerned_by(need)
    return confirm(
        request,
        lambda: _cancelled(request, need, form),
        form=form,
        title=_("お願いを取りやめる"),
        button=_("取りやめる"),
        sentence=_("「%(title)s」を取りやめます。打診は取り下げ、承諾した方の予定は空きます。") % {"title": need.title},
        details=_whom(concerned),
        mails=concerned.mails,
        back=_page(need),
        up=need.title,
        is_undoable=True,
        is_grave=True,
    )


@requires(Permission.POST_NEEDS)
def need_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    need = need_for(request, pk, Permission.POST_NEEDS)
    return confirm(
        request,
        lambda: _done(request, need, _("元にもどしました。"), actions.reopen_need),
        title=_("取りやめを元にもどす"),
        button=_("元にもどす"),
        sentence=_("「%(title)s」をもう一度、募集中にします。断った方には、あらためて打診がいります。") % {"title": need.title},
        back=_page(need),
        up=need.title,
        is_undoable=True,
    )


@requires(Permission.POST_NEEDS)
def need_move(request: HttpRequest, pk: int) -> HttpResponse:
    need = need_for(request, pk, Permission.POST_NEEDS)
    form, concerned = MoveForm(request.POST or None, school=need.school), actions.concerned_by(need)
    return confirm(
        request,
        lambda: _moved(request, need, form),
        form=form,
        title=_("日時を変える"),
        sentence=_("「%(title)s」の日時を変えます。打診中の方と承諾した方に、新しい日時であらためて打診します。") % {"title": need.title},
        details=_whom(concerned),
        mails=concerned.mails,
        back=_page(need),
        up=need.title,
        is_undoable=False,
    )


def _whom(concerned: Concerned) -> list[str]:
    lines = []
    if concerned.engaged:
        lines.append(_("承諾した方：%(n)s人") % {"n": len(concerned.engaged)})
    if concerned.waiting:
        lines.append(_("返事待ちの方：%(n)s人") % {"n": len(concerned.waiting)})
    if concerned.calls:
        lines.append(_("メールがなく、電話で知らせる方：%(n)s人") % {"n": concerned.calls})
    return lines


def _page(need: Need) -> str:
    return reverse("need_detail", args=[need.pk])


def _done(request: Any, need: Need, said: str, verb: Any) -> str:
    verb(need, by=request.actor)
    messages.success(request, said)
    return _page(need)


def _deleted(request: Any, need: Need) -> str:
    actions.delete_draft(need, by=request.actor)
    messages.success(request, _("下書きを消しました。"))
    return reverse("need_list")


def _cancelled(request: Any, need: Need, form: CancelForm) -> str:
    concerned = actions.cancel_need(need, reason=form.cleaned_data["reason"], by=request.actor)
    messages.success(request, _told(_("取りやめました。"), concerned))
    return _page(need)


def _moved(request: Any, need: Need, form: MoveForm) -> str:
    typed = form.cleaned_data
    to = wished_date(typed["on"], typed["lesson"], typed["starts_at"], typed["ends_at"])
    concerned = actions.move_need(need, to=to, by=request.actor, is_holiday_meant=typed["is_holiday_meant"])
    messages.success(request, _told(_("日時を変えました。"), concerned))
    return _page(need)


def _told(said: str, concerned: Concerned) -> str:
    if concerned.mails:
        said += _("メールを%(n)s通送りました。") % {"n": concerned.mails}
    if concerned.calls:
        names = _("、").join(talent.name for talent in concerned.talents if not _is_mailed(talent))
        said += _("電話の一覧に入れました：%(names)s") % {"names": names}
    return said


def _is_mailed(talent: Any) -> bool:
    return bool(talent.is_mailed and talent.person.email)
