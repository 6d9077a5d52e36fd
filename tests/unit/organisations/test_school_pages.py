"""The pages of schools, blocks, calendars and travel times, as their users meet them."""

import datetime as dt
import io
import json

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.factories.official_lists import BRANCH, ELEMENTARY, PLACE, PRIVATE, ROWS, as_file, code_list, p29
from yuinowa.core.actions import system_actor
from yuinowa.core.models import Upload
from yuinowa.organisations import actions
from yuinowa.organisations.importing.reading import read_files
from yuinowa.organisations.models import Block, ClosedSpan, CommunityCenter, School, TravelTime

IMPORTER = system_actor("test")


@pytest.fixture
def visit(cast, client):
    """Signs a part of the cast in and returns the client."""

    def sign_in(part: str):
        client.force_login(cast.users[part])
        return client

    return sign_in


def upload(name: str, content: bytes) -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = name
    return file


@pytest.fixture
def city_lists(cast):
    """The cast's city has another code: give the small official lists its name and code."""
    from yuinowa.core.audit import acting

    with acting("test"):
        cast.municipality.code = PLACE.code
        cast.municipality.save(update_fields=["code"])
    return cast


PAGES = [
    ("school_list", {}),
    ("block_list", {}),
    ("travel_list", {}),
    ("school_import", {}),
    ("center_import", {}),
    ("block_new", {}),
    ("block_assign", {}),
    ("center_new", {}),
    ("closed_days_import", {}),
    ("travel_import", {}),
    ("school_export", {}),
    ("travel_export", {}),
    ("closed_days_export", {}),
    ("school_template", {}),
    ("school_points", {}),
    ("calendar", {}),
]


@pytest.mark.parametrize(("name", "query"), PAGES)
def test_every_page_opens_for_the_section(visit, name, query):
    assert visit("section").get(reverse(name), query).status_code == 200


@pytest.mark.parametrize(
    "name", ["school_detail", "school_edit", "school_calendar", "lesson_times", "school_join", "school_leave", "school_closed_days_import"]
)
def test_every_page_of_a_school_opens_for_the_section(visit, cast, name):
    assert visit("section").get(reverse(name, args=[cast.elementary.pk])).status_code == 200


@pytest.mark.parametrize("name", ["school_import", "block_assign", "block_new", "center_new", "travel_import"])
def test_teachers_manage_no_places(visit, name):
    assert visit("teacher").get(reverse(name)).status_code == 403


def test_a_teacher_sees_the_own_school_only(visit, cast):
    client = visit("teacher")
    listed = client.get(reverse("school_list")).context["page"].object_list
    assert [school.pk for school in listed] == [cast.elementary.pk]
    assert client.get(reverse("school_detail", args=[cast.coast_school.pk])).status_code == 404


def test_choose_look_confirm(visit, city_lists):
    client = visit("section")
    files = [upload(*as_file(code_list())), upload(*p29((ELEMENTARY, 37.05, 140.88)))]
    chosen = client.post(reverse("school_import"), {"lists": files})
    preview = client.get(chosen.url)
    assert len(preview.context["preview"].new) == 3
    assert not School.objects.filter(code=ELEMENTARY).exists()
    assert Upload.objects.count() == 2
    done = client.post(chosen.url)
    assert done.url == reverse("school_list")
    assert School.objects.get(code=ELEMENTARY).site.latitude == 37.05
    assert Upload.objects.count() == 0
    assert client.post(chosen.url).status_code == 404


def test_a_double_click_imports_once(visit, city_lists):
    client = visit("section")
    chosen = client.post(reverse("school_import"), {"lists": [upload(*as_file(code_list()))]})
    key = {"submission_key": "5b0c2ef0-6a43-4d13-8d0c-0c2f0a7d4f11"}
    client.post(chosen.url, key)
    assert School.objects.filter(code=ELEMENTARY).count() == 1


def test_bad_rows_are_shown_and_cannot_be_confirmed(visit, city_lists):
    client = visit("section")
    bad = upload(*as_file(code_list(ROWS[0], ROWS[1].replace("2(公)", "")), name="kodo.csv"))
    chosen = client.post(reverse("school_import"), {"lists": [bad]})
    page = client.post(chosen.url)
    assert page.status_code == 200
    text = page.content.decode()
    assert "kodo.csv" in text and "設置区分" in text
    assert not School.objects.filter(code=ELEMENTARY).exists()


def test_an_unreadable_file_is_an_error_of_the_form(visit, city_lists):
    page = visit("section").post(reverse("school_import"), {"lists": [upload("x.csv", bytes(range(256)) * 40)]})
    assert page.status_code == 422
    assert "文字として読めません" in page.context["form"].errors["lists"][0]


def test_nobody_else_confirms_a_kept_file(visit, city_lists):
    chosen = visit("section").post(reverse("school_import"), {"lists": [upload(*as_file(code_list()))]})
    client = visit("coordinator")
    assert client.get(chosen.url).status_code == 403


def test_an_import_can_be_dropped(visit, city_lists):
    client = visit("section")
    chosen = client.post(reverse("school_import"), {"lists": [upload(*as_file(code_list()))]})
    batch = chosen.url.rstrip("/").rsplit("/", 1)[-1]
    client.post(reverse("import_drop", args=[batch]))
    assert Upload.objects.count() == 0


def test_the_filled_template_changes_nothing_when_it_comes_back(visit, city_lists):
    actions.import_schools(schools=read_files([as_file(code_list())], PLACE), by=IMPORTER, on=dt.date(2026, 11, 24))
    client = visit("section")
    client.post(reverse("school_leave", args=[School.objects.get(code=ELEMENTARY).pk]))
    book = client.get(reverse("school_template"), {"filled": "1"}).content
    names = [row[1] for row in CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_name("学校一覧").to_python()]
    assert "結野市立浜小学校" in names


def test_filters_stay_and_find(visit, city_lists):
    actions.import_schools(schools=read_files([as_file(code_list())], PLACE), by=IMPORTER, on=dt.date(2026, 11, 24))
    client = visit("section")

    def codes(**query):
        return {school.code for school in client.get(reverse("school_list"), query).context["page"].object_list}

    assert codes(state="closed") == {BRANCH}
    assert codes(state="outside") == {PRIVATE}
    assert ELEMENTARY in codes(q="浜小") and PRIVATE not in codes(q="浜小")
    assert codes(block=city_lists.coast.pk) == {city_lists.coast_school.code}


def test_the_map_has_a_point_for_every_placed_school(visit, cast):
    points = json.loads(visit("section").get(reverse("school_points")).content)
    assert {point["name"] for point in points} == {"花塚小", "花塚一中", "汐見浜小"}
    assert points[0]["url"] == reverse("school_detail", args=[cast.elementary.pk])


def test_the_list_costs_the_same_whatever_its_length(visit, city_lists, django_assert_num_queries, django_assert_max_num_queries):
    client = visit("section")
    with django_assert_max_num_queries(12) as few:
        client.get(reverse("school_list"))
    actions.import_schools(schools=read_files([as_file(code_list())], PLACE), by=IMPORTER, on=dt.date(2026, 11, 24))
    with django_assert_num_queries(len(few)):
        client.get(reverse("school_list"))


def test_schools_move_between_blocks_after_a_look(visit, cast):
    client = visit("section")
    chosen = {"schools": [cast.elementary.pk, cast.junior.pk], "block": cast.coast.pk}
    page = client.post(reverse("block_assign"), chosen)
    assert "2校を「汐見浜」ブロックに移します" in page.content.decode()
    cast.elementary.refresh_from_db()
    assert cast.elementary.block == cast.plain
    client.post(reverse("block_assign"), chosen | {"confirmed": "1"})
    assert set(cast.coast.schools.all()) == {cast.elementary, cast.junior, cast.coast_school}


def test_schools_to_move_are_found_by_address(visit, cast):
    page = visit("section").get(reverse("block_assign"), {"q": "汐見浜"})
    assert [school.pk for school in page.context["schools"]] == [cast.coast_school.pk]


def test_nothing_ticked_is_an_error_that_keeps_the_choice(visit, cast):
    page = visit("section").post(reverse("block_assign"), {"block": cast.coast.pk})
    assert page.context["form"].errors["schools"] == ["学校を1校以上選んでください。"]


def test_blocks_are_made_renamed_and_removed(visit):
    client = visit("section")
    client.post(reverse("block_new"), {"name": "内山"})
    block = Block.objects.get(name="内山")
    twice = client.post(reverse("block_new"), {"name": "内山"})
    assert twice.context["form"].non_field_errors() == ["「内山」ブロックはすでにあります。"]
    client.post(reverse("block_edit", args=[block.pk]), {"name": "内山北"})
    block.refresh_from_db()
    assert block.name == "内山北"
    client.post(reverse("block_remove", args=[block.pk]))
    assert not Block.objects.filter(pk=block.pk).exists()


def test_a_block_with_schools_stays(visit, cast):
    visit("section").post(reverse("block_remove", args=[cast.plain.pk]))
    assert Block.objects.filter(pk=cast.plain.pk).exists()


def test_a_new_hub_replaces_the_old_one(visit, cast):
    client = visit("section")
    client.post(reverse("center_new"), {"name": "花塚東公民館", "block": cast.plain.pk, "is_hub": "on"})
    assert [center.name for center in CommunityCenter.objects.filter(block=cast.plain, is_hub=True)] == ["花塚東公民館"]


def test_centers_come_from_the_facility_list(visit, city_lists):
    text = (
        "全国地方公共団体コード,ID,名称,名称_カナ,所在地_連結表記,緯度,経度,電話番号,POIコード\n"
        "072990,F1,結野市浜公民館,ハマコウミンカン,結野市浜3,37.05,140.88,,1307\n"
        "072990,F2,結野市浜公園,ハマコウエン,結野市浜4,37.05,140.88,,\n"
    )
    client = visit("section")
    chosen = client.post(reverse("center_import"), {"lists": [upload(*as_file(text))]})
    assert client.get(chosen.url).status_code == 200
    client.post(chosen.url, {"name": ["結野市浜公民館"]})
    assert CommunityCenter.objects.filter(name="結野市浜公民館", site__latitude=37.05).exists()
    assert not CommunityCenter.objects.filter(name="結野市浜公園").exists()


# Calendars


def test_a_teacher_closes_days_of_the_own_school(visit, cast):
    client = visit("teacher")
    assert client.get(reverse("calendar")).url == reverse("school_calendar", args=[cast.elementary.pk])
    address = reverse("school_calendar", args=[cast.elementary.pk])
    client.post(address, {"from_on": "2026-12-24", "until_on": "2027-01-07", "reason": "冬休み"})
    span = ClosedSpan.objects.get()
    assert (span.school, span.from_on, span.until_on) == (cast.elementary, dt.date(2026, 12, 24), dt.date(2027, 1, 7))
    assert "冬休み" in client.get(address).content.decode()
    client.post(reverse("closed_span_remove", args=[span.pk]))
    assert not ClosedSpan.objects.exists()


def test_an_end_before_the_start_is_told_and_nothing_is_lost(visit, cast):
    address = reverse("school_calendar", args=[cast.elementary.pk])
    page = visit("teacher").post(address, {"from_on": "2026-12-24", "until_on": "2026-12-20", "reason": "冬休み"})
    assert page.context["form"].errors["until_on"] == ["おわりの日がはじめの日より前です。"]
    assert "冬休み" in page.content.decode()


def test_teachers_do_not_close_other_schools_or_the_city(visit, cast):
    client = visit("teacher")
    span = {"from_on": "2026-12-24", "until_on": "", "reason": "休み"}
    client.post(reverse("school_calendar", args=[cast.coast_school.pk]), span)
    assert client.get(reverse("closed_days_import")).status_code == 404
    assert not ClosedSpan.objects.exists()


def test_the_city_closes_every_school(visit, cast):
    visit("section").post(reverse("calendar"), {"from_on": "2026-12-28", "until_on": "", "reason": "学校閉庁日"})
    assert ClosedSpan.objects.get().school is None


ICS = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//test//\r
BEGIN:VEVENT\r
UID:1\r
DTSTART;VALUE=DATE:20261224\r
DTEND;VALUE=DATE:20270108\r
SUMMARY:冬休み\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:2\r
DTSTART;VALUE=DATE:20261010\r
SUMMARY:運動会\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:3\r
DTSTART;TZID=Tokyo Standard Time:20261011T090000\r
SUMMARY:職員会議\r
END:VEVENT\r
END:VCALENDAR\r
"""


def test_a_calendar_file_is_ticked_and_taken(visit, cast):
    client = visit("teacher")
    address = reverse("school_closed_days_import", args=[cast.elementary.pk])
    chosen = client.post(address, {"file": upload("school.ics", ICS.encode())})
    rows = client.get(chosen.url).context["rows"]
    assert [(row.reason, row.from_on, row.until_on, row.is_closing) for row in rows] == [
        ("冬休み", dt.date(2026, 12, 24), dt.date(2027, 1, 7), True),
        ("運動会", dt.date(2026, 10, 10), dt.date(2026, 10, 10), False),
    ]
    client.post(chosen.url, {"row": ["1"]})
    assert [span.reason for span in ClosedSpan.objects.all()] == ["冬休み"]
    assert Upload.objects.count() == 0


def test_the_exported_days_are_read_in_again(visit, cast):
    client = visit("teacher")
    actions.close_days(
        cast.elementary, spans=[actions.calendar.Span(dt.date(2026, 12, 24), dt.date(2027, 1, 7), "冬休み")], by=cast.actor("teacher")
    )
    book = client.get(reverse("school_closed_days_export", args=[cast.elementary.pk]), {"form": "xlsx"}).content
    chosen = client.post(reverse("school_closed_days_import", args=[cast.elementary.pk]), {"file": upload("days.xlsx", book)})
    client.post(chosen.url, {"row": ["2"]})
    assert ClosedSpan.objects.count() == 1


def test_lesson_times_replace_the_timetable(visit, cast):
    client = visit("teacher")
    address = reverse("lesson_times", args=[cast.elementary.pk])
    client.post(address, {"start_1": "08:30", "end_1": "09:15", "start_2": "09:25", "end_2": "10:10"})
    assert [(p.number, p.starts_at) for p in cast.elementary.lesson_periods.all()] == [(1, dt.time(8, 30)), (2, dt.time(9, 25))]
    page = client.post(address, {"start_1": "08:30", "end_1": "09:15", "start_2": "09:00", "end_2": "10:10"})
    assert page.context["form"].errors["start_2"] == ["前の校時と重なっています。"]


def test_one_timetable_serves_the_schools_that_have_none(visit, cast):
    for school in (cast.elementary, cast.coast_school, cast.junior):
        actions.set_lesson_times(school, times=[], by=IMPORTER)
    address = reverse("lesson_times", args=[cast.elementary.pk])
    visit("section").post(address, {"start_1": "08:30", "end_1": "09:15", "alike": "on"})
    counts = [school.lesson_periods.count() for school in (cast.elementary, cast.coast_school, cast.junior)]
    assert counts == [1, 1, 0]


# Travel times


def test_estimates_are_labelled_and_the_city_may_overwrite(visit, cast):
    client = visit("section")
    origin, destination = cast.elementary.site_id, cast.coast_school.site_id
    page = client.get(reverse("travel_list"), {"from": origin})
    assert {row["is_estimate"] for row in page.context["rows"]} == {True}
    client.post(reverse("travel_edit", args=[origin, destination]), {"minutes": "42", "both_ways": "on"})
    rows = {row["site"].pk: row for row in client.get(reverse("travel_list"), {"from": origin}).context["rows"]}
    assert (rows[destination]["minutes"], rows[destination]["is_estimate"]) == (42, False)
    assert TravelTime.objects.count() == 2
    client.post(reverse("travel_edit", args=[origin, destination]), {"minutes": "", "both_ways": "on"})
    assert TravelTime.objects.count() == 0


def test_a_travel_table_is_read_and_its_errors_are_told(visit, cast):
    client = visit("section")
    text = "出発,到着,推定の分,市で決めた分\n結野市立花塚小学校,汐見浜公民館,20,35\n"
    client.post(reverse("travel_import"), {"file": upload("t.csv", text.encode())})
    assert TravelTime.objects.get().minutes == 35
    bad = client.post(reverse("travel_import"), {"file": upload("t.csv", (text + "どこか,汐見浜公民館,,x\n").encode())})
    assert [(error.row, error.column) for error in bad.context["errors"]] == [(3, "出発"), (3, "市で決めた分")]
    assert TravelTime.objects.get().minutes == 35


def test_closed_days_are_read_as_the_office_writes_them(visit):
    client = visit("section")
    table = "はじめの日,おわりの日,理由\n令和9年2月1日,,創立記念日\nR9.2.15,2027/2/16,学年末考査\n".encode()
    chosen = client.post(reverse("closed_days_import"), {"file": upload("days.csv", table)})
    assert [(row.from_on, row.until_on) for row in client.get(chosen.url).context["rows"]] == [
        (dt.date(2027, 2, 1), dt.date(2027, 2, 1)),
        (dt.date(2027, 2, 15), dt.date(2027, 2, 16)),
    ]


def test_days_with_faults_lead_back_to_the_file(visit):
    client = visit("section")
    table = "はじめの日,おわりの日,理由\n2026-12-10,2026-12-01,逆\n".encode()
    chosen = client.post(reverse("closed_days_import"), {"file": upload("days.csv", table)})
    page = client.get(chosen.url).content.decode()
    assert "おわりの日がはじめの日より前です。" in page
    assert "別のファイルを選ぶ" in page and "入れられる日がありません" not in page
