"""The JSON forms of the draw, the command line, and the verifier that shares no code with the draw."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yuinowa.engine.codec import Fault, Invalid
from yuinowa.engine.codec.draw import read_problem, read_result, write_problem, write_result
from yuinowa.engine.codec.draw_reader import ENTRY, PLACE, PROBLEM, RESULT
from yuinowa.engine.commands import check_command, solve_command
from yuinowa.engine.draw import verify_draw
from yuinowa.engine.draw.commitment import entries_text, fingerprint, rfc3797, seed_text
from yuinowa.engine.draw.solve import solve

from .draws import problems

ROOT = Path(__file__).parents[3]
ANY = st.sampled_from(("serial", "stable", "placed_first")).flatmap(problems)
SMALL = {
    "version": 1,
    "seed_text": "secret|list|9319./",
    "rule": "serial",
    "places": [{"id": "海", "capacity": 2}, {"id": "p~/", "capacity": 1, "quota": {"a": 1}}],
    "entries": [
        {"number": 1, "choices": ["海", "p~/"], "tier": 0},
        {"number": 2, "choices": ["海", "p~/"], "tier": 1, "unit": 1},
        {"number": 3, "choices": ["海", "p~/"], "tier": 1, "group": "a"},
        {"number": 4, "choices": ["p~/"], "tier": 1},
        {"number": 5, "choices": [], "tier": 1},
    ],
}


@settings(max_examples=40, deadline=None)
@given(ANY)
def test_forms_survive_writing(problem):
    assert read_problem(write_problem(problem)) == problem
    result = solve(problem)
    assert read_result(write_result(result)) == result


@settings(max_examples=60, deadline=None)
@given(ANY)
def test_the_verifier_comes_to_the_same_result(problem):
    forms = json.loads(write_problem(problem)), json.loads(write_result(solve(problem)))
    assert verify_draw.verify(*forms) == []


@settings(max_examples=60, deadline=None)
@given(ANY, st.data())
def test_the_verifier_finds_every_change(problem, data):
    if not problem.entries:
        return
    fields, result = json.loads(write_problem(problem)), json.loads(write_result(solve(problem)))
    one = data.draw(st.sampled_from(result["outcome"]))
    change = data.draw(st.sampled_from(("place", "turn", "lot", "waiting", "order", "missing", "closed", "level")))
    if change == "place":
        others = [name for name in (None, *(place["id"] for place in fields["places"])) if name != one["place"]]
        one["place"] = data.draw(st.sampled_from(others))
        result["waiting"] = [other["number"] for other in result["outcome"] if other["place"] is None]
    elif change == "turn":
        one["turn"] += 1
    elif change == "lot":
        one["lot"] = one["lot"][::-1] if one["lot"] != one["lot"][::-1] else ""
    elif change in ("waiting", "order"):
        result[change] = [*result[change], 7]
    elif change == "missing":
        result["outcome"].remove(one)
    elif change == "closed":
        result["closed"] = [*result["closed"], {"place": "p0", "placed": 0, "minimum": 9}]
    else:
        result["levels"] = [*result["levels"], {"name": "placed", "value": 99, "bound": 99}]
        if problem.rule != "placed_first":
            result["rule"] = "placed_first"
    assert verify_draw.verify(fields, result)


def faults(**changes):
    with pytest.raises(Invalid) as refused:
        read_problem(json.dumps({**SMALL, **changes}))
    return {fault.pointer for fault in refused.value.faults}


def entry(row=0, **changes):
    return [{**one, **changes} if at == row else one for at, one in enumerate(SMALL["entries"])]


def place(**changes):
    return [{**SMALL["places"][0], **changes}, SMALL["places"][1]]


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"version": 2}, {"/version"}),
        ({"version": True}, {"/version"}),
        ({"colour": 1}, {"/colour"}),
        ({"seed_text": 5}, {"/seed_text"}),
        ({"seed_text": "\ud800"}, {"/seed_text"}),
        ({"rule": "lottery"}, {"/rule"}),
        ({"rule": []}, {"/rule"}),
        ({"rule": "stable"}, {"/entries/1/unit"}),
        ({"places": {}}, {"/places"} | {f"/entries/{e}/choices/{c}" for e, c in ((0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1), (3, 0))}),
        ({"places": place(capacity=-1)}, {"/places/0/capacity"}),
        ({"places": place(capacity=True)}, {"/places/0/capacity"}),
        ({"places": place(capacity=1.5, minimum="2")}, {"/places/0/capacity", "/places/0/minimum"}),
        ({"places": place(capacity=10**30)}, {"/places/0/capacity"}),
        ({"places": place(quota={"a/b": -1, "": 1})}, {"/places/0/quota/a~1b", "/places/0/quota/"}),
        ({"places": place(quota=[1], priorities={"a": None})}, {"/places/0/quota", "/places/0/priorities/a"}),
        ({"places": place(id="p~/")}, {"/places/1", *(f"/entries/{e}/choices/0" for e in range(3))}),
        ({"entries": "all"}, {"/entries"}),
        ({"entries": [*SMALL["entries"], 7]}, {"/entries/5"}),
        ({"entries": entry(number=-1)}, {"/entries/0/number", "/entries/1/unit"}),
        ({"entries": entry(4, number=3)}, {"/entries/4/number"}),
        ({"entries": entry(4, number=3.0)}, {"/entries/4/number"}),
        ({"entries": entry(4, tier=-1)}, {"/entries/4/tier"}),
        ({"entries": entry(4, choices="海")}, {"/entries/4/choices"}),
        ({"entries": entry(4, choices=["海", "山", "海", [], None])}, {f"/entries/4/choices/{row}" for row in (1, 2, 3, 4)}),
        ({"entries": entry(1, choices=["p~/", "海"])}, {"/entries/1/choices"}),
        ({"entries": entry(1, unit=9)}, {"/entries/1/unit"}),
        ({"entries": entry(3, unit=2, choices=["海", "p~/"])}, {"/entries/3/unit"}),
        ({"entries": entry(0, unit=3)}, {"/entries/1/unit"}),
        ({"entries": entry(3, unit=True, group="")}, {"/entries/3/unit", "/entries/3/group"}),
        ({"entries": [{}]}, {"/entries/0/number", "/entries/0/choices", "/entries/0/tier"}),
    ],
)
def test_every_fault_has_its_pointer(changes, pointers):
    found = faults(**changes)
    assert pointers <= found
    assert found - pointers <= {"/entries/3/unit"}  # `unit: true` also names no entry


@settings(max_examples=80, deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(), st.lists, max_leaves=5))
def test_any_value_in_any_field_is_read_or_refused(value):
    changed = [{**SMALL, field: value} for field in SMALL]
    changed += [{**SMALL, "entries": entry(1, **{field: value})} for field in ("number", "choices", "tier", "unit", "group")]
    changed += [{**SMALL, "places": place(**{field: value})} for field in ("id", "capacity", "minimum", "quota", "priorities")]
    for fields in changed:
        try:
            read_problem(json.dumps(fields))
        except Invalid as error:
            assert all(isinstance(fault, Fault) and fault.reason for fault in error.faults)


@settings(max_examples=40, deadline=None)
@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
)
def test_any_result_is_checked_or_refused(value):
    result = json.loads(write_result(solve(read_problem(json.dumps(SMALL)))))
    for field in result:
        try:
            read_result(json.dumps({**result, field: value}))
        except Invalid as error:
            assert all(fault.pointer.startswith(f"/{field}") for fault in error.faults)
        else:
            verify_draw.verify(SMALL, {**result, field: value})


def written(folder, name, fields):
    path = folder / name
    path.write_text(json.dumps(fields), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("rule", ["serial", "placed_first"])
def test_solve_check_and_the_single_file_agree(tmp_path, capsys, rule):
    problem, plan = written(tmp_path, "problem.json", {**SMALL, "rule": rule}), str(tmp_path / "plan.json")
    assert solve_command(["draw", problem, "--out", plan]) == 0
    assert check_command(["draw", problem, plan]) == 0
    command = [sys.executable, "-I", "-S", verify_draw.__file__, problem, plan]
    listed = fingerprint(entries_text(read_problem(json.dumps(SMALL)).entries))
    assert subprocess.run([*command, "--list", listed, "--secret", fingerprint("secret")], check=False, capture_output=True).returncode == 0
    assert subprocess.run([*command, "--list", "0" * 64], check=False, capture_output=True).returncode == 1
    result = json.loads(Path(plan).read_text(encoding="utf-8"))
    result["outcome"][0]["place"] = "p~/"
    changed = written(tmp_path, "changed.json", result)
    assert check_command(["draw", problem, changed]) == 1
    assert "1" in capsys.readouterr().err
    assert verify_draw.main([problem, changed]) == 1
    assert verify_draw.main([problem, problem]) == 2
    assert check_command(["draw", problem, problem]) == 2


def test_the_result_has_the_stated_form(tmp_path, capsys):
    content = json.dumps(SMALL)
    (tmp_path / "problem.json").write_text(content)
    assert solve_command(["draw", str(tmp_path / "problem.json")]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["order"][:2] in ([1, 2], [2, 1])
    assert sorted(result["waiting"]) == sorted(number for number in (3, 4, 5) if number in result["waiting"])
    assert [set(one) for one in result["outcome"]] == [{"number", "place", "turn", "lot"}] * 5
    assert {one["number"]: one["place"] for one in result["outcome"]}[1] == "海"
    assert result["input_sha256"] == hashlib.sha256(content.encode()).hexdigest()
    assert result["status"] == "drawn"


@pytest.mark.parametrize("rule", ["serial", "stable", "placed_first"])
@pytest.mark.parametrize("entries", [[], [{"number": 0, "choices": [], "tier": 0}]])
def test_nothing_to_draw_is_drawn(rule, entries):
    for places in ([], [{"id": "p", "capacity": 0, "minimum": 2}]):
        result = solve(read_problem(json.dumps({**SMALL, "rule": rule, "entries": entries, "places": places})))
        assert list(result.waiting) == [one["number"] for one in entries]
        assert [closed.place for closed in result.closed] == [place["id"] for place in places]


def test_the_schema_names_the_fields_that_are_read():
    forms = json.loads((ROOT / "docs" / "engine" / "draw.schema.json").read_text(encoding="utf-8"))["$defs"]
    for name, form in (("problem", PROBLEM), ("place", PLACE), ("entry", ENTRY), ("result", RESULT)):
        assert (set(forms[name]["properties"]), set(forms[name]["required"])) == (form.known, set(form.required))


def test_what_is_published_before_the_draw():
    problem = read_problem(json.dumps(SMALL))
    text = entries_text(problem.entries)
    assert text.startswith('[{"choices":["海","p~/"],"number":1,"tier":0},{"choices":["海","p~/"],"number":2,"tier":1,"unit":1}')
    assert text == verify_draw.entries_text(list(reversed(SMALL["entries"])))
    assert fingerprint("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert seed_text("secret", "list", "9319./") == SMALL["seed_text"]
    with pytest.raises(ValueError):
        seed_text("se|cret", "list", "9319./")


def test_public_values_are_spelt_as_rfc_3797_says():
    """Its worked example (section 6), with the first two of its published digests."""
    key = rfc3797([[9319], [2, 5, 12, 8, 10], [9, 18, 26, 34, 41, 45]])
    digests = [hashlib.md5(n + key.encode() + n, usedforsecurity=False).hexdigest() for n in (b"\0\0", b"\0\1")]
    assert digests == ["990dd0a5692a029a98b5e01aa28f3459", "3691e55cb63fcc37914430b2f70b5ec6"]
