"""Files are refused before they are parsed, with a reason and a way out."""

import io
import random
import re
import time
import zipfile

import pytest
import xlsxwriter

from yuinowa.organisations.importing import guard
from yuinowa.organisations.importing.guard import Unreadable, admit
from yuinowa.organisations.importing.tables import tables


def workbook_of(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name.replace("__", "/") + ".xml", content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("﻿学校コード,学校名\n".encode(), "utf-8-sig"),
        ("学校コード,学校名\n".encode(), "utf-8"),
        ("学校コード,学校名\n".encode("cp932"), "cp932"),
    ],
)
def test_encodings_are_told_apart(content, encoding):
    admitted = admit("list.csv", content)
    assert (admitted.encoding, admitted.text) == (encoding, "学校コード,学校名\n")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "空"),
        (b" \n ", "空"),
        ("学校コード\n".encode("utf-16"), "UTF-16"),
        (b"\xd0\xcf\x11\xe0" + bytes(100), "xls"),
        (b"%PDF-1.7\0binary", "文字として読めません"),
        (b"PK\x03\x04broken", "壊れて"),
        (workbook_of(word__document=b"<x/>"), "Excel ブック"),
        (b"," * 200_000, "1行が長すぎ"),
    ],
)
def test_what_is_no_list_is_named(content, word):
    with pytest.raises(Unreadable) as refused:
        admit("file", content)
    assert word in str(refused.value.reason)
    assert str(refused.value.fix)


def test_ten_megabytes_of_garbage_are_refused_at_once():
    garbage = random.Random(1).randbytes(10_000_000)
    began = time.perf_counter()
    with pytest.raises(Unreadable):
        admit("garbage", garbage)
    assert time.perf_counter() - began < 1


def test_a_file_above_the_limit_is_refused():
    with pytest.raises(Unreadable) as refused:
        admit("big.csv", b"a" * (guard.MAX_FILE_BYTES + 1))
    assert "20 MB" in str(refused.value.reason)


def test_a_bomb_is_refused_by_its_sizes_alone():
    bomb = workbook_of(xl__workbook=b"<x/>", xl__sheet=bytes(50_000_000))
    began = time.perf_counter()
    with pytest.raises(Unreadable) as refused:
        admit("bomb.xlsx", bomb)
    assert "展開" in str(refused.value.reason)
    assert time.perf_counter() - began < 0.5


def sparse_workbook(cells: str, strings: str = "") -> bytes:
    """A workbook whose few bytes ask for a great deal of memory."""
    plain = io.BytesIO()
    with xlsxwriter.Workbook(plain) as book:
        book.add_worksheet().write_string(0, 0, "text")
    buffer = io.BytesIO()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            content = source.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                content = re.sub("<sheetData>.*</sheetData>", f"<sheetData>{cells}</sheetData>", content)
            if name == "xl/sharedStrings.xml" and strings:
                content = re.sub("<si>.*</si>", strings, content)
            target.writestr(name, content)
    return buffer.getvalue()


def test_the_hand_made_workbook_can_be_read_when_it_is_harmless():
    book = sparse_workbook('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', "<si><t>学校コード</t></si>")
    [table] = tables(admit("small.xlsx", book))
    assert table.rows[0].cells == ("学校コード",)


@pytest.mark.parametrize(
    "book",
    [
        sparse_workbook('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        sparse_workbook(
            '<row r="1">' + '<c t="s"><v>0</v></c>' * 20_000 + "</row>",
            f"<si><t>{'長' * 200_000}</t></si>",
        ),
    ],
    ids=["last cell", "shared text"],
)
def test_a_small_workbook_that_asks_for_all_memory_only_fails_itself(book):
    with pytest.raises(Unreadable) as refused:
        tables(admit("sparse.xlsx", book))
    assert "Excel ブックとして開けません" in str(refused.value.reason)
