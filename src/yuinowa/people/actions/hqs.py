"""委嘱: who takes part in a 本部, from when to when. Terms end by their days; a renewal is a term of its own."""

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember, remember_all
from yuinowa.organisations.models import CollaborationHq
from yuinowa.people.models import HqMember, Person

DAY = dt.timedelta(days=1)


@action(Permission.MANAGE_ORGANISATIONS)
def commission(hq: CollaborationHq, *, person: Person, part: str, from_on: dt.date, until_on: dt.date, by: Actor) -> HqMember:
    """Commission ``person`` for a term. Refused where a term of theirs in this 本部 overlaps, or the 本部 does not stand then."""
    if until_on < from_on:
        raise Refused("end_before_start", _("任期の終わりが、始まりより前になっています。"), field="until_on")
    if from_on < hq.opened_on:
        raise Refused("before_opening", _("本部ができる日より前の日です。"), field="from_on")
    if hq.closed_on:
        raise Refused("hq_closed", _("「%(hq)s」は、もう閉じています。") % {"hq": hq.name})
    try:
        with transaction.atomic():
            term = HqMember.objects.create(hq=hq, person=person, part=part, from_on=from_on, until_on=until_on)
    except IntegrityError as error:
        said = _("%(person)sさんは、この本部でその時期にもう委嘱されています。先にその任期を終えてください。")
        raise Refused("term_overlaps", said % {"person": person.name}) from error
    remember(hq, "commissioned", by=by, part=part, from_on=from_on.isoformat(), until_on=until_on.isoformat())
    remember(person, "commissioned", by=by, hq=hq.pk)
    return term


@action(Permission.MANAGE_ORGANISATIONS)
def end_term(term: HqMember, *, on: dt.date, by: Actor) -> HqMember:
    """The last day of a term, earlier or later than it was."""
    if on < term.from_on:
        raise Refused("end_before_start", _("任期の終わりが、始まりより前になっています。"), field="on")
    if term.hq.closed_on and on > term.hq.closed_on:
        raise Refused("hq_closed", _("本部が閉じた日より後の日です。"), field="on")
    term.until_on = on
    try:
        with transaction.atomic():
            term.save(update_fields=["until_on"])
    except IntegrityError as error:
        raise Refused("term_overlaps", _("そのあとの任期がもう決まっています。先にその任期を取り消してください。"), field="on") from error
    remember(term.hq, "term_ended", by=by, part=term.part, until_on=on.isoformat())
    remember(term.person, "term_ended", by=by, hq=term.hq_id)
    return term


@action(Permission.MANAGE_ORGANISATIONS)
def withdraw_term(term: HqMember, *, by: Actor) -> None:
    """The undo of ``commission`` and of a renewal, before the first day."""
    if term.from_on <= clock.today():
        raise Refused("begun", _("この任期は、もう始まっています。終わりの日を入れてください。"))
    remember(term.hq, "term_withdrawn", by=by, part=term.part)
    remember(term.person, "term_withdrawn", by=by, hq=term.hq_id)
    term.delete()


@action(Permission.MANAGE_ORGANISATIONS)
def renew_terms(
    hq: CollaborationHq, *, terms: Sequence[HqMember], until_on: dt.date, by: Actor, from_on: dt.date | None = None
) -> list[HqMember]:
    """A further term for each, in the same part, from the day after the one before; for a term of a 本部 that merged into this one, too.

    ``from_on``: the first day of all, where the 本部 they come from has not closed yet.
    """
    if hq.closed_on:
        raise Refused("hq_closed", _("「%(hq)s」は、もう閉じています。") % {"hq": hq.name})
    if not terms:
        raise Refused("nobody", _("更新する人を選んでください。"), field="terms")
    late = next((term for term in terms if until_on < (from_on or term.until_on + DAY)), None)
    if late:
        raise Refused("not_longer", _("いまの任期の終わりより後の日にしてください。"), field="until_on")
    starts = [(term, max(from_on or term.until_on + DAY, hq.opened_on)) for term in terms]
    rows = [HqMember(hq=hq, person=term.person, part=term.part, from_on=start, until_on=until_on) for term, start in starts]
    try:
        with transaction.atomic():
            made = HqMember.objects.bulk_create(rows)
    except IntegrityError as error:
        raise Refused("renewed", _("もう更新された人がいます。ページを開きなおしてください。")) from error
    remember(hq, "term_renewed", by=by, n=len(made), until_on=until_on.isoformat())
    remember_all([term.person for term in terms], "term_renewed", by=by, hq=hq.pk)
    return made


def end_terms(hq: CollaborationHq, *, on: dt.date, by: Actor) -> None:
    """What follows when a 本部 closes: every term ends with it, and none begins afterwards."""
    for term in HqMember.objects.filter(hq=hq, until_on__gt=on).select_related("person"):
        if term.from_on > on:
            remember(term.person, "term_withdrawn", by=by, hq=hq.pk)
            term.delete()
        else:
            term.until_on = on
            term.save(update_fields=["until_on"])
            remember(term.person, "term_ended", by=by, hq=hq.pk)
