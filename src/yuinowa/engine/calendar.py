"""The Japanese school year: 年度, wareki, school weeks, terms and national holidays.

Dates are `datetime.date`; a 年度 is named by the year in which its April lies.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

WEEKDAYS = "月火水木金土日"
DAYS_IN_WEEK = 7


@dataclass(frozen=True)
class Era:
    name: str
    letter: str
    start: date


# First days as used in law and registers; Meiji from the day Japan took the Gregorian calendar.
ERAS = (
    Era("令和", "R", date(2019, 5, 1)),
    Era("平成", "H", date(1989, 1, 8)),
    Era("昭和", "S", date(1926, 12, 25)),
    Era("大正", "T", date(1912, 7, 30)),
    Era("明治", "M", date(1873, 1, 1)),
)
MEIJI_FIRST_YEAR = 1868


# 年度


def fiscal_year(day: date) -> int:
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_start(year: int) -> date:
    return date(year, 4, 1)


def fiscal_year_end(year: int) -> date:
    return date(year + 1, 3, 31)


def fiscal_year_name(year: int) -> str:
    """`令和8年度`; the 年度 in which an era began carries that era's 元年 from May on, as ministries write it."""
    if year == 2019:
        return "令和元年度"
    return f"{_era_year(fiscal_year_start(year))}年度"


# Wareki


def era_of(day: date) -> Era | None:
    return next((era for era in ERAS if day >= era.start), None)


def _first_year(era: Era) -> int:
    return MEIJI_FIRST_YEAR if era.letter == "M" else era.start.year


def _era_year(day: date) -> str:
    era = era_of(day)
    if era is None:
        return str(day.year)
    number = day.year - _first_year(era) + 1
    return era.name + ("元" if number == 1 else str(number))


def weekday_name(day: date) -> str:
    return WEEKDAYS[day.weekday()]


def wareki(day: date, *, weekday: bool = True) -> str:
    """`令和8年11月22日（日）`; before 1873 the western year is written."""
    text = f"{_era_year(day)}年{day.month}月{day.day}日"
    return f"{text}（{weekday_name(day)}）" if weekday else text


def wareki_month(day: date) -> str:
    """`令和8年11月`."""
    return f"{_era_year(day)}年{day.month}月"


def wareki_short(day: date) -> str:
    """`R8.11.22`, as forms and narrow columns have it."""
    era = era_of(day)
    year = f"{era.letter}{day.year - _first_year(era) + 1}" if era else str(day.year)
    return f"{year}.{day.month}.{day.day}"


_SPACES = re.compile(r"\s+")
_DATE = re.compile(
    r"(?P<era>令和|平成|昭和|大正|明治|[RHSTM])?(?P<year>元|\d{1,4})[年./-](?P<month>\d{1,2})[月./-](?P<day>\d{1,2})日?"
    r"(?:\((?P<weekday>[月火水木金土日])(?:曜日?)?\))?",
    re.IGNORECASE,
)


def parse_date(text: str) -> date:
    """Read a date as people type it: `令和8年11月22日（日）`, `令和元年5月1日`, `R8.11.22`, `2026/11/22`, any of them full-width.

    Years past the end of an era count on (平成33年 = 2021), because forms printed before a change of era are still in use.
    Raises ValueError when it is no date, lies before its era or contradicts its weekday.
    """
    found = _DATE.fullmatch(_SPACES.sub("", unicodedata.normalize("NFKC", text)))
    if found is None:
        raise ValueError(f"not a date: {text!r}")
    day = date(_western_year(found["era"], found["year"]), int(found["month"]), int(found["day"]))
    era = _named_era(found["era"])
    if era and day < era.start:
        raise ValueError(f"before the first day of {era.name}: {text!r}")
    if found["weekday"] and found["weekday"] != weekday_name(day):
        raise ValueError(f"{day} is {weekday_name(day)}, not {found['weekday']}")
    return day


def _named_era(name: str | None) -> Era | None:
    return next(era for era in ERAS if name.upper() in (era.name, era.letter)) if name else None


def _western_year(era_name: str | None, year: str) -> int:
    era = _named_era(era_name)
    if era is None:
        if len(year) != 4:
            raise ValueError(f"a year without an era needs four digits: {year}")
        return int(year)
    number = 1 if year == "元" else int(year)
    if number == 0:
        raise ValueError("an era has no year 0")
    return _first_year(era) + number - 1


# School weeks


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_number(day: date) -> int:
    """Week of the 年度, Monday to Sunday; week 1 holds 1 April."""
    first = monday_of(fiscal_year_start(fiscal_year(day)))
    return (monday_of(day) - first).days // DAYS_IN_WEEK + 1


def week_start(year: int, number: int) -> date:
    """Monday of a week of the 年度; that of week 1 may lie in March."""
    return monday_of(fiscal_year_start(year)) + timedelta(weeks=number - 1)


def weeks_of(year: int) -> range:
    return range(1, week_number(fiscal_year_end(year)) + 1)


def same_school_week(day: date, year: int) -> date:
    """The same weekday in the week of the same number of another 年度, moved by a week where it would leave that 年度."""
    found = week_start(year, week_number(day)) + timedelta(days=day.weekday())
    while found < fiscal_year_start(year):
        found += timedelta(weeks=1)
    while found > fiscal_year_end(year):
        found -= timedelta(weeks=1)
    return found


# Terms


@dataclass(frozen=True)
class Term:
    name: str
    start: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


# (name, month, day) of each first day; a municipality with 前期・後期 passes its own.
THREE_TERMS = (("1学期", 4, 1), ("2学期", 8, 25), ("3学期", 1, 1))
Borders = Sequence[tuple[str, int, int]]


def terms(year: int, borders: Borders = THREE_TERMS) -> tuple[Term, ...]:
    """The terms of a 年度 in order; each ends on the day before the next begins, the last on 31 March.

    Raises ValueError when the borders are not in order or do not begin on 1 April.
    """
    starts = [date(year if month >= 4 else year + 1, month, day) for _, month, day in borders]
    if not starts or starts[0] != fiscal_year_start(year) or starts != sorted(set(starts)):
        raise ValueError(f"terms must begin on 1 April and follow each other: {borders}")
    ends = [*(start - timedelta(days=1) for start in starts[1:]), fiscal_year_end(year)]
    return tuple(Term(border[0], start, end) for border, start, end in zip(borders, starts, ends, strict=True))


def term_of(day: date, borders: Borders = THREE_TERMS) -> Term:
    return next(term for term in terms(fiscal_year(day), borders) if day in term)


# National holidays


@lru_cache(maxsize=64)
def _holidays_of_calendar_year(year: int) -> Mapping[date, str]:
    from holidays.countries.japan import Japan  # half a second to import, and few callers need it

    return MappingProxyType(dict(Japan(years=year, language="ja")))


def holiday_name(day: date) -> str | None:
    """`文化の日`, `振替休日`, …; None on other days."""
    return _holidays_of_calendar_year(day.year).get(day)


def holidays_of(year: int) -> dict[date, str]:
    """National holidays of a 年度, in order."""
    both = {**_holidays_of_calendar_year(year), **_holidays_of_calendar_year(year + 1)}
    return {day: both[day] for day in sorted(both) if fiscal_year(day) == year}


def is_weekday(day: date) -> bool:
    """Monday to Friday and no national holiday."""
    return day.weekday() < 5 and holiday_name(day) is None
