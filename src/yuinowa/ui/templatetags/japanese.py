"""ふりがな and the shorter forms of dates. Longer ones: ``dates``."""

import datetime as dt

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from yuinowa.engine import calendar
from yuinowa.engine.japanese.readings import render_ruby, ruby_markup, strip_ruby
from yuinowa.ui.templatetags.dates import EASY, clock_time, local_day

register = template.Library()

ENGLISH_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@register.filter
def ruby(html: str) -> SafeString:
    """Render ｜漢字《かんじ》 in やさしい日本語, leave the bare text in other languages: ``{% filter ruby %}…{% endfilter %}`` round a whole page."""
    safe = conditional_escape(html)
    return mark_safe(render_ruby(safe) if get_language() == EASY else strip_ruby(safe))  # the input is escaped HTML  # nosec B308 B703


@register.filter
def furigana(text: str) -> str:
    """Readings by the dictionary for a text that people typed, in やさしい日本語 only; inside a page that ``ruby`` renders."""
    return ruby_markup(text) if text and get_language() == EASY else text


@register.filter
def wareki_short(day: dt.date | dt.datetime | None) -> str:
    """R8.11.22 for narrow columns; in English and やさしい日本語 the western year."""
    if not day:
        return ""
    day = local_day(day)
    return {"en": day.isoformat(), EASY: f"{day.year}.{day.month}.{day.day}"}.get(get_language() or "", calendar.wareki_short(day))


@register.filter
def weekday(day: dt.date | dt.datetime | None) -> str:
    """日; in English Sun."""
    if not day:
        return ""
    day = local_day(day)
    return ENGLISH_WEEKDAYS[day.weekday()] if (get_language() or "").startswith("en") else calendar.weekday_name(day)


@register.filter
def time_span(start: dt.time | dt.datetime | None, end: dt.time | dt.datetime | None) -> str:
    """``{{ need.starts_at|time_span:need.ends_at }}``: 10:30～11:15; in English 10:30–11:15."""
    dash = "–" if (get_language() or "").startswith("en") else "～"
    return f"{clock_time(start)}{dash}{clock_time(end)}" if start and end else clock_time(start or end)
