"""The JSON forms of the rounds: what is written can be read, every fault is found, the checker finds what is wrong."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yuinowa.engine.bench.rounds_city import CASES, make
from yuinowa.engine.codec import Fault, Invalid
from yuinowa.engine.codec.rounds import fingerprint, read_plan, read_problem, write_plan, write_problem
from yuinowa.engine.codec.rounds_reader import BLOCK, LOCK, PLAN, PROBLEM, SCHOOL, STOP, TRIP
from yuinowa.engine.commands import check_command, solve_command
from yuinowa.engine.rounds.check import check
from yuinowa.engine.rounds.model import Conflict, Lock, Stop, Trip
from yuinowa.engine.rounds.solve import solve
from yuinowa.engine.rounds.words import SENTENCES, sentence

from .rounds_instances import problems

SCHEMA = Path(__file__).parents[3] / "docs" / "engine" / "rounds.schema.json"
TOWN = make(CASES["town"], 1)
SMALL = {
    "version": 1, "days": 10, "visits": 1, "per_day": 2, "spacing_days": 7, "shift": [510, 1035],
    "blocks": [{"id": "b", "minutes": [[0, 10], [10, 0]], "schools": [{"id": "s", "open": [0, 3], "window": [540, 720], "service": 60}]}],
}  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(problems())
def test_problems_survive_writing(problem):
    assert read_problem(write_problem(problem)) == problem


def test_plans_and_repairs_survive_writing():
    plan = solve(TOWN)
    assert read_plan(write_plan(plan)) == plan
    changed = replace(
        TOWN, previous=plan.trips, today=3, locked=(Lock(plan.trips[-1].block, plan.trips[-1].stops[0].school, plan.trips[-1].day),)
    )
    assert read_problem(write_problem(changed)) == changed
    assert fingerprint(changed) != fingerprint(TOWN)
    assert read_plan(write_plan(solve(changed))).moved == 0


def faults(**changes):
    with pytest.raises(Invalid) as refused:
        read_problem(json.dumps({**SMALL, **changes}))
    return {fault.pointer for fault in refused.value.faults}


def block(**changes):
    return [{**SMALL["blocks"][0], **changes}]


def school(**changes):
    return block(schools=[{**SMALL["blocks"][0]["schools"][0], **changes}])


def by_weekday(windows):
    return block(schools=[{"id": "s", "open": [0, 3], "service": 60, "windows": windows}])


LOCKED = {"block": "b", "school": "s", "day": 3}


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"version": 2}, {"/version"}),
        ({"colour": 1, "a/b": 1}, {"/colour", "/a~1b"}),
        ({"days": -1, "visits": 1.5}, {"/days", "/visits", "/blocks/0/schools/0/open/0", "/blocks/0/schools/0/open/1"}),
        ({"per_day": 0, "spacing_days": True}, {"/per_day", "/spacing_days"}),
        ({"shift": [600, 500]}, {"/shift"}),
        ({"shift": [600]}, {"/shift"}),
        ({"blocks": {}}, {"/blocks"}),
        ({"blocks": ["b"]}, {"/blocks/0"}),
        ({"blocks": block() + block()}, {"/blocks/1"}),
        ({"blocks": block(minutes=[[0]])}, {"/blocks/0/minutes"}),
        ({"blocks": block(minutes=[[0, 1], [0]])}, {"/blocks/0/minutes/1"}),
        ({"blocks": block(minutes=[[0, -1], [0.5, 0]])}, {"/blocks/0/minutes/0/1", "/blocks/0/minutes/1/0"}),
        ({"blocks": block(absent=[10], colour=1)}, {"/blocks/0/absent/0", "/blocks/0/colour"}),
        ({"blocks": school(open=[10, "x"])}, {"/blocks/0/schools/0/open/0", "/blocks/0/schools/0/open/1"}),
        ({"blocks": school(window=[720, 540], service=-1)}, {"/blocks/0/schools/0/window", "/blocks/0/schools/0/service"}),
        ({"blocks": school(id="", visits=None)}, {"/blocks/0/schools/0/id", "/blocks/0/schools/0/visits"}),
        ({"locked": [{**LOCKED, "block": "x"}, {**LOCKED, "school": "S"}]}, {"/locked/0/block", "/locked/1/school"}),
        ({"locked": [LOCKED, LOCKED]}, {"/locked/1"}),
        ({"locked": [{**LOCKED, "day": 10}, {"block": "b", "school": "s"}]}, {"/locked/0/day", "/locked/1/day"}),
        ({"previous": []}, {"/previous"}),
        ({"previous": {}}, {"/previous/trips"}),
        ({"previous": {"trips": [{"block": "b", "day": 1}]}}, {"/previous/trips/0/stops"}),
        ({"previous": {"trips": [], "status": "best"}}, {f"/previous/{name}" for name in ("status", "travel_minutes", "bound_minutes", "busiest_week")}),
        ({"previous": {"trips": [], "moved": -1, "moved_visits": 0.5, "versions": []}}, {f"/previous/{name}" for name in ("moved", "moved_visits", "versions")}),
        ({"today": -1}, {"/today"}),
        ({"periods": [[0, 4], [4, 9]]}, {"/periods/1"}),
        ({"periods": [[4, 3], [5, 10], 7]}, {"/periods/0", "/periods/1", "/periods/2"}),
        ({"blocks": school(first_by=10)}, {"/blocks/0/schools/0/first_by"}),
        ({"blocks": school(windows=[[0, 0]] * 5)}, {"/blocks/0/schools/0/windows"}),
        ({"blocks": by_weekday([[0, 0]] * 4)}, {"/blocks/0/schools/0/windows"}),
        ({"blocks": by_weekday([[0, 0], [5, 1], 3, [0], [1, 2]])}, {f"/blocks/0/schools/0/windows/{number}" for number in (1, 2, 3)}),
        ({"blocks": block(schools=[{"id": "s", "open": [0], "service": 60}])}, {"/blocks/0/schools/0/window"}),
        ({"previous": {"trips": [], "above_share": [1]}}, {"/previous/above_share"}),
    ],
)  # fmt: skip
def test_every_fault_has_its_pointer(changes, pointers):
    assert faults(**changes) == pointers


def test_what_is_missing_is_named():
    with pytest.raises(Invalid) as refused:
        read_problem("{}")
    assert {fault.pointer for fault in refused.value.faults} == {f"/{name}" for name in SMALL}


@settings(max_examples=100, deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(), st.lists, max_leaves=5))
def test_any_value_in_any_field_is_read_or_refused(value):
    texts = [json.dumps({**SMALL, field: value}) for field in (*SMALL, "locked", "previous", "today", "periods")]
    texts += [json.dumps({**SMALL, "blocks": block(**{field: value})}) for field in ("id", "minutes", "schools", "absent")]
    texts += [
        json.dumps({**SMALL, "blocks": school(**{field: value})})
        for field in ("id", "open", "window", "windows", "service", "visits", "first_by")
    ]
    plan = {"trips": [], "status": "gap", "travel_minutes": 0, "bound_minutes": 0, "busiest_week": []}
    texts += [
        json.dumps({**SMALL, "previous": {**plan, field: value}}) for field in (*plan, "above_share", "versions", "seconds", "input_sha256")
    ]
    for text in texts:
        try:
            read_problem(text)
        except Invalid as error:
            assert all(isinstance(fault, Fault) and fault.reason for fault in error.faults)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1), st.text(st.characters(exclude_categories=("Cs",)), min_size=1))
def test_any_name_is_planned_and_checked(one, other):
    problem = read_problem(json.dumps({**SMALL, "blocks": [{**block(id=one)[0], "schools": school(id=other)[0]["schools"]}]}))
    plan = read_plan(write_plan(solve(problem)))
    assert [(trip.block, trip.stops[0].school) for trip in plan.trips] == [(one, other)]
    assert check(problem, plan) == ()


def test_the_schema_knows_the_fields_of_the_reader():
    defined = json.loads(SCHEMA.read_text(encoding="utf-8"))["$defs"]
    trip = defined["plan"]["properties"]["trips"]["items"]
    forms = {"problem": PROBLEM, "block": BLOCK, "school": SCHOOL, "lock": LOCK, "plan": PLAN}
    pairs = [(defined[name], form) for name, form in forms.items()]
    for part, form in [*pairs, (trip, TRIP), (trip["properties"]["stops"]["items"], STOP)]:
        assert set(part["properties"]) == form.known
        assert set(part["required"]) == set(form.required)


PLAN_OF_TOWN = solve(TOWN)


def changed(trip: Trip) -> object:
    return replace(PLAN_OF_TOWN, status="", trips=(trip, *PLAN_OF_TOWN.trips[1:]))


FIRST = PLAN_OF_TOWN.trips[0]


@pytest.mark.parametrize(
    ("plan", "rule"),
    [
        (replace(PLAN_OF_TOWN, trips=PLAN_OF_TOWN.trips[1:]), "visits"),
        (changed(replace(FIRST, day=60)), "days"),
        (changed(replace(FIRST, block="nowhere")), "unknown"),
        (changed(replace(FIRST, stops=(*FIRST.stops, Stop("nobody", 1000, 1010)))), "unknown"),
        (changed(replace(FIRST, stops=tuple(replace(stop, arrive=0) for stop in FIRST.stops))), "travel"),
        (changed(replace(FIRST, stops=tuple(replace(stop, leave=stop.arrive) for stop in FIRST.stops))), "service"),
        (changed(replace(FIRST, stops=tuple(replace(stop, leave=1030) for stop in FIRST.stops))), "window"),
        (changed(replace(FIRST, stops=tuple(replace(stop, leave=1035) for stop in FIRST.stops))), "shift"),
        (changed(replace(FIRST, stops=FIRST.stops * 2)), "per_day"),
        (replace(PLAN_OF_TOWN, trips=(*PLAN_OF_TOWN.trips, replace(FIRST, stops=()))), "one_trip"),
        (replace(PLAN_OF_TOWN, travel_minutes=1), "figure"),
        (replace(PLAN_OF_TOWN, bound_minutes=10**6), "bound"),
        (replace(PLAN_OF_TOWN, bound_minutes=0), "bound"),
        (replace(PLAN_OF_TOWN, busiest_week=(0, 0)), "figure"),
        (replace(PLAN_OF_TOWN, moved=0), "figure"),
        (replace(PLAN_OF_TOWN, moved_visits=1), "figure"),
        (replace(PLAN_OF_TOWN, moved_visits_bound=1), "bound"),
        (replace(PLAN_OF_TOWN, above_share=(0, 0)), "figure"),
    ],
)
def test_the_checker_names_the_broken_rule(plan, rule):
    assert rule in {violation.rule for violation in check(TOWN, plan)}


def test_the_checker_knows_closed_days_absences_locks_and_the_past():
    day, name = FIRST.day, FIRST.stops[0].school
    away = replace(TOWN, blocks=tuple(replace(block, absent=(day,)) for block in TOWN.blocks))
    assert {violation.rule for violation in check(away, PLAN_OF_TOWN)} == {"absent"}
    schools = tuple(replace(s, open=tuple(d for d in s.open if d != day)) for s in TOWN.blocks[0].schools)
    shut = replace(TOWN, blocks=(replace(TOWN.blocks[0], schools=schools), *TOWN.blocks[1:]))
    assert {violation.rule for violation in check(shut, PLAN_OF_TOWN)} == {"open"}
    wide = replace(TOWN, spacing_days=59)
    assert {violation.rule for violation in check(wide, PLAN_OF_TOWN)} == {"spacing"}
    locked = replace(TOWN, locked=(Lock(FIRST.block, name, day + 1),))
    assert {violation.rule for violation in check(locked, PLAN_OF_TOWN)} == {"locked"}
    early = tuple(replace(s, first_by=0) if s.id != name or day else s for s in TOWN.blocks[0].schools)
    soon = replace(TOWN, blocks=(replace(TOWN.blocks[0], schools=early), *TOWN.blocks[1:]))
    assert {violation.rule for violation in check(soon, PLAN_OF_TOWN)} == {"first_by"}
    never = tuple(replace(s, windows=((0, 0),) * 5) for s in TOWN.blocks[0].schools)
    assert {v.rule for v in check(replace(TOWN, blocks=(replace(TOWN.blocks[0], schools=never), *TOWN.blocks[1:])), PLAN_OF_TOWN)} == {
        "open",
        "window",
    }
    months = replace(TOWN, periods=((0, 19), (20, 39), (40, 59)))
    assert {violation.rule for violation in check(months, PLAN_OF_TOWN)} == {"figure"}
    past = replace(TOWN, previous=PLAN_OF_TOWN.trips[1:], today=day + 1)
    assert "frozen" in {violation.rule for violation in check(past, replace(PLAN_OF_TOWN, status=""))}


def written(folder, name, fields):
    path = folder / name
    path.write_text(json.dumps(fields), encoding="utf-8")
    return str(path)


def test_solve_and_check_agree(tmp_path, capsys):
    problem, plan = written(tmp_path, "problem.json", SMALL), str(tmp_path / "plan.json")
    assert solve_command(["rounds", problem, "--out", plan]) == 0
    assert check_command(["rounds", problem, plan]) == 0
    changed = {**json.loads((tmp_path / "plan.json").read_text()), "trips": []}
    assert check_command(["rounds", problem, written(tmp_path, "changed.json", changed)]) == 1
    assert "visits: b s: 0 of 1" in capsys.readouterr().err


def test_colliding_rules_exit_with_one_and_name_the_school(tmp_path, capsys):
    problem = written(tmp_path, "problem.json", {**SMALL, "blocks": school(id="北小", open=[])})
    assert solve_command(["rounds", problem]) == 1
    error = capsys.readouterr().err
    assert "open" in error
    assert "北小" in error


def test_faults_exit_with_two(tmp_path, capsys):
    problem = written(tmp_path, "problem.json", {**SMALL, "blocks": school(service=-1, colour="red")})
    assert solve_command(["rounds", problem]) == 2
    error = capsys.readouterr().err
    assert "/blocks/0/schools/0/service" in error
    assert "/blocks/0/schools/0/colour: unknown field" in error


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_conflict_has_words(language):
    values = dict.fromkeys(("open", "visits", "spacing", "window", "service", "arrive", "back", "per_day", "room"), 9)
    for rules in SENTENCES[language]:
        words = sentence(Conflict(rules, "b", ("s", "t"), (0, 7), values), language)
        assert words
        assert "{" not in words


def test_both_languages_word_the_same_conflicts():
    assert SENTENCES["ja"].keys() == SENTENCES["en"].keys()
    conflict = Conflict(("locked", "spacing"), "b", ("s",), (1, 7), {"spacing": 8})
    assert sentence(conflict, "en") == "b s: the fixed day 1 (Tue of week 1), day 7 (Wed of week 2) are less than 8 days apart."


def test_a_reader_who_has_seen_enough_is_no_fault(tmp_path):
    file = tmp_path / "town.json"
    file.write_text(write_problem(TOWN))
    reader, writer = os.pipe()
    os.close(reader)
    code = "import sys; from yuinowa.engine.commands import solve_command; sys.exit(solve_command(sys.argv[1:]))"
    found = subprocess.run([sys.executable, "-c", code, "rounds", str(file)], stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (found.returncode, found.stderr) == (0, b"")
