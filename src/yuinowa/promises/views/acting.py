"""The rows this room's pages are about, as far as the actor may know of them."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse

from yuinowa.access.matrix import Permission
from yuinowa.promises.models import Promise


def promise_for(request: Any, pk: int, permission: Permission) -> Promise:
    """The promise with its posts, or 404 where the actor may not know of it."""
    rows = Promise.objects.allowing(request.actor, permission).select_related(
        *Promise.SEARCH_RELATED, "made_for__school", "made_for__center"
    )
    return get_object_or_404(rows, pk=pk)


def page_of(promise: Promise) -> str:
    return reverse("promise_detail", args=[promise.pk])
