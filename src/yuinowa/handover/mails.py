"""The mails of this room: one function and one template each."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from yuinowa.core.outbox import post_mail
from yuinowa.engine.calendar import wareki
from yuinowa.handover.models import HandoverFile
from yuinowa.organisations.models import Municipality
from yuinowa.people.models import Person
from yuinowa.promises.mails import short_day

FOLDER = "handover/mails"


def write_note(file: HandoverFile, stage: int) -> bool:
    """Ask who leaves for a word to the successor; once at each stage (so many days before the last one)."""
    until = file.leaving.until_on
    if until is None:
        return False
    facts = {"post": file.post, "until": wareki(until), "day": short_day(until), "path": reverse("handover_note", args=[file.post_id])}
    return _send("write_note", f"handover:{file.pk}:write:{until}:{stage}", file.leaving.person, facts)


def read_file(file: HandoverFile, reader: Person, today: dt.date) -> bool:
    """Ask the successor to read and take over; at most once a day."""
    facts = {"post": file.post, "before": file.leaving.person, "path": reverse("file_detail", args=[file.pk])}
    return _send("read_file", f"handover:{file.pk}:read:{today}", reader, facts)


def _send(name: str, key: str, reader: Person, facts: Mapping[str, Any]) -> bool:
    if not reader.email:
        return False
    context = {**facts, "reader": reader, "office": Municipality.objects.first()}
    post_mail(key=f"{key}:{reader.pk}", to=reader.email, template=f"{FOLDER}/{name}.txt", context=context)
    return True
