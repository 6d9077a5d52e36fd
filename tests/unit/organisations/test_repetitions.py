"""Repetitions in a school's calendar file become days of this 年度 and the next."""

import datetime as dt

import pytest

from yuinowa.organisations.importing import closed_days, repetitions
from yuinowa.organisations.importing.guard import Unreadable

UID = "UID:a@school\n"


def event(*lines: str) -> str:
    return "\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT"))


def rows(*events: str) -> list[tuple[str, str, str]]:
    text = "\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", *events, "END:VCALENDAR", ""))
    found, errors = closed_days.read("school.ics", text.encode(), year=2026)
    assert errors == [] and [row.row for row in found] == list(range(1, len(found) + 1))
    return [(row.reason, row.from_on.isoformat(), row.until_on.isoformat()) for row in found]


def starts(*lines: str) -> list[str]:
    return [first for _reason, first, _last in rows(event(*lines))]


def test_a_weekly_day_repeats_until_its_end():
    found = rows(event("SUMMARY:定例休", "DTSTART;VALUE=DATE:20260907", "RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20260928"))
    assert found == [("定例休", f"2026-09-{day}", f"2026-09-{day}") for day in ("07", "14", "21", "28")]


def test_an_end_in_universal_time_is_the_day_in_japan():
    # 15:00 UTC is midnight in Japan: the 29th there.
    assert starts("DTSTART;VALUE=DATE:20260928", "RRULE:FREQ=DAILY;INTERVAL=1;UNTIL=20260928T145959Z") == ["2026-09-28"]
    found = rows(event("SUMMARY:休", "DTSTART;VALUE=DATE:20260928", "RRULE:FREQ=DAILY;UNTIL=20260928T150000Z"))
    assert found == [("休", "2026-09-28", "2026-09-29")]


def test_days_that_touch_are_one_holiday():
    daily = event("SUMMARY:冬休み", "DTSTART;VALUE=DATE:20261224", "RRULE:FREQ=DAILY;COUNT=15")
    assert rows(daily) == [("冬休み", "2026-12-24", "2027-01-07")]


def test_longer_events_repeat_as_a_whole():
    camp = event(
        "SUMMARY:修学旅行", "DTSTART;VALUE=DATE:20260610", "DTEND;VALUE=DATE:20260613", "RDATE;VALUE=DATE:20260701", "RRULE:FREQ=YEARLY"
    )
    assert [(first, last) for _reason, first, last in rows(camp)] == [
        ("2026-06-10", "2026-06-12"),
        ("2026-07-01", "2026-07-03"),
        ("2027-06-10", "2027-06-12"),
    ]
    assert rows(event("SUMMARY:休", "DTSTART;VALUE=DATE:20260610", "DURATION:P2D")) == [("休", "2026-06-10", "2026-06-11")]


def test_taken_out_moved_and_called_off_days():
    weekly = event(UID.strip(), "SUMMARY:休", "DTSTART;VALUE=DATE:20260907", "RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE;VALUE=DATE:20260914")
    moved = event(UID.strip(), "SUMMARY:休（振替）", "RECURRENCE-ID;VALUE=DATE:20260921", "DTSTART;VALUE=DATE:20260922")
    off = event(UID.strip(), "SUMMARY:休", "RECURRENCE-ID;VALUE=DATE:20260928", "DTSTART;VALUE=DATE:20260928", "STATUS:CANCELLED")
    assert rows(weekly, moved, off) == [("休", "2026-09-07", "2026-09-07"), ("休（振替）", "2026-09-22", "2026-09-22")]


def test_only_this_fiscal_year_and_the_next():
    found = starts("DTSTART;VALUE=DATE:20200403", "RRULE:FREQ=YEARLY")
    assert found == ["2026-04-03", "2027-04-03"]
    # The last days of a span that began in the year before.
    assert starts("DTSTART;VALUE=DATE:20240325", "DTEND;VALUE=DATE:20240407", "RRULE:FREQ=YEARLY;COUNT=3") == ["2026-03-25"]


@pytest.mark.parametrize("rule", ["FREQ=HOURLY", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31", "FREQ=WEEKLY;BYSETPOS=0"])
def test_a_rule_that_is_not_understood_keeps_its_first_day_and_says_so(rule):
    text = f"BEGIN:VCALENDAR\n{event('SUMMARY:休', 'DTSTART;VALUE=DATE:20260907', f'RRULE:{rule}')}\nEND:VCALENDAR\n"
    found, _errors = closed_days.read("school.ics", text.encode(), year=2026)
    assert [(row.from_on, "はじめの回だけ" in row.note) for row in found] == [(dt.date(2026, 9, 7), True)]


def test_lessons_and_meetings_close_nothing():
    assert starts("DTSTART:20260907T090000", "RRULE:FREQ=DAILY") == []


def test_too_many_days_are_refused_in_words(monkeypatch):
    monkeypatch.setattr(repetitions, "MOST_SPANS", 50)
    with pytest.raises(Unreadable) as refused:
        starts("SUMMARY:休", "DTSTART;VALUE=DATE:20260401", "RRULE:FREQ=DAILY;INTERVAL=2")
    assert "多すぎ" in str(refused.value.reason)


def test_a_file_full_of_rules_that_never_come_true_ends_in_time(monkeypatch):
    monkeypatch.setattr(repetitions, "MOST_SECONDS", 0.1)
    never = event("SUMMARY:休", "DTSTART;VALUE=DATE:20260401", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31")
    with pytest.raises(Unreadable):
        rows(*[never] * 50)
