"""Terms, school days and lesson times of the demo city."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from functools import cache

import holidays

from .specs import Term

_TERMS = (("1学期", (4, 8), (7, 18)), ("2学期", (8, 26), (12, 22)), ("3学期", (1, 8), (3, 23)))
_BREAKS = (((7, 19), (8, 25)), ((12, 23), (12, 31)), ((1, 1), (1, 7)), ((3, 24), (3, 31)), ((4, 1), (4, 7)))
_HOLIDAYS = (
    ("春休み", (4, 1), (4, 7)),
    ("夏休み", (7, 19), (8, 25)),
    ("冬休み", (12, 23), (1, 7)),
    ("学年末休み", (3, 24), (3, 31)),
)
_ENOUGH_DAYS = 8
LESSONS = {
    "elementary": ("08:45", "09:40", "10:45", "11:40", "13:45", "14:40"),
    "junior": ("08:50", "09:50", "10:50", "11:50", "13:35", "14:35"),
}
MINUTES = {"elementary": 45, "junior": 50}
SLOTS = {
    "morning": ("08:10", "08:25"),
    "lunch": ("12:15", "13:30"),
    "home": ("14:45", "15:45"),
    "after": ("15:50", "16:50"),
    "club": ("16:00", "17:30"),
    "evening": ("18:30", "20:00"),
    "day": ("09:00", "15:00"),
}


@cache
def _closed(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("JP", years=year))


def is_school_day(day: date) -> bool:
    in_break = any(first <= (day.month, day.day) <= last for first, last in _BREAKS)
    return day.weekday() < 5 and not in_break and day not in _closed(day.year)


@cache
def school_days(first: date, last: date) -> tuple[date, ...]:
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(day for day in days if is_school_day(day))


def terms_of(fiscal_year: int) -> Iterator[Term]:
    for name, first, last in _TERMS:
        year = fiscal_year + (first[0] < 4)
        yield Term(fiscal_year, name, date(year, *first), date(year, *last))


def coming_term(today: date) -> Term:
    terms = (term for year in range(today.year - 1, today.year + 2) for term in terms_of(year))
    return next(term for term in terms if term.first > today)


def rest_of_term(today: date) -> Term:
    """From the day after tomorrow to the end of the present term; with little left of it, the first weeks of the next."""
    terms = [term for year in range(today.year - 1, today.year + 1) for term in terms_of(year)]
    present = max((term for term in terms if term.first <= today), key=lambda term: term.first)
    first = today + timedelta(days=2)
    if len(school_days(first, present.last)) >= _ENOUGH_DAYS:
        return replace(present, first=first)
    coming = coming_term(today)
    return replace(coming, last=coming.first + timedelta(weeks=4))


def past_terms(today: date, years: int) -> list[Term]:
    """Terms that began within the last `years`, oldest first, cut off at yesterday."""
    since, yesterday = today.replace(day=1, year=today.year - years), today - timedelta(days=1)
    terms = [term for year in range(today.year - years - 1, today.year + 1) for term in terms_of(year)]
    return [Term(term.fiscal_year, term.name, term.first, min(term.last, yesterday)) for term in terms if since <= term.first <= yesterday]


def lesson_span(level: str, first: int, count: int) -> tuple[time, time]:
    """Start of lesson `first` (from 0) and end of the last of `count` lessons in a row."""
    starts = [time.fromisoformat(text) for text in LESSONS[level]]
    last = starts[first + count - 1]
    minutes = last.hour * 60 + last.minute + MINUTES[level]
    return starts[first], time(*divmod(minutes, 60))


def lesson_of(level: str, start: time, end: time) -> int | None:
    """The number of the lesson with just these times, from 1."""
    return next((n + 1 for n in range(len(LESSONS[level])) if lesson_span(level, n, 1) == (start, end)), None)


def breaks_of(fiscal_year: int) -> Iterator[tuple[date, date, str]]:
    """The long holidays of a 年度 with their names."""
    for name, first, last in _HOLIDAYS:
        year = fiscal_year + (first[0] < 4)
        yield date(year, *first), date(fiscal_year + (last[0] < 4), *last), name


def slot_span(slot: str) -> tuple[time, time]:
    start, end = SLOTS[slot]
    return time.fromisoformat(start), time.fromisoformat(end)
