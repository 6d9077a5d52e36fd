"""What the posts of this room have in common: carry out once, show a refusal on the form."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from yuinowa.access.matrix import Permission
from yuinowa.core.errors import Refused
from yuinowa.core.submissions import once
from yuinowa.needs.models import Engagement, Need, Offer


def attempt(request: HttpRequest, form: forms.Form, verb: Callable[[], str]) -> HttpResponse | None:
    """Carry out ``verb`` (which returns the address to go to) and go there; None after a refusal, which then stands on the form."""
    try:
        return HttpResponseRedirect(once(request, verb))
    except Refused as error:
        show(form, error)
        return None


def show(form: Any, error: Refused) -> None:
    """The refusal beside its field, else on top."""
    if hasattr(form, "show_refusal"):
        form.show_refusal(error)
    else:
        name = str(error.facts.get("field", "")).replace("dates", "on")
        form.add_error(name if name in form.fields else None, error.message)


def need_for(request: Any, pk: int, permission: Permission) -> Need:
    """The need with its school and dates, or 404 where the actor may not know of it."""
    rows = (
        Need.objects.allowing(request.actor, permission)
        .select_related("school__site", "site", "skill", "activity")
        .prefetch_related("dates")
    )
    return get_object_or_404(rows, pk=pk)


def offer_for(request: Any, pk: int, permission: Permission) -> Offer:
    rows = Offer.objects.allowing(request.actor, permission).select_related(
        "need__school__site", "need__site", "date", "talent__person", "talent__resource"
    )
    return get_object_or_404(rows, pk=pk)


def engagement_for(request: Any, pk: int, permission: Permission) -> Engagement:
    rows = Engagement.objects.allowing(request.actor, permission).select_related(
        "need__school__site", "need__site", "date", "talent__person"
    )
    return get_object_or_404(rows, pk=pk)
