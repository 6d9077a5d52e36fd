"""閉校・閉館・統合 on the screen: choose the day and who carries on, read what follows, then decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.errors import Refused
from yuinowa.core.submissions import once
from yuinowa.handover import actions
from yuinowa.handover.forms import ClosingForm
from yuinowa.handover.models import Closing
from yuinowa.handover.views.hqs import after_hq, hqs_concerned, waiting_at_heirs
from yuinowa.needs.actions.following import merged_mails, merging
from yuinowa.organisations.models import CollaborationHq, CommunityCenter, School
from yuinowa.promises.actions import passable
from yuinowa.rounds.models import Visit
from yuinowa.ui.templatetags.dates import wareki


@dataclass(frozen=True)
class Outlook:
    """What follows: sentences, what somebody has to decide, and how many mails."""

    sentences: list[str]
    undecided: list[str]
    mails: int


@requires(Permission.MANAGE_ORGANISATIONS)
def closing_list(request: Any) -> HttpResponse:
    rows = Closing.objects.allowing(request.actor, Permission.MANAGE_ORGANISATIONS)
    rows = rows.select_related("school", "center", "hq", "into_school", "into_center", "into_hq").exclude(state=Closing.State.UNDONE)
    shown: list[Any] = list(rows[:200])
    waiting = waiting_at_heirs(shown)
    for row in shown:
        row.waiting = waiting[row.pk]
    return render(request, "handover/closing_list.html", {"rows": shown, "today": clock.today()})


@requires(Permission.MANAGE_ORGANISATIONS)
def school_close(request: Any, pk: int) -> HttpResponse:
    schools = School.objects.allowing(request.actor, Permission.MANAGE_ORGANISATIONS)
    school = get_object_or_404(schools.select_related("site", "block"), pk=pk)
    return _close(request, school, schools.in_programme().exclude(pk=pk), reverse("school_detail", args=[pk]))


@requires(Permission.MANAGE_ORGANISATIONS)
def center_close(request: Any, pk: int) -> HttpResponse:
    centers = CommunityCenter.objects.allowing(request.actor, Permission.MANAGE_ORGANISATIONS)
    center = get_object_or_404(centers.select_related("block"), pk=pk)
    return _close(request, center, centers.filter(closed_on=None).exclude(pk=pk), reverse("block_list"))


@requires(Permission.MANAGE_ORGANISATIONS)
def hq_close(request: Any, pk: int) -> HttpResponse:
    hqs = CollaborationHq.objects.allowing(request.actor, Permission.MANAGE_ORGANISATIONS).filter(closed_on=None)
    return _close(request, get_object_or_404(hqs, pk=pk), hqs.exclude(pk=pk), reverse("hq_detail", args=[pk]))


def _close(request: Any, place: Any, others: Any, back: str) -> HttpResponse:
    """The choice stands in the address, so that what follows can be read again, printed and shown to somebody."""
    typed = request.POST or (request.GET if "on" in request.GET else None)
    form = ClosingForm(typed, others=others)
    outlook = None
    if typed is not None and form.is_valid():
        closing = actions.imagined(place, into=form.cleaned_data["into"], last_on=form.cleaned_data["on"])
        try:
            if request.method == "POST":
                return redirect(once(request, lambda: _planned(request, place, form)))
            outlook = outlook_of(closing)
        except Refused as refused:
            form.add_error(str(refused.facts.get("field")) if refused.facts.get("field") else None, refused.message)
    facts = {"form": form, "place": place, "outlook": outlook, "back": back, "chosen": form.cleaned_data if outlook else None}
    return render(request, "handover/close.html", facts)


def _planned(request: Any, place: Any, form: ClosingForm) -> str:
    closing = actions.plan_closing(place, into=form.cleaned_data["into"], last_on=form.cleaned_data["on"], by=request.actor)
    said = _("%(place)sは、%(day)sで閉じます。それまでは取り消せます。") % {"place": place, "day": wareki(closing.last_on)}
    messages.success(request, said, extra_tags=reverse("closing_undo", args=[closing.pk]))
    return reverse("closing_list")


def outlook_of(closing: Closing) -> Outlook:
    if closing.hq:
        return Outlook(*after_hq(closing.hq, closing.into_hq, closing.last_on), mails=0)
    posts, heirs = actions.posts_of(closing), actions.counterparts(closing)
    held = list(actions.holders_of(closing))
    sentences = [
        _("%(day)sで、職が%(posts)sつなくなり、%(held)s人の任期が終わります。")
        % {"day": wareki(closing.last_on), "posts": len(posts), "held": len(held)}
    ]
    undecided = []
    moved = passable(heirs).count() if heirs else 0
    left = passable([post for post in posts if post not in heirs]).exclude(owner__in=heirs).count()
    if closing.into:
        said = _("まだの約束%(n)s件は、%(into)sの同じ職に移ります。") % {"n": moved, "into": closing.into}
        sentences += [said, _("引継書は、%(into)sの同じ職の担当者が受けとります。") % {"into": closing.into}]
    if left:
        undecided.append(ngettext("同じ職のない約束が%(n)s件", "同じ職のない約束が%(n)s件", left) % {"n": left})
    mails = len({heirs[promise.owner] for promise in passable(heirs).select_related("owner") if promise.owner in heirs})
    more = _of_school(closing) if closing.school else _of_center(closing)
    visits = _visits(closing)
    gone, offices = hqs_concerned(closing)
    sentences, undecided = [*sentences, *gone], [*undecided, *offices]
    if visits:
        undecided.append(ngettext("閉じたあとの巡回訪問が%(n)s件", "閉じたあとの巡回訪問が%(n)s件", visits) % {"n": visits})
    return Outlook([*sentences, *more.sentences], [*undecided, *more.undecided], mails + more.mails)


def _of_school(closing: Closing) -> Outlook:
    assert closing.school is not None
    needs = merging(closing.school).count()
    if closing.into_school:
        text = _("進んでいるお願い%(n)s件は、日時はそのままで%(into)sに移ります。打診した人・来る人には、場所が変わることを知らせます。")
        sentences = [text % {"n": needs, "into": closing.into_school}]
    else:
        sentences = [_("進んでいるお願い%(n)s件は取りやめになり、打診した人・来る人に知らせます。") % {"n": needs}]
    sentences.append(_("これまでの記録は、%(school)sの記録として残ります。") % {"school": closing.school})
    return Outlook(sentences, [], merged_mails(closing.school))


def _of_center(closing: Closing) -> Outlook:
    center, into = closing.center, closing.into_center
    assert center is not None
    if not center.is_hub or center.block is None:
        return Outlook([], [], 0)
    others = CommunityCenter.objects.filter(block=center.block, closed_on=None).exclude(pk=center.pk)
    heir = into if into and into.block_id == center.block_id else others.first() if into else None
    if heir:
        return Outlook([_("%(block)sの拠点は、%(heir)sになります。") % {"block": center.block, "heir": heir}], [], 0)
    if into and into.block:
        n = center.block.schools.count()
        text = ngettext("%(block)sの学校%(n)s校は、%(into)sに移ります。", "%(block)sの学校%(n)s校は、%(into)sに移ります。", n)
        return Outlook([text % {"block": center.block, "n": n, "into": into.block}], [], 0)
    return Outlook([], [_("%(block)sに拠点がなくなります") % {"block": center.block}], 0)


def _visits(closing: Closing) -> int:
    rows = Visit.objects.open().filter(on__gt=closing.last_on)
    return int((rows.filter(school=closing.school) if closing.school else rows.filter(post__center=closing.center)).count())
