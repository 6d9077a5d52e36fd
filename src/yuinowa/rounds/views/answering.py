"""The school's answer: by its window on the page, or written down by the instructor who telephoned."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core.actions import Actor, Channel
from yuinowa.core.errors import Refused
from yuinowa.core.submissions import once
from yuinowa.rounds import actions
from yuinowa.rounds.forms import AnswerForm
from yuinowa.rounds.forms.answer import NONE, THIS_DAY
from yuinowa.rounds.models import Visit
from yuinowa.rounds.views.acting import moving_away, page_of, visit_for
from yuinowa.ui.deciding import attempt


@requires(Permission.ANSWER_VISITS)
def visit_answer(request: Any, pk: int) -> HttpResponse:
    try:
        visit = visit_for(request, pk, Permission.ANSWER_VISITS)
    except Http404:
        if away := moving_away(request, pk):
            return away
        raise
    if request.method == "GET" and visit.state != Visit.State.PROPOSED:
        return redirect(page_of(visit))
    form = AnswerForm(request.POST or None, visit=visit)
    if request.method == "POST" and form.is_valid():
        gone = attempt(request, form, lambda: _answered(request, visit, form.cleaned_data))
        if gone:
            return gone
    return render(request, "rounds/visit_answer.html", {"visit": visit, "form": form, "is_by_telephone": is_by_telephone(request.actor)})


@requires(Permission.ANSWER_VISITS)
def visit_take_back(request: Any, pk: int) -> HttpResponse:
    """The undo of a yes."""
    visit = visit_for(request, pk, Permission.ANSWER_VISITS)
    if request.method == "POST":
        try:
            return redirect(once(request, lambda: _taken_back(request, visit)))
        except Refused as error:
            messages.error(request, error.message)
    return redirect(page_of(visit))


def is_by_telephone(actor: Actor) -> bool:
    """Whether somebody outside the school writes the answer down."""
    return actor.school_id is None


def _speaker(actor: Actor) -> Actor:
    return replace(actor, channel=Channel.TELEPHONE) if is_by_telephone(actor) else actor


def _answered(request: Any, visit: Visit, typed: dict[str, Any]) -> str:
    by, choice, undo = _speaker(request.actor), typed["choice"], reverse("visit_take_back", args=[visit.pk])
    if choice == NONE:
        actions.decline_days(visit, word=typed["word"], by=by)
        messages.success(request, _("どの日も都合がつかないことを、指導員に知らせました。別の日の案が届きます。"))
    elif choice == THIS_DAY:
        actions.confirm_visit(visit, by=by)
        messages.success(request, _("訪問の日が決まりました。"), extra_tags=undo)
    else:
        actions.choose_option(visit, number=int(choice), by=by)
        messages.success(request, _("選んだ日に決まりました。"), extra_tags=undo)
    return page_of(visit)


def _taken_back(request: Any, visit: Visit) -> str:
    actions.take_back_answer(visit, by=_speaker(request.actor))
    messages.success(request, _("答えを取り消しました。もう一度、日を選べます。"))
    return page_of(visit)
