"""The rows this room's pages are about, as far as the actor may know of them."""

from typing import Any

from django.shortcuts import get_object_or_404

from yuinowa.access.matrix import Permission
from yuinowa.needs.models import Engagement, Need, Offer


def need_for(request: Any, pk: int, permission: Permission) -> Need:
    """The need with its school and dates, or 404 where the actor may not know of it."""
    rows = (
        Need.objects.allowing(request.actor, permission)
        .select_related("school__site", "site", "skill", "activity", "from_promise__promise")
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
