"""Exports carry nothing out and lose nothing."""

import csv
import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from yuinowa.core.export import as_csv, as_workbook, safe, table_response


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "−", "＠", "\t", "\r", "\n"])
def test_formula_signs_are_made_text(sign: str) -> None:
    assert safe(f"{sign}1+1") == f"'{sign}1+1"
    assert safe(f"1{sign}1") == f"1{sign}1"


def test_csv_is_what_excel_recognises() -> None:
    content = as_csv(["氏名", "日"], [['𠮷田, "明"', dt.date(2026, 11, 24)], ["=HYPERLINK()", None], [-3, 1.5]])
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows == [["氏名", "日"], ['𠮷田, "明"', "2026/11/24"], ["'=HYPERLINK()", ""], ["-3", "1.5"]]


def test_a_workbook_holds_dates_numbers_and_harmless_texts() -> None:
    rows = [["=1+1", 12, dt.date(2026, 11, 24), None, dt.datetime(2026, 11, 24, 0, 30, tzinfo=dt.UTC), "x" * 40_000]]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(as_workbook("人材/一覧", ["a", "b", "c", "d", "e", "=f"], rows))).get_sheet_by_index(
        0
    )
    header, row = sheet.to_python()
    assert header[-1] == "'=f"
    assert row[:5] == ["'=1+1", 12, dt.date(2026, 11, 24), "", "2026/11/24 09:30"]
    assert len(row[5]) == 32_000


def test_the_download_has_a_japanese_name() -> None:
    response = table_response("csv", name="人材一覧", header=["a"], rows=[])
    assert response["Content-Disposition"] == "attachment; filename*=UTF-8''%E4%BA%BA%E6%9D%90%E4%B8%80%E8%A6%A7.csv"
    assert response["Content-Type"] == "text/csv; charset=utf-8"


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20), min_size=1, max_size=4))
def test_any_text_survives(cells: list[str]) -> None:
    read = next(csv.reader(io.StringIO(as_csv(cells, []).decode("utf-8-sig"), newline="")))
    assert read == [safe(cell) for cell in cells]
