"""What a device keeps while there is no line, and for whom: one person in one post (docs/adr/0006-notes-without-a-line.md)."""

import base64
import datetime as dt
from typing import Any

from django.utils.crypto import salted_hmac

from yuinowa.access.guards import may
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.engine.calendar import holiday_name
from yuinowa.people.models import Appointment

# A long holiday may pass between two visits; what lies on a telephone any longer is out of date.
KEPT_FOR = dt.timedelta(days=7)
SATURDAY = 5


def mark_of(actor: Any) -> str:
    """Names to a device whose notes it keeps, without saying who that is; "" for who writes none."""
    if not (actor.person_id and actor.post_id and may(actor, Permission.WRITE_NOTES)):
        return ""
    return _hash("mark", f"{actor.person_id}:{actor.post_id}").hex()[:32]


def person_mark(actor: Any) -> str:
    """The same for the person alone, whatever post is held."""
    return _hash("person", str(actor.person_id)).hex()[:32]


def key_of(actor: Any) -> str:
    """The key (AES-256, base64) under which this person's notes lie on a device; the device forgets it at every sign-out."""
    return base64.b64encode(_hash("key", str(actor.person_id))).decode()


def kept_until(actor: Any) -> dt.datetime:
    """Until when a copy of a page may be opened without asking us: never past the end of the appointment."""
    ends = Appointment.objects.valid(clock.today()).filter(post=actor.post_id, person=actor.person_id).values_list("until_on", flat=True)
    return kept_for(*ends)


def kept_for(*last_days: dt.date | None) -> dt.datetime:
    """The same where the days are known after which nobody may open the copy."""
    return min([clock.now() + KEPT_FOR, *(_end_of(day) for day in last_days if day)])


def _end_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), clock.JAPAN)


def next_working_day(day: dt.date) -> dt.date:
    """The first day after ``day`` on which offices are open."""
    day += dt.timedelta(days=1)
    while day.weekday() >= SATURDAY or holiday_name(day):
        day += dt.timedelta(days=1)
    return day


def _hash(what: str, value: str) -> bytes:
    return salted_hmac(f"yuinowa.rounds.notes.{what}", value, algorithm="sha256").digest()
