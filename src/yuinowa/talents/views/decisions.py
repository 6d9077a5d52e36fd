"""Decisions about registrations: what will happen is said first, the button repeats the verb."""

import datetime as dt
from collections.abc import Callable

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.people.actions import note_looks
from yuinowa.people.models import ContactLook
from yuinowa.talents import actions
from yuinowa.talents.actions.renew import RENEWAL_DAYS
from yuinowa.talents.forms.decisions import AbsenceForm, DeclineForm, EndForm, PauseForm
from yuinowa.talents.models import Talent
from yuinowa.talents.views.deciding import Decision, page_of
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
    note_looks((one.person for one in page if not one.is_mailed), page=ContactLook.Page.RENEWALS, by=request.actor)
    by_phone = due.filter(is_mailed=False).order_by().count()
    return render(request, "talents/talent_renewals.html", {"page": page, "today": today, "by_phone": by_phone})


def _page(decision: Decision) -> Callable[..., HttpResponse]:
    return page_of(decision, permission=Permission.MANAGE_TALENTS, rows=managed, up=_up)


def _up(talent: Talent) -> tuple[str, str]:
    return talent.name, reverse("talent_detail", args=[talent.pk])


talent_approve = _page(
    Decision(
        actions.approve_talent,
        title=_("登録を承認する"),
        button=_("承認する"),
        sentence=_("%sさんの登録を承認します。学校から見えるようになり、お願いが届くようになります。"),
        details=(_("あとで登録を終えることは、いつでもできます。"),),
        done=_("承認しました。"),
        is_told=True,
        is_undoable=False,
    )
)
talent_decline = _page(
    Decision(
        actions.decline_talent,
        form=DeclineForm,
        title=_("登録を見送る"),
        button=_("見送る"),
        sentence=_("%sさんの登録を見送り、理由をお知らせします。"),
        done=_("見送りました。"),
        is_told=True,
        is_grave=True,
    )
)
talent_pause = _page(
    Decision(
        actions.pause_talent,
        form=PauseForm,
        title=_("お休みにする"),
        sentence=_("%sさんをお休みにします。お休みのあいだ、新しいお願いは届きません。"),
        done=_("お休みにしました。"),
    )
)
talent_absent = _page(
    Decision(
        actions.add_absence,
        form=AbsenceForm,
        title=_("来られない日を入れる"),
        sentence=_("この日のお願いは、%sさんに届かなくなります。"),
        done=_("来られない日を入れました。"),
    )
)
talent_absence_remove = _page(
    Decision(
        lambda talent, *, by, absence_pk: actions.remove_absence(talent, by=by, absence_id=absence_pk),
        title=_("来られない日を消す"),
        button=_("消す"),
        sentence=_("その日も来られることにします。"),
        done=_("消しました。"),
    )
)
talent_resume = _page(
    Decision(
        actions.resume_talent,
        title=_("お休みから戻す"),
        sentence=_("%sさんに、またお願いが届くようになります。"),
        done=_("お休みから戻しました。"),
    )
)
talent_renew = _page(
    Decision(
        actions.renew_talent,
        title=_("登録を更新する"),
        button=_("更新する"),
        sentence=_("ご本人の意向を確かめたうえで、%sさんの登録を更新します。"),
        done=_("更新しました。"),
        is_undoable=False,
    )
)
talent_end = _page(
    Decision(
        actions.end_talent,
        form=EndForm,
        title=_("登録を終える"),
        sentence=_("%sさんの登録を終えます。返事待ちのお願いは取り下げられ、決まっている予定は探し直しになります。"),
        details=(_("取り消せるのは今日のうちです。取り下げたお願いは、取り消しても戻りません。"),),
        done=_("登録を終えました。今日のうちは取り消せます。"),
        is_told=True,
        is_grave=True,
    )
)
talent_end_undo = _page(
    Decision(
        actions.undo_end,
        title=_("元に戻す"),
        sentence=_("%sさんの登録を、終える前の状態に戻します。"),
        done=_("元に戻しました。"),
    )
)
