"""Registrations from a workbook: faults named cell by cell, all or nothing."""

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cast import Cast
from tests.unit.talents.test_pages import client_of
from yuinowa.core.actions import Actor
from yuinowa.core.models import Upload
from yuinowa.organisations.importing.guard import Unreadable, admit
from yuinowa.talents import importing
from yuinowa.talents.actions.times import FreeTime, joined, of_parts, parse_spans, spans_text, ticks_of
from yuinowa.talents.importing import COLUMNS, preview
from yuinowa.talents.models import Talent


def book(*rows: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, COLUMNS)
        for number, row in enumerate(rows, start=1):
            for column, text in row.items():
                sheet.write_string(number, COLUMNS.index(column), text)
    return stream.getvalue()


GOOD = {
    "名前": "石川 𠮷見",
    "ふりがな": "いしかわ よしみ",
    "電話": "0999-61-0001",
    "地区": "花塚",
    "できること": "ミシン・裁縫、読み聞かせ",
    "火": "午前、13:00～15:00",
    "生年月日": "昭和40年1月2日",
    "行けるkm": "15",
}


@pytest.fixture
def section(cast: Cast) -> Actor:
    return cast.actor("section")


def faults(by: Actor, *rows: dict[str, str]) -> list[tuple[int, str]]:
    return [(error.row, error.column) for error in preview("a.xlsx", book(*rows), by=by).errors]


def test_a_good_row_is_read(cast: Cast, section: Actor) -> None:
    (row,) = preview("a.xlsx", book(GOOD), by=section).rows
    details = row.details
    assert (row.row, details.name, details.block, details.reach_km, details.skills) == (
        2,
        "石川 𠮷見",
        cast.plain,
        15,
        [cast.sewing, cast.reading],
    )
    assert spans_text(details.times) == "8:00～12:30、13:00～15:00"


def test_every_fault_is_named(cast: Cast, section: Actor) -> None:
    bad = {
        "種別": "ロボット",
        "ふりがな": "漢字",
        "メール": "x",
        "生年月日": "きのう",
        "地区": "火星",
        "できること": "空を飛ぶ",
        "月": "25:00～26:00",
        "行けるkm": "たくさん",
        "公開範囲": "学校",
        "緯度": "1",
    }
    assert faults(section, bad) == [
        (2, column)
        for column in (
            "種別",
            "メール",
            "名前",
            "ふりがな",
            "生年月日",
            "できること",
            "公開する学校",
            "緯度",
            "地区",
            "月",
            "行けるkm",
        )
    ]


def test_twins_in_the_file_and_in_the_bank_are_named(cast: Cast, section: Actor) -> None:
    known = {"名前": "森 春子", "ふりがな": "モリ　ハルコ", "電話": cast.persons["seamstress"].telephone.replace("-", "")}
    assert faults(section, GOOD, GOOD, known) == [(3, "名前"), (4, "名前")]


def test_a_clerk_imports_into_the_own_block(cast: Cast) -> None:
    clerk = cast.actor("center_staff")
    assert faults(clerk, {**GOOD, "地区": "汐見浜"}) == [(2, "地区")]
    (row,) = preview("a.xlsx", book({**GOOD, "地区": ""}), by=clerk).rows
    assert row.details.block == cast.plain


def test_the_template_is_readable_and_its_example_is_nobody(cast: Cast, section: Actor) -> None:
    found = preview("a.xlsx", importing.template(), by=section)
    assert found.rows == ()
    assert [error.row for error in found.errors] == [0]


def test_minors_need_consent(cast: Cast, section: Actor) -> None:
    minor = {**GOOD, "生年月日": "2012/4/1"}
    assert faults(section, minor) == [(2, "保護者の同意日")]
    assert faults(section, {**minor, "保護者": "石川 親", "保護者の同意日": "2026/4/1"}) == []


def upload(client: Client, content: bytes) -> str:
    return client.post("/talents/import/", {"file": SimpleUploadedFile("a.xlsx", content)}).get("Location", "")


def test_all_is_written_once_or_nothing(cast: Cast) -> None:
    client = client_of(cast, "section")
    before = Talent.objects.count()
    address = upload(client, book(GOOD, {**GOOD, "名前": ""}))
    assert "名前" in client.get(address).content.decode()
    client.post(address)
    assert Talent.objects.count() == before
    address = upload(client, book(GOOD))
    key = "6c0f8f6e-2f0a-4a83-9a3e-0d7f4c9d1b11"
    for _time in range(2):
        assert client.post(address, {"submission_key": key})["Location"] == "/talents/"
    assert Talent.objects.filter(source="import", state="active").count() == 1
    assert not Upload.objects.filter(pk=address.split("/")[-2]).exists()


def test_another_desk_does_not_see_the_file(cast: Cast) -> None:
    address = upload(client_of(cast, "section"), book(GOOD))
    assert client_of(cast, "coordinator").get(address).status_code == 404


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04garbage", b"\xd0\xcf\x11\xe0old", b"\xff\xfe\x00", bytes(range(256)) * 40])
def test_garbage_is_refused_beside_the_form(cast: Cast, content: bytes) -> None:
    answer = client_of(cast, "section").post("/talents/import/", {"file": SimpleUploadedFile("a.xlsx", content)})
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]


@given(st.text(max_size=200))
@settings(max_examples=50)
def test_any_text_is_a_table_or_unreadable(text: str) -> None:
    try:
        admit("a.csv", text.encode("utf-8", "surrogatepass"))
    except Unreadable as error:
        assert error.reason


MINUTES = st.integers(0, 1439)


@given(st.lists(st.tuples(st.integers(0, 6), MINUTES, MINUTES).filter(lambda one: one[1] < one[2]), max_size=4))
def test_times_survive_writing_and_reading(spans: list[tuple[int, int, int]]) -> None:
    import datetime as dt

    times = joined(FreeTime(day, dt.time(*divmod(start, 60)), dt.time(*divmod(end, 60))) for day, start, end in spans)
    read = [time for day in range(7) for time in parse_spans(spans_text(one for one in times if one.weekday == day), day)]
    assert sorted(read) == times


def test_boxes_say_what_they_can() -> None:
    times = of_parts(["0-morning", "0-afternoon", "2-evening"])
    assert spans_text(times) == "8:00～16:30、16:30～19:00"
    assert ticks_of(times, 0) == ["0-morning", "0-afternoon"]
    assert ticks_of(parse_spans("10時から11時30分まで", 3), 3) is None
