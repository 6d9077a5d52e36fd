"""A decision: a page says what will happen to whom, and its button repeats the verb."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core.errors import Refused
from yuinowa.core.submissions import once
from yuinowa.talents.models import Talent

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise


@dataclass(frozen=True)
class Decision:
    """``verb`` is an action on a registration; what ``form`` asks are its arguments. %s in the sentence is the name."""

    verb: Callable[..., object]
    title: "Text"
    sentence: "Text"
    done: "Text"
    button: "Text" = ""
    form: type[forms.Form] = forms.Form
    details: tuple["Text", ...] = ()
    is_told: bool = False
    is_undoable: bool = True
    is_grave: bool = False


def page_of(
    decision: Decision, *, permission: Permission, rows: Callable[[HttpRequest], Any], up: Callable[[Talent], tuple["Text", str]]
) -> Callable[..., HttpResponse]:
    """The view of a decision on one of ``rows``; ``up`` names the page that it returns to, and its address."""

    @requires(permission)
    def view(request: Any, pk: int, **more: int) -> HttpResponse:
        talent = get_object_or_404(rows(request), pk=pk)
        name, back = up(talent)
        return decide(
            request,
            lambda data: decision.verb(talent, by=request.actor, **data, **more),
            form_class=decision.form,
            done=str(decision.done),
            back=back,
            confirm={"up": name, **words_of(decision, talent)},
        )

    return view


def words_of(decision: Decision, talent: Talent) -> dict[str, Any]:
    """What ``ui/confirm.html`` says of a decision."""
    return {
        "title": decision.title,
        "verb": decision.button or decision.title,
        "sentence": decision.sentence % talent.name if "%s" in decision.sentence else decision.sentence,
        "details": decision.details,
        "mails": int(decision.is_told and talent.is_mailed and bool(talent.person.email)),
        "is_undoable": decision.is_undoable,
        "is_grave": decision.is_grave,
    }


def decide(
    request: HttpRequest,
    verb: Callable[[dict[str, Any]], object],
    *,
    confirm: dict[str, Any],
    done: str,
    back: str,
    form_class: type[forms.Form] = forms.Form,
    initial: dict[str, Any] | None = None,
) -> HttpResponse:
    """Say what will happen; on POST do it once and go ``back``, or show beside the form why it cannot happen."""
    form = form_class(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(once(request, lambda: _carry_out(request, verb, form.cleaned_data, done, back)))
        except Refused as refused:
            form.add_error(None, refused.message)
    return render(request, "ui/confirm.html", {"confirm": {"back": back, "form": form, **confirm}})


def _carry_out(request: HttpRequest, verb: Callable[[dict[str, Any]], object], data: dict[str, Any], done: str, back: str) -> str:
    verb(data)
    messages.success(request, done)
    return back
