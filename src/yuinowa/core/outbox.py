"""The outbox: a mail is a row of the transaction that caused it; the worker hands it to the mail server."""

import contextlib
import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.models import OutgoingMail
from yuinowa.engine.japanese.readings import strip_ruby

LEASE = dt.timedelta(seconds=60)
MOST_ATTEMPTS = 8
# As the declaration of OutgoingMail says; what was given up is no use to anybody after that time either.
KEPT_FOR = dt.timedelta(days=90)
_gathered: ContextVar[list[OutgoingMail] | None] = ContextVar("gathered_mails", default=None)


def post_mail(*, key: str, to: str, template: str, context: Mapping[str, Any], calendar: str = "") -> None:
    """Write a mail to the outbox. The template's first line is the subject, then an empty line, then the text.

    ``key`` says which mail this is ("offer:41:asked"): the same key is sent once, however often it is asked for.
    """
    rendered = strip_ruby(render_to_string(template, {**context, "base_url": settings.BASE_URL}))
    subject, _, text = rendered.strip().partition("\n")
    kind = template.rsplit("/", 1)[-1].removesuffix(".txt")
    post_text(key=key, kind=kind, to=to, subject=subject, text=text, calendar=calendar)


def post_text(*, key: str, kind: str, to: str, subject: str, text: str, calendar: str = "") -> None:
    """The same for a mail whose words are ready."""
    now = clock.now()
    mail = OutgoingMail(
        key=key,
        message_id=f"<{uuid.uuid4()}@{settings.MAIL_DOMAIN}>",
        kind=kind,
        to=to,
        subject=" ".join(subject.split())[:200],
        text=text.strip() + "\n",
        calendar=calendar,
        not_before=now,
        created_at=now,
    )
    gathered = _gathered.get()
    if gathered is None:
        OutgoingMail.objects.bulk_create([mail], ignore_conflicts=True)
    else:
        gathered.append(mail)


@contextlib.contextmanager
def gathering() -> Iterator[None]:
    """Write all mails posted inside in one statement, at the end of the block."""
    gathered: list[OutgoingMail] = []
    token = _gathered.set(gathered)
    try:
        yield
    finally:
        _gathered.reset(token)
    OutgoingMail.objects.bulk_create(gathered, ignore_conflicts=True, batch_size=500)


def send_waiting(limit: int = 50) -> int:
    """Send what is due, at most ``limit`` mails; return how many went out. May run in several workers at once."""
    sent = 0
    for mail in _claim(limit):
        sent += _send(mail)
    return sent


def _claim(limit: int) -> list[OutgoingMail]:
    now = clock.now()
    due = Q(state="waiting", not_before__lte=now) | Q(state="sending", leased_until__lt=now)
    with transaction.atomic():
        mails = list(OutgoingMail.objects.filter(due).select_for_update(skip_locked=True).order_by("not_before")[:limit])
        OutgoingMail.objects.filter(pk__in=[mail.pk for mail in mails]).update(state="sending", leased_until=now + LEASE)
    return mails


def _send(mail: OutgoingMail) -> int:
    message = EmailMessage(
        mail.subject,
        mail.text,
        settings.DEFAULT_FROM_EMAIL,
        [mail.to],
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
    )
    if mail.calendar:
        message.attach("yotei.ics", mail.calendar, "text/calendar; charset=utf-8")
    try:
        message.send()
    except OSError as error:
        _put_back(mail, error)
        return 0
    OutgoingMail.objects.filter(pk=mail.pk).update(state="sent", sent_at=clock.now(), last_error="")
    return 1


def _put_back(mail: OutgoingMail, error: OSError) -> None:
    attempts = mail.attempts + 1
    wait = dt.timedelta(minutes=2**attempts)
    OutgoingMail.objects.filter(pk=mail.pk).update(
        state="failed" if attempts >= MOST_ATTEMPTS else "waiting",
        attempts=attempts,
        not_before=clock.now() + wait,
        last_error=type(error).__name__,
    )


def drop_outdated(now: dt.datetime) -> int:
    """Delete mails that were sent, or given up, 90 days ago; returns how many."""
    is_sent = Q(state="sent", sent_at__lt=now - KEPT_FOR)
    is_given_up = Q(state="failed", created_at__lt=now - KEPT_FOR)
    return OutgoingMail.objects.filter(is_sent | is_given_up).delete()[0]


@action(Permission.SEE_TECHNICAL)
def send_again(*, by: Actor) -> int:
    """Put the mails that were given up back into the queue; return how many."""
    return OutgoingMail.objects.filter(state="failed").update(state="waiting", attempts=0, not_before=clock.now())
