"""The asking post: a question, more of it, the answer read, and whether the 公民館 may read along."""

from collections.abc import Sequence

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
from yuinowa.people.models import Post
from yuinowa.promises.queries import desk


@action(Permission.ASK_ADVICE)
def ask(
    *, subject: str, topic: str, text: str, by: Actor, asked_by: Post | None = None, is_shared: bool = False, files: Sequence[Sent] = ()
) -> Consultation:
    """Ask the city hall; the coordinators read it by mail. ``asked_by``: one of the actor's desk, else the actor's own post."""
    now = clock.now()
    consultation = Consultation(
        subject=check_subject(subject), topic=topic, asked_by=_asker(by, asked_by), is_shared=is_shared, asked_at=now, waiting_since=now
    )
    consultation.read_at = now
    consultation.save(force_insert=True)
    message = write(consultation, Message.Side.ASKER, text, post_id=by.post_id, at=now, files=files)
    fill_search(consultation)
    remember(consultation, "asked", by=by)
    mails.asked(message, is_first=True, by=by)
    return consultation


def _asker(by: Actor, asked_by: Post | None) -> Post:
    post: Post | None = desk(by).filter(pk=asked_by.pk if asked_by else by.post_id).first()
    if post is None:
        raise NotAllowed(Permission.ASK_ADVICE)
    return post


@action(Permission.ASK_ADVICE)
def follow_up(consultation: Consultation, *, text: str, by: Actor, files: Sequence[Sent] = ()) -> Message:
    """More about the same: the city hall owes an answer again, since now or since the question that still waits."""
    check_open(consultation)
    now = clock.now()
    message = write(consultation, Message.Side.ASKER, text, post_id=by.post_id, at=now, files=files)
    consultation.state = Consultation.State.OPEN
    consultation.waiting_since = consultation.waiting_since or now
    consultation.read_at = now
    consultation.save(update_fields=["state", "waiting_since", "read_at"])
    fill_search(consultation)
    remember(consultation, "followed", by=by)
    mails.asked(message, is_first=False, by=by)
    return message


@action(Permission.ASK_ADVICE)
def mark_read(consultation: Consultation, *, by: Actor) -> Consultation:
    """The asking desk has the answers in front of it."""
    consultation.read_at = clock.now()
    consultation.save(update_fields=["read_at"])
    return consultation


@action(Permission.ASK_ADVICE)
def share(consultation: Consultation, *, by: Actor) -> Consultation:
    """Let the instructor and the 公民館 of the block read along."""
    return _shared(consultation, True, by)


@action(Permission.ASK_ADVICE)
def unshare(consultation: Consultation, *, by: Actor) -> Consultation:
    return _shared(consultation, False, by)


def _shared(consultation: Consultation, is_shared: bool, by: Actor) -> Consultation:
    if consultation.is_shared == is_shared:
        raise Refused("same", _("もうその通りになっています。"))
    consultation.is_shared = is_shared
    consultation.save(update_fields=["is_shared"])
    remember(consultation, "shared" if is_shared else "unshared", by=by)
    return consultation
