"""The readable history of a need, a talent, an offer: one row per thing that happened, in words of the domain."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import models

from yuinowa.core import clock
from yuinowa.core.actions import Actor
from yuinowa.core.models import HistoryEntry


def remember(subject: models.Model, verb: str, *, by: Actor, **facts: Any) -> HistoryEntry:
    """Write that ``by`` did ``verb`` (a key of the room's ``HISTORY_WORDS``) to ``subject``."""
    entry = _entry(subject, verb, by, facts)
    entry.save(force_insert=True)
    return entry


def remember_all(subjects: Iterable[models.Model], verb: str, *, by: Actor, **facts: Any) -> None:
    """The same for many rows in one statement."""
    HistoryEntry.objects.bulk_create([_entry(subject, verb, by, facts) for subject in subjects], batch_size=2000)


def remember_each(rows: Iterable[tuple[models.Model, dict[str, Any]]], verb: str, *, by: Actor) -> None:
    """The same for many rows with facts of their own, in one statement."""
    HistoryEntry.objects.bulk_create([_entry(subject, verb, by, facts) for subject, facts in rows], batch_size=2000)


def history_of(subject: models.Model) -> models.QuerySet[HistoryEntry]:
    """What happened to ``subject``, latest first."""
    return HistoryEntry.objects.filter(subject_kind=subject._meta.label_lower, subject_id=subject.pk)


def last_words(subjects: Collection[models.Model], verb: str) -> dict[int, str]:
    """The word that came with the latest ``verb`` of each subject (all of one model); one query."""
    if not subjects:
        return {}
    kind = next(iter(subjects))._meta.label_lower
    found = HistoryEntry.objects.filter(subject_kind=kind, subject_id__in=[subject.pk for subject in subjects], verb=verb)
    return {entry.subject_id: str(entry.facts.get("word", "")) for entry in found.order_by("at", "pk")}


def _entry(subject: models.Model, verb: str, by: Actor, facts: dict[str, Any]) -> HistoryEntry:
    return HistoryEntry(
        subject_kind=subject._meta.label_lower,
        subject_id=subject.pk,
        verb=verb,
        at=clock.now(),
        person_id=by.person_id,
        post_id=by.post_id,
        channel=by.channel,
        actor_label=by.label,
        facts=facts,
    )
