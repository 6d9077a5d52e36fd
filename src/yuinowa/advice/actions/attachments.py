"""Attachments that should not be there, and those whose time is over."""

import datetime as dt

from django.utils.translation import gettext as _

from yuinowa.access.guards import may
from yuinowa.access.matrix import Permission
from yuinowa.advice.models import Attachment, Message
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember

KEPT_YEARS = 3


@action(Permission.KEEP_ADVICE)
def remove_attachment(attachment: Attachment, *, by: Actor) -> None:
    """Gone for good: a wrong file may hold somebody's data. Each side removes its own, the city hall any."""
    message = attachment.message
    if message.side == Message.Side.ADVISER and not may(by, Permission.ANSWER_ADVICE):
        raise Refused("not_yours", _("市の担当者の添付は、市の担当者だけが消せます。"))
    remember(message.consultation, "attachment_removed", by=by, word=attachment.name)
    attachment.delete()


@action(Permission.KEEP_ADVICE)
def drop_attachments(*, today: dt.date, by: Actor) -> int:
    """Delete files of consultations that ended three years ago; returns how many. The words of the thread stay."""
    before = dt.datetime.combine(_years_ago(today), dt.time(), tzinfo=dt.UTC)
    rows = Attachment.objects.outdated(before)
    count: int = rows.count()
    Attachment.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()
    return count


def _years_ago(today: dt.date) -> dt.date:
    # 29 February has no twin in a common year.
    return today.replace(year=today.year - KEPT_YEARS, day=min(today.day, 28))
