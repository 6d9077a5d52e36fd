"""Notes written on the way: each arrives once, however often the device sends it."""

import datetime as dt
import uuid

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action, system_actor
from yuinowa.core.errors import Refused
from yuinowa.organisations.models import School
from yuinowa.rounds.models import FieldNote, Visit

LONGEST = 2000
# What stands in the place of words that were thrown away: the key has to stay, or a late repeat would bring them back.
WIPED = "－"
KEPT_FOR = dt.timedelta(days=365)


@action(Permission.WRITE_NOTES)
def receive_note(
    *, key: uuid.UUID, text: str, written_at: dt.datetime, by: Actor, visit_id: int | None = None, school_id: int | None = None
) -> tuple[FieldNote, bool]:
    """Keep one note; (the note, whether it is new). A repeat of the same words is led to the note that is there already.

    A visit or school out of reach is left out instead of refused: the words must arrive. Raises Refused("no_text", "too_long",
    "another_text"); the last where the key came before with other words or from another post.
    """
    text = tidy(text)
    note = FieldNote.objects.filter(key=key).first()
    if note is None:
        _check(text)
        note = _written(key, text, min(written_at, clock.now()), by, visit_id, school_id)
        if _is_first(note):
            return note, True
        note = FieldNote.objects.get(key=key)
    if note.post_id != by.post_id or (note.discarded_at is None and note.text != text):
        raise Refused("another_text", _("この番号のメモは、ちがう文でもう届いています。この文は、新しいメモとして送ってください。"))
    return note, False


@action(Permission.WRITE_NOTES)
def discard_note(note: FieldNote, *, by: Actor) -> FieldNote:
    """Take the words away for good; the mark that they came stays, so that they never come again."""
    if note.used_in_id:
        raise Refused("used", _("訪問記録に写したメモは消せません。記録のほうを直してください。"))
    note.text, note.visit, note.school, note.discarded_at = WIPED, None, None, clock.now()
    note.save(update_fields=["text", "visit", "school", "discarded_at"])
    return note


def drop_old_notes(now: dt.datetime) -> int:
    """Forget what arrived a year ago; what mattered stands in the records. Returns how many."""
    by = system_actor("notes")
    return int(_drop(before=now - KEPT_FOR, by=by))


@action(Permission.WRITE_NOTES)
def _drop(*, before: dt.datetime, by: Actor) -> int:
    return FieldNote.objects.filter(received_at__lt=before).delete()[1].get("rounds.FieldNote", 0)


def tidy(text: str) -> str:
    """One form of the same words, whichever way they came: forms write line ends otherwise than scripts."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()


def _check(text: str) -> None:
    if not text:
        raise Refused("no_text", _("メモを書いてください。"), field="text")
    if len(text) > LONGEST:
        words = _("メモは%(most)s字までです（いまは%(n)s字）。二つに分けてください。")
        raise Refused("too_long", words % {"most": LONGEST, "n": len(text)}, field="text")


def _written(key: uuid.UUID, text: str, written_at: dt.datetime, by: Actor, visit_id: int | None, school_id: int | None) -> FieldNote:
    visit = Visit.objects.allowing(by, Permission.SEE_VISITS).filter(pk=visit_id).first() if visit_id else None
    school = School.objects.allowing(by, Permission.SEE_SCHOOLS).filter(pk=school_id).first() if school_id and not visit else None
    return FieldNote(
        key=key,
        post_id=by.post_id,
        visit=visit,
        school=visit.school if visit else school,
        text=text,
        written_at=written_at,
        received_at=clock.now(),
    )


def _is_first(note: FieldNote) -> bool:
    """Whether this writing won; one that comes at the same moment waits here for the other's commit."""
    try:
        with transaction.atomic():
            note.save(force_insert=True)
    except IntegrityError:
        return False
    return True
