"""Who gets no mail is told by telephone: what there is to tell stands on the telephone list until somebody told it."""

from collections.abc import Iterable

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.history import remember
from yuinowa.needs import mails
from yuinowa.needs.models import Engagement, Offer, PhoneCall


def to_tell(rows: Iterable[Offer | Engagement], about: PhoneCall.About, *, word: str = "") -> None:
    """Put those talents of ``rows`` who get no mail on the telephone list."""
    now = clock.now()
    calls = [
        PhoneCall(need_id=row.need_id, talent_id=row.talent_id, about=about, on=row.date.on, word=word[:200], made_at=now)
        for row in rows
        if not mails.is_written_to(row.talent)
    ]
    PhoneCall.objects.bulk_create(calls, ignore_conflicts=True)


def drop_calls(rows: Iterable[Offer | Engagement]) -> None:
    """Take what is no longer true off the list: a reminder of a day that somebody need not keep."""
    for row in rows:
        PhoneCall.objects.filter(need_id=row.need_id, talent_id=row.talent_id, told_at__isnull=True).delete()


@action(Permission.RECORD_ANSWERS, first="need")
def tell_call(call: PhoneCall, *, by: Actor) -> PhoneCall:
    """Somebody was told by telephone. Telling twice changes nothing."""
    if call.told_at is None:
        call.told_at = clock.now()
        call.save(update_fields=["told_at"])
        remember(call.need, "told", by=by, talent=call.talent_id, about=call.about)
    return call


@action(Permission.RECORD_ANSWERS, first="need")
def untell_call(call: PhoneCall, *, by: Actor) -> PhoneCall:
    """The wrong line was tapped: it stands on the list again."""
    if call.told_at is not None:
        call.told_at = None
        call.save(update_fields=["told_at"])
        remember(call.need, "untold", by=by, talent=call.talent_id, about=call.about)
    return call
