"""What happens by itself: who leaves is asked for a word, who came to read it. Safe to run twice, and after days without running."""

import datetime as dt
from collections.abc import Iterable

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q

from yuinowa.access.matrix import Permission
from yuinowa.core.actions import Actor, action
from yuinowa.core.outbox import gathering
from yuinowa.handover import mails
from yuinowa.handover.actions.files import open_file
from yuinowa.handover.models import HandoverFile
from yuinowa.handover.queries import strangers
from yuinowa.people.models import Appointment, User

# So many days before the last one the leaver is asked: two weeks to write, then once more.
ASK_BEFORE = (3, 14)
READ_AGAIN = dt.timedelta(days=7)
LOOK_BACK = dt.timedelta(days=60)


@action(Permission.MANAGE_POSTS)
def remind_handovers(*, today: dt.date, by: Actor) -> dict[str, int]:
    """Files are opened for whoever leaves; leavers without a finished note and successors who have not read are written to."""
    for appointment in _without_file(today):
        open_file(appointment)
    with gathering():
        return {"write": _ask_leavers(today), "read": _ask_successors(today)}


@action(Permission.MANAGE_POSTS)
def end_sessions(*, today: dt.date, by: Actor) -> int:
    """Sessions of people whose last post has ended go; returns how many. A page asks the same by itself: this leaves none lying about."""
    gone = set(User.objects.filter(person__in=strangers(today)).values_list("pk", flat=True))
    ended = [row.pk for row in Session.objects.iterator() if _whose(row) in gone]
    return Session.objects.filter(pk__in=ended).delete()[0]


def _whose(session: Session) -> int | None:
    key = str(session.get_decoded().get(SESSION_KEY, ""))
    return int(key) if key.isdecimal() else None


def _without_file(today: dt.date) -> Iterable[Appointment]:
    """Whose last day is near, or has passed and somebody else sits there now."""
    others = Appointment.objects.valid(today).filter(post=OuterRef("post"), from_on__gt=OuterRef("until_on"))
    soon = Q(until_on__range=(today, today + dt.timedelta(days=max(ASK_BEFORE))))
    lately = Q(until_on__range=(today - LOOK_BACK, today - dt.timedelta(days=1))) & Exists(others)
    return Appointment.objects.filter(soon | lately, handover_file__isnull=True).select_related("post")


def _ask_leavers(today: dt.date) -> int:
    limit = today + dt.timedelta(days=max(ASK_BEFORE))
    files = HandoverFile.objects.filter(finished_at__isnull=True, leaving__until_on__range=(today, limit)).with_names()
    asked = 0
    for file in files:
        left = (file.leaving.until_on - today).days
        stage = next(days for days in ASK_BEFORE if left <= days)
        asked += mails.write_note(file, stage)
    return asked


def _ask_successors(today: dt.date) -> int:
    files = HandoverFile.objects.unread_by_holder(today).filter(Q(reminded_on__isnull=True) | Q(reminded_on__lte=today - READ_AGAIN))
    asked = []
    for file in files.filter(leaving__until_on__gte=today - LOOK_BACK).with_names().select_for_update(of=("self",), no_key=True):
        holder = Appointment.objects.valid(today).filter(post=file.seat).select_related("person").first()
        if holder and mails.read_file(file, holder.person, today):
            asked.append(file.pk)
    HandoverFile.objects.filter(pk__in=asked).update(reminded_on=today)
    return len(asked)
