"""Choosing whom to ask: the ranked candidates first, then anybody found by a word."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.errors import Refused
from yuinowa.needs import actions
from yuinowa.needs.actions.askable import Ask, gather, problem_of
from yuinowa.needs.actions.offer import date_asked_for
from yuinowa.needs.forms import OffersForm
from yuinowa.needs.models import Candidate, Need, NeedDate
from yuinowa.needs.views.lists import with_counts
from yuinowa.needs.views.why import why
from yuinowa.talents.models import Talent
from yuinowa.ui.deciding import attempt

MOST_CANDIDATES = 10
MOST_FOUND = 20


@dataclass(frozen=True)
class Choice:
    """One person who could be asked; ``problem`` says why not."""

    talent: Talent
    rank: int | None
    why: str
    problem: str
    is_ticked: bool


@requires(Permission.SEND_OFFERS)
def need_offers(request: Any, pk: int) -> HttpResponse:
    within = Need.objects.allowing(request.actor, Permission.SEND_OFFERS)
    need = get_object_or_404(with_counts(within).select_related("school__site", "site", "skill").prefetch_related("dates"), pk=pk)
    dates = list(need.dates.all())
    candidates = list(Candidate.objects.filter(need=need).select_related("talent__person").order_by("rank")[:MOST_CANDIDATES])
    form = OffersForm(request.POST or None, talents=_reachable(request, need), dates=need.dates.all())
    if request.method == "POST" and form.is_valid():
        gone = attempt(request, form, lambda: _sent(request, need, form, candidates))
        if gone:
            return gone
    ranked: list[tuple[Talent, int | None, str]] = [(row.talent, row.rank, why(row.reasons)) for row in candidates]
    people = ranked + [(talent, None, "") for talent in _found(request, need, candidates)]
    free = need.people - need.engaged - need.asked
    return render(
        request,
        "needs/need_offers.html",
        {
            "need": need,
            "form": form,
            "dates": dates,
            "free": max(0, free),
            "q": request.GET.get("q", ""),
            "choices": _choices(need, people, _ticked(request)),
        },
    )


def _reachable(request: Any, need: Need) -> Any:
    rows = Talent.objects.allowing(request.actor, Permission.SEE_TALENT_NAME)
    return rows.active().open_to_school(need.school).select_related("person", "resource")


def _found(request: Any, need: Need, candidates: list[Candidate]) -> list[Talent]:
    """By a typed word; without one and without candidates, those with the skill asked for."""
    word, rows = request.GET.get("q", "").strip(), _reachable(request, need)
    if word:
        rows = rows.search(word)
    elif candidates or need.skill_id is None:
        return []
    else:
        rows = rows.filter(skills=need.skill_id).order_by("kana", "pk")
    return list(rows.exclude(pk__in=[row.talent_id for row in candidates])[:MOST_FOUND])


def _choices(need: Need, people: list[tuple[Talent, int | None, str]], ticked: set[str]) -> list[Choice]:
    try:
        date: NeedDate = date_asked_for(need)
    except Refused:
        return []
    asks = [Ask(need, date, talent) for talent, _rank, _why in people]
    facts, now = gather(asks), clock.now()
    problems = [problem_of(ask, facts, now=now) for ask in asks]
    return [
        Choice(talent, rank, reason, problem.message if problem else "", str(talent.pk) in ticked)
        for (talent, rank, reason), problem in zip(people, problems, strict=True)
    ]


def _ticked(request: HttpRequest) -> set[str]:
    return set(request.POST.getlist("talents"))


def _sent(request: Any, need: Need, form: OffersForm, candidates: list[Candidate]) -> str:
    typed = form.cleaned_data
    offers = actions.send_offers(
        need,
        talents=list(typed["talents"]),
        by=request.actor,
        date=typed["date"],
        accept_by=typed["accept_by"],
        kind=typed["kind"],
        reasons={row.talent_id: row.reasons for row in candidates},
    )
    mailed = sum(bool(offer.talent.is_mailed and offer.talent.person.email) for offer in offers)
    said = _("%(n)s人に打診しました。") % {"n": len(offers)}
    if mailed < len(offers):
        said += _("うち%(n)s人は電話でお願いします。「電話」の一覧に入りました。") % {"n": len(offers) - mailed}
    messages.success(request, said)
    return reverse("need_detail", args=[need.pk])
