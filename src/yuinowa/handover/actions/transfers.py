"""One post passes on: dated, and taken back exactly as it was."""

import datetime as dt

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember
from yuinowa.handover.models import HandoverFile, Transfer
from yuinowa.people import actions as people
from yuinowa.people.models import Appointment, Person, Post, User


@action(Permission.MANAGE_POSTS)
def transfer_post(post: Post, *, first_on: dt.date, by: Actor, person: Person | None = None, **who: str) -> Transfer:
    """Pass one post on, on any day of the year. ``who``: name, kana, email and telephone of somebody new; nobody leaves it vacant."""
    leaving = Appointment.objects.valid(first_on - dt.timedelta(days=1)).filter(post=post).first()
    is_coming = bool(person or who.get("name"))
    if not is_coming and leaving is None:
        raise Refused("nothing", _("だれも出ず、だれも来ません。後任を入れてください。"))
    if first_on <= clock.today() and leaving is not None:
        raise Refused("too_late", _("最後の日は、今日か後の日にしてください。"), field="on")
    kinds = {(True, True): Transfer.Kind.REPLACE, (True, False): Transfer.Kind.LEAVE, (False, True): Transfer.Kind.COME}
    row = Transfer(
        post=post, kind=kinds[leaving is not None, is_coming], first_on=first_on, leaving=leaving, person=person, made_at=clock.now()
    )
    for field in ("name", "kana", "email", "telephone"):
        setattr(row, field, getattr(person, field) if person else who.get(field, ""))
    row.save()
    date_transfer(row, by=by)
    remember(row, "dated", by=by)
    return row


@action(Permission.MANAGE_POSTS)
def undo_transfer(row: Transfer, *, by: Actor) -> int:
    """The undo of ``transfer_post`` before the first day; returns how many mails say that an invitation ended."""
    if row.rollover_id:
        raise Refused("of_rollover", _("年度替わりの異動です。年度替わりのページで、まとめて元にもどしてください。"))
    if row.state != Transfer.State.DATED:
        raise Refused("undone", _("この異動は、もう取り消されています。"))
    if row.first_on <= clock.today():
        raise Refused("begun", _("もう始まった異動です。職のページで、任期をなおしてください。"))
    told = take_back(row, by=by)
    row.state = Transfer.State.UNDONE
    row.save(update_fields=["state"])
    remember(row, "undone", by=by)
    return told


def date_transfer(row: Transfer, *, by: Actor) -> None:
    """Write the days, and remember what stood there before. Called by actions, inside their transaction."""
    _end(row, by)
    _begin(row, by)
    row.state = Transfer.State.DATED
    row.save()


def take_back(row: Transfer, *, by: Actor) -> int:
    """The days as they were; the invitation ends, the new person goes. Returns how many mails. Called by actions."""
    told = _withdraw(row, by)
    if row.leaving:
        if row.leaving.until_on != _until(row):
            raise Refused(
                "changed", _("「%(post)s」の任期は、そのあと手でなおされています。先に元にもどしてください。") % {"post": row.post.label}
            )
        people.move_end(row.leaving, until_on=row.until_before, by=by)
        _drop_empty_file(row.leaving)
    row.until_before = None
    row.state = Transfer.State.PLANNED
    row.save()
    return told


def will_be_invited(row: Transfer) -> bool:
    """Whether a mail goes to who comes: with an address, and without an account."""
    if not row.brings_somebody or not row.email:
        return False
    return row.person is None or not User.objects.filter(person=row.person).exists()


def _until(row: Transfer) -> dt.date:
    """The last day that the leaving one gets: the eve, or a year later where the term is renewed."""
    return row.last_on.replace(year=row.last_on.year + 1) if row.kind == Transfer.Kind.RENEW else row.last_on


def _end(row: Transfer, by: Actor) -> None:
    if row.leaving is None:
        return
    row.until_before = row.leaving.until_on
    if row.kind == Transfer.Kind.RENEW:
        row.leaving = people.move_end(row.leaving, until_on=_until(row), by=by)
    else:
        row.leaving = people.end_appointment(row.leaving, on=row.last_on, by=by)


def _begin(row: Transfer, by: Actor) -> None:
    if not row.brings_somebody:
        return
    if row.person is None:
        fields = {"name": row.name, "kana": row.kana, "email": row.email, "telephone": row.telephone}
        row.person, row.is_new_person = people.add_person(by=by, **fields), True
    is_invited = will_be_invited(row)
    row.arriving = people.appoint(row.post, person=row.person, from_on=row.first_on, by=by)
    row.invitation = people.invite(row.arriving, by=by) if is_invited and row.person.email else None


def _withdraw(row: Transfer, by: Actor) -> int:
    told = 0
    arriving, person = row.arriving, row.person
    row.arriving = row.invitation = None
    if row.is_new_person:
        row.person = None
    row.save(update_fields=["arriving", "invitation", "person"])
    if arriving:
        told = people.withdraw_appointment(arriving, by=by)
    if row.is_new_person and person:
        # Who opened an account already is kept, and found again by the address next time.
        people.forget_person(person, by=by)
        row.is_new_person = False
    return told


def _drop_empty_file(leaving: Appointment) -> None:
    HandoverFile.objects.filter(leaving=leaving, note="", acknowledgement__isnull=True).delete()
