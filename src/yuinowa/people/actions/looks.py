"""閲覧の記録: who saw whose telephone, mail or address. The audit keeps changes; looks are kept here."""

import datetime as dt
from collections.abc import Iterable

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.people.models import ContactLook, Person

KEPT_FOR = dt.timedelta(days=365)


def note_looks(persons: Iterable[Person], *, page: ContactLook.Page, by: Actor) -> None:
    """Write down that a page showed the contacts of ``persons``: one INSERT, however many; nothing for one's own.

    No ``@action``: it changes nothing that anybody owns, and a lock and a transaction would cost every page three queries more.
    """
    seen = {person.pk for person in persons if person.telephone or person.email or person.address} - {by.person_id}
    if by.post_id and by.person_id and seen:
        now = clock.now()
        rows = (ContactLook(person_id=key, seen_by_id=by.person_id, post_id=by.post_id, page=page, at=now) for key in sorted(seen))
        ContactLook.objects.bulk_create(rows)


@action(Permission.SEE_LOOKS)
def forget_looks(*, now: dt.datetime, by: Actor) -> int:
    """Delete looks a year after they were taken; returns how many."""
    return ContactLook.objects.filter(at__lt=now - KEPT_FOR).delete()[0]
