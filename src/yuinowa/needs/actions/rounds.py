"""What happens by itself: silence passes the question on, reminders go out, the unfilled become visible. Safe to run twice."""

import datetime as dt
from collections import defaultdict

from yuinowa.access.matrix import Permission
from yuinowa.core.actions import Actor, action
from yuinowa.core.history import remember, remember_each
from yuinowa.core.outbox import gathering
from yuinowa.needs import mails
from yuinowa.needs.actions.calls import to_tell
from yuinowa.needs.actions.offer import ask_next, close_offers
from yuinowa.needs.actions.state import refresh_state
from yuinowa.needs.models import Engagement, Need, Offer, PhoneCall

UNFILLED_DAYS = 10
REMIND_SHARE = 0.5


@action(Permission.SEND_OFFERS)
def expire_offers(need: Need, *, at: dt.datetime, by: Actor) -> list[Offer]:
    """Close the offers of a need that nobody answered by ``at``, and ask the next candidates."""
    overdue = list(Offer.objects.overdue(at).filter(need=need).select_related("talent"))
    close_offers(overdue, Offer.State.EXPIRED)
    remember_each([(need, {"talent": offer.talent_id}) for offer in overdue] + [(offer, {}) for offer in overdue], "expired", by=by)
    asked = ask_next(need) if any(offer.kind == Offer.Kind.SEAT for offer in overdue) else []
    refresh_state(need)
    if overdue and not asked and need.state == Need.State.OPEN:
        remember(need, "nobody_left", by=by)
    return overdue


@action(Permission.SEND_OFFERS)
def remind_offers(*, at: dt.datetime, by: Actor) -> int:
    """Remind, once, those whose time to answer is half over; returns how many."""
    waiting = Offer.objects.waiting().filter(reminded_at__isnull=True, accept_by__gt=at)
    due = [
        offer
        for offer in waiting.select_related("need__school", "date", "talent__person")
        if at - offer.sent_at >= (offer.accept_by - offer.sent_at) * REMIND_SHARE
    ]
    Offer.objects.filter(pk__in=[offer.pk for offer in due]).update(reminded_at=at)
    with gathering():
        mails.reminded(due)
    return len(due)


@action(Permission.SEND_OFFERS)
def remind_day_before(*, today: dt.date, by: Actor) -> int:
    """Remind everybody who comes tomorrow, and tell each school who comes."""
    coming = Engagement.objects.live().on(today + dt.timedelta(days=1)).filter(need__state__in=["asking", "open", "filled"])
    rows = list(coming.select_related("need__school", "need__site", "date", "talent__person"))
    by_need: dict[int, list[Engagement]] = defaultdict(list)
    with gathering():
        for one in rows:
            by_need[one.need_id].append(one)
        mails.tomorrow(rows)
        mails.school_tomorrow(list(by_need.values()))
    to_tell(rows, PhoneCall.About.TOMORROW)
    return len(rows)


@action(Permission.SEND_OFFERS)
def warn_unfilled(*, today: dt.date, by: Actor) -> list[Need]:
    """Ten days before: tell the school of each need with free seats, and the coordinators of all of them in one mail."""
    soon = Need.objects.unfilled(today, days=UNFILLED_DAYS).select_related("school")
    needs = list(soon)
    with gathering():
        mails.school_unfilled(needs)
        mails.coordinators_unfilled(needs, today)
    return needs
