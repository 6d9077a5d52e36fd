import csv
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuinowa.engine import calendar

DAYS = st.dates(date(1873, 1, 1), date(2100, 12, 31))
YEARS = st.integers(1990, 2090)
HOLIDAYS = Path(__file__).parents[4] / "shared" / "data" / "codes" / "holidays_1955_2026.csv"


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 4, 1), 2026), (date(2027, 3, 31), 2026), (date(2027, 1, 1), 2026), (date(2026, 3, 31), 2025)],
)
def test_fiscal_year_turns_on_the_first_of_april(day, year):
    assert calendar.fiscal_year(day) == year


@given(YEARS)
def test_fiscal_year_reaches_from_april_to_march(year):
    start, end = calendar.fiscal_year_start(year), calendar.fiscal_year_end(year)
    assert (calendar.fiscal_year(start), calendar.fiscal_year(end)) == (year, year)
    assert calendar.fiscal_year(start - timedelta(days=1)) == year - 1
    assert calendar.fiscal_year(end + timedelta(days=1)) == year + 1


@pytest.mark.parametrize(
    ("year", "name"), [(2026, "令和8年度"), (2019, "令和元年度"), (2018, "平成30年度"), (1989, "平成元年度"), (1988, "昭和63年度")]
)
def test_fiscal_years_are_named_by_era(year, name):
    assert calendar.fiscal_year_name(year) == name


@pytest.mark.parametrize(
    ("day", "long", "short"),
    [
        (date(2026, 11, 22), "令和8年11月22日（日）", "R8.11.22"),
        (date(2019, 5, 1), "令和元年5月1日（水）", "R1.5.1"),
        (date(2019, 4, 30), "平成31年4月30日（火）", "H31.4.30"),
        (date(1989, 1, 7), "昭和64年1月7日（土）", "S64.1.7"),
        (date(1926, 12, 24), "大正15年12月24日（金）", "T15.12.24"),
        (date(1912, 7, 29), "明治45年7月29日（月）", "M45.7.29"),
        (date(1872, 12, 31), "1872年12月31日（火）", "1872.12.31"),
    ],
)
def test_wareki(day, long, short):
    assert (calendar.wareki(day), calendar.wareki_short(day)) == (long, short)


@pytest.mark.parametrize(
    "text",
    [
        "令和8年11月22日（日）",
        "令和８年１１月２２日（日）",
        "令和 8 年 11 月 22 日",
        "R8.11.22",
        "ｒ８．１１．２２",
        "2026-11-22",
        "2026/11/22",
        "2026年11月22日(日曜日)",
    ],
)
def test_dates_are_read_as_people_type_them(text):
    assert calendar.parse_date(text) == date(2026, 11, 22)


def test_first_years_and_years_past_an_era_are_read():
    assert calendar.parse_date("令和元年5月1日") == date(2019, 5, 1)
    assert calendar.parse_date("平成33年4月1日") == date(2021, 4, 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "あした",
        "令和8年11月31日",
        "令和8年11月22日（月）",
        "令和元年4月30日",
        "令和0年5月1日",
        "26-11-22",
        "令和8年",
        "8年11月22日",
        "2026-11-22T00:00",
    ],
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError):
        calendar.parse_date(text)


@given(DAYS)
def test_every_wareki_is_read_back(day):
    assert calendar.parse_date(calendar.wareki(day)) == day
    assert calendar.parse_date(calendar.wareki_short(day)) == day


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(2026, 4, 1), 1),
        (date(2026, 4, 5), 1),
        (date(2026, 4, 6), 2),
        (date(2027, 3, 31), 53),
        (date(2026, 3, 31), 53),
        (date(2029, 3, 31), 53),
    ],
)
def test_week_one_holds_the_first_of_april(day, number):
    assert calendar.week_number(day) == number


@given(DAYS, YEARS)
def test_same_school_week_keeps_weekday_and_week(day, year):
    other = calendar.same_school_week(day, year)
    assert calendar.fiscal_year(other) == year
    assert other.weekday() == day.weekday()
    assert abs(calendar.week_number(other) - calendar.week_number(day)) <= 1
    if date(year, 4, 8) <= other <= date(year + 1, 3, 24):
        assert calendar.week_number(other) == calendar.week_number(day)


def test_same_school_week_of_last_year():
    assert calendar.same_school_week(date(2025, 10, 16), 2026) == date(2026, 10, 15)
    assert calendar.same_school_week(date(2026, 4, 1), 2027) == date(2027, 4, 7)


@given(YEARS)
def test_weeks_cover_the_year(year):
    weeks = calendar.weeks_of(year)
    assert calendar.week_start(year, 1) <= calendar.fiscal_year_start(year)
    assert calendar.week_start(year, weeks[-1]) <= calendar.fiscal_year_end(year) < calendar.week_start(year, weeks[-1] + 1)


@given(YEARS)
def test_terms_follow_each_other_through_the_year(year):
    terms = calendar.terms(year)
    assert [term.name for term in terms] == ["1学期", "2学期", "3学期"]
    assert (terms[0].start, terms[-1].end) == (calendar.fiscal_year_start(year), calendar.fiscal_year_end(year))
    assert all(before.end + timedelta(days=1) == after.start for before, after in pairwise(terms))


def test_borders_of_terms_are_the_municipality_s():
    halves = (("前期", 4, 1), ("後期", 10, 10))
    assert calendar.term_of(date(2026, 10, 9), halves).name == "前期"
    assert calendar.term_of(date(2027, 3, 31), halves).name == "後期"
    assert calendar.term_of(date(2026, 12, 31)).name == "2学期"


@pytest.mark.parametrize("borders", [(), (("1学期", 4, 2),), (("1学期", 4, 1), ("3学期", 1, 1), ("2学期", 9, 1))])
def test_borders_out_of_order_are_refused(borders):
    with pytest.raises(ValueError):
        calendar.terms(2026, borders)


def test_holidays_have_names():
    assert calendar.holiday_name(date(2026, 11, 23)) == "勤労感謝の日"
    assert calendar.holiday_name(date(2026, 9, 22)) == "国民の休日"
    assert calendar.holiday_name(date(2026, 11, 24)) is None
    assert min(calendar.holidays_of(2026)) == date(2026, 4, 29)
    assert max(calendar.holidays_of(2026)) == date(2027, 3, 22)


def test_weekdays_leave_out_weekends_and_holidays():
    week = [date(2026, 11, 23) + timedelta(days=n) for n in range(7)]
    assert [calendar.is_weekday(day) for day in week] == [False, True, True, True, True, False, False]


@pytest.mark.real_data
def test_holidays_are_those_of_the_official_list():
    with HOLIDAYS.open(encoding="utf-8-sig") as file:
        official = {date.fromisoformat(row["date"]) for row in csv.DictReader(file)}
    ours = {day for year in range(1954, 2027) for day in calendar.holidays_of(year)}
    assert {day for day in ours if 1955 <= day.year <= 2026} == official
