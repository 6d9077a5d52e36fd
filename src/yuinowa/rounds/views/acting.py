"""The rows this room's pages are about, as far as the actor may know of them."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse

from yuinowa.access.matrix import Permission
from yuinowa.rounds.models import Visit


def visit_for(request: Any, pk: int, permission: Permission) -> Visit:
    """The visit with its places, or 404 where the actor may not know of it."""
    return get_object_or_404(Visit.objects.allowing(request.actor, permission).with_places(), pk=pk)


def page_of(visit: Visit) -> str:
    return reverse("visit_detail", args=[visit.pk])
