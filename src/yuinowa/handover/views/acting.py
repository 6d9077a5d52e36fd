"""What the decisions of this room have in common: say first what will happen, carry out once, show a refusal on the page."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yuinowa.core.errors import Refused
from yuinowa.core.submissions import once


class Yes(forms.Form):
    """A form without fields: the button is the answer."""


def confirm(request: HttpRequest, form: forms.Form, perform: Callable[[], str], **facts: Any) -> HttpResponse:
    """Show a decision (``facts`` of ui/confirm.html), or carry ``perform`` out, which returns the address to go to."""
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(once(request, perform))
        except Refused as refused:
            field = str(refused.facts.get("field", ""))
            form.add_error(field if field in form.fields else None, refused.message)
    asked = form if form.fields or form.errors else None
    return render(request, "ui/confirm.html", {"confirm": {"mails": 0, **facts, "form": asked}})
