"""Unpacks one workbook in a process of its own: run as a script, xlsx on stdin, JSON on stdout.

A small workbook can ask for unbounded memory (one cell in the last row and column, one long text
shared by a million cells), so the parser gets limits of its own and can only take itself down.
"""

import io
import json
import resource
import sys
from datetime import date, datetime, time

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 20
# A process that maps its libraries once and reads 34,000 schools stays far below both.
MAX_CELLS = 5_000_000


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    sheets = [[name, _rows(book, name)] for name in book.sheet_names]
    sys.stdout.buffer.write(json.dumps(sheets, ensure_ascii=False).encode("utf-8", "ignore"))


def _rows(book, name: str) -> list[list[str]]:
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height * sheet.total_width > MAX_CELLS:
        raise MemoryError(name)
    return [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return (cell.date() if cell.time() == time() else cell).isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    return str(cell)


if __name__ == "__main__":
    main()
