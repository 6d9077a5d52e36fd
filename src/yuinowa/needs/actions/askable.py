"""Who may be asked for which need, answered for many pairs in a few queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from yuinowa.bookings.models import Booking
from yuinowa.core.clock import JAPAN
from yuinowa.needs.models import Need, NeedDate, Offer, Refusal
from yuinowa.safety.models import AllowedSetting, Setting
from yuinowa.talents.models import Absence, Talent


@dataclass(frozen=True)
class Ask:
    """One person to ask for one date of one need."""

    need: Need
    date: NeedDate
    talent: Talent
    reasons: Sequence[object] = ()


@dataclass(frozen=True)
class Problem:
    """Why somebody cannot be asked, for programs and for people."""

    code: str
    message: str


Pair = tuple[int, int]
Span = tuple[dt.datetime, dt.datetime]


@dataclass
class Facts:
    """What has to be known about all pairs at once."""

    live: set[Pair] = field(default_factory=set)
    refused: set[Pair] = field(default_factory=set)
    levels: dict[int, int] = field(default_factory=dict)
    busy: dict[int, list[Span]] = field(default_factory=lambda: defaultdict(list))
    capacity: dict[int, int] = field(default_factory=dict)
    chosen_schools: set[Pair] = field(default_factory=set)
    absent: dict[int, list[tuple[dt.date, dt.date | None]]] = field(default_factory=lambda: defaultdict(list))


def span_of(date: NeedDate) -> Span:
    """Start and end as moments in Japan."""
    return (
        dt.datetime.combine(date.on, date.starts_at, tzinfo=JAPAN),
        dt.datetime.combine(date.on, date.ends_at, tzinfo=JAPAN),
    )


def gather(asks: Iterable[Ask]) -> Facts:
    """Read what ``problem_of`` needs to know, in at most six queries whatever the number of pairs."""
    asks = list(asks)
    talents = {ask.talent.pk: ask.talent for ask in asks}
    needs = {ask.need.pk for ask in asks}
    facts = Facts()
    facts.live = set(_pairs(Offer.objects.filter(need_id__in=needs, state__in=["waiting", "accepted"])))
    facts.refused = set(_pairs(Refusal.objects.filter(need_id__in=needs)))
    people = {talent.person_id for talent in talents.values()}
    facts.levels = dict(AllowedSetting.objects.filter(person_id__in=people).values_list("person_id", "level"))
    _gather_time(facts, asks, talents)
    narrow = [talent.pk for talent in talents.values() if talent.visibility == Talent.Visibility.SCHOOL]
    if narrow:
        facts.chosen_schools = set(
            Talent.visible_schools.through.objects.filter(talent_id__in=narrow).values_list("talent_id", "school_id")
        )
    return facts


def _pairs(rows: Any) -> Iterable[Pair]:
    return rows.values_list("need_id", "talent_id")


def _gather_time(facts: Facts, asks: list[Ask], talents: dict[int, Talent]) -> None:
    resources = {talent.resource_id for talent in talents.values()}
    spans = [span_of(ask.date) for ask in asks]
    if spans:
        within = Booking.objects.overlapping(min(span[0] for span in spans), max(span[1] for span in spans))
        for resource, during, capacity in within.filter(resource_id__in=resources).values_list(
            "resource_id", "during", "resource__capacity"
        ):
            facts.busy[resource].append((during.lower, during.upper))
            facts.capacity[resource] = capacity
    days = [ask.date.on for ask in asks]
    if days:
        away = Absence.objects.filter(Q(until_on__isnull=True) | Q(until_on__gte=min(days)), talent_id__in=talents, from_on__lte=max(days))
        for talent, from_on, until_on in away.values_list("talent_id", "from_on", "until_on"):
            facts.absent[talent].append((from_on, until_on))


def problem_of(ask: Ask, facts: Facts, *, now: dt.datetime) -> Problem | None:
    """Why ``ask`` cannot be sent, or None."""
    name, pair = ask.talent.name, (ask.need.pk, ask.talent.pk)
    checks: list[tuple[bool, str, str]] = [
        (ask.need.state not in {"open", "asking"}, "need_not_open", _("このお願いは、いま人を探していません。")),
        (span_of(ask.date)[0] <= now, "past_date", _("この日は、もう過ぎています。日時を変えてから打診してください。")),
        (
            ask.talent.state != Talent.State.ACTIVE or ask.talent.expires_on < ask.date.on,
            "not_active",
            _("%(name)sさんは、その日に登録がありません（お休み中、または期限切れ）。"),
        ),
        (pair in facts.live, "already_asked", _("%(name)sさんには、もう打診しています。")),
        (pair in facts.refused, "refused", _("%(name)sさんには、このお願いでは打診しないことになっています。")),
        (not _is_shown(ask, facts), "not_visible", _("%(name)sさんは、この学校からのお願いを受けない設定です。")),
        (
            facts.levels.get(ask.talent.person_id, Setting.WITH_TEACHER) < ask.need.setting,
            "setting",
            _("%(name)sさんには、この場面（%(setting)s）をお願いできません。教員と一緒の場面に変えるか、別の人を選んでください。"),
        ),
        (_is_absent(ask, facts), "absent", _("%(name)sさんは、その日はお休みです。")),
        (_is_busy(ask, facts), "busy", _("%(name)sさんは、その時間に別の予定があります。")),
    ]
    words = {"name": name, "setting": ask.need.get_setting_display()}
    return next((Problem(code, message % words) for is_wrong, code, message in checks if is_wrong), None)


def _is_shown(ask: Ask, facts: Facts) -> bool:
    talent, school = ask.talent, ask.need.school
    if talent.visibility == Talent.Visibility.BLOCK:
        return talent.block_id == school.block_id
    if talent.visibility == Talent.Visibility.SCHOOL:
        return (talent.pk, school.pk) in facts.chosen_schools
    return True


def _is_absent(ask: Ask, facts: Facts) -> bool:
    return any(start <= ask.date.on and (end is None or ask.date.on <= end) for start, end in facts.absent.get(ask.talent.pk, ()))


def _is_busy(ask: Ask, facts: Facts) -> bool:
    resource, (starts_at, ends_at) = ask.talent.resource_id, span_of(ask.date)
    clashes = sum(start < ends_at and starts_at < end for start, end in facts.busy.get(resource, ()))
    return clashes > 0 and clashes >= facts.capacity.get(resource, 1)
