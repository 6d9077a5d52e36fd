"""The end of a consultation, and the undo of it. Nothing is deleted."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.advice.actions.writing import check_open
from yuinowa.advice.models import Consultation, Message
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.core.history import remember_all


@action(Permission.KEEP_ADVICE)
def close(consultation: Consultation, *, by: Actor) -> Consultation:
    return close_all(consultations=[consultation], by=by)[0]


@action(Permission.KEEP_ADVICE)
def close_all(*, consultations: Sequence[Consultation], by: Actor) -> list[Consultation]:
    """Several at once; when one of them is closed already, none changes, so that nobody thinks otherwise."""
    locked = _locked(consultations, by)
    for consultation in locked:
        check_open(consultation)
    now = clock.now()
    _set(locked, state=Consultation.State.CLOSED, closed_at=now, waiting_since=None)
    remember_all(locked, "closed", by=by)
    return locked


@action(Permission.KEEP_ADVICE)
def reopen(consultation: Consultation, *, by: Actor) -> Consultation:
    return reopen_all(consultations=[consultation], by=by)[0]


@action(Permission.KEEP_ADVICE)
def reopen_all(*, consultations: Sequence[Consultation], by: Actor) -> list[Consultation]:
    """Whoever spoke last decides how it goes on: after a question it waits again, after an answer it is answered."""
    locked = _locked(consultations, by)
    if any(consultation.is_open for consultation in locked):
        raise Refused("open", _("この相談は、もう開いています。"))
    last = {message.consultation_id: message for message in Message.objects.filter(consultation__in=locked).order_by("at", "pk")}
    for consultation in locked:
        message = last[consultation.pk]
        if message.side == Message.Side.ADVISER:
            _set([consultation], state=Consultation.State.ANSWERED, closed_at=None, waiting_since=None)
        else:
            _set([consultation], state=Consultation.State.OPEN, closed_at=None, waiting_since=message.at)
    remember_all(locked, "reopened", by=by)
    return locked


def _locked(consultations: Sequence[Consultation], by: Actor) -> list[Consultation]:
    ids = {consultation.pk for consultation in consultations}
    rows = Consultation.objects.allowing(by, Permission.KEEP_ADVICE).filter(pk__in=ids).select_for_update(no_key=True)
    found = list(rows.order_by("pk"))
    if len(found) < len(ids):
        raise NotAllowed(Permission.KEEP_ADVICE)
    return found


def _set(rows: Sequence[Consultation], **values: object) -> None:
    for row in rows:
        for name, value in values.items():
            setattr(row, name, value)
    Consultation.objects.filter(pk__in=[row.pk for row in rows]).update(**values)
