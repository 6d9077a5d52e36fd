"""The benchmark instances and the table are what they say."""

import json
from dataclasses import replace

import pytest

from yuinowa.engine.bench import rounds
from yuinowa.engine.bench.rounds_city import CASES, Case, make
from yuinowa.engine.bench.rounds_events import displaced, events
from yuinowa.engine.bench.rounds_references import Task, pyvrp, travel, vroom
from yuinowa.engine.commands.rounds import bench
from yuinowa.engine.rounds import greedy
from yuinowa.engine.rounds.check import check
from yuinowa.engine.rounds.model import Block, Plan, Problem, School
from yuinowa.engine.rounds.route import timed
from yuinowa.engine.rounds.solve import solve
from yuinowa.engine.rounds.term import term_of


def test_an_instance_follows_from_its_seed():
    city = make(CASES["city"], 5)
    assert city == make(CASES["city"], 5)
    assert city != make(CASES["city"], 6)
    assert [len(block.schools) for block in city.blocks] == [38, 22, 17, 14, 11, 8]
    assert {school.service for block in city.blocks for school in block.schools} == {60, 75, 90}


@pytest.mark.parametrize("method", [greedy.by_list, greedy.nearest])
def test_the_references_keep_all_rules(method):
    problem = make(CASES["city"], 5)
    terms = [term_of(problem, block) for block in problem.blocks]
    trips = tuple(timed(term.block, term.shift, term.days[column], rows) for term in terms for rows, column in method(term))
    assert check(problem, Plan("", 0, 0, trips)) == ()


def test_events_displace_trips():
    problem = make(CASES["town"], 5)
    found = events(problem, solve(problem))
    assert {name: displaced(changed) > 0 for name, changed in found.items()} == {"illness": True, "storm": True, "closed": True}


# North and south are near each other, east is alone: 10 + 5 + 10 and 30 + 30, twice.
WAYS = ((0, 10, 10, 30), (10, 0, 5, 40), (10, 5, 0, 40), (30, 40, 40, 0))
SCHOOLS = tuple(School(name, tuple(range(20)), (540, 960), 60) for name in ("north", "south", "east"))
SMALL = Problem(20, 2, 2, 7, (510, 1035), (Block("b", WAYS, SCHOOLS),))


@pytest.mark.filterwarnings("ignore::pyvrp.exceptions.PenaltyBoundWarning")  # it tries in vain to reach the school
@pytest.mark.parametrize("route", [vroom, pyvrp])
def test_routers_answer_the_same_question(route):
    assert travel(SMALL, route, 0.2) == 170
    assert solve(SMALL).travel_minutes == 170
    late = replace(SMALL.blocks[0], schools=(replace(SCHOOLS[0], window=(510, 570)), *SCHOOLS[1:]))
    assert route(Task(late, SMALL.shift, 2, 20, 1, 1), 0.1) is None


def test_the_table_is_printed_as_json(capsys, monkeypatch):
    monkeypatch.setitem(CASES, "town", Case((5, 4)))
    monkeypatch.setattr(rounds, "LONGER", 1)
    assert bench(["--case", "town", "--seed", "1", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    (run,) = result["runs"]
    assert (run["plan"]["status"], run["plan"]["violations"], run["plan"]["travel"]) == ("proven", 0, run["plan"]["bound"])
    assert run["plan"]["travel"] <= min(run[name]["travel"] for name in ("manual", "nearest", "vroom", "pyvrp"))
    assert [(repair["event"], repair["violations"]) for repair in run["repairs"]] == [("illness", 0), ("storm", 0), ("closed", 0)]
    assert bench(["--case", "town", "--seed", "1", "--stops", "4"]) == 0
    assert "up to 4 stops a day" in capsys.readouterr().out
