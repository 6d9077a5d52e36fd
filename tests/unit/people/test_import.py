"""Posts from a workbook: all or nothing, and every fault is named."""

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import Cast
from yuinowa.people.importing import COLUMNS, preview, template
from yuinowa.people.models import Appointment, Person


def workbook(*rows: tuple[str, ...]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate((COLUMNS, *rows)):
            sheet.write_row(number, 0, row)
    return stream.getvalue()


GOOD = ("事業担当教員", "花塚一中", "新田 陽", "にった よう", "nitta@city.example.jp", "", "2026-12-01", "")


def test_every_bad_row_is_named_with_its_column(cast: Cast) -> None:
    found = preview(
        "posts.xlsx",
        workbook(
            GOOD,
            ("園長", "花塚小", "甲", "こう", "", "", "2026-12-01", ""),
            ("校長", "月面小", "乙", "おつ", "", "", "2026-12-01", ""),
            ("校長", "花塚小", "丙", "へい", "", "", "2026-12-01", ""),
            ("システム管理者", "", "丁", "てい", "x@", "", "2026-12-01", ""),
            ("システム管理者", "", "戊", "ぼ", "", "", "令和の頃", ""),
        ),
    )
    assert [(error.row, error.column) for error in found.errors] == [
        (3, "職"),
        (4, "学校・公民館"),
        (6, "メール"),
        (7, "いつから"),
        (5, "いつから"),
    ]


def test_a_file_without_the_columns_says_so(cast: Cast) -> None:
    assert preview("list.csv", "名前,組\n甲,1\n".encode()).errors[0].row == 0


def test_the_template_reads_back(cast: Cast) -> None:
    found = preview("posts.xlsx", template())
    assert [error.column for error in found.errors] == ["学校・公民館"]  # the example names a school that does not exist


@pytest.fixture
def section(cast: Cast, client: Client) -> Client:
    client.force_login(cast.users["section"])
    return client


def test_a_good_file_is_shown_first_and_written_once(section: Client, cast: Cast) -> None:
    file = SimpleUploadedFile("posts.xlsx", workbook(GOOD))
    preview_page = section.post("/posts/import/", {"file": file})
    assert preview_page.status_code == 302
    assert not Person.objects.filter(name="新田 陽").exists()
    key = "6f1a3ab4-8ac2-4c0f-9a2d-3f3a3e5d1c11"
    for _ in range(2):
        section.post(preview_page["Location"], {"submission_key": key})
    assert Appointment.objects.filter(person__name="新田 陽", post__school=cast.junior).count() == 1


def test_garbage_is_refused_with_words(section: Client) -> None:
    answer = section.post("/posts/import/", {"file": SimpleUploadedFile("posts.xlsx", b"\x00\xff" * 50_000)})
    assert answer.status_code == 200
    assert "CSV か Excel" in answer.content.decode()


def test_another_post_does_not_see_the_upload(section: Client, cast: Cast) -> None:
    location = section.post("/posts/import/", {"file": SimpleUploadedFile("posts.xlsx", workbook(GOOD))})["Location"]
    other = Client()
    other.force_login(cast.users["coordinator"])
    assert other.get(location).status_code == 403
