"""CSV files and workbooks as rows of strings that keep the row numbers people see in Excel."""

import csv
import io
import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from yuinowa.organisations.importing import workbook
from yuinowa.organisations.importing.guard import Admitted, Unreadable

HEADER_WITHIN = 10
MAX_ROWS = 200_000
MAX_COLUMNS = 300
SECONDS = 30
# PostgreSQL refuses NUL, and no list has a use for the others; tab and line feed are layout.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    file: str
    sheet: str
    encoding: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One row by column name; a column that the file lacks reads as empty."""

    file: str
    row: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")


def tables(admitted: Admitted) -> list[Table]:
    if admitted.form == "xlsx":
        return [Table(admitted.name, sheet, "xlsx", _numbered(admitted.name, rows)) for sheet, rows in _sheets(admitted)]
    return [Table(admitted.name, "", admitted.encoding, _numbered(admitted.name, _lines(admitted)))]


def records(table: Table, *required: str) -> Iterator[Record] | None:
    """The rows below the header that has all `required` columns; None when there is no such header."""
    for position, row in enumerate(table.rows[:HEADER_WITHIN]):
        columns = [squeeze(cell) for cell in row.cells]
        if set(required) <= set(columns):
            return _records(table, columns, table.rows[position + 1 :])
    return None


def _records(table: Table, columns: list[str], rows: Iterable[Row]) -> Iterator[Record]:
    for row in rows:
        if any(row.cells):
            values = {name: cell for name, cell in zip(columns, row.cells, strict=False) if name}
            yield Record(table.file, row.number, values)


def squeeze(text: str) -> str:
    """Compatibility forms folded and all white space gone: for headers, codes and numbers, not names."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _numbered(file: str, rows: Iterable[list[str]]) -> tuple[Row, ...]:
    numbered = []
    for number, cells in enumerate(rows, start=1):
        if number > MAX_ROWS or len(cells) > MAX_COLUMNS:
            raise Unreadable(
                file,
                _("行または列が多すぎます。"),
                _("必要な行と列だけを残して保存し直してください。"),
            )
        numbered.append(Row(number, tuple(_clean(cell) for cell in cells)))
    return tuple(numbered)


def _clean(cell: str) -> str:
    return _CONTROLS.sub("", cell).strip()


def _lines(admitted: Admitted) -> Iterator[list[str]]:
    head = admitted.text[:2000]
    delimiter = max(",\t;", key=head.count)
    try:
        yield from csv.reader(io.StringIO(admitted.text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise Unreadable(
            admitted.name,
            _('表として読めません。引用符（"）の組が崩れている可能性があります。'),
            _("Excel で開き、「CSV UTF-8 (コンマ区切り)」として保存し直してください。"),
        ) from error


def _sheets(admitted: Admitted) -> list[tuple[str, list[list[str]]]]:
    # S603: our own interpreter and our own file; the workbook only arrives on stdin.
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, str(Path(workbook.__file__))],
            input=admitted.content,
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise Unreadable(
            admitted.name,
            _("Excel ブックとして開けません。"),
            _("Excel で開き、値だけを新しいブックに写して保存し直してください。"),
        ) from error
    return [(str(name), rows) for name, rows in json.loads(done.stdout)]
