"""Who reads no mail is told by telephone: what there is to tell stands on a list until somebody told it."""

from collections.abc import Iterable

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.rounds.mails import Unread
from yuinowa.rounds.models import Disruption, VisitCall


def to_telephone(unread: Iterable[Unread], *, disruption: Disruption | None = None) -> None:
    """Put what nobody reads by mail on the list."""
    now = clock.now()
    calls = [VisitCall(school=one.school, post=one.post, disruption=disruption, text=one.text[:300], made_at=now) for one in unread]
    VisitCall.objects.bulk_create(calls)


@action(Permission.TELL_VISITS)
def tell_visit_call(call: VisitCall, *, by: Actor) -> VisitCall:
    """Somebody was told. Telling twice changes nothing."""
    if call.told_at is None:
        call.told_at = clock.now()
        call.save(update_fields=["told_at"])
    return call


@action(Permission.TELL_VISITS)
def untell_visit_call(call: VisitCall, *, by: Actor) -> VisitCall:
    """The wrong line was tapped: it stands on the list again."""
    if call.told_at is not None:
        call.told_at = None
        call.save(update_fields=["told_at"])
    return call
