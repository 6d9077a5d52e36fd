"""Seven days from a day on: what takes place."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core.actions import Actor
from yuinowa.engine.calendar import holiday_name
from yuinowa.home.visits import NearVisits
from yuinowa.needs.models import Engagement, Need, NeedDate
from yuinowa.ui.navigation import page_of

LENGTH = 7
MOST_A_DAY = 4


@dataclass(frozen=True)
class Entry:
    time: dt.time | None
    text: str
    url: str


@dataclass
class Day:
    """One day: its entries, and how many more there are."""

    date: dt.date
    is_today: bool
    holiday: str
    entries: list[Entry] = field(default_factory=list)
    more: int = 0
    more_url: str = ""

    @property
    def is_holiday(self) -> bool:
        return bool(self.holiday)


def week_of_needs(actor: Actor, on: dt.date, near: NearVisits) -> list[Day]:
    """The needs that ``actor`` may see, at most four a day by name, and the visits at hand; one query."""
    days = _empty_days(on)
    is_own_school = actor.school_id is not None
    for need in _first_of_each_day(Need.objects.allowing(actor, Permission.SEE_NEEDS), on):
        day = days[need.first_on]
        text = need.title if is_own_school else f"{need.school.short_name} {need.title}"
        day.entries.append(Entry(need.starts_at, text, page_of("need_detail", need.pk)))
        day.more = max(0, need.of_the_day - MOST_A_DAY)
    for visit in near.between(on, on + dt.timedelta(days=LENGTH - 1)):
        text = _("巡回訪問") if is_own_school else _("%(school)s 訪問") % {"school": visit.school__short_name}
        days[visit.on].entries.append(Entry(visit.arrives_at, text, page_of("visit_detail", visit.pk)))
    for day in days.values():
        day.entries.sort(key=lambda entry: entry.time or dt.time.min)
    return _with_more(days)


def week_of_person(person_id: int, on: dt.date) -> list[Day]:
    """Where a talent is expected; one query."""
    days = _empty_days(on)
    for engagement in _engagements(person_id, on):
        text = f"{engagement.need.school.short_name} {engagement.need.title}"
        days[engagement.date.on].entries.append(Entry(engagement.date.starts_at, text, page_of("need_detail", engagement.need_id)))
    return list(days.values())


def _empty_days(on: dt.date) -> dict[dt.date, Day]:
    dates = [on + dt.timedelta(days=number) for number in range(LENGTH)]
    return {date: Day(date, date == on, holiday_name(date) or "") for date in dates}


def _first_of_each_day(needs: QuerySet[Need], on: dt.date) -> QuerySet[Any]:
    """Needs of the seven days that were not called off, the first four of each day, with the day's number of them."""
    dates = NeedDate.objects.filter(need=OuterRef("pk")).order_by("-is_chosen", "rank")
    by_day: dict[str, Any] = {"partition_by": [F("first_on")]}
    return (
        needs.filter(first_on__range=(on, on + dt.timedelta(days=LENGTH - 1)))
        .exclude(state__in=[Need.State.DRAFT, Need.State.CANCELLED])
        .annotate(starts_at=Subquery(dates.values("starts_at")[:1]))
        .annotate(place_in_day=Window(RowNumber(), order_by=[F("starts_at"), F("pk")], **by_day), of_the_day=Window(Count("pk"), **by_day))
        .filter(place_in_day__lte=MOST_A_DAY)
        .select_related("school")
        .order_by("first_on", "starts_at", "pk")
    )


def _engagements(person_id: int, on: dt.date) -> QuerySet[Engagement]:
    return (
        Engagement.objects.filter(
            talent__person_id=person_id, withdrawal__isnull=True, date__on__range=(on, on + dt.timedelta(days=LENGTH - 1))
        )
        .exclude(need__state=Need.State.CANCELLED)
        .select_related("need__school", "date")
        .order_by("date__on", "date__starts_at")
    )


def _with_more(days: dict[dt.date, Day]) -> list[Day]:
    for day in days.values():
        url = page_of("need_list")
        day.more_url = f"{url}?from_on={day.date}&until_on={day.date}" if url else ""
    return list(days.values())
