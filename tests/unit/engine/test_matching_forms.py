"""The JSON forms: what is written can be read, and every fault is found."""

import gzip
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yuinowa.engine.bench.city import make
from yuinowa.engine.codec import Fault, Invalid, fingerprint, read_plan, read_problem, write_plan, write_problem
from yuinowa.engine.commands import check_command, solve_command
from yuinowa.engine.matching.solve import solve

from .instances import problems

SMALL = {
    "version": 1,
    "minutes": [[0, 20], [20, 0]],
    "needs": [{"id": "a", "place": 0, "day": 0, "start": 540, "end": 600, "people": 2, "priority": 1}],
    "people": [{"id": "p", "limit": 2, "past": 0}, {"id": "q", "limit": 2, "past": 1}],
}


@settings(max_examples=100, deadline=None)
@given(problems())
def test_problems_survive_writing(problem):
    assert read_problem(write_problem(problem)) == problem


def test_facts_survive_writing():
    problem = make("town", 1)
    assert read_problem(write_problem(problem)) == problem
    assert fingerprint(problem) == fingerprint(read_problem(write_problem(problem)))


def test_plans_survive_writing():
    plan = solve(make("town", 1))
    assert read_plan(write_plan(plan)) == plan


def faults(**changes):
    with pytest.raises(Invalid) as refused:
        read_problem(json.dumps({**SMALL, **changes}))
    return {fault.pointer: fault.reason for fault in refused.value.faults}


def need(**changes):
    return [{**SMALL["needs"][0], **changes}]


def person(**changes):
    return [{**SMALL["people"][0], **changes}]


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"version": 2}, {"/version"}),
        ({"version": True}, {"/version"}),
        ({"colour": 1}, {"/colour"}),
        ({"a/b~": 1}, {"/a~1b~0"}),
        ({"minutes": [[0, 1]]}, {"/minutes/0"}),
        ({"minutes": [[0, -1], [0.5, 0]]}, {"/minutes/0/1", "/minutes/1/0"}),
        ({"needs": need(end=540)}, {"/needs/0/end"}),
        ({"needs": need(minimum=3)}, {"/needs/0/minimum"}),
        ({"needs": need(place=2)}, {"/needs/0/place"}),
        ({"needs": need(people=0)}, {"/needs/0/people"}),
        ({"needs": need(setting=3)}, {"/needs/0/setting"}),
        ({"needs": need(skill=7)}, {"/needs/0/skill"}),
        ({"needs": need(id="")}, {"/needs/0/id"}),
        ({"needs": need() + need()}, {"/needs/1"}),
        ({"needs": ["a"]}, {"/needs/0"}),
        ({"needs": {}}, {"/needs"}),
        ({"people": person(limit=-1, past=1.0)}, {"/people/0/limit", "/people/0/past"}),
        ({"people": person(windows=[[0, 1]])}, {"/people/0/windows"}),
        ({"people": person(windows=[[9, 1], *[[0, 0]] * 4])}, {"/people/0/windows/0"}),
        ({"people": person(absent=[1, "x"])}, {"/people/0/absent/1"}),
        ({"people": person(home=[91, 0])}, {"/people/0/home"}),
        ({"people": person(home=[35, 140], reach_km=5)}, {"/people/0/home"}),
        ({"people": person(limits=[{"from": 3, "to": 2, "max": 1}])}, {"/people/0/limits/0/to"}),
        ({"pairs": [{"need": "a", "person": "p", "km": 1}] * 2}, {"/pairs/1"}),
        ({"pairs": [{"need": "x", "person": "y", "km": 1}]}, {"/pairs/0/need", "/pairs/0/person"}),
        ({"pairs": [{"need": "a", "person": "p"}]}, {"/pairs/0/km"}),
        ({"locked": [{"need": "a", "person": "A"}]}, {"/locked/0/person"}),
        ({"places": [[35, 140]]}, {"/places"}),
        ({"previous": []}, {"/previous"}),
    ],
)
def test_every_fault_has_its_pointer(changes, pointers):
    assert set(faults(**changes)) == pointers


@pytest.mark.parametrize("text", [b"", b"[", b"\xff", b'{"a":NaN}', b'{"a":1,"a":2}', b"[" * 100_000])
def test_what_is_not_json_is_a_fault(text):
    with pytest.raises(Invalid) as refused:
        read_problem(text)
    assert refused.value.faults[0].pointer == ""


@settings(max_examples=200, deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(), st.lists, max_leaves=5))
def test_any_value_in_any_field_is_read_or_refused(value):
    for field in ("version", "rules", "minutes", "needs", "people", "places", "pairs", "locked", "previous"):
        try:
            read_problem(json.dumps({**SMALL, field: value}))
        except Invalid as error:
            assert all(isinstance(fault, Fault) and fault.reason for fault in error.faults)


def written(folder, name, fields):
    path = folder / name
    path.write_text(json.dumps(fields), encoding="utf-8")
    return str(path)


def test_solve_and_check_agree(tmp_path, capsys):
    problem, plan = written(tmp_path, "problem.json", SMALL), str(tmp_path / "plan.json")
    assert solve_command(["matching", problem, "--out", plan]) == 0
    assert check_command(["matching", problem, plan]) == 0
    changed = {**json.loads((tmp_path / "plan.json").read_text()), "assignments": []}
    assert check_command(["matching", problem, written(tmp_path, "changed.json", changed)]) == 1
    assert "seats" in capsys.readouterr().err


def test_packed_files_are_read(tmp_path, capsys):
    path = tmp_path / "problem.json.gz"
    path.write_bytes(gzip.compress(json.dumps(SMALL).encode()))
    assert solve_command(["matching", str(path)]) == 0
    assert json.loads(capsys.readouterr().out)["status"] == "proven"


def test_standard_input_is_read(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps(SMALL).encode())))
    assert solve_command(["matching", "-"]) == 0
    assert len(json.loads(capsys.readouterr().out)["assignments"]) == 2


def test_colliding_rules_exit_with_one(tmp_path, capsys):
    pair = {"need": "a", "person": "p"}
    problem = written(tmp_path, "problem.json", {**SMALL, "locked": [pair], "forbidden": [pair]})
    assert solve_command(["matching", problem]) == 1
    assert "forbidden" in capsys.readouterr().err


def test_faults_exit_with_two(tmp_path, capsys):
    problem = written(tmp_path, "problem.json", {**SMALL, "needs": need(minimum=3, colour="red")})
    assert solve_command(["matching", problem]) == 2
    errors = capsys.readouterr().err
    assert "/needs/0/minimum" in errors
    assert "/needs/0/colour" in errors


@pytest.mark.parametrize("content", [b"", b"\x1f\x8b broken", b"{}"])
def test_garbage_exits_with_two(tmp_path, content, capsys):
    path = tmp_path / "problem.json"
    path.write_bytes(content)
    assert solve_command(["matching", str(path)]) == 2
    assert solve_command(["matching", str(tmp_path / "missing.json")]) == 2
    assert capsys.readouterr().out == ""
