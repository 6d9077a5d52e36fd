""" "Same as last year": a need of an earlier 年度 becomes a filled form for the same school week."""

import datetime as dt
from dataclasses import replace

from yuinowa.engine.calendar import fiscal_year, same_school_week
from yuinowa.needs.actions.post import wish_of
from yuinowa.needs.actions.wish import SchoolDays, Wish, WishedDate, is_holiday, school_days
from yuinowa.needs.models import Need


def copy_need(need: Need, *, today: dt.date) -> Wish:
    """What to post so that it is as last year: the same weekday and lesson in the same school week, never in the past.

    A day on which the school is closed moves on to the next open day of that week or after. Writes nothing: the form shows it.
    """
    wish, days = wish_of(need), school_days([need.school])[need.school_id]
    dates = tuple(_same_week(date, days, today) for date in wish.dates[:1])
    return replace(wish, dates=dates, copied_from_id=need.pk, is_holiday_meant=False)


def _same_week(date: WishedDate, days: SchoolDays, today: dt.date) -> WishedDate:
    year = fiscal_year(today)
    on = same_school_week(date.on, year)
    if on < today:
        on = same_school_week(date.on, year + 1)
    return replace(date, on=_open_day(on, days), **({"starts_at": None, "ends_at": None} if date.lesson in days.periods else {}))


def _open_day(on: dt.date, days: SchoolDays) -> dt.date:
    for later in range(60):
        candidate = on + dt.timedelta(days=later)
        if candidate.weekday() < 5 and not is_holiday(candidate) and not days.why_closed(candidate):
            return candidate
    return on
