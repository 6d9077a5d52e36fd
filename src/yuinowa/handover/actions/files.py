"""The leaver writes, the successor takes over."""

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember
from yuinowa.handover.models import Acknowledgement, HandoverFile
from yuinowa.handover.queries import holding
from yuinowa.people.models import Appointment, Post


def open_file(leaving: Appointment) -> HandoverFile:
    """The file of a leaving holder, made where there is none. Called by actions, and where an appointment gets its last day."""
    return HandoverFile.objects.get_or_create(leaving=leaving, defaults={"post": leaving.post})[0]


def keep_file(appointment: Appointment, *, by: Actor) -> None:
    """An appointment got its last day: what its holder leaves is asked for (``config/consequences.py``)."""
    open_file(appointment)


@action(Permission.WRITE_HANDOVER)
def write_note(post: Post, *, text: str, by: Actor) -> HandoverFile:
    """Keep what the holder typed so far, as it was typed."""
    file = _own_file(post, by)
    _check_unfinished(file)
    if file.note != text or file.saved_at is None:
        file.note, file.saved_at = text, clock.now()
        file.save(update_fields=["note", "saved_at"])
        remember(file, "note_written", by=by)
    return file


@action(Permission.WRITE_HANDOVER)
def finish_note(post: Post, *, text: str, by: Actor) -> HandoverFile:
    """The note stands as it is from today; until the last day it can be reopened."""
    file = _own_file(post, by)
    _check_unfinished(file)
    file.note, file.saved_at, file.finished_at = text, clock.now(), clock.now()
    file.save(update_fields=["note", "saved_at", "finished_at"])
    remember(file, "note_finished", by=by)
    return file


@action(Permission.WRITE_HANDOVER)
def reopen_note(post: Post, *, by: Actor) -> HandoverFile:
    """The undo of finishing, for who wrote it."""
    file = _own_file(post, by)
    if file.is_finished:
        file.finished_at = None
        file.save(update_fields=["finished_at"])
        remember(file, "note_reopened", by=by)
    return file


@action(Permission.ACKNOWLEDGE_HANDOVER)
def acknowledge(file: HandoverFile, *, by: Actor) -> Acknowledgement:
    """The successor has read the file. Asked for twice, it stands once."""
    held = holding(by.person_id, file.seat, clock.today())
    if held is None:
        raise Refused("stand_in", _("引継書を受けとるのは、後任の方です。後任が決まるまでは、読むだけにしてください。"))
    if held.pk == file.leaving_id:
        raise Refused("own_file", _("これはご自分が書いた引継書です。受けとるのは後任の方です。"))
    found, is_new = Acknowledgement.objects.get_or_create(file=file, defaults={"appointment": held, "at": clock.now()})
    if is_new:
        remember(file, "acknowledged", by=by)
    return found


def _own_file(post: Post, by: Actor) -> HandoverFile:
    held = holding(by.person_id, post, clock.today())
    if held is None:
        raise Refused("not_holder", _("引継書のひとことは、その職の担当者が書きます。"))
    return open_file(held)


def _check_unfinished(file: HandoverFile) -> None:
    if file.is_finished:
        raise Refused("finished", _("この引継書は仕上げてあります。なおすときは、先に下書きにもどしてください。"))
