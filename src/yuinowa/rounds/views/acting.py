"""What the posts of this room have in common: carry out once, show a refusal on the form, say first what will happen."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from yuinowa.access.matrix import Permission
from yuinowa.core.errors import Refused
from yuinowa.core.submissions import once
from yuinowa.rounds.models import Visit


class Yes(forms.Form):
    """A form without fields: the button is the answer."""


def yes(request: HttpRequest) -> Yes:
    return Yes(request.POST if request.method == "POST" else None)


def visit_for(request: Any, pk: int, permission: Permission) -> Visit:
    """The visit with its places, or 404 where the actor may not know of it."""
    return get_object_or_404(Visit.objects.allowing(request.actor, permission).with_places(), pk=pk)


def page_of(visit: Visit) -> str:
    return reverse("visit_detail", args=[visit.pk])


def attempt(request: HttpRequest, form: forms.Form, verb: Callable[[], str]) -> HttpResponse | None:
    """Carry out ``verb`` (which returns the address to go to) and go there; None after a refusal, which then stands on the form."""
    try:
        return redirect(once(request, verb))
    except Refused as error:
        field = str(error.facts.get("field", ""))
        form.add_error(field if field in form.fields else None, error.message)
        return None


def confirm(request: HttpRequest, form: forms.Form, perform: Callable[[], str], **facts: Any) -> HttpResponse:
    """Show a decision (``facts`` of ui/confirm.html), or carry it out. A refusal stands on the page, with what was typed."""
    if request.method == "POST" and form.is_valid():
        gone = attempt(request, form, perform)
        if gone:
            return gone
    asked = form if form.fields or form.errors else None
    return render(request, "ui/confirm.html", {"confirm": {"mails": 0, **facts, "form": asked}})
