"""The lists as the ministry, the prefectures and the cities publish them."""

import os
from datetime import date
from pathlib import Path

import pytest

from yuinowa.core.actions import system_actor
from yuinowa.organisations.actions import import_schools
from yuinowa.organisations.importing import closed_days, codes, facilities, mext
from yuinowa.organisations.importing.guard import Unreadable, admit
from yuinowa.organisations.importing.places import Place
from yuinowa.organisations.importing.reading import find_place, read_files
from yuinowa.organisations.importing.tables import tables
from yuinowa.organisations.models import School

pytestmark = pytest.mark.real_data

DATA = Path(os.environ.get("REAL_DATA", Path(__file__).parents[4] / "shared" / "data"))
SCHOOLS = DATA / "schools"
IWAKI = Place("いわき市", "07", "072044")
NEWEST = "mext_school_codes_20260529_fukushima.csv"
P29 = "p29-21_iwaki_elementary_juniorhigh.geojson"


def files(*names: str, folder: Path = SCHOOLS) -> list[tuple[str, bytes]]:
    return [(name, (folder / name).read_bytes()) for name in names]


def census(schools) -> tuple[int, int, int, int]:
    """Open, of these public, of these private, and closed."""
    opened = [row for row in schools if not row.is_closed]
    public = sum(row.in_programme for row in opened)
    return len(opened), public, len(opened) - public, len(schools) - len(opened)


@pytest.mark.parametrize(
    ("edition", "expected"),
    [
        ("mext_school_codes_20210305_fukushima.csv", (108, 104, 4, 0)),
        ("mext_school_codes_20221222_fukushima.csv", (107, 103, 4, 1)),
        ("mext_school_codes_20230731_fukushima.csv", (106, 102, 4, 2)),
        ("mext_school_codes_20241226_fukushima.csv", (97, 93, 4, 11)),
        ("mext_school_codes_20251226_fukushima.csv", (97, 93, 4, 11)),
        (NEWEST, (97, 93, 4, 11)),
        ("mext_school_codes_20260529_east_full.xlsx", (97, 93, 4, 11)),
        ("iwaki_schools.csv", (97, 93, 4, 11)),
    ],
)
def test_every_edition_gives_all_of_iwaki(edition, expected):
    found = read_files(files(edition), IWAKI)
    assert (census(found.schools), found.errors) == (expected, ())


def test_workbook_and_csv_of_one_edition_agree():
    book, text = (read_files(files(name), IWAKI).schools for name in ("mext_school_codes_20260529_east_full.xlsx", NEWEST))
    keys = [key for key in book[0].__dataclass_fields__ if key not in ("row", "file")]
    assert [[getattr(row, key) for key in keys] for row in book] == [[getattr(row, key) for key in keys] for row in text]


def test_closed_schools_have_the_successors_of_the_list():
    closed = {row.name.removeprefix("いわき市立"): row.successor_code for row in read_files(files(NEWEST), IWAKI).schools if row.is_closed}
    assert closed == {
        "草野小学校絹谷分校": "B107220430146",
        "大野第二小学校": "B107220430182",
        "川前小学校": "",
        "桶売小学校": "",
        "小白井小学校": "",
        "入遠野小学校": "B107220430636",
        "大野中学校": "C107220440106",
        "川前中学校": "",
        "桶売中学校": "",
        "小白井中学校": "",
        "入遠野中学校": "C107220440375",
    }


def test_p29_puts_the_open_schools_on_the_map_and_leaves_closures_alone():
    found = read_files(files(P29, NEWEST), IWAKI)
    assert census(found.schools) == (97, 93, 4, 11)
    unplaced = [row.name for row in found.schools if not row.is_closed and row.latitude is None]
    assert unplaced == [
        "いわき市立三和小学校",
        "東日本国際大学附属昌平中学校",
        "磐城緑蔭中学校",
        "いわき秀英中学校",
    ]


def test_the_joined_list_places_every_open_school():
    found = read_files(files(P29, NEWEST, "iwaki_schools.csv"), IWAKI)
    assert [row for row in found.schools if not row.is_closed and row.latitude is None] == []
    assert census(found.schools) == (97, 93, 4, 11)


def test_takamatsu_is_matched_by_name():
    names = ("takamatsu_primary_school.xlsx", "takamatsu_middle_school.xlsx")
    takamatsu = Place("高松市", "37", "372013")
    found = read_files(files("mext_school_codes_20260529_kagawa_cp932.csv", *names), takamatsu)
    assert (len(found.schools), len(found.notes), found.errors) == (83, 1, ())
    assert sum(row.latitude is not None for row in found.schools) == 80


@pytest.mark.parametrize(
    ("name", "code", "place"),
    [
        (NEWEST, "072044", IWAKI),
        ("mext_school_codes_20260529_kagawa_cp932.csv", "372013", Place("高松市", "37", "372013")),
        (NEWEST, "075213", Place("三春町", "07", "075213")),
    ],
)
def test_a_municipality_is_found_by_code(name, code, place):
    assert find_place(files(name), code) == place


def test_every_code_in_use_has_a_valid_check_digit():
    listed = {
        code
        for path in sorted(SCHOOLS.glob("mext_school_codes_*"))
        for table in tables(admit(path.name, path.read_bytes()))
        for code, _ in mext.addresses(table) or []
        if codes.has_form(code)
    }
    assert len(listed) == 35_011
    assert [code for code in listed if not codes.is_valid(code)] == []


@pytest.mark.parametrize(
    ("name", "place", "expected"),
    [
        (
            "public_facilities/172120_nonoichi_public-facility.csv",
            Place("野々市市", "17", "172120"),
            (189, 5),
        ),
        ("takamatsu_facilities/community_center.xlsx", Place("高松市", "37"), (52, 52)),
        ("takamatsu_facilities/lifelong_learning_facility.xlsx", Place("高松市", "37"), (2, 1)),
        ("takamatsu_facilities/citizen_activity_facility.xlsx", Place("高松市", "37"), (4, 0)),
    ],
)
def test_facilities_and_community_centers(name, place, expected):
    found = facilities.read_files(files(name, folder=DATA / "opendata"), place)
    centers = sum(row.is_community_center for row in found.facilities)
    assert ((len(found.facilities), centers), found.errors) == (expected, ())


@pytest.mark.django_db
def test_iwaki_comes_into_an_empty_installation_and_stands_on_the_map():
    found = read_files(files(NEWEST, P29, "iwaki_schools.csv"), IWAKI)
    done = import_schools(schools=found, by=system_actor("test"), on=date(2026, 11, 24))
    assert (len(done.new), len(done.closed)) == (97, 11)
    opened = School.objects.open()
    assert (opened.count(), opened.filter(is_in_programme=True).count()) == (97, 93)
    assert opened.filter(site__latitude=None).count() == 0
    assert School.objects.get(code="C107220440115").successor.name == "いわき市立四倉中学校"
    assert School.objects.get(code="B107220430011").short_name == "平第一小"
    again = import_schools(schools=found, by=system_actor("test"), on=date(2026, 11, 24))
    assert (len(again.unchanged), again.writes) == (108, False)


@pytest.mark.django_db
def test_an_older_edition_first_then_the_newest_closes_what_closed():
    older = read_files(files("mext_school_codes_20230731_fukushima.csv"), IWAKI)
    import_schools(schools=older, by=system_actor("test"), on=date(2023, 8, 1))
    newest = read_files(files(NEWEST), IWAKI)
    done = import_schools(schools=newest, by=system_actor("test"), on=date(2026, 11, 24))
    assert (len(done.new), len(done.closed), len(done.missing)) == (0, 9, 0)
    assert School.objects.get(code="B107220430645").successor.code == "B107220430636"


CALENDARS = sorted((DATA / "ics").glob("*.ics"))


@pytest.mark.parametrize("path", CALENDARS, ids=[path.stem for path in CALENDARS])
def test_any_calendar_file_gives_days_or_a_reason(path):
    try:
        rows, errors = closed_days.read(path.name, path.read_bytes(), year=2026)
    except Unreadable as refused:
        assert str(refused.reason) and str(refused.fix)
    else:
        assert all(row.from_on <= row.until_on for row in rows) and errors == []
