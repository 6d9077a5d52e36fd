"""On which days a school takes somebody in: not at weekends, on holidays, or on days that it or the city closed."""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from yuinowa.engine.calendar import WEEKDAYS, holiday_name
from yuinowa.organisations.models import ClosedSpan

SATURDAY = 5
# No school has this id, so only what holds for all of them applies.
EVERY_SCHOOL = 0


@dataclass(frozen=True, slots=True)
class Span:
    """Closed days from the first to the last, both included."""

    from_on: dt.date
    until_on: dt.date
    reason: str


def closed_days(school_id: int, from_on: dt.date, until_on: dt.date) -> dict[dt.date, str]:
    """The closed days of one school with the reason people give."""
    return closed_days_of([school_id], from_on, until_on)[school_id]


def closed_days_of(school_ids: Collection[int], from_on: dt.date, until_on: dt.date) -> dict[int, dict[dt.date, str]]:
    """The same for many schools, in one query."""
    everywhere = {day: reason for day in days(from_on, until_on) if (reason := _common_reason(day))}
    closed = {school_id: dict(everywhere) for school_id in school_ids}
    for span in ClosedSpan.objects.touching(from_on, until_on):
        touched = closed if span.school_id is None else [span.school_id] if span.school_id in closed else []
        for school_id in touched:
            for day in days(max(span.from_on, from_on), min(span.until_on, until_on)):
                closed[school_id].setdefault(day, span.reason)
    return closed


def closed_days_everywhere(from_on: dt.date, until_on: dt.date) -> dict[dt.date, str]:
    """The days on which no school of the city takes anybody in."""
    return closed_days_of([EVERY_SCHOOL], from_on, until_on)[EVERY_SCHOOL]


def days(from_on: dt.date, until_on: dt.date) -> Iterator[dt.date]:
    """Every day from the first to the last, both included."""
    return (from_on + dt.timedelta(days=number) for number in range((until_on - from_on).days + 1))


def _common_reason(day: dt.date) -> str:
    if name := holiday_name(day):
        return name
    return _("%(weekday)s曜日") % {"weekday": WEEKDAYS[day.weekday()]} if day.weekday() >= SATURDAY else ""
