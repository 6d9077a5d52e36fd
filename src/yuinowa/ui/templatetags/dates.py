"""Dates and times as the office writes them: 令和8年11月22日（日）, 10:30."""

import datetime as dt
from typing import Any

from django import template
from django.utils.translation import get_language

from yuinowa.core.clock import JAPAN
from yuinowa.engine import calendar
from yuinowa.engine.japanese.readings import ruby_markup

register = template.Library()

EASY = "ja-simple"
WEEKDAY_READINGS = {"月": "げつ", "火": "か", "水": "すい", "木": "もく", "金": "きん", "土": "ど", "日": "にち"}


@register.filter
def wareki(day: dt.date | dt.datetime | None) -> str:
    """令和8年11月22日（日）; in English Sun 22 November 2026, in やさしい日本語 the western year with readings."""
    if not day:
        return ""
    day = local_day(day)
    if _is_easy():
        return f"{day.year}｜年《ねん》{_easy_day(day)}"
    return f"{day:%a} {day.day} {day:%B %Y}" if _is_english() else calendar.wareki(day)


@register.filter
def month_day(day: dt.date | dt.datetime | None) -> str:
    """11月22日（日）, where the year is plain."""
    if not day:
        return ""
    day, language = local_day(day), get_language() or ""
    if language == EASY:
        return _easy_day(day)
    return f"{day:%a} {day.day} {day:%b}" if language.startswith("en") else f"{day.month}月{day.day}日（{calendar.weekday_name(day)}）"


@register.filter
def wareki_month(day: dt.date | dt.datetime | None) -> str:
    """令和8年11月; in English November 2026, in やさしい日本語 the western year with readings."""
    if not day:
        return ""
    day = local_day(day)
    if _is_easy():
        return f"{day.year}｜年《ねん》" + ruby_markup(f"{day.month}月")
    return f"{day:%B %Y}" if _is_english() else calendar.wareki_month(day)


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
def fiscal_year(day: dt.date | dt.datetime | int | None) -> str:
    """令和8年度, of a day or of the year in which its April lies; in English fiscal 2026."""
    if not day:
        return ""
    year = day if isinstance(day, int) else calendar.fiscal_year(local_day(day))
    if _is_easy():
        return f"{year}｜年度《ねんど》"
    return f"fiscal {year}" if _is_english() else calendar.fiscal_year_name(year)


def local_day(day: Any) -> dt.date:
    if isinstance(day, dt.datetime):
        return (day.astimezone(JAPAN) if day.tzinfo else day).date()
    return day  # type: ignore[no-any-return]


def _is_english() -> bool:
    return (get_language() or "").startswith("en")


def _is_easy() -> bool:
    # Residents of other countries count western years: so the guideline on やさしい日本語 of 2020.
    return get_language() == EASY


def _easy_day(day: dt.date) -> str:
    weekday = calendar.weekday_name(day)
    return ruby_markup(f"{day.month}月{day.day}日") + f"（｜{weekday}《{WEEKDAY_READINGS[weekday]}》）"
