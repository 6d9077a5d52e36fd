"""The benchmark instances and the table are what they say."""

import json

from yuinowa.engine.bench.places import CASES, make
from yuinowa.engine.commands.draw import bench


def test_an_instance_follows_from_its_seed():
    assert make("jobs", 5) == make("jobs", 5)
    assert make("jobs", 5) != make("jobs", 6)


def test_an_instance_is_as_the_page_says():
    problem = make("jobs", 5)
    assert (len(problem.entries), len(problem.places)) == (CASES["jobs"].entries, CASES["jobs"].places)
    assert sum(place.capacity for place in problem.places) == 2_700
    assert {len(entry.choices) for entry in problem.entries} == {3, 4, 5}
    sizes = [sum(e.first == first for e in problem.entries) for first in {e.unit for e in problem.entries if e.unit is not None}]
    assert set(sizes) == {2, 3, 4}
    assert 0.22 < sum(sizes) / 3_000 < 0.28
    assert 0.13 < sum(entry.tier == 0 for entry in problem.entries) / 3_000 < 0.17


def test_the_table_is_printed_as_json(capsys):
    assert bench(["--case", "camp", "--seed", "1", "--json"]) == 0
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert {name: row["status"] for name, row in run["rules"].items()} == {
        "serial": "drawn",
        "serial_alone": "drawn",
        "stable": "drawn",
        "placed_first": "proven",
    }
    assert all(row["identical"] for row in run["rules"].values())
    assert run["rules"]["placed_first"]["placed"] > run["rules"]["serial"]["placed"]
