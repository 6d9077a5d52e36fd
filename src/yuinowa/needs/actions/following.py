"""What follows here when a talent ends or is away, a setting lapses, a school closes: named in ``config/consequences.py``."""

import datetime as dt
from typing import Any

from django.db.models import Q

from yuinowa.core import clock
from yuinowa.core.actions import Actor
from yuinowa.core.history import remember
from yuinowa.needs import mails
from yuinowa.needs.actions.change import Concerned, call_off, let_go
from yuinowa.needs.actions.offer import ask_next
from yuinowa.needs.actions.state import BEFORE_ASKING, LIVE, refresh_state
from yuinowa.needs.models import Engagement, Need, Offer, Withdrawal


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
