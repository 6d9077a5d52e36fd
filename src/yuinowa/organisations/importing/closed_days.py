"""Closed days from a school's own table (CSV, Excel) or its calendar file (iCalendar)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import icalendar
from django.utils.translation import gettext_lazy as _

from yuinowa.organisations.importing import cells
from yuinowa.organisations.importing.guard import Admitted, Unreadable, admit
from yuinowa.organisations.importing.reader import Reader
from yuinowa.organisations.importing.rows import RowError
from yuinowa.organisations.importing.tables import records, tables

FIRST, LAST, REASON = "はじめの日", "おわりの日", "理由"
HEADER = (FIRST, LAST, REASON)
# A school's calendar holds its sports day too; these words tell the days on which nobody can be taken in.
CLOSING_WORDS = ("休", "考査", "テスト", "入試", "修学旅行", "卒業式", "入学式", "始業式", "終業式", "修了式")
LONGEST_REASON = 60


@dataclass(frozen=True, slots=True)
class ClosedRow:
    """One span; `is_closing` when the file or its wording says that the school is closed."""

    from_on: dt.date
    until_on: dt.date
    reason: str
    is_closing: bool
    row: int


def read(name: str, content: bytes) -> tuple[list[ClosedRow], list[RowError]]:
    """The spans of a file and what is wrong in it; `Unreadable` when it is neither table nor calendar."""
    admitted = admit(name, content)
    if admitted.text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
        return _read_calendar(admitted), []
    for table in tables(admitted):
        if (found := records(table, FIRST, REASON)) is not None:
            readers = [Reader(record) for record in found]
            spans = [span for reader in readers if (span := _row(reader))]
            return spans, [fault for reader in readers for fault in reader.errors]
    raise Unreadable(
        name,
        _("休業日の一覧として知っている列の並びではありません。"),
        _("「はじめの日」「おわりの日」「理由」の列がある Excel か CSV、またはカレンダー（.ics）を選んでください。"),
    )


def _row(reader: Reader) -> ClosedRow | None:
    first, last = reader.day(FIRST), reader.day(LAST)
    reason = reader.needed(REASON, longest=LONGEST_REASON)
    if first is None and not reader.errors:
        reader.fault(FIRST, _("空です。"), _("2026-07-18 のように書いてください。"))
    if first and last and last < first:
        reader.fault(LAST, _("おわりの日がはじめの日より前です。"), _("日付を直してください。"))
    if reader.errors or first is None:
        return None
    return ClosedRow(first, last or first, reason, True, reader.record.row)


def _read_calendar(admitted: Admitted) -> list[ClosedRow]:
    try:
        calendar = icalendar.Calendar.from_ical(admitted.text)
        events = [span for number, event in enumerate(calendar.walk("VEVENT"), start=1) for span in _event(event, number)]
    # The parser raises whatever it meets: ValueError, IndexError, KeyError, its own errors.
    except Exception as error:
        raise Unreadable(
            admitted.name,
            _("カレンダー（.ics）として読めません。"),
            _("カレンダーのソフトから書き出し直すか、Excel の様式を使ってください。"),
        ) from error
    return events


def _event(event: icalendar.Component, number: int) -> Iterator[ClosedRow]:
    """All-day events only: a lesson or a meeting closes no school. Repetitions are not carried out."""
    start = event.decoded("DTSTART", None)
    if not isinstance(start, dt.date) or isinstance(start, dt.datetime):
        return
    end = event.decoded("DTEND", None)
    # DTEND of an all-day event is the day after its last day (RFC 5545, 3.6.1).
    last = end - dt.timedelta(days=1) if isinstance(end, dt.date) and not isinstance(end, dt.datetime) and end > start else start
    reason = cells.name(str(event.get("SUMMARY", "")).strip())[:LONGEST_REASON] or str(_("（題名なし）"))
    yield ClosedRow(start, last, reason, any(word in reason for word in CLOSING_WORDS), number)
