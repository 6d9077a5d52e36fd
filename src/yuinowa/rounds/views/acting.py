"""The rows this room's pages are about, as far as the actor may know of them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from yuinowa.access.matrix import Permission
from yuinowa.core.history import history_of
from yuinowa.rounds.models import Visit


def visit_for(request: Any, pk: int, permission: Permission) -> Visit:
    """The visit with its places, or 404 where the actor may not know of it."""
    return get_object_or_404(Visit.objects.allowing(request.actor, permission).with_places(), pk=pk)


def page_of(visit: Visit) -> str:
    return reverse("visit_detail", args=[visit.pk])


def moving_away(request: Any, pk: int) -> HttpResponse | None:
    """A school follows the link of a mail while the instructor looks for another day: it has no such page, but hears why."""
    school = request.actor.school_id
    visit = Visit.objects.filter(pk=pk, school=school, state=Visit.State.PLANNED).select_related("post__center").first() if school else None
    if visit is None or not history_of(visit).filter(verb="proposed").exists():
        return None
    return render(request, "rounds/visit_moving.html", {"visit": visit}, status=404)
