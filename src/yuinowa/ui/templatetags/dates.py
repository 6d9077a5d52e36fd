"""Dates and times as the office writes them: 令和8年11月22日（日）, 10:30."""

import datetime as dt
from typing import Any

from django import template
from django.utils.translation import get_language

from yuinowa.core.clock import JAPAN
from yuinowa.engine import calendar

register = template.Library()


@register.filter
def wareki(day: dt.date | dt.datetime | None) -> str:
    """令和8年11月22日（日）; in English Sun 22 November 2026."""
    if not day:
        return ""
    day = _day(day)
    return f"{day:%a} {day.day} {day:%B %Y}" if _is_english() else calendar.wareki(day)


@register.filter
def month_day(day: dt.date | dt.datetime | None) -> str:
    """11月22日（日）, where the year is plain."""
    if not day:
        return ""
    day = _day(day)
    return f"{day:%a} {day.day} {day:%b}" if _is_english() else f"{day.month}月{day.day}日（{calendar.weekday_name(day)}）"


@register.filter
def clock_time(moment: dt.time | dt.datetime | None) -> str:
    """10:30, in Japan's time."""
    if not moment:
        return ""
    if isinstance(moment, dt.datetime):
        moment = moment.astimezone(JAPAN)
    return f"{moment.hour}:{moment.minute:02}"


@register.filter
def day_and_time(moment: dt.datetime | None) -> str:
    """令和8年11月22日（日） 10:30."""
    return f"{wareki(moment)} {clock_time(moment)}" if moment else ""


@register.filter
def fiscal_year(day: dt.date) -> str:
    """令和8年度."""
    return calendar.fiscal_year_name(calendar.fiscal_year(_day(day)))


def _day(day: Any) -> dt.date:
    if isinstance(day, dt.datetime):
        return (day.astimezone(JAPAN) if day.tzinfo else day).date()
    return day  # type: ignore[no-any-return]


def _is_english() -> bool:
    return (get_language() or "").startswith("en")
