"""A question asked here, and one that was asked elsewhere."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.advice import actions
from yuinowa.advice.forms import AskForm, RecordForm
from yuinowa.advice.views.acting import page_of
from yuinowa.core import clock
from yuinowa.people.models import Post
from yuinowa.promises.queries import CITY_HALL, desk, nameable
from yuinowa.ui.deciding import attempt

# What other pages may fill in beforehand, in the address.
GIVEN = ("subject", "topic", "text", "asked_by")


@requires(Permission.ASK_ADVICE)
def consultation_new(request: Any) -> HttpResponse:
    posts = desk(request.actor)
    # Who stands in for the window asks for the window, mostly.
    first = next((post.pk for post in posts if post.kind == Post.Kind.LIAISON_TEACHER), request.actor.post_id)
    form = AskForm(request.POST or None, request.FILES or None, posts=posts, initial={"asked_by": first, **_given(request)})
    if request.method == "POST" and form.is_valid():
        gone = attempt(request, form, lambda: _asked(request, form))
        if gone:
            return gone
    return render(request, "advice/ask_form.html", {"form": form})


def _asked(request: Any, form: AskForm) -> str:
    typed = dict(form.cleaned_data)
    consultation = actions.ask(by=request.actor, files=typed.pop("attachments"), **typed)
    messages.success(request, _("相談を送りました。答えが届くと、メールと「きょう」でお知らせします。"))
    return page_of(consultation)


@requires(Permission.ANSWER_ADVICE)
def consultation_record(request: Any) -> HttpResponse:
    """The advice log: equal to what was asked on the page, and marked as heard."""
    posts = nameable(request.actor).standing(clock.today()).exclude(kind__in=CITY_HALL)
    form = RecordForm(request.POST or None, posts=posts, initial={"asked_on": clock.today(), **_given(request)})
    if request.method == "POST" and form.is_valid():
        gone = attempt(request, form, lambda: _recorded(request, form))
        if gone:
            return gone
    return render(request, "advice/record_form.html", {"form": form})


def _recorded(request: Any, form: RecordForm) -> str:
    consultation = actions.record_consultation(by=request.actor, **form.cleaned_data)
    messages.success(request, _("聞いた相談を書きとめました。"))
    return page_of(consultation)


def _given(request: Any) -> dict[str, str]:
    return {name: request.GET[name] for name in GIVEN if name in request.GET}
