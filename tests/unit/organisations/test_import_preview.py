"""The preview says what would change, and asks about what is missing."""

from dataclasses import replace

from tests.factories.official_lists import (
    BRANCH,
    ELEMENTARY,
    JUNIOR_HIGH,
    PLACE,
    PRIVATE,
    ROWS,
    as_file,
    code_list,
    p29,
)
from yuinowa.organisations.importing.preview import Change, compare
from yuinowa.organisations.importing.reading import read_files


def listed(*rows: str):
    return read_files([as_file(code_list(*rows))], PLACE)


def known():
    return {row.code: row for row in listed().schools}


def codes(rows):
    return [getattr(row, "row", row).code if hasattr(row, "changes") else row.code for row in rows]


def test_an_empty_city_gets_new_and_closed_schools():
    preview = compare(listed(), {})
    assert codes(preview.new) == [ELEMENTARY, PRIVATE, JUNIOR_HIGH]
    assert codes(preview.closed) == [BRANCH]
    assert preview.is_clean and preview.writes


def test_the_same_list_again_changes_nothing():
    preview = compare(listed(), known())
    assert len(preview.unchanged) == 4
    assert not preview.writes


def test_a_change_has_before_and_after():
    [changed] = compare(listed(ROWS[0].replace("浜小", "海小"), *ROWS[1:]), known()).changed
    assert changed.changes == (Change("name", "結野市立浜小学校", "結野市立海小学校"),)


def test_a_school_that_the_list_closes_is_closed():
    row = ROWS[1].replace("1(本)", "9(廃)").replace("2020-12-22,", "2020-12-22,2026-04-01")
    preview = compare(listed(ROWS[0], row, *ROWS[2:]), known())
    assert codes(preview.closed) == [JUNIOR_HIGH]
    assert [change.field for change in preview.closed[0].changes] == ["is_closed", "closed_on"]


def test_what_a_complete_list_no_longer_has_is_a_question():
    preview = compare(listed(*ROWS[1:]), known())
    assert codes(preview.missing) == [ELEMENTARY]
    assert not preview.writes


def test_a_list_of_points_asks_about_nobody():
    found = read_files([p29((ELEMENTARY, 37.05, 140.88))], PLACE, known=known())
    preview = compare(found, known())
    assert (preview.missing, codes(preview.changed)) == ((), [ELEMENTARY])


def test_what_the_list_does_not_say_is_kept():
    before = {code: replace(row, telephone="000", latitude=37.0, longitude=140.0) for code, row in known().items()}
    assert not compare(listed(), before).writes


def test_a_successor_that_a_person_chose_is_kept():
    before = known()
    before[BRANCH] = replace(before[BRANCH], successor_code=JUNIOR_HIGH)
    assert not compare(listed(), before).writes
