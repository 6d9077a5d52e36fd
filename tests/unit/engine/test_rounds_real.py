"""The bench on a real city: who is visited, which blocks, which days; and the figures asked of the plan of its year."""

import json
from datetime import date

import pytest

from yuinowa.engine.bench.rounds_blocks import divide, minutes
from yuinowa.engine.bench.rounds_real import calendar_faults, run
from yuinowa.engine.bench.rounds_schools import Place, read_blocks, read_schools, write_blocks
from yuinowa.engine.bench.rounds_year import Year, problem_of
from yuinowa.engine.codec import Invalid
from yuinowa.engine.commands.rounds import bench
from yuinowa.engine.rounds.model import Stop, Trip

HEAD = "school_code,kind,status,name,lat,lon\n"
ROWS = [
    f"X{number:012d},{'B1(小学校)' if number % 2 else 'C1(中学校)'},1(本),学校{number},{37 + number % 4 / 20},{140.8 + number // 4 / 20}"
    for number in range(12)
]
OTHERS = ["Y1,A1(幼稚園),1(本),園,,", "Y2,B1(小学校),9(廃),閉校,37,140", "Y3,D1(高校),1(本),高校,37,140"]
LIST = (HEAD + "\n".join([*ROWS, *OTHERS]) + "\n").encode()
PLACES = read_schools(LIST)


def faults(read, *arguments):
    with pytest.raises(Invalid) as refused:
        read(*arguments)
    return {fault.pointer for fault in refused.value.faults}


def test_open_schools_of_compulsory_age_are_visited():
    assert [place.name for place in PLACES] == [f"学校{number}" for number in range(12)]
    assert faults(read_schools, b"school_code,name\n") == {f"/1/{name}" for name in ("kind", "status", "lat", "lon")}
    rows = [ROWS[0], ROWS[0], "X2,B1(小学校),1(本),北,,140", "X3,B1(小学校),1(本),南,91,140"]
    assert faults(read_schools, (HEAD + "\n".join(rows)).encode()) == {"/3/school_code", "/4/lat", "/5/lat"}
    assert faults(read_schools, "学校".encode("cp932")) == {""}


def test_blocks_are_read_as_table_or_object_and_hold_every_school_once():
    table = "school_code,block\n" + "".join(f"{place.code},{'東' if row < 5 else '西'}\n" for row, place in enumerate(PLACES))
    groups = read_blocks(table.encode(), PLACES)
    assert [(group.name, len(group.places)) for group in groups] == [("東", 5), ("西", 7)]
    assert read_blocks(write_blocks(groups).encode(), PLACES) == groups
    based = {"all": {"base": [37.0, 140.9], "schools": [place.code for place in PLACES]}}
    assert read_blocks(json.dumps(based).encode(), PLACES)[0].base == (37.0, 140.9)
    twice = {"a": [place.code for place in PLACES], "b": [PLACES[0].code, "nobody"]}
    assert faults(read_blocks, json.dumps(twice).encode(), PLACES) == {"/b"}
    assert faults(read_blocks, json.dumps({"a": []}).encode(), PLACES) == {""}
    assert faults(read_blocks, b'{"a": 1}', PLACES) == {"/a"}
    assert faults(read_blocks, b"school_code,block\nX1,\n", PLACES) == {"/2"}


def test_the_rule_gives_blocks_of_equal_size_lying_together():
    groups = divide(PLACES, 3)
    assert [len(group.places) for group in groups] == [4, 4, 4]
    assert divide((), 6) == ()
    assert len(divide(PLACES[:2], 6)) == 2
    towns = [Place(str(town), "", "B1", (37 + town % 3 / 2, 140.8 + town / 100)) for town in range(9)]
    assert [{int(place.code) % 3 for place in group.places} for group in divide(towns, 3)] == [{2}, {1}, {0}]


def test_ways_are_great_circles_with_a_road_factor():
    """A tenth of a degree north is 11.12 km: 14.46 km of road, 28.9 minutes at 30 km an hour."""
    assert minutes([(37.0, 140.9), (37.1, 140.9)]) == ((0, 29), (29, 0))


def test_the_year_has_the_days_of_its_calendar():
    year = Year(2026)
    first, second, third = ([year.dates[day] for day in term] for term in year.lessons)
    assert (first[0], first[-1], second[0], second[-1]) == (date(2026, 4, 8), date(2026, 7, 17), date(2026, 8, 25), date(2026, 12, 23))
    assert (third[0], third[-1]) == (date(2027, 1, 8), date(2027, 3, 23))
    for holiday in (date(2026, 4, 29), date(2026, 5, 6), date(2026, 9, 22), date(2027, 2, 11)):
        assert holiday in year.dates
        assert holiday not in (*first, *second, *third)
    assert {year.dates[day].weekday() for day in year.working} == {1, 2, 3}
    by_month = [sum(year.dates[day].strftime("%Y-%m") == month for day in year.working) for month in ("2026-04", "2026-06", "2026-08")]
    assert by_month == [10, 13, 3]
    assert [(str(year.dates[a]), str(year.dates[b])) for a, b in year.months(2)] == [
        ("2027-01-01", "2027-01-29"),
        ("2027-02-01", "2027-02-26"),
        ("2027-03-01", "2027-03-31"),
    ]


def test_a_breach_of_the_calendar_is_seen_from_dates_alone():
    year, groups = Year(2026), divide(PLACES, 1)
    code = PLACES[0].code
    days = [year.visiting[0][4], year.visiting[1][0], year.visiting[1][3]]
    found = list(calendar_faults(groups, year, [Trip("block1", day, (Stop(code, 0, 0),)) for day in days]))
    assert [text for text in found if text.startswith(code)] == [
        f"{code}: visits a term {{'1学期': 1, '2学期': 2}}",
        f"{code}: {(year.dates[days[2]] - year.dates[days[1]]).days} days between two visits",
    ]
    problem = problem_of(year, groups, 1)
    assert all(set(school.open) <= {*year.visiting[0], *year.visiting[1]} for school in problem.blocks[0].schools)


def written(folder, name, content):
    path = folder / name
    path.write_bytes(content)
    return str(path)


def test_a_small_city_is_planned_and_printed(tmp_path, capsys):
    schools = written(tmp_path, "schools.csv", LIST)
    blocks = written(tmp_path, "blocks.json", write_blocks(divide(PLACES, 2)).encode())
    assert bench(["--schools", schools, "--blocks", blocks, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert_reached(result)
    assert (result["schools"], len(result["visits"]) >= 18) == (12, True)
    assert bench(["--schools", schools, "--year", "2025"]) == 0
    assert "2025: 12 schools, 6 instructors" in capsys.readouterr().out


def test_what_cannot_be_read_or_planned_says_why(tmp_path, capsys):
    schools = written(tmp_path, "schools.csv", LIST)
    assert bench(["--schools", str(tmp_path / "none.csv")]) == 2
    assert bench(["--schools", schools, "--blocks", written(tmp_path, "b.csv", b"school_code,block\nnobody,a\n")]) == 2
    assert "nobody is no school of the list" in capsys.readouterr().err
    far = HEAD + "\n".join([*ROWS, "Z1,B1(小学校),1(本),離島,27.1,142.2"])
    assert bench(["--schools", written(tmp_path, "far.csv", far.encode())]) == 1
    assert "Z1" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        bench(["--blocks", schools])


def assert_reached(result):
    """The figures of the issue, but for time."""
    plan = result["plan"]
    assert plan["bound"] <= plan["travel"] <= 1.01 * plan["bound"]
    assert all(row["travel"] is None or plan["travel"] <= row["travel"] for row in result["routers"].values())
    assert result["faults"] == []
    assert max(entry["above"] for entry in result["months"]) <= 1 + 1e-9
    assert result["events"]
    for event in result["events"]:
        assert "impossible" in event or (event["violations"], event["moved"]) == (0, event["least"])
        assert "impossible" in event or event["lost"] <= event["moved"]


@pytest.mark.real_data
def test_the_year_of_a_whole_real_city_reaches_its_figures(real_data):
    places = read_schools((real_data / "schools" / "iwaki_schools.csv").read_bytes())
    assert len(places) == 97
    result = run(divide(places), Year(2026))
    assert_reached(result)
    assert [term["status"] for term in result["terms"]] == ["proven"] * 3
    assert sum(len(trip["stops"]) for trip in result["visits"]) == 3 * 97
    assert sum("impossible" in event for event in result["events"]) <= 2
