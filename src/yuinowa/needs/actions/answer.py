"""Answers: a yes books the time, a no passes the question on."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.bookings.actions import book
from yuinowa.bookings.models import Resource
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.core.history import remember, remember_each
from yuinowa.needs import mails
from yuinowa.needs.actions.askable import span_of
from yuinowa.needs.actions.calls import to_tell
from yuinowa.needs.actions.offer import ask_next, close_offers
from yuinowa.needs.actions.state import LIVE, refresh_state, refresh_states, seats_left, waiting_counts
from yuinowa.needs.actions.travel import too_short
from yuinowa.needs.models import Engagement, Need, Offer, PhoneCall, Refusal
from yuinowa.talents.models import Disclosure, Talent

# A school may ask after the day, too: about a form, a photo, a lost umbrella.
SHOWN_AFTER = dt.timedelta(days=30)


@action(Permission.ANSWER_OFFERS, first="need")
def accept_offer(offer: Offer, *, by: Actor, word: str = "", despite_short_travel: bool = False) -> Engagement:
    """行けます. Books the time. Raises Refused: full, expired, withdrawn, double_booking, short_travel (ask again with the flag)."""
    if offer.state == Offer.State.WAITING and offer.accept_by < clock.now():
        raise Refused("expired", _("返事の期限が過ぎました。お気持ちに感謝します。来られるときは、お電話ください。"))
    _check_answerable(offer)
    return _accept(offer, by=by, word=word, despite_short_travel=despite_short_travel)


@action(Permission.ANSWER_OFFERS, first="need")
def decline_offer(offer: Offer, *, by: Actor, word: str = "") -> Offer:
    """行けません. The next candidate is asked by itself."""
    _check_answerable(offer)
    return _decline(offer, by=by, word=word)


@action(Permission.RECORD_ANSWERS, first="need")
def record_answer(offer: Offer, *, has_accepted: bool, by: Actor, word: str = "", despite_short_travel: bool = False) -> Engagement | Offer:
    """What somebody said by telephone or on a reply card (``by.channel``), equal to their own answer.

    A late answer counts while the seat is free and nobody else is being asked for it.
    """
    if offer.state == Offer.State.EXPIRED and _is_seat_unasked(offer.need):
        offer.state = Offer.State.WAITING
    _check_answerable(offer)
    if has_accepted:
        return _accept(offer, by=by, word=word, despite_short_travel=despite_short_travel)
    return _decline(offer, by=by, word=word)


@action(Permission.RECORD_ANSWERS)
def accept_offers(*, offers: Sequence[Offer], by: Actor, is_quiet: bool = False) -> list[Engagement]:
    """Record many acceptances at once (answers on paper, the demo city); all or nothing, without the travel warning."""
    ids = {offer.need_id for offer in offers}
    allowed = Need.objects.allowing(by, Permission.RECORD_ANSWERS).select_for_update(of=("self",), no_key=True)
    needs = {need.pk: need for need in allowed.select_related("school", "site").filter(pk__in=ids).order_by("pk")}
    if len(needs) < len(ids):
        raise NotAllowed(Permission.RECORD_ANSWERS)
    fresh = Offer.objects.filter(pk__in=[offer.pk for offer in offers]).select_related("date", "talent__person", "talent__resource")
    engagements = []
    for offer in fresh.order_by("talent__resource_id", "pk"):
        offer.need = needs[offer.need_id]
        _check_answerable(offer)
        engagements.append(_engage(offer, by=by))
    _settle(list(needs.values()), is_quiet=is_quiet)
    remember_each([row for one in engagements for row in ((one.need, {"talent": one.talent_id}), (one.offer, {}))], "accepted", by=by)
    if not is_quiet:
        mails.agreed(engagements)
    return engagements


def _check_answerable(offer: Offer) -> None:
    """Raise Refused with the kindest true reason unless the offer waits for its answer."""
    reasons = {
        Offer.State.ACCEPTED: _("もう「行けます」とお返事をいただいています。ありがとうございます。"),
        Offer.State.DECLINED: _("「行けません」とお返事をいただいています。変わったときは、お電話ください。"),
        Offer.State.EXPIRED: _("返事の期限が過ぎました。お気持ちに感謝します。来られるときは、お電話ください。"),
        Offer.State.WITHDRAWN: _("このお願いは、学校の都合で取り下げました。お知らせが遅れて申しわけありません。"),
        Offer.State.FULL: _("ありがとうございます。たくさんの方にお返事をいただき、人数がそろいました。またの機会にお願いします。"),
    }
    if offer.state != Offer.State.WAITING:
        raise Refused(str(offer.state), reasons[Offer.State(offer.state)])
    if offer.need.state not in LIVE or span_of(offer.date)[0] <= clock.now():
        raise Refused("over", _("このお願いの日は、もう過ぎたか、取りやめになりました。"))


def _is_seat_unasked(need: Need) -> bool:
    return seats_left(need) > waiting_counts([need.pk], kind=Offer.Kind.SEAT).get(need.pk, 0)


def _accept(offer: Offer, *, by: Actor, word: str, despite_short_travel: bool) -> Engagement:
    need = offer.need
    if seats_left(need) == 0:
        raise Refused("full", _("ありがとうございます。人数がそろいました。またの機会にお願いします。"))
    _check_travel(offer, despite_short_travel)
    engagement = _engage(offer, by=by, word=word)
    _settle([need])
    remember(need, "accepted", by=by, talent=offer.talent_id)
    remember(offer, "accepted", by=by, word=word)
    remember(offer.talent, "offer_accepted", by=by, need=need.pk)
    mails.agreed([engagement])
    mails.school_told_yes(engagement)
    return engagement


def _check_travel(offer: Offer, despite_short_travel: bool) -> None:
    # The resource is locked after the need, always in this order.
    resource = Resource.objects.select_for_update(no_key=True).get(pk=offer.talent.resource_id)
    near = None if despite_short_travel else too_short(resource, *span_of(offer.date), offer.need.site)
    if near and not _overlaps(offer, near):
        raise Refused(
            "short_travel",
            _("同じ日の「%(purpose)s」との間で、移動の時間が足りないかもしれません。それでも承諾しますか。") % {"purpose": near.purpose},
        )


def _overlaps(offer: Offer, booking: object) -> bool:
    starts_at, ends_at = span_of(offer.date)
    during = booking.during  # type: ignore[attr-defined]
    return bool(during.lower < ends_at and starts_at < during.upper)


def _engage(offer: Offer, *, by: Actor, word: str = "") -> Engagement:
    starts_at, ends_at = span_of(offer.date)
    need, talent, now = offer.need, offer.talent, clock.now()
    purpose = f"{need.school} {need.title}"[:100]
    booking = book(talent.resource, starts_at=starts_at, ends_at=ends_at, site=need.site, purpose=purpose)
    offer.state, offer.answered_at, offer.answer_channel, offer.answer_word = Offer.State.ACCEPTED, now, by.channel, word
    offer.save(update_fields=["state", "answered_at", "answer_channel", "answer_word"])
    _disclose(talent, need, now.date(), offer.date.on + SHOWN_AFTER)
    return Engagement.objects.create(need=need, date=offer.date, talent=talent, offer=offer, booking=booking, agreed_at=now)


def _settle(needs: Sequence[Need], *, is_quiet: bool = False) -> None:
    """After a yes: where all seats are taken, whoever was still asked is told kindly."""
    refresh_states(needs)
    filled = [need for need in needs if need.state == Need.State.FILLED]
    late = list(Offer.objects.waiting().filter(need__in=filled).select_related("need__school", "date", "talent__person"))
    if late:
        close_offers(late, Offer.State.FULL)
        if not is_quiet:
            mails.full(late)
            to_tell(late, PhoneCall.About.FULL)


def _decline(offer: Offer, *, by: Actor, word: str) -> Offer:
    offer.state, offer.answered_at, offer.answer_channel, offer.answer_word = Offer.State.DECLINED, clock.now(), by.channel, word
    offer.save(update_fields=["state", "answered_at", "answer_channel", "answer_word"])
    Refusal.objects.get_or_create(need=offer.need, talent=offer.talent, defaults={"at": clock.now()})
    remember(offer.need, "declined", by=by, talent=offer.talent_id)
    remember(offer, "declined", by=by, word=word)
    remember(offer.talent, "offer_declined", by=by, need=offer.need_id)
    if offer.kind == Offer.Kind.SEAT:
        ask_next(offer.need)
    refresh_state(offer.need)
    return offer


def _disclose(talent: Talent, need: Need, from_on: dt.date, until_on: dt.date) -> None:
    """The school sees the contact of who comes; a longer disclosure of the same day stays."""
    shown, is_new = Disclosure.objects.get_or_create(talent=talent, school=need.school, from_on=from_on, defaults={"until_on": until_on})
    if not is_new and shown.until_on < until_on:
        shown.until_on = until_on
        shown.save(update_fields=["until_on"])
