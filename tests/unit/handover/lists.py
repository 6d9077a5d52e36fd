"""Transfer lists as workbooks: the template filled in, as the section does it."""

import io
from collections.abc import Mapping
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

from yuinowa.handover.importing import COLUMNS, template
from yuinowa.people.models import Post

Change = tuple[str, ...]  # 異動, 後任の氏名, 後任のふりがな, 後任のメール, 後任の電話


def filled(last_on: Any, changes: Mapping[Post, Change]) -> bytes:
    """The template of today with ``changes`` written into the rows of their posts."""
    rows = CalamineWorkbook.from_filelike(io.BytesIO(template(last_on))).get_sheet_by_name("異動").to_python()
    by_number = {str(post.pk): change for post, change in changes.items()}
    known = [[str(cell) for cell in row[:4]] for row in rows[1:]]
    return workbook(*([*row, *by_number.get(row[0], ())] for row in known))


def workbook(*rows: Any) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("異動")
        for number, row in enumerate((COLUMNS, *rows)):
            sheet.write_row(number, 0, row)
    return stream.getvalue()
