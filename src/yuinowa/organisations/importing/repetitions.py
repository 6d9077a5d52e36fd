"""All-day events of a calendar file as spans of days, repetitions carried out (RFC 5545, 3.8.5).

`dateutil` gives the days of a rule. A rule that never comes true makes it count until the year 9999: a second for one event, so that
the whole file has a time limit, and the parts that make it slower or endless are refused.
"""

import datetime as dt
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import icalendar
from dateutil.rrule import rrulestr

from yuinowa.core.clock import JAPAN

# A day is the finest step of an all-day event; each with the parts that it may be narrowed by.
KNOWN_PARTS = {
    "DAILY": {"BYDAY", "BYMONTH"},
    "WEEKLY": {"BYDAY", "BYMONTH"},
    "MONTHLY": {"BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS"},
    "YEARLY": {"BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS", "BYYEARDAY", "BYWEEKNO"},
}
ALWAYS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"}
MOST_SECONDS = 5
MOST_SPANS = 2000
DAY = dt.timedelta(days=1)


class TooMany(Exception):
    """The repetitions of a file cannot be carried out in reasonable time or number."""


@dataclass(frozen=True, slots=True)
class DaySpan:
    """All days of one event from the first to the last, both included; only its first days where its repetition is not understood."""

    from_on: dt.date
    until_on: dt.date
    summary: str
    is_repetition_read: bool = True


def spans_of(calendar: icalendar.Component, first: dt.date, last: dt.date) -> list[DaySpan]:
    """The all-day events; what repeats only between `first` and `last`. Lessons and meetings (with a time) are left out.

    Raises TooMany, and whatever the parser of the file raises for what is wrong in it.
    """
    replaced = _replaced(calendar)
    deadline = time.monotonic() + MOST_SECONDS
    spans = list[DaySpan]()
    for event in filter(_is_read, calendar.walk("VEVENT")):
        spans += _spans(event, first, last, replaced)
        if time.monotonic() > deadline or len(spans) > MOST_SPANS:
            raise TooMany
    return spans


def _spans(event: icalendar.Component, first: dt.date, last: dt.date, replaced: dict[str, set[dt.date]]) -> list[DaySpan]:
    try:
        return _joined(_starts(event, first, last, replaced), _length(event), _summary(event))
    except ValueError:
        start: dt.date = event.decoded("DTSTART")
        return [DaySpan(start, start + DAY * (_length(event) - 1), _summary(event), is_repetition_read=False)]


def _is_read(event: icalendar.Component) -> bool:
    return _is_day(event.decoded("DTSTART", None)) and str(event.get("STATUS", "")).upper() != "CANCELLED"


def _is_day(value: object) -> bool:
    return isinstance(value, dt.date) and not isinstance(value, dt.datetime)


def _summary(event: icalendar.Component) -> str:
    return str(event.get("SUMMARY", "")).strip()


def _length(event: icalendar.Component) -> int:
    """How many days the event lasts. DTEND is the day after its last day (RFC 5545, 3.6.1)."""
    start, end, lasting = event.decoded("DTSTART"), event.decoded("DTEND", None), event.decoded("DURATION", None)
    if _is_day(end):
        return max(1, (end - start).days)
    return max(1, lasting.days) if isinstance(lasting, dt.timedelta) else 1


def _replaced(calendar: icalendar.Component) -> dict[str, set[dt.date]]:
    """The days of a repetition that an event of its own stands for (moved, renamed, called off)."""
    found: dict[str, set[dt.date]] = defaultdict(set)
    for event in calendar.walk("VEVENT"):
        day = event.decoded("RECURRENCE-ID", None)
        if _is_day(day):
            found[str(event.get("UID", ""))].add(day)
    return found


def _starts(event: icalendar.Component, first: dt.date, last: dt.date, replaced: dict[str, set[dt.date]]) -> list[dt.date]:
    start: dt.date = event.decoded("DTSTART")
    if "RECURRENCE-ID" in event or not ({"RRULE", "RDATE"} & set(event)):
        return [start]
    days = {start, *_days_in(event, "RDATE")}
    for rule in _each(event.get("RRULE")):
        days.update(_days_of(rule, start, last))
    days -= set(_days_in(event, "EXDATE")) | replaced[str(event.get("UID", ""))]
    # An event that began before may last into the year.
    earliest = first - DAY * (_length(event) - 1) if (first - dt.date.min).days >= _length(event) else dt.date.min
    return sorted(day for day in days if earliest <= day <= last)


def _days_of(rule: Any, start: dt.date, last: dt.date) -> Iterator[dt.date]:
    """The days of one rule up to `last`. Raises ValueError where the rule is not understood."""
    known = KNOWN_PARTS.get(str(rule.get("FREQ", [""])[0]).upper())
    if known is None or set(rule) - known - ALWAYS or int(rule.get("INTERVAL", [1])[0]) < 1:
        raise ValueError(rule.to_ical().decode())
    ends = [_as_day(until) for until in _each(rule.get("UNTIL"))]
    text = ";".join(part for part in rule.to_ical().decode().split(";") if not part.upper().startswith("UNTIL="))
    moments = rrulestr(text, dtstart=dt.datetime.combine(start, dt.time.min))  # noqa: DTZ001  whole days have no zone
    return takewhile(lambda day: day <= min(last, *ends, dt.date.max), (moment.date() for moment in moments))


def _as_day(until: dt.date) -> dt.date:
    if not isinstance(until, dt.datetime):
        return until
    return (until.astimezone(JAPAN) if until.tzinfo else until).date()


def _days_in(event: icalendar.Component, name: str) -> Iterator[dt.date]:
    for values in _each(event.get(name)):
        for value in values.dts:
            if _is_day(value.dt):
                yield value.dt


def _each(value: Any) -> Iterable[Any]:
    """What stands once, several times or not at all, as many."""
    return () if value is None else value if isinstance(value, list) else (value,)


def _joined(starts: Iterable[dt.date], length: int, summary: str) -> list[DaySpan]:
    """Spans of `length` days; those that touch are one (a holiday written as "daily, 14 times")."""
    spans = list[DaySpan]()
    for start in starts:
        end = start + DAY * (length - 1)
        if spans and start <= spans[-1].until_on + DAY:
            start = spans.pop().from_on
        spans.append(DaySpan(start, end, summary))
    return spans
