"""What a storm would change: visits and needs of the schools and days it closes. Nothing is written here."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from yuinowa.core import clock
from yuinowa.needs.actions.change import Concerned
from yuinowa.needs.actions.state import LIVE
from yuinowa.needs.models import Engagement, Need, NeedDate, Offer
from yuinowa.organisations.calendar import closed_days_of, days
from yuinowa.organisations.models import School
from yuinowa.rounds.adapter.foresight import Lost, Shut, foresee
from yuinowa.rounds.models import Visit

WEEKS_AHEAD = 8


@dataclass(frozen=True)
class LostNeed:
    """A need whose day is lost: whom it concerns, and the first week on whose same day the school is open."""

    need: Need
    date: NeedDate | None
    concerned: Concerned
    new_on: dt.date | None


def visits_hit(schools: Collection[School], from_on: dt.date, until_on: dt.date) -> list[Visit]:
    """The visits of those days that are not over yet."""
    rows = Visit.objects.for_schools([school.pk for school in schools]).standing().between(max(from_on, clock.today()), until_on)
    return [visit for visit in rows.with_places().select_related("booking", "post__center__site") if visit.ends_at > clock.now()]


def foresee_visits(schools: Collection[School], from_on: dt.date, until_on: dt.date) -> list[Lost]:
    shut = Shut(from_on, until_on, schools=frozenset(school.pk for school in schools))
    return foresee(visits_hit(schools, from_on, until_on), shut, today=clock.today())


def foresee_needs(schools: Collection[School], from_on: dt.date, until_on: dt.date) -> list[LostNeed]:
    """Needs for which people are looked for, were asked or have agreed; a constant number of queries."""
    first = max(from_on, clock.today())
    rows = Need.objects.filter(school__in=schools, state__in=LIVE, first_on__range=(first, until_on))
    needs = list(rows.select_related("school").order_by("first_on", "pk"))
    dates, concerned = _dates(needs), _concerned(needs)
    last = until_on + dt.timedelta(weeks=WEEKS_AHEAD)
    shut = frozenset(days(from_on, until_on))
    closed = closed_days_of([school.pk for school in schools], first, last)
    return [
        LostNeed(need, dates.get(need.pk), concerned[need.pk], _new_day(need, shut | frozenset(closed[need.school_id]))) for need in needs
    ]


def _new_day(need: Need, closed: frozenset[dt.date]) -> dt.date | None:
    """The same day of a later week, because people said on which days of the week they have time."""
    if need.first_on is None:
        return None
    later = (need.first_on + dt.timedelta(weeks=week) for week in range(1, WEEKS_AHEAD + 1))
    return next((day for day in later if day not in closed and day > clock.today()), None)


def _dates(needs: Sequence[Need]) -> dict[int, NeedDate]:
    """The date that counts: the chosen one, else the wished one that falls on the lost day."""
    found: dict[int, NeedDate] = {}
    on = {need.pk: need.first_on for need in needs}
    for date in NeedDate.objects.filter(need__in=needs).order_by("is_chosen", "-rank"):
        if date.on == on[date.need_id]:
            found[date.need_id] = date
    return found


def _concerned(needs: Sequence[Need]) -> dict[int, Concerned]:
    """As ``needs.actions.concerned_by``, for many."""
    with_rows = ("need__school", "date", "talent__person", "talent__resource")
    found: dict[int, Concerned] = defaultdict(lambda: Concerned([], []))
    for offer in Offer.objects.waiting().filter(need__in=needs).select_related(*with_rows):
        found[offer.need_id].waiting.append(offer)
    for one in Engagement.objects.live().filter(need__in=needs).select_related(*with_rows, "offer", "booking"):
        found[one.need_id].engaged.append(one)
    return found
