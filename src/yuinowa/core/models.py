"""Rows that belong to no area: mails to send, files waiting for a yes, forms already sent, running work, history."""

import uuid
from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from yuinowa.core.private import private


class Searchable(models.Model):
    """Text to be found, and its 1- and 2-grams (filled by ``core.search``, never by SQL)."""

    search_text = models.TextField(default="", editable=False)
    search_grams = ArrayField(models.TextField(), default=list, editable=False)

    class Meta:
        abstract = True
        indexes = [GinIndex(fields=["search_grams"], name="%(class)s_grams")]

    # Relations that ``searched`` reads, for filling many rows at once.
    SEARCH_RELATED: tuple[str, ...] = ()
    SEARCH_PREFETCHED: tuple[str, ...] = ()

    def searched(self) -> Iterable[str]:
        """The texts by which the row is found, its name first."""
        raise NotImplementedError


class Submission(models.Model):
    """One sending of one form: the key makes a double click or a repeat after "back" harmless."""

    key = models.UUIDField(primary_key=True)
    outcome = models.CharField(max_length=500, default="")
    at = models.DateTimeField()


@private("to", "subject", "text", readers="システム管理者（件数と状態だけ）", deleted="送ってから90日")
class OutgoingMail(models.Model):
    """A mail written in the transaction that caused it; a worker sends it, retries, and shows what is stuck."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"

    key = models.CharField(max_length=200, unique=True, help_text="Same key, same mail: asked for twice, sent once.")
    message_id = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=60)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    calendar = models.TextField(default="", help_text="An iCalendar file to attach, or nothing.")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, default="")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["not_before"], name="mail_waiting", condition=models.Q(state__in=["waiting", "sending"])),
            models.Index(fields=["-created_at"], name="mail_latest"),
        ]


class Upload(models.Model):
    """A file that waits for somebody's yes after its preview; removed when confirmed, refused or out of date."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    purpose = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    options = models.JSONField(default=dict)
    person_id = models.BigIntegerField(null=True)
    post_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()


class Work(models.Model):
    """Long work that somebody waits for: its bar, what it is doing, and whether it was asked to stop."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        STOPPED = "stopped"
        FAILED = "failed"

    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    share = models.FloatField(default=0, help_text="0 to 1")
    phase = models.CharField(max_length=60, default="")
    best = models.FloatField(null=True)
    bound = models.FloatField(null=True)
    is_stop_asked = models.BooleanField(default=False)
    error = models.CharField(max_length=500, default="")
    post_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)


@private("actor_label", readers="その記録を読める人", deleted="記録と同じ")
class HistoryEntry(models.Model):
    """Something that happened to a row, in words that its readers use."""

    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    verb = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    person_id = models.BigIntegerField(null=True)
    post_id = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=10)
    actor_label = models.CharField(max_length=120)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["subject_kind", "subject_id", "-at"], name="history_of_subject")]
