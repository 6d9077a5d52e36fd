"""What the frame of every page shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from yuinowa.organisations.models import Municipality


def frame(request: HttpRequest) -> dict[str, Any]:
    return {
        "municipality": next(iter(Municipality.objects.order_by()[:1]), None),
        "user": getattr(request, "user", None),
        "actor": getattr(request, "actor", None),
        "posts": getattr(request, "posts", []),
        "is_demo": settings.DEMO,
    }
