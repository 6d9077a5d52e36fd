"""What the readers make of each kind of list."""

from datetime import date

import pytest

from tests.factories.official_lists import (
    BRANCH,
    ELEMENTARY,
    HEADER_2021,
    JUNIOR_HIGH,
    PLACE,
    PRIVATE,
    ROWS,
    as_file,
    code_list,
    p29,
)
from yuinowa.organisations.importing import facilities, template
from yuinowa.organisations.importing.guard import Unreadable
from yuinowa.organisations.importing.places import Place, first_municipality
from yuinowa.organisations.importing.reading import find_place, read_files
from yuinowa.organisations.importing.rows import Founder, Kind, SchoolRow, Standing


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp932"])
def test_a_code_list_reads_the_same_in_every_encoding(encoding):
    found = read_files([as_file(code_list(), encoding=encoding)], PLACE)
    assert found.errors == ()
    assert [row.code for row in found.schools] == [ELEMENTARY, BRANCH, PRIVATE, JUNIOR_HIGH]
    assert found.schools[1] == SchoolRow(
        code=BRANCH,
        name="結野市立浜小学校沖分校",
        kind=Kind.ELEMENTARY,
        founder=Founder.PUBLIC,
        standing=Standing.CLOSED,
        address="福島県結野市沖１",
        postal_code="9700003",
        closed_on=date(2024, 5, 1),
        successor_code=ELEMENTARY,
        row=6,
        file="list.csv",
    )


def test_the_first_edition_has_plain_codes_and_no_prefecture():
    text = HEADER_2021 + f"{ELEMENTARY},B1,07,2,1,結野市立浜小学校,結野市浜１,9700001,2020-12-22,,070001,\n"
    [school] = read_files([as_file(text)], PLACE).schools
    assert (school.kind, school.founder, school.standing) == ("B1", "2", "1")


def test_private_schools_come_in_outside_the_programme():
    found = read_files([as_file(code_list())], PLACE)
    assert [row.code for row in found.schools if not row.in_programme] == [PRIVATE]


def test_rows_of_other_municipalities_are_left_out_even_when_they_are_wrong():
    others = [
        ROWS[0].replace("結野市", "結野市場町"),
        ROWS[1].replace("結野市", "南結野市"),
        ROWS[1].replace("07(福島)", "08(茨城)").replace("福島県", "茨城県"),
        ROWS[1].replace(JUNIOR_HIGH, "C100000000000").replace("結野市", "別野市"),
    ]
    found = read_files([as_file(code_list(ROWS[1], *others[1:]))], PLACE)
    assert ([row.code for row in found.schools], found.errors) == ([JUNIOR_HIGH], ())


@pytest.mark.parametrize(
    ("before", "after", "column", "reason"),
    [
        (ELEMENTARY, "B107229930018", "学校コード", "検査数字"),
        (ELEMENTARY, "B1072299", "学校コード", "学校コードの形"),
        ("2(公)", "5(謎)", "設置区分", "使えない値"),
        ("結野市立浜小学校,", ",", "学校名", "空です"),
        ("9700001", "97-1", "郵便番号", "郵便番号として"),
        ("070001,", "070001,B1072299300", "移行後の学校コード", "学校コードの形"),
        ("2020-12-22,,", "2020-12-22,令和の春,", "属性情報廃止年月日", "日付として"),
        ("福島県結野市浜１", "", "学校所在地", "空です"),
    ],
)
def test_a_bad_cell_is_named_with_row_column_reason_and_fix(before, after, column, reason):
    bad = ROWS[0].replace(before, after, 1)
    assert bad != ROWS[0]
    found = read_files([as_file(code_list(ROWS[1], bad))], PLACE)
    [error] = found.errors
    assert (error.row, error.column, error.file) == (4, column, "list.csv")
    assert reason in str(error.reason)
    assert str(error.fix)


def test_every_fault_of_a_row_is_reported():
    bad = ROWS[0].replace("9700001", "x").replace("2(公)", "")
    found = read_files([as_file(code_list(bad))], PLACE)
    assert {error.column for error in found.errors} == {"設置区分", "郵便番号"}


def test_the_same_code_twice_is_an_error_of_the_second_row():
    found = read_files([as_file(code_list(ROWS[0], ROWS[0]))], PLACE)
    [error] = found.errors
    assert (error.row, len(found.schools)) == (4, 1)
    assert "3 行目" in str(error.reason)


def test_p29_gives_points_and_nothing_else():
    found = read_files([p29((ELEMENTARY, 37.05, 140.88)), as_file(code_list())], PLACE)
    school = found.schools[0]
    assert (school.latitude, school.longitude, school.name) == (37.05, 140.88, "結野市立浜小学校")
    assert school.point_source == "国土数値情報（学校データ）"


def test_a_point_outside_japan_is_an_error():
    found = read_files([as_file(code_list()), p29((ELEMENTARY, 140.88, 37.05))], PLACE)
    assert [(error.row, error.column) for error in found.errors] == [(1, "geometry")]


def test_points_alone_need_schools_to_sit_on():
    with pytest.raises(Unreadable):
        read_files([p29((ELEMENTARY, 37.05, 140.88))], PLACE)
    known = {row.code: row for row in read_files([as_file(code_list())], PLACE).schools}
    found = read_files([p29((ELEMENTARY, 37.05, 140.88))], PLACE, known=known)
    assert (len(found.schools), found.is_complete) == (4, False)
    assert found.schools[0].latitude == 37.05


def test_the_newer_edition_decides_whatever_the_order_of_the_files():
    older = as_file(code_list(*ROWS[:2], dated="2021/03/05"), name="old.csv")
    newer = as_file(code_list(ROWS[0].replace("浜小", "海小"), dated="5/20/2026"), name="new.csv")
    for files in ([older, newer], [newer, older]):
        found = read_files(files, PLACE)
        assert [row.name for row in found.schools] == ["結野市立海小学校"]
        assert ["結野市立浜中学校" in str(note.reason) for note in found.notes] == [True]


def test_a_list_without_codes_is_matched_by_name():
    names = (
        "#property,latitude,longitude,name,address,telephoneNumber\n"
        "1,37.05,140.88,結野市立浜小学校（休校中）,結野市浜1,000-000-0000\n"
        "2,37.06,140.89,結野市立谷小学校,結野市谷1,\n"
    )
    found = read_files([as_file(names, name="names.csv"), as_file(code_list())], PLACE)
    assert (found.schools[0].latitude, found.schools[0].telephone) == (37.05, "000-000-0000")
    assert [(note.row, note.file) for note in found.notes] == [(3, "names.csv")]


def test_a_joined_list_has_codes_and_points():
    text = (
        "school_code,kind,founder,status,name,address,postal_code,abolished_on,successor_code,lat,lon,coord_source\n"
        f"{ELEMENTARY},B1(小学校),2(公),1(本),結野市立浜小学校,福島県結野市浜１,9700001,,,37.05,140.88,p29-21\n"
    )
    [school] = read_files([as_file(text)], PLACE).schools
    assert (school.latitude, school.point_source) == (37.05, "p29-21")


def test_the_template_is_read_back_as_it_was_written():
    schools = read_files([p29((ELEMENTARY, 37.05, 140.88)), as_file(code_list())], PLACE).schools
    found = read_files([("template.xlsx", template.write(schools))], PLACE)
    assert found.errors == ()
    keys = ("code", "name", "kind", "founder", "standing", "address", "closed_on", "latitude")
    assert [[getattr(row, key) for key in keys] for row in found.schools] == [[getattr(row, key) for key in keys] for row in schools]
    assert found.schools[0].row == 3


def test_the_empty_template_holds_no_school():
    with pytest.raises(Unreadable):
        read_files([("template.xlsx", template.write())], PLACE)


def test_a_list_of_another_place_is_refused_as_a_whole():
    with pytest.raises(Unreadable) as refused:
        read_files([as_file(code_list())], Place("別野市", "07"))
    assert "別野市" in str(refused.value.reason)


def test_an_unknown_table_is_refused():
    with pytest.raises(Unreadable):
        read_files([as_file("氏名,住所\nあ,い\n")], PLACE)


def test_the_municipality_is_found_by_its_code():
    assert find_place([as_file(code_list())], "072990") == PLACE
    assert find_place([as_file(code_list())], "082015") is None


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("福島県いわき市平字揚土５", "いわき市"),
        ("福島県郡山市朝日１", "郡山市"),
        ("大沼郡三島町大字宮下", "三島町"),
        ("福島県田村郡三春町字大町", "三春町"),
        ("福島県田村市船引町", "田村市"),
        ("石川県野々市市新庄１", "野々市市"),
        ("東京都東村山市本町", "東村山市"),
        ("三重県四日市市諏訪町", "四日市市"),
        ("北海道余市郡余市町黒川町", "余市町"),
        ("佐波郡玉村町下新田", "玉村町"),
        ("", ""),
    ],
)
def test_the_first_municipality_of_an_address(address, name):
    assert first_municipality(address) == name


@pytest.mark.parametrize(
    ("name", "address", "is_here"),
    [
        ("三島町", "福島県大沼郡三島町大字宮下", True),
        ("三島町", "福島県南相馬市原町区三島町１", False),
        ("伊達市", "福島県伊達郡桑折町", False),
        ("市川市", "福島県市川三郷町", False),
        ("結野市", "結野市浜１", True),
        ("結野市", "新潟県結野市浜１", False),
        ("結野市", "", None),
    ],
)
def test_only_the_start_of_the_address_counts(name, address, is_here):
    assert Place(name, "07").holds("", address) is is_here


OLD = "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,名称,名称_カナ,住所,方書,緯度,経度,電話番号,POIコード\n"
NEW = "_id,全国地方公共団体コード,ID,名称,名称_カナ,所在地_連結表記,緯度,経度,電話番号,POIコード\n"


@pytest.mark.parametrize(
    "text",
    [
        OLD + "072990,F1,福島県,結野市,結野市浜公民館,ハマコウミンカン,結野市浜3,,37.05,140.88,000-000-0000,1307\n",
        NEW + "1,072990,F1,結野市浜公民館,ハマコウミンカン,結野市浜3,37.05,140.88,000-000-0000,\n",
    ],
)
def test_both_editions_of_the_facility_list_give_the_same(text):
    [row] = facilities.read_files([as_file(text)], PLACE).facilities
    assert (row.name, row.name_kana, row.address, row.identifier) == (
        "結野市浜公民館",
        "ハマコウミンカン",
        "結野市浜3",
        "F1",
    )
    assert (row.is_community_center, row.latitude, row.telephone) == (True, 37.05, "000-000-0000")


def test_facilities_of_another_municipality_are_counted_and_left_out():
    text = NEW + "1,082015,F1,浜公園,ハマコウエン,結野市浜3,,,,\n"
    found = facilities.read_files([as_file(text)], PLACE)
    assert (found.facilities, found.elsewhere) == ((), 1)
