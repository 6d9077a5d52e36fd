"""A form sent twice happens once: the second sending is led to the outcome of the first."""

import datetime as dt
import uuid
from collections.abc import Callable

from django.db import connection, transaction
from django.http import HttpRequest

from yuinowa.core import clock
from yuinowa.core.models import Submission

FIELD = "submission_key"
# Longer than anybody keeps a page open.
KEPT_FOR = dt.timedelta(days=30)


def once(request: HttpRequest, verb: Callable[[], str]) -> str:
    """Run ``verb`` (which returns the address to go to) unless this very form was sent before; return the address.

    The key comes from the hidden field that ``{% submission_key %}`` writes. A form without a readable key is simply carried out.
    When ``verb`` raises, the key is free again, so the corrected form can be sent.
    """
    key = _key_of(request)
    if key is None:
        return verb()
    with transaction.atomic():
        if not _claim(key):
            return Submission.objects.get(key=key).outcome
        outcome = verb()
        Submission.objects.filter(key=key).update(outcome=outcome)
        return outcome


def sent_before(request: HttpRequest) -> str:
    """The outcome of this very form where it was carried out already, else "": for pages that look at the world before they carry out."""
    key = _key_of(request)
    return (Submission.objects.filter(key=key).values_list("outcome", flat=True).first() or "") if key else ""


def drop_outdated(now: dt.datetime) -> int:
    """Forget forms sent long ago; returns how many."""
    return Submission.objects.filter(at__lt=now - KEPT_FOR).delete()[0]


def _claim(key: uuid.UUID) -> bool:
    # A second sending at the same moment waits here for the first one's commit.
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO core_submission (key, outcome, at) VALUES (%s, '', %s) ON CONFLICT DO NOTHING", [key, clock.now()])
        return cursor.rowcount == 1


def _key_of(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None
