"""What the planner must know of a term, read in a handful of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q

from yuinowa.bookings.models import Booking
from yuinowa.core.clock import JAPAN
from yuinowa.needs.models import Engagement, Need, NeedDate, Offer, Refusal
from yuinowa.organisations.models import Site
from yuinowa.organisations.travel import minutes_table
from yuinowa.talents.models import Absence, Availability, Talent

PAST_YEARS = 1
Window = tuple[int, int]
Month = tuple[int, int]  # year and month


@dataclass(frozen=True)
class Wish:
    """One date of one need with the seats still to fill."""

    need_id: int
    date_id: int
    rank: int
    on: dt.date
    start: int
    end: int
    site_id: int
    school_id: int
    block_id: int | None
    seats: int
    minimum: int
    priority: int
    skill_id: int | None
    setting: int


@dataclass(frozen=True)
class Helper:
    """One talent as the planner sees it; ``windows`` by weekday (0 = Monday), empty means any hour; ``promised`` places by month."""

    talent_id: int
    resource_id: int
    capacity: int
    limit: int
    month_limit: int | None
    past: int
    skills: frozenset[int]
    setting: int
    windows: Mapping[int, tuple[Window, ...]]
    away: tuple[tuple[dt.date, dt.date], ...]
    home: tuple[float, float] | None
    reach_km: float
    block_id: int | None
    visibility: str
    schools: frozenset[int]
    known_schools: frozenset[int]
    promised: Mapping[Month, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Occupied:
    """A talent is taken: minutes of a day, at a site where one is known."""

    talent_id: int
    on: dt.date
    start: int
    end: int
    site_id: int | None


@dataclass
class Facts:
    """Everything about one term."""

    from_on: dt.date
    until_on: dt.date
    wishes: list[Wish]
    helpers: list[Helper]
    occupied: list[Occupied]
    forbidden: set[tuple[int, int]]
    sites: list[Site] = field(default_factory=list)
    minutes: list[list[int]] = field(default_factory=list)


def read(
    from_on: dt.date,
    until_on: dt.date,
    *,
    today: dt.date,
    needs: Iterable[int] | None = None,
    is_full: bool = False,
    loose: Collection[int] = (),
    is_skilled_only: bool = False,
) -> Facts:
    """The facts of a term. ``needs`` (ids) narrows them; ``is_full`` keeps needs whose seats are all asked for, too.

    ``loose`` offers (ids) count as if they had not been sent: whoever was asked by them may still be asked for something else.
    ``is_skilled_only`` leaves out talents without any of the skills asked for.
    """
    asked = _asked(loose)
    wishes = _wishes(from_on, until_on, today, needs, is_full, asked)
    sites = list(Site.objects.filter(pk__in={wish.site_id for wish in wishes}).order_by("pk"))
    helpers = _helpers(from_on, until_on, today, asked, {wish.skill_id for wish in wishes} if is_skilled_only else {None})
    occupied = _occupied(*_days_of(wishes), helpers, asked) if wishes else []
    return Facts(from_on, until_on, wishes, helpers, occupied, _forbidden(wishes, loose), sites, minutes_table(sites))


def _days_of(wishes: list[Wish]) -> tuple[dt.date, dt.date]:
    return min(wish.on for wish in wishes), max(wish.on for wish in wishes)


def _asked(loose: Collection[int]) -> Any:
    """Offers of a seat that wait for an answer and are not loose."""
    return Offer.objects.waiting().filter(kind="seat").exclude(pk__in=loose)


def minute_of(time: dt.time) -> int:
    return time.hour * 60 + time.minute


def _wishes(from_on: dt.date, until_on: dt.date, today: dt.date, needs: Iterable[int] | None, is_full: bool, asked: Any) -> list[Wish]:
    rows = NeedDate.objects.filter(on__range=(max(from_on, today), until_on), need__in=Need.objects.live()).select_related("need__school")
    if needs is not None:
        rows = rows.filter(need__in=list(needs))
    taken = _seats_taken(asked)
    dates = [date for date in rows.order_by("need_id", "rank") if not _is_fixed_elsewhere(date, taken)]
    if is_full:
        return [_wish(date, 0) for date in dates]
    return [wish for wish in (_wish(date, taken[date.need_id]) for date in dates) if wish.seats > 0]


def _is_fixed_elsewhere(date: NeedDate, taken: Mapping[int, int]) -> bool:
    # Once somebody was asked for a date, the need stays on it.
    return bool(taken[date.need_id]) and not date.is_chosen


def _seats_taken(asked: Any) -> Mapping[int, int]:
    taken: dict[int, int] = defaultdict(int)
    engaged = Engagement.objects.filter(withdrawal__isnull=True, need__in=Need.objects.live())
    for need_id, count in engaged.values_list("need").annotate(Count("pk")).order_by():
        taken[need_id] += count
    for need_id, count in asked.values_list("need").annotate(Count("pk")).order_by():
        taken[need_id] += count
    return taken


def _wish(date: NeedDate, taken: int) -> Wish:
    need: Need = date.need
    return Wish(
        need.pk,
        date.pk,
        date.rank,
        date.on,
        minute_of(date.starts_at),
        minute_of(date.ends_at),
        need.site_id,
        need.school_id,
        need.school.block_id,
        need.people - taken,
        max(0, need.minimum - taken),
        need.priority,
        need.skill_id,
        need.setting,
    )


def _helpers(from_on: dt.date, until_on: dt.date, today: dt.date, asked: Any, skilled: set[int | None]) -> list[Helper]:
    talents = (
        Talent.objects.active()
        .filter(Q() if None in skilled else Q(pk__in=Talent.skills.through.objects.filter(skill__in=skilled).values("talent")))
        .filter(expires_on__gte=max(from_on, today))
        .annotate(
            allowed=F("person__allowed_setting__level"),
            recheck=F("person__allowed_setting__recheck_on"),
            capacity=F("resource__capacity"),
        )
        .order_by("pk")
    )
    windows, away, skills = _windows(), _away(from_on, until_on), _many(Talent.skills.through, "skill_id")
    schools, known, past = _many(Talent.visible_schools.through, "school_id"), _known(), _past(today)
    now, months = _this_term(from_on, until_on, asked), _by_month(from_on, until_on, asked)
    return [
        Helper(
            t.pk,
            t.resource_id,
            t.capacity,
            max(0, t.places_per_term - now[t.pk]),
            t.places_per_month,
            past[t.pk],
            frozenset(skills[t.pk]),
            _setting(t, today),
            windows[t.pk],
            tuple(away[t.pk]),
            _home(t),
            float(t.reach_km),
            t.block_id,
            t.visibility,
            frozenset(schools[t.pk]),
            frozenset(known[t.pk]),
            months[t.pk],
        )
        for t in talents
    ]


def _setting(talent: Talent, today: dt.date) -> int:
    # A decision that is due for a new look counts as the narrowest setting until then.
    fresh = talent.recheck is not None and talent.recheck >= today  # type: ignore[attr-defined]
    return talent.allowed if fresh else 0  # type: ignore[attr-defined]


def _home(talent: Talent) -> tuple[float, float] | None:
    if talent.latitude is None or talent.longitude is None:
        return None
    return talent.latitude, talent.longitude


def _windows() -> Mapping[int, dict[int, tuple[Window, ...]]]:
    windows: dict[int, dict[int, tuple[Window, ...]]] = defaultdict(dict)
    for talent_id, weekday, start, end in Availability.objects.values_list("talent", "weekday", "from_at", "until_at"):
        windows[talent_id][weekday] = (*windows[talent_id].get(weekday, ()), (minute_of(start), minute_of(end)))
    return windows


def _away(from_on: dt.date, until_on: dt.date) -> Mapping[int, list[tuple[dt.date, dt.date]]]:
    away: dict[int, list[tuple[dt.date, dt.date]]] = defaultdict(list)
    rows = Absence.objects.filter(Q(until_on__isnull=True) | Q(until_on__gte=from_on), from_on__lte=until_on)
    for talent_id, start, end in rows.values_list("talent", "from_on", "until_on"):
        away[talent_id].append((start, end or dt.date.max))
    return away


def _many(through: type, column: str) -> Mapping[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for talent_id, other_id in through.objects.values_list("talent_id", column):  # type: ignore[attr-defined]
        found[talent_id].add(other_id)
    return found


def _known() -> Mapping[int, set[int]]:
    """Schools where a talent has been before."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = Engagement.objects.filter(attendance__has_come=True).values_list("talent", "need__school").distinct()
    for talent_id, school_id in rows:
        found[talent_id].add(school_id)
    return found


def _past(today: dt.date) -> Mapping[int, int]:
    """Places of the last year: what fairness counts as load already carried."""
    since = today - dt.timedelta(days=365 * PAST_YEARS)
    rows = Engagement.objects.filter(withdrawal__isnull=True, date__on__range=(since, today))
    return defaultdict(int, rows.values_list("talent").annotate(Count("pk")).order_by())


def _this_term(from_on: dt.date, until_on: dt.date, asked: Any) -> Mapping[int, int]:
    """Places already promised, or asked for, in the term."""
    count: dict[int, int] = defaultdict(int)
    for rows in (
        Engagement.objects.filter(withdrawal__isnull=True, date__on__range=(from_on, until_on)),
        asked.filter(date__on__range=(from_on, until_on)),
    ):
        for talent_id, places in rows.values_list("talent").annotate(Count("pk")).order_by():
            count[talent_id] += places
    return count


def _by_month(from_on: dt.date, until_on: dt.date, asked: Any) -> Mapping[int, dict[Month, int]]:
    """The same by month, from the first day of the first month to the last of the last one: a month is not shorter because a term begins."""
    count: dict[int, dict[Month, int]] = defaultdict(lambda: defaultdict(int))
    following = (until_on.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    days = from_on.replace(day=1), following - dt.timedelta(days=1)
    for rows in (Engagement.objects.filter(withdrawal__isnull=True, date__on__range=days), asked.filter(date__on__range=days)):
        months = rows.values_list("talent", "date__on__year", "date__on__month").annotate(Count("pk")).order_by()
        for talent_id, year, month, places in months:
            count[talent_id][year, month] += places
    return count


def _occupied(from_on: dt.date, until_on: dt.date, helpers: list[Helper], asked: Any) -> list[Occupied]:
    """Bookings of any purpose, and the times for which an offer is waiting."""
    talent_of = {helper.resource_id: helper.talent_id for helper in helpers}
    start = dt.datetime.combine(from_on, dt.time.min, JAPAN)
    end = dt.datetime.combine(until_on, dt.time.max, JAPAN)
    booked = [
        _span(talent_of[b.resource_id], b.during.lower, b.during.upper, b.site_id)
        for b in Booking.objects.overlapping(start, end)
        if b.resource_id in talent_of
    ]
    within = asked.filter(date__on__range=(from_on, until_on))
    spans = within.values_list("talent", "date__on", "date__starts_at", "date__ends_at", "need__site")
    return booked + [Occupied(talent, on, minute_of(first), minute_of(last), site) for talent, on, first, last, site in spans]


def _span(talent_id: int, lower: dt.datetime, upper: dt.datetime, site_id: int | None) -> Occupied:
    start, end = lower.astimezone(JAPAN), upper.astimezone(JAPAN)
    last = minute_of(end.time()) if end.date() == start.date() else 24 * 60
    return Occupied(talent_id, start.date(), minute_of(start.time()), last, site_id)


def _forbidden(wishes: list[Wish], loose: Collection[int]) -> set[tuple[int, int]]:
    """Pairs that must not come again: refused by the coordinator, declined, expired, or asked already."""
    needs = {wish.need_id for wish in wishes}
    refused = Refusal.objects.filter(need__in=needs).values_list("need", "talent")
    asked = Offer.objects.filter(need__in=needs).exclude(state="withdrawn").exclude(pk__in=loose).values_list("need", "talent")
    engaged = Engagement.objects.filter(need__in=needs).values_list("need", "talent")
    return {*refused, *asked, *engaged}
