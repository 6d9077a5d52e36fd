"""A decision on a page of its own: one sentence that says what will happen to whom, and a button that repeats the verb."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yuinowa.needs.views.acting import attempt


class Yes(forms.Form):
    """A form without fields: the button is the answer."""


def confirm(
    request: HttpRequest,
    verb: Callable[[], str],
    *,
    title: str,
    sentence: str,
    button: str = "",
    back: str,
    is_undoable: bool,
    mails: int = 0,
    details: Sequence[str] = (),
    form: forms.Form | None = None,
    is_grave: bool = False,
    **more: Any,
) -> HttpResponse:
    """Show the decision, or carry it out and go where ``verb`` says. A refusal stands on the page, with what was typed."""
    asked = form if form is not None else Yes(request.POST or None)
    if request.method == "POST" and asked.is_valid():
        gone = attempt(request, asked, verb)
        if gone:
            return gone
    facts = {
        "title": title,
        "sentence": sentence,
        "verb": button or title,
        "back": back,
        "is_undoable": is_undoable,
        "mails": mails,
        "details": details,
        "form": asked if form is not None or asked.errors else None,
        "is_grave": is_grave,
        **more,
    }
    return render(request, "ui/confirm.html", {"confirm": facts})
