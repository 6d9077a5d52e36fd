"""`/health/`: whether the system works, for monitors; counts and ages only."""

import datetime as dt
from typing import Any

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from procrastinate.contrib.django.models import ProcrastinateWorker

from yuinowa.access.guards import public
from yuinowa.core import clock
from yuinowa.core.models import OutgoingMail

HEARTBEAT = dt.timedelta(seconds=60)
MAIL_PATIENCE = dt.timedelta(minutes=15)


@never_cache
@public
def health(request: HttpRequest) -> JsonResponse:
    """200 when all is well, 503 with the name of what is not."""
    try:
        found = {"database": {"ok": True}, "migrations": _migrations(), "worker": _worker(), "outbox": _outbox()}
    except DatabaseError:
        found = {"database": {"ok": False}}
    is_well = all(part["ok"] for part in found.values())
    return JsonResponse({"ok": is_well, **found}, status=200 if is_well else 503)


def _migrations() -> dict[str, Any]:
    missing = _count_missing()
    return {"ok": missing == 0, "missing": missing}


def _count_missing() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _worker() -> dict[str, Any]:
    beat = ProcrastinateWorker.objects.order_by("-last_heartbeat").values_list("last_heartbeat", flat=True).first()
    # The worker writes the database's time, which a moved clock of tests and demos does not move.
    age = (dt.datetime.now(dt.UTC) - beat).total_seconds() if beat else None
    return {"ok": age is not None and age <= HEARTBEAT.total_seconds(), "seconds_since_heartbeat": None if age is None else round(age)}


def _outbox() -> dict[str, Any]:
    now = clock.now()
    due = OutgoingMail.objects.filter(state__in=["waiting", "sending"], not_before__lte=now)
    oldest = due.order_by("not_before").values_list("not_before", flat=True).first()
    late = oldest is not None and now - oldest > MAIL_PATIENCE
    return {"ok": not late, "waiting": due.count(), "failed": OutgoingMail.objects.filter(state="failed").count()}
