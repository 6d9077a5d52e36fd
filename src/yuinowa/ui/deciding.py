"""What every page with a decision does: say first what will happen, carry out once, show a refusal beside its field."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from yuinowa.core.errors import Refused
from yuinowa.core.submissions import once

# No list shows more rows on one page.
MOST_TICKED = 100


class Yes(forms.Form):
    """A form without fields: the button is the answer."""


def yes(request: HttpRequest) -> Yes:
    return Yes(request.POST if request.method == "POST" else None)


def attempt(request: HttpRequest, form: forms.Form, verb: Callable[[], str]) -> HttpResponse | None:
    """Carry out ``verb`` (which returns the address to go to) and go there; None after a refusal, which then stands on the form."""
    try:
        return redirect(once(request, verb))
    except Refused as error:
        show(form, error)
        return None


def show(form: Any, error: Refused) -> None:
    """The refusal beside its field, else on top. A form whose fields have other names says so by a ``show_refusal`` of its own."""
    if hasattr(form, "show_refusal"):
        form.show_refusal(error)
        return
    field = str(error.facts.get("field", ""))
    form.add_error(field if field in form.fields else None, error.message)


def confirm(request: HttpRequest, form: forms.Form, perform: Callable[[], str], **facts: Any) -> HttpResponse:
    """Show a decision (``facts`` of ui/confirm.html), or carry it out. A refusal stands on the page, with what was typed."""
    if request.method == "POST" and form.is_valid():
        gone = attempt(request, form, perform)
        if gone:
            return gone
    asked = form if form.fields or form.errors else None
    return render(request, "ui/confirm.html", {"confirm": {"mails": 0, **facts, "form": asked}})


def ticked(asked: QueryDict, name: str) -> list[int]:
    """The keys of the rows ticked in a list, at most ``MOST_TICKED``; what is no key is left out."""
    return [int(key) for key in asked.getlist(name)[:MOST_TICKED] if key.isdecimal() and len(key) < 19]
