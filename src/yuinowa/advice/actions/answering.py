"""The city hall: an answer, with a promise where one is made; and what was asked by telephone, at the window or on paper (the advice log)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.advice import mails
from yuinowa.advice.actions.writing import check_open, check_subject, write
from yuinowa.advice.files import Sent
from yuinowa.advice.models import Consultation, Message
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.core.history import remember
from yuinowa.core.search import fill_search
from yuinowa.engine.calendar import wareki
from yuinowa.people.models import Post
from yuinowa.promises.actions import make_promise
from yuinowa.promises.models import Promise
from yuinowa.promises.queries import nameable


@dataclass(frozen=True)
class Promised:
    """What an answer promises: by the adviser to the asker, or (``is_askers``) the other way round."""

    text: str
    due_on: dt.date
    is_askers: bool = False


@action(Permission.ANSWER_ADVICE)
def answer(consultation: Consultation, *, text: str, by: Actor, files: Sequence[Sent] = (), promised: Promised | None = None) -> Message:
    """Answer; who holds the asking post reads it by mail. A promise made in it stands in the list of promises, too."""
    check_open(consultation)
    now = clock.now()
    promise = _promise(consultation, promised, by) if promised else None
    message = write(consultation, Message.Side.ADVISER, text, post_id=by.post_id, at=now, files=files, promise=promise)
    consultation.state = Consultation.State.ANSWERED
    consultation.waiting_since = None
    consultation.answered_at = now
    consultation.first_answered_at = consultation.first_answered_at or now
    consultation.save(update_fields=["state", "waiting_since", "answered_at", "first_answered_at"])
    fill_search(consultation)
    remember(consultation, "answered", by=by)
    mails.answered(message, by=by)
    return message


def _promise(consultation: Consultation, promised: Promised, by: Actor) -> Promise:
    adviser, asker = Post.objects.get(pk=by.post_id), consultation.asked_by
    return make_promise(
        text=promised.text,
        owner=asker if promised.is_askers else adviser,
        owed_to=adviser if promised.is_askers else asker,
        due_on=promised.due_on,
        source=Promise.Source.ADVICE,
        source_text=f"相談「{consultation.subject[:80]}」",
        by=by,
    )


@action(Permission.ANSWER_ADVICE)
def record_consultation(
    *, asked_by: Post, subject: str, topic: str, channel: str, asked_on: dt.date, text: str, by: Actor, answered: str = ""
) -> Consultation:
    """Write down what a post asked elsewhere. Answered on the spot, it is closed at once and nobody is written to; else it waits for an answer."""
    _check_record(asked_by, channel, asked_on, by)
    now, asked_at = clock.now(), _noon(asked_on)
    consultation = Consultation(
        subject=check_subject(subject),
        topic=topic,
        asked_by=asked_by,
        channel=channel,
        asked_at=asked_at,
        read_at=now,
        waiting_since=asked_at,
    )
    if answered.strip():
        _settle(consultation, asked_at, now)
    consultation.save(force_insert=True)
    write(consultation, Message.Side.ASKER, text, post_id=by.post_id, at=asked_at)
    if answered.strip():
        write(consultation, Message.Side.ADVISER, answered, post_id=by.post_id, at=asked_at)
    fill_search(consultation)
    remember(consultation, "recorded", by=by, channel=channel)
    return consultation


def _settle(consultation: Consultation, asked_at: dt.datetime, now: dt.datetime) -> None:
    consultation.state, consultation.waiting_since, consultation.closed_at = Consultation.State.CLOSED, None, now
    consultation.answered_at = consultation.first_answered_at = asked_at


def _check_record(asked_by: Post, channel: str, asked_on: dt.date, by: Actor) -> None:
    if not nameable(by).filter(pk=asked_by.pk).exists():
        raise NotAllowed(Permission.ANSWER_ADVICE)
    if channel == Consultation.Channel.PAGE:
        raise Refused("own_page", _("どうやって聞いたかを選んでください。"), field="channel")
    if asked_on > clock.today():
        raise Refused("future", _("%(day)sは、まだ来ていません。聞いた日を選んでください。") % {"day": wareki(asked_on)}, field="asked_on")


def _noon(day: dt.date) -> dt.datetime:
    """The moment within the day is not known; never later than now."""
    return min(dt.datetime.combine(day, dt.time(12), tzinfo=clock.JAPAN), clock.now())
