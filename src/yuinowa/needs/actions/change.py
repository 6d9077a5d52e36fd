"""When a day cannot be kept: called off, moved, somebody ill; and the way back."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.bookings.actions import free
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.consequences import bring_about
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember
from yuinowa.core.outbox import gathering
from yuinowa.needs import mails
from yuinowa.needs.actions.askable import span_of
from yuinowa.needs.actions.calls import drop_calls, to_tell
from yuinowa.needs.actions.offer import accept_by_of, ask_next, close_offers
from yuinowa.needs.actions.state import BEFORE_ASKING, LIVE, enter, refresh_state
from yuinowa.needs.actions.wish import WishedDate, check_date, school_days
from yuinowa.needs.models import Approval, Cancellation, Engagement, Need, NeedDate, Offer, PhoneCall, Refusal, Withdrawal
from yuinowa.organisations.models import Municipality
from yuinowa.talents.models import Talent

REOPEN_WITHIN = dt.timedelta(days=1)


@dataclass(frozen=True)
class Concerned:
    """Whom a change of a need concerns, shown before it happens."""

    waiting: list[Offer]
    engaged: list[Engagement]

    @property
    def talents(self) -> list[Talent]:
        return [*(offer.talent for offer in self.waiting), *(engagement.talent for engagement in self.engaged)]

    @property
    def mails(self) -> int:
        return sum(mails.is_written_to(talent) for talent in self.talents)

    @property
    def calls(self) -> int:
        return len(self.talents) - self.mails


def concerned_by(need: Need) -> Concerned:
    """Who was asked and who said yes, in two queries."""
    with_rows = ("need__school", "date", "talent__person", "talent__resource")
    waiting = Offer.objects.waiting().filter(need=need).select_related(*with_rows)
    engaged = Engagement.objects.live().filter(need=need).select_related(*with_rows, "offer", "booking")
    return Concerned(list(waiting), list(engaged))


@action(Permission.POST_NEEDS)
def cancel_need(need: Need, *, reason: str, by: Actor) -> Concerned:
    """Call a need off: offers are taken back, people freed, everybody told. Until tomorrow it can be reopened."""
    if need.state not in {*BEFORE_ASKING, *LIVE}:
        raise Refused("need_over", _("終わったお願い、取りやめたお願いは、取りやめられません。"))
    if not reason.strip():
        raise Refused("no_reason", _("取りやめる理由を、ひとこと書いてください。お断りの連絡に入ります。"), field="reason")
    return call_off(need, reason=reason, by=by)


def call_off(need: Need, *, reason: str, by: Actor) -> Concerned:
    """The calling off itself; the need's row must be locked."""
    concerned = concerned_by(need)
    Cancellation.objects.create(need=need, reason=reason, post_id=by.post_id, at=clock.now())
    let_go(concerned, Withdrawal.Reason.SCHOOL, reason)
    refresh_state(need)
    remember(need, "cancelled", by=by, reason=reason)
    with gathering():
        mails.need_cancelled(need, concerned.talents, reason)
    to_tell([*concerned.waiting, *concerned.engaged], PhoneCall.About.CANCELLED, word=reason)
    return concerned


@action(Permission.POST_NEEDS)
def reopen_need(need: Need, *, by: Actor) -> Need:
    """Undo a cancellation within a day. Nobody is asked again by itself: people were told that it is off."""
    cancellation = Cancellation.objects.filter(need=need).first()
    if cancellation is None or clock.now() - cancellation.at > REOPEN_WITHIN:
        raise Refused("too_late", _("取りやめを元にもどせるのは、1日以内です。「前と同じ」で新しく作ってください。"))
    cancellation.delete()
    is_approved = Approval.objects.filter(need=need, is_approved=True).exists() or not _needs_approval()
    enter([need], Need.State.OPEN if is_approved else Need.State.AWAITING_APPROVAL)
    refresh_state(need)
    remember(need, "reopened", by=by)
    if need.state == Need.State.OPEN:
        bring_about("needs_opened", [need], by=by)
    return need


@action(Permission.POST_NEEDS)
def move_need(need: Need, *, to: WishedDate, by: Actor, is_holiday_meant: bool = False) -> Concerned:
    """Move a need to another day: who was asked or had said yes is asked again for the new day."""
    if need.state not in LIVE:
        raise Refused("need_over", _("日時を変えられるのは、募集中・打診中・決定のお願いです。"))
    days = school_days([need.school])[need.school_id]
    to = days.timed(to)
    check_date(to, days, today=clock.today(), is_holiday_meant=is_holiday_meant)
    concerned = concerned_by(need)
    date = _new_date(need, to)
    let_go(concerned, Withdrawal.Reason.MOVED, "")
    remember(need, "moved", by=by, on=to.on.isoformat())
    _ask_again(need, date, concerned, by=by)
    refresh_state(need)
    return concerned


@action(Permission.RECORD_ANSWERS, first="need")
def withdraw_engagement(engagement: Engagement, *, reason: str, by: Actor, word: str = "") -> Engagement:
    """Somebody cannot come after all: their time is freed, the next candidate asked, the school told."""
    return _withdraw(engagement, reason=reason, by=by, word=word)


@action(Permission.ANSWER_OFFERS, first="need")
def withdraw_own_engagement(engagement: Engagement, *, by: Actor, word: str = "", reason: str = Withdrawal.Reason.TALENT) -> Engagement:
    """The same by the talents themselves."""
    return _withdraw(engagement, reason=reason, by=by, word=word)


@action(Permission.POST_NEEDS, first="need")
def set_pre_meeting(engagement: Engagement, *, at: dt.datetime | None, by: Actor, place: str = "") -> Engagement:
    """Agree on a 事前打合せ before the day; None takes it back."""
    if at is not None and not clock.now() < at < span_of(engagement.date)[0]:
        raise Refused("meeting_time", _("打合せは、いまより後、当日より前の日時にしてください。"), field="at")
    engagement.pre_meeting_at, engagement.pre_meeting_place = at, place
    engagement.save(update_fields=["pre_meeting_at", "pre_meeting_place"])
    remember(engagement.need, "pre_meeting_set", by=by, talent=engagement.talent_id, at=at.isoformat() if at else "")
    if at is not None:
        mails.pre_meeting(engagement)
        to_tell([engagement], PhoneCall.About.MEETING, word=f"{mails.moment(at)} {place}".strip())
    return engagement


def _withdraw(engagement: Engagement, *, reason: str, by: Actor, word: str) -> Engagement:
    need = engagement.need
    if Withdrawal.objects.filter(engagement=engagement).exists():
        raise Refused("withdrawn", _("もう取り消してあります。"))
    if need.state not in LIVE:
        raise Refused("need_over", _("終わったお願い、取りやめたお願いは、変えられません。"))
    let_go(Concerned([], [engagement]), Withdrawal.Reason(reason), word)
    Refusal.objects.get_or_create(need=need, talent=engagement.talent, defaults={"at": clock.now()})
    remember(need, "withdrew", by=by, talent=engagement.talent_id, reason=reason)
    remember(engagement.talent, "offer_withdrew", by=by, need=need.pk)
    asked = ask_next(need)
    refresh_state(need)
    mails.school_told_withdrawal(engagement, asked_next=len(asked))
    return engagement


def let_go(concerned: Concerned, reason: Withdrawal.Reason, word: str) -> None:
    """Free the time of the engaged, and close all their offers."""
    now = clock.now()
    drop_calls([*concerned.waiting, *concerned.engaged])
    Withdrawal.objects.bulk_create([Withdrawal(engagement=one, reason=reason, word=word, at=now) for one in concerned.engaged])
    for one in concerned.engaged:
        if one.booking is not None:
            free(one.booking)
    held = [one.offer for one in concerned.engaged if one.offer is not None]
    close_offers([*concerned.waiting, *held], Offer.State.WITHDRAWN)


def _new_date(need: Need, to: WishedDate) -> NeedDate:
    ranks = list(need.dates.values_list("rank", flat=True))
    need.dates.filter(is_chosen=True).update(is_chosen=False)
    date = NeedDate.objects.create(
        need=need, rank=max(ranks, default=0) + 1, on=to.on, lesson=to.lesson, starts_at=to.starts_at, ends_at=to.ends_at, is_chosen=True
    )
    need.first_on = to.on
    need.save(update_fields=["first_on"])
    return date


def _ask_again(need: Need, date: NeedDate, concerned: Concerned, *, by: Actor) -> None:
    now, days = clock.now(), Municipality.objects.values_list("accept_days", flat=True).first() or 7
    accept_by = accept_by_of(date, now=now, days=days)
    kinds = {offer.talent_id: offer.kind for offer in concerned.waiting}
    offers = [
        Offer(need=need, date=date, talent=row.talent, kind=kinds.get(row.talent_id, Offer.Kind.SEAT), sent_at=now, accept_by=accept_by)
        for row in _once_each((*concerned.engaged, *concerned.waiting))
    ]
    Offer.objects.bulk_create(offers)
    with gathering():
        mails.asked(offers, was_moved=True)


def _once_each(rows: Sequence[Engagement | Offer]) -> list[Engagement | Offer]:
    return list({row.talent_id: row for row in reversed(rows)}.values())


def _needs_approval() -> bool:
    return Municipality.objects.values_list("needs_approval", flat=True).first() is not False
