"""What the frame of every page shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from yuinowa.organisations.models import Municipality
from yuinowa.rounds.offline import mark_of


def frame(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None)
    return {
        "municipality": next(iter(Municipality.objects.order_by()[:1]), None),
        "user": getattr(request, "user", None),
        "actor": actor,
        "offline_desk": mark_of(actor) if actor else "",
        "posts": getattr(request, "posts", []),
        "is_demo": settings.DEMO,
    }
