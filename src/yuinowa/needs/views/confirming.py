"""A decision on a page of its own: one sentence that says what will happen to whom, and a button that repeats the verb."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from yuinowa.ui import deciding


def confirm(
    request: HttpRequest, verb: Callable[[], str], *, title: str, button: str = "", form: forms.Form | None = None, **facts: Any
) -> HttpResponse:
    """Show the decision, or carry it out and go where ``verb`` says; the button repeats the title unless it has words of its own."""
    asked = deciding.yes(request) if form is None else form
    return deciding.confirm(request, asked, verb, title=title, verb=button or title, **facts)
