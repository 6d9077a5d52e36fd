"""The office's side of the answers: all offers, what was heard, who cannot come after all."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission, Reach, reaches
from yuinowa.core.actions import Channel
from yuinowa.core.errors import Refused
from yuinowa.core.submissions import once
from yuinowa.needs import actions, mails
from yuinowa.needs.forms import AnswerForm, OfferFilter, PreMeetingForm, WithdrawForm
from yuinowa.needs.models import Engagement, Offer
from yuinowa.needs.views.acting import engagement_for, offer_for
from yuinowa.needs.views.confirming import confirm
from yuinowa.needs.views.tables import offers_table
from yuinowa.organisations.models import Block, School
from yuinowa.ui.deciding import show

PER_PAGE = 50
SHOWN = ("pk", "state", "accept_by", "need_id", "need__title", "need__school__short_name", "date__on", "talent__name")


@requires(Permission.SEND_OFFERS)
def offer_list(request: Any) -> HttpResponse:
    """Every offer within reach, the latest first."""
    form = _filter(request)
    rows = Offer.objects.allowing(request.actor, Permission.SEND_OFFERS)
    wanted = {"state": form.typed("state"), "need__school": form.typed("school"), "need__school__block": form.typed("block")}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    counts = rows.order_by().aggregate(n=Count("pk"), waiting=Count("pk", filter=Q(state="waiting")))
    paginator = Paginator(rows.order_by("-sent_at", "-pk").values_list(*SHOWN, named=True), PER_PAGE)
    paginator.count = counts["n"]
    page = paginator.get_page(request.GET.get("page"))
    summary = _("%(n)s件のうち %(waiting)s件が返事待ち") % counts
    table = offers_table(page.object_list)
    return render(request, "needs/offer_list.html", {"page": page, "table": table, "filter": form, "summary": summary})


@requires(Permission.RECORD_ANSWERS)
def offer_record(request: Any, pk: int) -> HttpResponse:
    """What somebody said by telephone or on a card."""
    offer = offer_for(request, pk, Permission.RECORD_ANSWERS)
    form, is_short = AnswerForm(request.POST or None), False
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(once(request, lambda: _recorded(request, offer, form)))
        except Refused as error:
            is_short = error.code == "short_travel"
            show(form, error)
    return render(request, "needs/offer_record.html", {"offer": offer, "form": form, "is_short": is_short})


@requires(Permission.SEND_OFFERS)
def offer_withdraw(request: Any, pk: int) -> HttpResponse:
    offer = offer_for(request, pk, Permission.SEND_OFFERS)
    name, is_mailed = offer.talent.name, bool(offer.talent.is_mailed and offer.talent.person.email)
    return confirm(
        request,
        lambda: _offer_withdrawn(request, offer),
        title=_("打診を取り下げる"),
        button=_("取り下げる"),
        sentence=_("%(name)sさんへの「%(title)s」の打診を取り下げます。") % {"name": name, "title": offer.need.title},
        mails=int(is_mailed),
        back=_page(offer.need_id),
        up=offer.need.title,
        is_undoable=True,
    )


@requires(Permission.RECORD_ANSWERS)
def engagement_withdraw(request: Any, pk: int) -> HttpResponse:
    engagement, form = engagement_for(request, pk, Permission.RECORD_ANSWERS), WithdrawForm(request.POST or None)
    return confirm(
        request,
        lambda: _withdrawn(request, engagement, form),
        form=form,
        title=_("来られなくなった"),
        button=_("来られなくなったと記録する"),
        sentence=_("%(name)sさんの予定を空け、学校に知らせ、つぎの候補に打診します。") % {"name": engagement.talent.name},
        mails=mails.school_readers(engagement.need),
        back=_page(engagement.need_id),
        up=engagement.need.title,
        is_undoable=False,
    )


@requires(Permission.POST_NEEDS)
def pre_meeting(request: Any, pk: int) -> HttpResponse:
    engagement = engagement_for(request, pk, Permission.POST_NEEDS)
    form = PreMeetingForm(request.POST or None, initial={"at": engagement.pre_meeting_at, "place": engagement.pre_meeting_place})
    is_mailed = bool(engagement.talent.is_mailed and engagement.talent.person.email)
    return confirm(
        request,
        lambda: _meeting_set(request, engagement, form),
        form=form,
        title=_("事前打合せを決める"),
        button=_("決めて知らせる"),
        sentence=_("%(name)sさんに、打合せの日時と場所を知らせます。") % {"name": engagement.talent.name},
        mails=int(is_mailed),
        back=_page(engagement.need_id),
        up=engagement.need.title,
        is_undoable=True,
    )


def _filter(request: Any) -> OfferFilter:
    schools = School.objects.allowing(request.actor, Permission.SEND_OFFERS)
    is_city = Reach.CITY in reaches(request.actor.roles, Permission.SEND_OFFERS)
    return OfferFilter(
        request.GET, schools=schools, blocks=Block.objects.allowing(request.actor, Permission.SEND_OFFERS) if is_city else None
    )


def _page(need_id: int) -> str:
    return reverse("need_detail", args=[need_id])


def _recorded(request: HttpRequest, offer: Offer, form: AnswerForm) -> str:
    typed = form.cleaned_data
    by = replace(request.actor, channel=Channel(typed["way"]))  # type: ignore[attr-defined]
    actions.record_answer(
        offer, has_accepted=typed["answer"] == "yes", by=by, word=typed["word"], despite_short_travel="despite" in request.POST
    )
    messages.success(request, _("返事を記録しました。"))
    return reverse("phone_list") if "from_list" in request.GET else _page(offer.need_id)


def _offer_withdrawn(request: Any, offer: Offer) -> str:
    actions.withdraw_offer(offer, by=request.actor)
    messages.success(request, _("打診を取り下げました。"))
    return _page(offer.need_id)


def _withdrawn(request: Any, engagement: Engagement, form: WithdrawForm) -> str:
    actions.withdraw_engagement(engagement, reason=form.cleaned_data["reason"], word=form.cleaned_data["word"], by=request.actor)
    messages.success(request, _("記録しました。学校に知らせ、つぎの候補があれば打診しました。"))
    return _page(engagement.need_id)


def _meeting_set(request: Any, engagement: Engagement, form: PreMeetingForm) -> str:
    actions.set_pre_meeting(engagement, at=form.cleaned_data["at"], place=form.cleaned_data["place"], by=request.actor)
    messages.success(request, _("事前打合せを決めました。"))
    return _page(engagement.need_id)
