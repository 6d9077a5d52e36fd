"""Months as weeks of working days, with what takes place on each."""

import calendar as months
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from yuinowa.rounds.pictures.entries import Entry

WORKDAYS = 5


@dataclass(frozen=True)
class Cell:
    """``reason`` says why no visit can be on that day; ``is_outside``: of the month before or after."""

    on: dt.date
    is_today: bool
    is_outside: bool
    reason: str
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True)
class Month:
    first: dt.date
    weeks: list[list[Cell]]

    @property
    def count(self) -> int:
        return sum(len(cell.entries) for week in self.weeks for cell in week if not cell.is_outside)


def month_of(first: dt.date, entries: Iterable[Entry], closed: Mapping[dt.date, str], today: dt.date) -> Month:
    """Monday to Friday: visits are never at weekends."""
    by_day: dict[dt.date, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: (entry.on, entry.arrives_at, entry.key)):
        by_day[entry.on].append(entry)
    weeks = [week[:WORKDAYS] for week in months.Calendar().monthdatescalendar(first.year, first.month)]
    weeks = [week for week in weeks if any(day.month == first.month for day in week)]
    return Month(first, [[_cell(day, first, by_day, closed, today) for day in week] for week in weeks])


def _cell(day: dt.date, first: dt.date, by_day: Mapping[dt.date, list[Entry]], closed: Mapping[dt.date, str], today: dt.date) -> Cell:
    is_outside = day.month != first.month
    entries = [] if is_outside else by_day.get(day, [])
    return Cell(day, day == today, is_outside, closed.get(day, ""), entries)


def firsts(from_on: dt.date, until_on: dt.date) -> list[dt.date]:
    """The first day of each month between two days."""
    found, first = [], from_on.replace(day=1)
    while first <= until_on:
        found.append(first)
        first = next_month(first)
    return found


def next_month(first: dt.date) -> dt.date:
    return (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1)


def last_day(first: dt.date) -> dt.date:
    return next_month(first) - dt.timedelta(days=1)


def month_before(first: dt.date) -> dt.date:
    return (first - dt.timedelta(days=1)).replace(day=1)
