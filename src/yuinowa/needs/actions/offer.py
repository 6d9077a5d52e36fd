"""Asking people: offers go out, are taken back, run out, and pass to the next candidate. An offer books nothing."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action, system_actor
from yuinowa.core.consequences import bring_about
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.core.history import remember, remember_each
from yuinowa.core.outbox import gathering
from yuinowa.needs import mails
from yuinowa.needs.actions.askable import Ask, Problem, gather, problem_of, span_of
from yuinowa.needs.actions.calls import drop_calls, to_tell
from yuinowa.needs.actions.state import engaged_counts, refresh_state, refresh_states, waiting_counts
from yuinowa.needs.models import Candidate, Engagement, Need, NeedDate, Offer, PhoneCall
from yuinowa.organisations.models import Municipality
from yuinowa.talents.models import Talent

# With less time than this, a mail is no way to ask: somebody has to telephone.
LEAST_TIME = dt.timedelta(hours=2)


@dataclass(frozen=True)
class Sent:
    """What came of asking many: the offers, and who was left out and why."""

    offers: list[Offer]
    left_out: list[tuple[Ask, Problem]] = field(default_factory=list)


@action(Permission.SEND_OFFERS)
def send_offers(
    need: Need,
    *,
    talents: Sequence[Talent],
    by: Actor,
    date: NeedDate | None = None,
    accept_by: dt.datetime | None = None,
    kind: str = Offer.Kind.SEAT,
    reasons: Mapping[int, Sequence[object]] | None = None,
) -> list[Offer]:
    """Ask ``talents`` whether they could come; all or nothing. A SEAT offer goes to one person per free seat, an OPEN_CALL to many."""
    when = date or date_asked_for(need)
    given = reasons or {}
    if not talents:
        raise Refused("nobody", _("打診する人を選んでください。"), field="talents")
    sent = _send([Ask(need, when, talent, given.get(talent.pk, ())) for talent in talents], by=by, kind=kind, accept_by=accept_by)
    if sent.left_out:
        problem = sent.left_out[0][1]
        raise Refused(problem.code, problem.message, field="talents")
    return sent.offers


@action(Permission.SEND_OFFERS)
def send_offers_bulk(
    *, rows: Sequence[Ask], by: Actor, accept_by: dt.datetime | None = None, kind: str = Offer.Kind.SEAT, is_quiet: bool = False
) -> Sent:
    """Send the offers of a whole plan in a few queries. Who can no longer be asked is left out and named in the result.

    ``is_quiet``: nobody gets a mail, because the answers are taken over from elsewhere.
    """
    ids = {row.need.pk for row in rows}
    allowed = Need.objects.allowing(by, Permission.SEND_OFFERS).select_for_update(of=("self",), no_key=True)
    locked = {need.pk: need for need in allowed.select_related("school").filter(pk__in=ids).order_by("pk")}
    if len(locked) < len(ids):
        raise NotAllowed(Permission.SEND_OFFERS)
    fresh = [Ask(locked[row.need.pk], row.date, row.talent, row.reasons) for row in rows]
    return _send(fresh, by=by, kind=kind, accept_by=accept_by, is_quiet=is_quiet)


@action(Permission.SEND_OFFERS, first="need")
def withdraw_offer(offer: Offer, *, by: Actor, is_told: bool = True) -> Offer:
    """Take back an offer that has no answer yet; the person is told, unless they never heard of it."""
    if offer.state != Offer.State.WAITING:
        raise Refused("not_waiting", _("この打診は、もう返事待ちではありません。"))
    close_offers([offer], Offer.State.WITHDRAWN)
    remember(offer.need, "offer_withdrawn", by=by, talent=offer.talent_id)
    remember(offer, "withdrawn", by=by)
    if is_told:
        mails.offers_withdrawn([offer])
        to_tell([offer], PhoneCall.About.WITHDRAWN)
    refresh_state(offer.need)
    return offer


@action(Permission.SEND_OFFERS, first="need")
def restore_offer(offer: Offer, *, by: Actor) -> Offer:
    """Undo ``withdraw_offer`` before the person was told: the offer waits again."""
    if offer.state != Offer.State.WITHDRAWN or mails.is_written_to(offer.talent) or offer.accept_by < clock.now():
        raise Refused("too_late", _("%(name)sさんへの打診は、もう元にもどせません。") % {"name": offer.talent.name})
    free = offer.need.people - engaged_counts([offer.need_id]).get(offer.need_id, 0)
    if free <= waiting_counts([offer.need_id], kind=Offer.Kind.SEAT).get(offer.need_id, 0):
        raise Refused("too_many", _("その席は、もうほかの方に打診しています。"))
    drop_calls([offer])
    close_offers([offer], Offer.State.WAITING)
    remember(offer.need, "offer_restored", by=by, talent=offer.talent_id)
    remember(offer, "restored", by=by)
    refresh_state(offer.need)
    return offer


def accept_by_of(date: NeedDate, *, now: dt.datetime, days: int) -> dt.datetime:
    """``days`` from now, or half the time left, whichever is earlier."""
    return now + min(dt.timedelta(days=days), (span_of(date)[0] - now) / 2)


def date_asked_for(need: Need) -> NeedDate:
    """The chosen date, else the wished one. Raises Refused where there is none."""
    dates = list(need.dates.all())
    found = next((date for date in dates if date.is_chosen), dates[0] if dates else None)
    if found is None:
        raise Refused("no_date", _("日にちがまだありません。先に日にちを入れてください。"))
    return found


def close_offers(offers: Sequence[Offer], state: Offer.State) -> None:
    """Put offers into a state without an answer of the person."""
    for offer in offers:
        offer.state = state
    Offer.objects.filter(pk__in=[offer.pk for offer in offers]).update(state=state)


@action(Permission.SEND_OFFERS)
def ask_candidates(need: Need, *, by: Actor) -> list[Offer]:
    """Ask whoever is next, after new candidates were found. Asks for no further search, so that an empty one ends here."""
    return ask_next(need, is_last=True)


def ask_next(need: Need, *, is_last: bool = False) -> list[Offer]:
    """Ask the next candidates for the seats that nobody holds or is asked for. The need's row must be locked.

    Where the candidates are spent, more are looked for, unless ``is_last``.
    """
    now = clock.now()
    refresh_state(need)
    if need.state not in {Need.State.OPEN, Need.State.ASKING} or not need.dates.exists():
        return []
    when = date_asked_for(need)
    free = need.people - engaged_counts([need.pk]).get(need.pk, 0) - waiting_counts([need.pk], kind=Offer.Kind.SEAT).get(need.pk, 0)
    if free <= 0 or span_of(when)[0] - now < LEAST_TIME:
        return []
    asked = Offer.objects.filter(need=need).values("talent_id")
    rows = Candidate.objects.filter(need=need).exclude(talent_id__in=asked).select_related("talent__person").order_by("rank")
    asks = [Ask(need, when, row.talent, row.reasons) for row in rows]
    facts = gather(asks)
    able = [ask for ask in asks if problem_of(ask, facts, now=now) is None]
    by = system_actor("つぎの候補")
    if len(able) < free and not is_last:
        bring_about("candidates_spent", need, by=by)
    return _send(able[:free], by=by, kind=Offer.Kind.SEAT, accept_by=None).offers if able else []


def _send(asks: Sequence[Ask], *, by: Actor, kind: str, accept_by: dt.datetime | None, is_quiet: bool = False) -> Sent:
    now = clock.now()
    left_out, good = _sift(asks, kind, now)
    days = Municipality.objects.values_list("accept_days", flat=True).first() or 7
    offers = [
        Offer(
            need=ask.need,
            date=ask.date,
            talent=ask.talent,
            kind=kind,
            sent_at=now,
            reasons=list(ask.reasons),
            accept_by=accept_by or accept_by_of(ask.date, now=now, days=days),
        )
        for ask in good
    ]
    _check_deadlines(offers, now)
    _choose_dates(good)
    Offer.objects.bulk_create(offers, batch_size=2000)
    _remember_sent(offers, by)
    refresh_states(list({offer.need_id: offer.need for offer in offers}.values()))
    if not is_quiet:
        with gathering():
            mails.asked(offers)
    return Sent(offers, left_out)


def _sift(asks: Sequence[Ask], kind: str, now: dt.datetime) -> tuple[list[tuple[Ask, Problem]], list[Ask]]:
    """Who is left out, and who is asked: seats are given in the order of ``asks``, and nobody is asked twice for one time."""
    facts = gather(asks)
    ids = {ask.need.pk for ask in asks}
    taken = Counter(engaged_counts(ids)) + Counter(waiting_counts(ids, kind=Offer.Kind.SEAT))
    settled = _settled_dates(ids)
    left_out, good = [], []
    for ask in asks:
        problem = problem_of(ask, facts, now=now) or _seat_problem(ask, kind, taken) or _date_problem(ask, settled)
        if problem:
            left_out.append((ask, problem))
            continue
        good.append(ask)
        taken[ask.need.pk] += kind == Offer.Kind.SEAT
        settled.setdefault(ask.need.pk, ask.date.pk)
        facts.live.add((ask.need.pk, ask.talent.pk))
    return left_out, good


def _settled_dates(ids: set[int]) -> dict[int, int]:
    """The date to which a need is bound, because people were asked for it or have said yes."""
    waiting = Offer.objects.waiting().filter(need_id__in=ids).order_by().values_list("need_id", "date_id")
    agreed = Engagement.objects.live().filter(need_id__in=ids).order_by().values_list("need_id", "date_id")
    return dict([*waiting, *agreed])


def _seat_problem(ask: Ask, kind: str, taken: Counter[int]) -> Problem | None:
    if kind == Offer.Kind.SEAT and taken[ask.need.pk] >= ask.need.people:
        return Problem("too_many", _("空いている人数より多くは打診できません。多くの人に声をかけるときは「呼びかけ」を選んでください。"))
    return None


def _date_problem(ask: Ask, settled: dict[int, int]) -> Problem | None:
    if settled.get(ask.need.pk, ask.date.pk) != ask.date.pk:
        return Problem("other_date", _("このお願いは、別の日で打診しています。日時を変えるときは「日時を変える」から進んでください。"))
    return None


def _check_deadlines(offers: Sequence[Offer], now: dt.datetime) -> None:
    if any(not now < offer.accept_by < span_of(offer.date)[0] for offer in offers):
        raise Refused("accept_by", _("返事の期限は、いまより後、当日より前にしてください。"), field="accept_by")


def _choose_dates(asks: Sequence[Ask]) -> None:
    chosen = {ask.need.pk: ask.date for ask in asks}
    NeedDate.objects.filter(need_id__in=chosen, is_chosen=True).exclude(pk__in=[date.pk for date in chosen.values()]).update(
        is_chosen=False
    )
    NeedDate.objects.filter(pk__in=[date.pk for date in chosen.values()], is_chosen=False).update(is_chosen=True)
    moved = []
    for ask in asks:
        if ask.need.first_on != ask.date.on:
            ask.need.first_on = ask.date.on
            moved.append(ask.need)
    Need.objects.bulk_update(moved, ["first_on"], batch_size=2000)


def _remember_sent(offers: Sequence[Offer], by: Actor) -> None:
    rows: list[tuple[Any, dict[str, Any]]] = []
    for offer in offers:
        rows.append((offer.need, {"talent": offer.talent_id, "kind": offer.kind, "accept_by": offer.accept_by.isoformat()}))
        rows.append((offer, {}))
    remember_each(rows, "asked", by=by)
    remember_each([(offer.talent, {"need": offer.need_id}) for offer in offers], "offer_asked", by=by)
