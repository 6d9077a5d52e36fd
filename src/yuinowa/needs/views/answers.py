"""The talents' side: answer by a link without an account, see what came and what is agreed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yuinowa.access.guards import by_link, requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor
from yuinowa.core.errors import Refused
from yuinowa.core.submissions import once
from yuinowa.needs import actions, links, mails
from yuinowa.needs.forms import WithdrawForm
from yuinowa.needs.models import Engagement, Offer
from yuinowa.needs.views.acting import engagement_for
from yuinowa.needs.views.confirming import confirm

MOST_SHOWN = 30


@by_link
def offer_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing; a button answers. A link that no longer serves says so kindly."""
    offer = links.offer_of(token)
    if offer is None:
        return render(request, "needs/offer_gone.html", status=404)
    facts: dict[str, Any] = {"offer": offer, "need": offer.need, "school": offer.need.school, "is_late": offer.accept_by < clock.now()}
    if links.is_over(offer):
        return render(request, "needs/offer_over.html", facts, status=410)
    if request.method == "POST":
        try:
            return redirect(once(request, lambda: _answered(request, offer, links.actor_by_link(offer))))
        except Refused as error:
            offer.refresh_from_db()
            facts |= {"refusal": error, "is_short": error.code == "short_travel", "word": request.POST.get("word", "")}
    engagement = Engagement.objects.live().filter(offer=offer).first()
    facts |= {"engagement": engagement, "feed": links.feed_path(engagement) if engagement else ""}
    return render(request, "needs/offer_answer.html", facts, status=409 if "refusal" in facts else 200)


@requires(Permission.ANSWER_OFFERS)
def my_offers(request: Any) -> HttpResponse:
    """What was asked of me, and where I shall go."""
    offers = Offer.objects.allowing(request.actor, Permission.ANSWER_OFFERS).select_related("need__school", "date", "talent")
    coming = (
        Engagement.objects.allowing(request.actor, Permission.ANSWER_OFFERS)
        .live()
        .select_related("need__school", "date", "talent", "offer")
    )
    today = clock.today()
    waiting = [
        (offer, links.offer_path(offer)) for offer in offers.waiting().filter(date__on__gte=today).order_by("accept_by")[:MOST_SHOWN]
    ]
    ahead = [(one, links.feed_path(one)) for one in coming.filter(date__on__gte=today).order_by("date__on", "date__starts_at")[:MOST_SHOWN]]
    past = coming.filter(date__on__lt=today).select_related("need__thanks", "attendance").order_by("-date__on")[:MOST_SHOWN]
    return render(request, "needs/my_offers.html", {"waiting": waiting, "ahead": ahead, "past": list(past)})


@requires(Permission.ANSWER_OFFERS)
def own_engagement_withdraw(request: Any, pk: int) -> HttpResponse:
    engagement, form = engagement_for(request, pk, Permission.ANSWER_OFFERS), WithdrawForm(request.POST or None)
    return confirm(
        request,
        lambda: _withdrawn(request, engagement, form),
        form=form,
        title=_("来られなくなったと知らせる"),
        button=_("知らせる"),
        sentence=_("%(school)sの「%(title)s」に来られないことを、学校に知らせます。ご心配なく、つぎの方を探します。")
        % {
            "school": engagement.need.school.short_name,
            "title": engagement.need.title,
        },
        mails=mails.school_readers(engagement.need),
        back=reverse("my_offers"),
        up=_("届いたお願い"),
        is_undoable=False,
    )


def _answered(request: HttpRequest, offer: Offer, by: Actor) -> str:
    word = request.POST.get("word", "")[:200]
    if request.POST.get("answer") == "yes":
        actions.accept_offer(offer, by=by, word=word, despite_short_travel="despite" in request.POST)
    elif request.POST.get("answer") == "no":
        actions.decline_offer(offer, by=by, word=word)
    else:
        raise Refused("no_answer", _("「行けます」か「行けません」を選んでください。"))
    return links.offer_path(offer)


def _withdrawn(request: Any, engagement: Engagement, form: WithdrawForm) -> str:
    actions.withdraw_own_engagement(engagement, reason=form.cleaned_data["reason"], word=form.cleaned_data["word"], by=request.actor)
    messages.success(request, _("知らせました。またの機会にお願いします。"))
    return reverse("my_offers")
