"""The benchmark instances and the table are what they say."""

import json

import pytest

from yuinowa.engine.bench.city import CASES, make
from yuinowa.engine.bench.references import coordinator, sign_up
from yuinowa.engine.commands.matching import bench
from yuinowa.engine.matching.check import check
from yuinowa.engine.matching.model import Plan


def test_an_instance_follows_from_its_seed():
    assert make("town", 5) == make("town", 5)
    assert make("town", 5) != make("town", 6)
    assert (len(make("town", 5).needs), len(make("town", 5).people)) == (CASES["town"].needs, CASES["town"].people)


@pytest.mark.parametrize("nearest", [False, True])
def test_the_references_keep_all_rules(nearest):
    problem = make("town", 5)
    for assignments in (sign_up(problem, 5, nearest=nearest), coordinator(problem)):
        assert assignments
        assert check(problem, Plan("", (), assignments)) == ()


def test_the_table_is_printed_as_json(capsys):
    assert bench(["--case", "town", "--seed", "1", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    (run,) = result["runs"]
    assert run["plan"]["violations"] == 0
    assert run["plan"]["filled"] == run["plan"]["levels"][0]["bound"]
    assert run["plan"]["filled"] > run["sign_up"]["filled"]
