"""Which planned visit stands for which visit that exists already."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from yuinowa.rounds.adapter.times import Timed
from yuinowa.rounds.models import RoundPolicy, Visit


def paired(policy: RoundPolicy, visits: Iterable[Timed], first_on: dt.date) -> list[tuple[Timed, Visit | None]]:
    """Each planned visit with the one it moves or leaves where it is; those of the same day first, then in order of time."""
    open_visits: dict[int, list[Visit]] = defaultdict(list)
    for visit in movable(policy, first_on):
        open_visits[visit.school_id].append(visit)
    planned: dict[int, list[Timed]] = defaultdict(list)
    for one in sorted(visits, key=lambda one: (one.on, one.arrives_at)):
        planned[one.school_id].append(one)
    return [pair for school, wanted in planned.items() for pair in _of_school(wanted, open_visits[school])]


def movable(policy: RoundPolicy, first_on: dt.date) -> Iterable[Visit]:
    """Visits that a plan places: standing ones from that day on, and those that lost their day."""
    rows = Visit.objects.filter(post=policy.post_id, school__block=policy.block_id, on__range=(policy.from_on, policy.until_on))
    return [
        visit
        for visit in rows.filter(state__in=Visit.OPEN).order_by("on", "arrives_at")
        if visit.on >= first_on or visit.state == Visit.State.UNSETTLED
    ]


def _of_school(wanted: list[Timed], there: list[Visit]) -> list[tuple[Timed, Visit | None]]:
    by_day = {visit.on: visit for visit in there if visit.state != Visit.State.UNSETTLED}
    same = [(one, by_day[one.on]) for one in wanted if one.on in by_day]
    used = {visit.pk for _one, visit in same}
    others = iter([visit for visit in there if visit.pk not in used])
    rest = [(one, next(others, None)) for one in wanted if one.on not in by_day]
    return [*same, *rest]
