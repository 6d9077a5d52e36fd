"""What follows here when a talent ends or is away, a setting lapses, a school closes: named in ``config/consequences.py``."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet

from yuinowa.bookings.models import Booking
from yuinowa.core import clock
from yuinowa.core.actions import Actor
from yuinowa.core.history import remember
from yuinowa.core.search import fill_search
from yuinowa.needs import mails
from yuinowa.needs.actions.calls import to_tell
from yuinowa.needs.actions.change import Concerned, call_off, concerned_by, let_go
from yuinowa.needs.actions.offer import ask_next
from yuinowa.needs.actions.state import BEFORE_ASKING, LIVE, refresh_state
from yuinowa.needs.models import Engagement, Need, Offer, PhoneCall, Withdrawal
from yuinowa.organisations.models import School
from yuinowa.talents.models import Disclosure


def drop_talent(talent: Any, *, by: Actor) -> None:
    """A registration ended: nobody waits for its answer, and the schools look for somebody else."""
    _drop(Q(talent=talent), by=by)


def drop_days(talent: Any, *, by: Actor, from_on: dt.date, until_on: dt.date | None) -> None:
    """A talent is away on these days (no end: until further notice)."""
    days = Q(date__on__gte=from_on) & (Q(date__on__lte=until_on) if until_on else Q())
    _drop(Q(talent=talent) & days, by=by)


def drop_settings(person: Any, *, by: Actor, level: int) -> None:
    """A person may no longer be in settings wider than ``level``."""
    _drop(Q(talent__person=person, need__setting__gt=level), by=by)


def close_school(school: Any, *, by: Actor) -> None:
    """A school closed: what it still asked for is called off, and everybody told."""
    needs = Need.objects.select_for_update(of=("self",), no_key=True).filter(school=school, state__in=[*BEFORE_ASKING, *LIVE])
    for need in needs.select_related("school").order_by("pk"):
        call_off(need, reason="閉校のため", by=by)


def merge_school(school: School, into: School, *, by: Actor) -> int:
    """A school merged into another: what it still asks for goes there, and who was asked or agreed is told the new place. How many needs."""
    needs = Need.objects.select_for_update(of=("self",), no_key=True).filter(school=school, state__in=[*BEFORE_ASKING, *LIVE])
    rows = list(needs.select_related("school").order_by("pk"))
    for need in rows:
        _move_place(need, school, into, by=by)
    for shown in Disclosure.objects.filter(school=school, until_on__gte=clock.today()):
        Disclosure.objects.get_or_create(
            talent_id=shown.talent_id, school=into, from_on=shown.from_on, defaults={"until_on": shown.until_on}
        )
    return len(rows)


def merging(school: School) -> QuerySet[Need]:
    """The needs that go along, or are called off, when a school ends."""
    return Need.objects.filter(school=school, state__in=[*BEFORE_ASKING, *LIVE])


def merged_mails(school: School) -> int:
    """How many people who were asked or agreed will be written to."""
    return sum(concerned_by(need).mails for need in merging(school).filter(first_on__gte=clock.today()))


def _move_place(need: Need, before: School, into: School, *, by: Actor) -> None:
    concerned, is_at_school = concerned_by(need), need.site_id == before.site_id
    need.school = into
    if is_at_school:
        need.site = into.site
    need.save(update_fields=["school", "site"])
    fill_search(need)
    Booking.objects.filter(engagement__need=need).update(site=need.site)
    remember(need, "school_merged", by=by, before=before.name, into=into.name)
    if is_at_school and need.first_on and need.first_on >= clock.today():
        mails.place_moved(need, concerned.talents, before)
        to_tell([*concerned.waiting, *concerned.engaged], PhoneCall.About.PLACE, word=into.name)


def _drop(whose: Q, *, by: Actor) -> None:
    ahead = whose & Q(date__on__gte=clock.today(), need__state__in=LIVE)
    ids = set(Offer.objects.waiting().filter(ahead).values_list("need_id", flat=True))
    ids |= set(Engagement.objects.live().filter(ahead).values_list("need_id", flat=True))
    # Needs in the order of their keys, as every verb locks them.
    for need in Need.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).select_related("school").order_by("pk"):
        _drop_from(need, ahead, by=by)


def _drop_from(need: Need, whose: Q, *, by: Actor) -> None:
    waiting = list(Offer.objects.waiting().filter(whose, need=need).select_related("talent__person", "date"))
    engaged = list(Engagement.objects.live().filter(whose, need=need).select_related("talent__person", "date", "offer", "booking"))
    let_go(Concerned(waiting, engaged), Withdrawal.Reason.TALENT, "")
    for row in (*waiting, *engaged):
        row.need = need
        remember(need, "withdrew", by=by, talent=row.talent_id)
    asked = ask_next(need)
    refresh_state(need)
    for one in engaged:
        mails.school_told_withdrawal(one, asked_next=len(asked))
