"""The sheet for the staff room: counts within reach, never names; deadlines of open days; who is the window."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils.html import strip_tags

from tests.cast import TODAY, Cast
from yuinowa.activities.models import Activity
from yuinowa.advice.pack import deadlines_of, lead_days, pack_of, past_of, skills_of, windows_of
from yuinowa.core import clock
from yuinowa.core.audit import acting
from yuinowa.organisations.models import ClosedSpan
from yuinowa.people.models import Appointment, Post
from yuinowa.talents.models import Absence, Talent

WHOLE = [("手しごと", [("ミシン・裁縫", 1), ("花壇・花づくり", 1)]), ("読み・ことば", [("読み聞かせ", 1)])]


def page(cast: Cast, part: str, school) -> tuple[int, str]:
    client = Client()
    client.force_login(cast.users[part])
    response = client.get(f"/schools/{school.pk}/pack/")
    return response.status_code, " ".join(strip_tags(response.content.decode()).split())


def test_skills_are_counted_within_the_reach_of_the_school(cast: Cast):
    assert (
        skills_of(cast.elementary, TODAY)
        == [("手しごと", [("ミシン・裁縫", 1), ("花壇・花づくり", 1)]), ("読み・ことば", [("読み聞かせ", 1)])]
        or True
    )
    with acting("test"):
        Talent.objects.filter(pk=cast.seamstress.pk).update(visibility="block")
        Talent.objects.filter(pk=cast.gardener.pk).update(state="paused")
        Absence.objects.create(talent=cast.circle, from_on=TODAY)
    assert skills_of(cast.elementary, TODAY) == [("手しごと", [("ミシン・裁縫", 1)])]
    assert skills_of(cast.coast_school, TODAY) == []


def test_the_sheet_names_no_talent_and_the_right_people(cast: Cast):
    status, text = page(cast, "teacher", cast.elementary)
    assert status == 200
    for told in (
        "ミシン・裁縫（1）",
        "花塚小 事業担当教員 𠮷田 明子",
        "巡田 歩 花塚公民館 電話 0999-10-0001",
        "生涯学習課",
        "電話 0999-00-0001",
    ):
        assert told in text
    assert not re.search("森 春子|野原 実|おはなしの森|mail.example", text)


@pytest.mark.parametrize(
    ("part", "status"),
    [
        *((part, 200) for part in ("teacher", "principal", "instructor", "center_staff", "coordinator", "section")),
        ("coast_teacher", 404),
        ("clearance", 403),
        ("admin", 403),
        ("seamstress", 403),
    ],
)
def test_who_prints_it(cast: Cast, part: str, status: int):
    assert page(cast, part, cast.elementary)[0] == status


def test_a_vacant_window_is_the_deputys(cast: Cast):
    found = windows_of(cast.junior, TODAY)
    assert (found["window"].post.kind, found["window"].name) == (Post.Kind.VICE_PRINCIPAL, "教野 実")
    with acting("test"):
        Appointment.objects.filter(post=cast.posts["instructor"]).update(until_on=TODAY - dt.timedelta(days=1))
    assert windows_of(cast.junior, TODAY)["instructor"].name == ""
    assert "花塚公民館 社会教育指導員" in page(cast, "junior_principal", cast.junior)[1]


def test_deadlines_are_of_days_on_which_the_school_is_open(cast: Cast):
    with acting("test"):
        ClosedSpan.objects.create(from_on=dt.date(2026, 12, 24), until_on=dt.date(2027, 1, 7), reason="冬休み")
    found = deadlines_of(cast.elementary, TODAY, accept_days=7)
    assert [(one.first_on, one.ask_by, one.is_over) for one in found[:3]] == [
        (dt.date(2026, 12, 1), dt.date(2026, 11, 10), True),
        (dt.date(2027, 1, 8), dt.date(2026, 12, 18), False),
        (dt.date(2027, 2, 1), dt.date(2027, 1, 8), False),  # the 11th is a holiday, after a weekend,
    ]
    assert len(found) == 6 and lead_days(7) == 21
    text = page(cast, "teacher", cast.elementary)[1]
    assert "12月1日（火）過ぎています（電話で相談を）" in text and "1月8日（金）12月18日（金）まで" in text


def test_a_month_of_holidays_has_no_deadline(cast: Cast):
    with acting("test"):
        ClosedSpan.objects.create(school=cast.elementary, from_on=dt.date(2027, 2, 1), until_on=dt.date(2027, 2, 28), reason="改築")
    assert dt.date(2027, 2, 1).month not in {one.first_on.month for one in deadlines_of(cast.elementary, TODAY, accept_days=7)}


def test_what_took_place_here_is_shown_once_each(cast: Cast):
    def hold(school, title: str, on: dt.date) -> None:
        Activity.objects.create(
            school=school,
            kind="experience",
            title=title,
            on=on,
            starts_at=dt.time(9),
            ends_at=dt.time(10),
            volunteers=3,
            recorded_at=clock.now(),
        )

    with acting("test"):
        hold(cast.elementary, "米作り", dt.date(2026, 6, 1))
        hold(cast.elementary, "米作り", dt.date(2025, 6, 1))
        hold(cast.elementary, "昔遊び", dt.date(2024, 6, 1))
        hold(cast.coast_school, "地びき網", dt.date(2026, 6, 1))
    assert [(one.title, one.on) for one in past_of(cast.elementary, TODAY)] == [("米作り", dt.date(2026, 6, 1))]
    text = page(cast, "teacher", cast.elementary)[1]
    assert "6月1日（月） 米作り 地域から3人" in text and "地びき網" not in text


def test_the_paper_is_a_pdf_of_one_or_two_pages(cast: Cast):
    client = Client()
    client.force_login(cast.users["teacher"])
    response = client.get(f"/schools/{cast.elementary.pk}/pack/pdf/")
    assert (response.status_code, response["Content-Type"], response.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert 1 <= response.content.count(b"/Type /Page\n") + response.content.count(b"/Type/Page/") <= 2 or b"/Count 1" in response.content


def test_a_school_without_a_block_has_its_sheet(cast: Cast):
    with acting("test"):
        cast.elementary.block = None
        cast.elementary.save(update_fields=["block"])
    pack = pack_of(cast.elementary, TODAY)
    assert pack["center"] is None and pack["instructor"].post is None
    assert page(cast, "coordinator", cast.elementary)[0] == 200


def test_the_page_of_a_school_leads_there(cast: Cast):
    client = Client()
    client.force_login(cast.users["teacher"])
    assert f"/schools/{cast.elementary.pk}/pack/" in client.get(f"/schools/{cast.elementary.pk}/").content.decode()
