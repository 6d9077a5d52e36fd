"""Lists as files: Excel or CSV that a spreadsheet opens without carrying anything out."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Any, Literal
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse

from yuinowa.core.clock import JAPAN

Form = Literal["csv", "xlsx"]
# What makes a spreadsheet take a text for a formula (OWASP "CSV injection"), full-width signs included.
_DANGEROUS = ("=", "+", "-", "@", "＝", "＋", "－", "−", "＠", "\t", "\r", "\n")
_LONGEST = 32_000  # a cell of Excel holds 32,767 characters
_TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def table_response(form: str, *, name: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A download called ``name`` (without ending): "csv", else Excel."""
    kind: Form = "csv" if form == "csv" else "xlsx"
    content = as_csv(header, rows) if kind == "csv" else as_workbook(name, header, rows)
    return file_response(content, name=f"{name}.{kind}", content_type=_TYPES[kind])


def file_response(content: bytes, *, name: str, content_type: str, is_shown: bool = False) -> HttpResponse:
    """A file to save, or (``is_shown``) to look at in the browser."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f"{'inline' if is_shown else 'attachment'}; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def as_csv(header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 with the mark by which Excel recognises it."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([_text(cell) for cell in header])
    writer.writerows([_text(cell) for cell in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def as_workbook(sheet_name: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> bytes:
    """One sheet: a bold header that stays in view, filters, dates as dates."""
    return as_sheets([(sheet_name, header, rows)])


def as_sheets(sheets: Iterable[tuple[str, Sequence[Any], Iterable[Sequence[Any]]]]) -> bytes:
    """The same for several sheets in one workbook: (name, header, rows) of each."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#E8F1FE", "bottom": 1, "text_wrap": True})
        date = book.add_format({"num_format": "yyyy/mm/dd"})
        for name, header, rows in sheets:
            sheet = book.add_worksheet("".join(sign for sign in name if sign not in "[]:*?/\\'")[:31] or None)
            _fill(sheet, header, rows, bold, date)
    return stream.getvalue()


def _fill(sheet: Any, header: Sequence[Any], rows: Iterable[Sequence[Any]], bold: Any, date: Any) -> None:
    for column, cell in enumerate(header):
        sheet.write_string(0, column, safe(str(cell)), bold)
    last = 0
    for last, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            _write(sheet, last, column, cell, date)
    sheet.set_column(0, max(len(header) - 1, 0), 16)
    sheet.autofilter(0, 0, last, max(len(header) - 1, 0))
    sheet.freeze_panes(1, 0)


def sheets_response(*, name: str, sheets: Iterable[tuple[str, Sequence[Any], Iterable[Sequence[Any]]]]) -> HttpResponse:
    """A workbook of several sheets to save; ``name`` without ending."""
    return file_response(as_sheets(sheets), name=f"{name}.xlsx", content_type=_TYPES["xlsx"])


def safe(text: str) -> str:
    """The text, with ``'`` before it where a spreadsheet would carry it out."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def _write(sheet: Any, row: int, column: int, cell: Any, date: Any) -> None:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        sheet.write_number(row, column, cell)
    elif isinstance(cell, dt.date) and not isinstance(cell, dt.datetime):
        sheet.write_datetime(row, column, dt.datetime.combine(cell, dt.time()), date)
    else:
        sheet.write_string(row, column, _text(cell)[:_LONGEST])


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        return f"{cell.astimezone(JAPAN):%Y/%m/%d %H:%M}"
    if isinstance(cell, dt.date):
        return f"{cell:%Y/%m/%d}"
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return str(cell)
    return safe(str(cell))
