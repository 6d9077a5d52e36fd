"""Lists become schools: all or nothing, twice is once, by page and by command."""

import datetime as dt
import json

import pytest
from django.core.management import call_command

from tests.factories.official_lists import BRANCH, ELEMENTARY, JUNIOR_HIGH, PLACE, PRIVATE, ROWS, as_file, code_list, p29
from yuinowa.access.matrix import Role
from yuinowa.core import consequences
from yuinowa.core.actions import Actor, system_actor
from yuinowa.core.audit import acting
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.organisations import actions
from yuinowa.organisations.importing.reading import read_files
from yuinowa.organisations.models import Municipality, School, Site

pytestmark = pytest.mark.django_db
IMPORTER = system_actor("test")
ON = dt.date(2026, 11, 24)


def bring(*rows: str, files=()):
    found = read_files([as_file(code_list(*rows)), *files], PLACE)
    return actions.import_schools(schools=found, by=IMPORTER, on=ON)


@pytest.fixture
def city():
    with acting("test"):
        return Municipality.objects.create(code=PLACE.code, name=PLACE.name, kana="ゆいのし", prefecture="福島県")


def test_a_list_becomes_schools_with_places_on_the_map():
    bring(files=[p29((ELEMENTARY, 37.05, 140.88))])
    school = School.objects.select_related("site").get(code=ELEMENTARY)
    assert (school.name, school.short_name, school.kind, school.founder) == ("結野市立浜小学校", "浜小", "B1", "2")
    assert (school.site.name, school.site.address) == ("結野市立浜小学校", "福島県結野市浜１")
    assert (school.site.latitude, school.site.longitude, school.is_open) == (37.05, 140.88, True)


def test_closed_schools_are_kept_with_date_and_successor():
    bring()
    branch = School.objects.get(code=BRANCH)
    assert (branch.closed_on, branch.successor.code) == (dt.date(2024, 5, 1), ELEMENTARY)


def test_private_schools_stand_outside_until_somebody_says_otherwise():
    bring()
    private = School.objects.get(code=PRIVATE)
    assert not private.is_in_programme
    actions.bring_into_programme(private, by=IMPORTER)
    bring()
    private.refresh_from_db()
    assert private.is_in_programme


def test_twice_is_once():
    bring()
    before = list(School.objects.values())
    preview = bring()
    assert (len(preview.unchanged), preview.writes) == (4, False)
    assert list(School.objects.values()) == before
    assert Site.objects.count() == 4


def test_one_bad_row_stops_everything():
    with pytest.raises(Refused):
        bring(ROWS[0], ROWS[1].replace(JUNIOR_HIGH, "C107229940014"))
    assert School.objects.count() == 0


def test_a_closure_tells_later_areas(monkeypatch):
    told = []
    monkeypatch.setitem(consequences._handlers, "school_closed", [lambda school, by: told.append((school.code, by))])
    bring()
    assert told == []
    row = ROWS[1].replace("1(本)", "9(廃)").replace("2020-12-22,", "2020-12-22,2026-04-01")
    bring(ROWS[0], row, *ROWS[2:])
    assert told == [(JUNIOR_HIGH, IMPORTER)]
    assert School.objects.get(code=JUNIOR_HIGH).closed_on == dt.date(2026, 4, 1)


def test_what_people_entered_survives_the_next_list():
    bring()
    school = School.objects.get(code=ELEMENTARY)
    actions.correct_school(
        school, short_name="浜っ子小", kana="はましょう", telephone="0999-00-0000", latitude=37.0, longitude=140.0, by=IMPORTER
    )
    bring()
    school = School.objects.select_related("site").get(code=ELEMENTARY)
    assert (school.short_name, school.kana, school.telephone, school.site.latitude) == ("浜っ子小", "はましょう", "0999-00-0000", 37.0)


def test_a_missing_school_stays():
    bring()
    preview = bring(*ROWS[1:])
    assert [row.code for row in preview.missing] == [ELEMENTARY]
    assert School.objects.get(code=ELEMENTARY).is_open


def test_a_person_chooses_the_successor_and_the_list_does_not_undo_it():
    bring()
    branch, junior = School.objects.get(code=BRANCH), School.objects.get(code=JUNIOR_HIGH)
    actions.choose_successor(branch, successor=junior, by=IMPORTER)
    bring()
    branch.refresh_from_db()
    assert branch.successor == junior


@pytest.mark.parametrize(("school", "successor"), [(ELEMENTARY, JUNIOR_HIGH), (BRANCH, BRANCH)])
def test_a_successor_must_make_sense(school, successor):
    bring()
    with pytest.raises(Refused):
        actions.choose_successor(School.objects.get(code=school), successor=School.objects.get(code=successor), by=IMPORTER)


def test_teachers_do_not_import():
    teacher = Actor(roles=frozenset({Role.LIAISON_TEACHER}), school_id=1)
    found = read_files([as_file(code_list())], PLACE)
    with pytest.raises(NotAllowed):
        actions.import_schools(schools=found, by=teacher, on=ON)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("結野市立浜小学校", "浜小"),
        ("結野市立浜小学校沖分校", "浜小沖分校"),
        ("結野市立山の手中学校", "山の手中"),
        ("結野市立海学園", "海学園"),
        ("結野学園小学校", "結野学園小"),
        ("結野市立浜小中学校", "浜小中"),
    ],
)
def test_schools_are_called_as_people_call_them(name, short):
    assert actions.importing.short_name(name, "結野市") == short


# The command


def run(*arguments) -> int:
    with pytest.raises(SystemExit) as ended:
        call_command("import_schools", *map(str, arguments))
    return ended.value.code


@pytest.fixture
def path(tmp_path):
    target = tmp_path / "list.csv"
    target.write_bytes(as_file(code_list())[1])
    return target


def test_the_command_imports(city, path, capsys):
    assert run(path, "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert {key: len(rows) for key, rows in report.items() if isinstance(rows, list)} == {
        "new": 3,
        "changed": 0,
        "closed": 1,
        "unchanged": 0,
        "missing": 0,
        "notes": 0,
        "errors": 0,
    }
    assert School.objects.count() == 4


def test_a_dry_run_writes_nothing(city, path):
    assert run(path, "--dry-run") == 0
    assert School.objects.count() == 0


def test_the_municipality_may_be_named_instead(path):
    assert run(path, "--municipality", "072990") == 0
    assert School.objects.count() == 4
    assert run(path, "--municipality", "082015") == 2
    assert run(path) == 2


def test_bad_rows_end_with_one_and_are_listed(city, tmp_path, capsys):
    bad = tmp_path / "bad.csv"
    bad.write_bytes(as_file(code_list(ROWS[0].replace("2(公)", "")))[1])
    assert run(bad, "--json") == 1
    [error] = json.loads(capsys.readouterr().out)["errors"]
    assert set(error) == {"row", "column", "reason", "fix", "file"}
    assert (error["row"], error["column"]) == (3, "設置区分")


def test_unreadable_files_end_with_two(city, tmp_path):
    garbage = tmp_path / "garbage.csv"
    garbage.write_bytes(bytes(range(256)) * 100)
    assert run(garbage) == 2
    assert run(tmp_path / "absent.csv") == 2


def test_imported_schools_are_found_by_words_and_block():
    bring()
    block = actions.create_block(name="内山", by=IMPORTER)
    actions.assign_schools(schools=[School.objects.get(code=ELEMENTARY)], block=block, by=IMPORTER)
    assert [school.code for school in School.objects.search("内山")] == [ELEMENTARY]
    assert {school.code for school in School.objects.search("浜小")} >= {ELEMENTARY}
    assert [school.code for school in School.objects.search("学園")] == [PRIVATE]
