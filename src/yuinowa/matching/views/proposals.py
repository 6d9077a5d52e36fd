"""Single proposals: fix, refuse, replace."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core.submissions import once
from yuinowa.matching import actions
from yuinowa.matching.adapter import asking
from yuinowa.matching.models import Proposal
from yuinowa.talents.models import Talent


def _proposal_of(request: HttpRequest, pk: int) -> Proposal:
    rows = Proposal.objects.allowing(request.actor, Permission.PLAN_TERM).select_related("plan", "need__school", "date", "talent")
    return get_object_or_404(rows, pk=pk)


def _decide(request: HttpRequest, pk: int, verb: Callable[..., Any], said: str) -> HttpResponse:
    proposal = verb(_proposal_of(request, pk), by=request.actor)
    if request.headers.get("HX-Request"):
        return render(request, "matching/proposal_row.html", {"proposal": _proposal_of(request, pk), "plan": proposal.plan})
    messages.success(request, said)
    return redirect(f"{reverse('plan_proposals', args=[proposal.plan_id])}#proposal-{pk}")


@requires(Permission.PLAN_TERM)
@require_POST
def proposal_fix(request: HttpRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, actions.fix, _("固定しました。"))


@requires(Permission.PLAN_TERM)
@require_POST
def proposal_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, actions.refuse, _("見送りました。「元にもどす」で取り消せます。"))


@requires(Permission.PLAN_TERM)
@require_POST
def proposal_release(request: HttpRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, actions.release, _("元にもどしました。"))


@requires(Permission.PLAN_TERM)
def proposal_replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose somebody else among those who could come, best first, each with what the change would cost."""
    proposal = _proposal_of(request, pk)
    if request.method == "POST":
        return redirect(once(request, lambda: _replaced(request, proposal)))
    found = asking.others_for(proposal)
    return render(request, "matching/proposal_replace.html", {"proposal": proposal, "found": found})


def _replaced(request: HttpRequest, proposal: Proposal) -> str:
    chosen = request.POST.get("talent", "")
    talents = Talent.objects.allowing(request.actor, Permission.PLAN_TERM).active()
    talent = get_object_or_404(talents, pk=chosen if chosen.isdecimal() else 0)
    actions.replace_talent(proposal, talent=talent, by=request.actor)
    messages.success(request, _("%(name)sさんに代えて、固定しました。") % {"name": talent.name})
    return f"{reverse('plan_proposals', args=[proposal.plan_id])}#proposal-{proposal.pk}"
