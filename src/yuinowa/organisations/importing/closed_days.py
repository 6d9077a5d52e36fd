"""Closed days from a school's own table (CSV, Excel) or its calendar file (iCalendar)."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import icalendar
from django.utils.translation import gettext_lazy as _

from yuinowa.engine.calendar import fiscal_year_end, fiscal_year_start
from yuinowa.organisations.importing import cells
from yuinowa.organisations.importing.guard import Admitted, Unreadable, admit
from yuinowa.organisations.importing.reader import Reader
from yuinowa.organisations.importing.repetitions import DaySpan, TooMany, spans_of
from yuinowa.organisations.importing.rows import RowError
from yuinowa.organisations.importing.tables import records, tables

if TYPE_CHECKING:
    from yuinowa.organisations.importing.rows import Message

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
    note: "Message" = ""


def read(name: str, content: bytes, *, year: int) -> tuple[list[ClosedRow], list[RowError]]:
    """The spans of a file and what is wrong in it; `Unreadable` when it is neither table nor calendar.

    What repeats in a calendar is carried out in the 年度 `year` and the next one.
    """
    admitted = admit(name, content)
    if admitted.text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
        return _read_calendar(admitted, year), []
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


def _read_calendar(admitted: Admitted, year: int) -> list[ClosedRow]:
    try:
        calendar = icalendar.Calendar.from_ical(admitted.text)
        spans = spans_of(calendar, fiscal_year_start(year), fiscal_year_end(year + 1))
    except TooMany as error:
        raise Unreadable(
            admitted.name, _("くり返しの予定が多すぎて読めません。"), _("休業日だけを書き出し直すか、Excel の様式を使ってください。")
        ) from error
    # The parser raises whatever it meets: ValueError, IndexError, KeyError, its own errors.
    except Exception as error:
        raise Unreadable(
            admitted.name,
            _("カレンダー（.ics）として読めません。"),
            _("カレンダーのソフトから書き出し直すか、Excel の様式を使ってください。"),
        ) from error
    return [_closed_row(span, number) for number, span in enumerate(spans, start=1)]


def _closed_row(span: DaySpan, number: int) -> ClosedRow:
    reason = cells.name(span.summary)[:LONGEST_REASON] or str(_("（題名なし）"))
    note = "" if span.is_repetition_read else _("くり返しの書き方が読めないため、はじめの回だけです。")
    return ClosedRow(span.from_on, span.until_on, reason, any(word in reason for word in CLOSING_WORDS), number, note)
