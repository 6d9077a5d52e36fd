"""What a plan loses without one person; too few people for needs that compete."""

import json
from dataclasses import replace
from unittest import mock

import pytest
from hypothesis import given, settings

from yuinowa.engine.bench.city import make
from yuinowa.engine.codec import write_plan
from yuinowa.engine.matching.explain import why_nobody
from yuinowa.engine.matching.ground import Ground
from yuinowa.engine.matching.model import LEVELS, Assignment, Infeasible, Need, Pair, Person, Problem, Reason
from yuinowa.engine.matching.reasons import give_reasons
from yuinowa.engine.matching.solve import solve
from yuinowa.engine.matching.tight import tight_set
from yuinowa.engine.matching.without import Study
from yuinowa.engine.matching.words import sentence

from .instances import MINUTES, best_by_trying, problems


def loss(problem, plan, given):
    """By planning everything again."""
    other = solve(replace(problem, forbidden=(*problem.forbidden, given)))
    worse = {name: other.level(name).value - plan.level(name).value for name in LEVELS}
    return {"seats": -worse["seats"], "priority": -worse["priority"], "fairness": worse["fairness"], "km": worse["travel"] / 10}


def test_without_a_person_the_plan_loses_what_planning_again_loses():
    problem = make("town", 1)
    plan = solve(problem)
    study = Study(problem, plan)
    assert study.meets()
    for given_ in plan.assignments[::12]:
        assert study.without(given_) == loss(problem, plan, given_)


@settings(max_examples=300, deadline=None)
@given(problems(most_needs=5, most_people=4))
def test_following_who_stands_in_finds_what_planning_again_finds(problem):
    """Also where clashes, full days, limits and minimum headcounts meet; who cannot be priced gets no sentence."""
    problem = replace(problem, previous=None)
    try:
        plan = solve(problem)
    except Infeasible:
        return
    study = Study(problem, plan)
    for given_ in plan.assignments:
        without = study.without(given_) if study.meets() else {}
        if without:
            assert without == loss(problem, plan, given_)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_hardly_any_question_needs_the_program(seed):
    problem = make("town", seed)
    study = Study(problem, solve(problem))
    with mock.patch.object(Study, "_closed", side_effect=[None] * 3):
        assert all(study.without(given_) for given_ in study.plan.assignments[::5])


def test_a_place_that_clashes_may_make_room_together_with_another_one():
    """Without n4 the person leaves n0 as well, for n2 and n3, and no seat is lost; her limit of two places binds before and after."""
    needs = (
        Need("n0", 0, 0, 560, 680, 2, priority=4),
        Need("n1", 0, 0, 480, 525, 2),
        Need("n2", 0, 0, 660, 705, 3, minimum=2),
        Need("n3", 1, 0, 480, 540, 2),
        Need("n4", 0, 1, 480, 525, 1),
    )
    people = (Person("p1", 1), Person("p2", 1, past=1), Person("p3", 2, past=4))
    ways = {"n0": {"p2": 7.0, "p3": 7.5}, "n1": {"p1": 0.5, "p2": 10.0}, "n2": {"p1": 8.5, "p2": 8.75, "p3": 0.0}}
    ways |= {"n3": {"p1": 12.5, "p2": 9.5, "p3": 9.0}, "n4": {"p1": 14.75, "p3": 2.0}}
    problem = Problem(needs, people, MINUTES, pairs=tuple(Pair(need, name, km) for need, able in ways.items() for name, km in able.items()))
    plan = solve(problem)
    given_ = Assignment("n4", "p3")
    assert given_ in plan.assignments
    assert Study(problem, plan).without(given_) == loss(problem, plan, given_)
    assert loss(problem, plan, given_)["seats"] == 0


@pytest.mark.parametrize("seed", [11, 26])
def test_a_crowded_plan_between_whole_numbers_is_priced_too(seed):
    """All needs in three days: the linear program alone ends between whole numbers, and its prices are not those of the plan."""
    town = make("town", seed)
    problem = replace(town, needs=tuple(replace(need, day=need.day % 3) for need in town.needs))
    plan = solve(problem)
    study = Study(problem, plan)
    assert study.program.cuts
    assert study.meets()
    answers = {given_: study.without(given_) for given_ in plan.assignments[::12]}
    assert all(without == loss(problem, plan, given_) for given_, without in answers.items() if without)
    assert sum(map(bool, answers.values())) >= len(answers) - 2


def test_locked_people_have_no_price():
    problem = make("town", 1)
    plan = solve(problem)
    fixed = replace(problem, locked=plan.assignments[:1])
    assert Study(fixed, plan).without(plan.assignments[0]) == {}


@settings(max_examples=100, deadline=None)
@given(problems())
def test_tight_sets_are_proofs(problem):
    try:
        plan = solve(problem)
    except Infeasible:
        return
    ground = Ground(problem, plan)
    for gap in plan.unfilled:
        tight = tight_set(ground, ground.need_row[gap.need])
        if tight:
            best = best_by_trying(problem)
            assert best is not None
            assert best[0] <= sum(need.people for need in problem.needs) - (tight["seats"] - tight["places"])


def two_mornings():
    needs = (Need("a", 0, 1, 540, 600, 2), Need("b", 1, 1, 560, 640, 1))
    people = (Person("p", 3), Person("q", 3))
    return Problem(needs, people, MINUTES, pairs=tuple(Pair(n.id, p.id, 1.0) for n in needs for p in people))


def test_two_people_cannot_fill_three_seats_of_one_morning():
    problem = two_mornings()
    plan = solve(problem)
    (gap,) = plan.unfilled
    assert gap.why.values["tight"] == {"needs": 2, "seats": 3, "people": 2, "places": 2, "days": 1, "weekday": 1, "part": "morning"}
    assert why_nobody(problem, plan, gap.need) == gap.why
    assert sentence(gap.why).endswith("火曜午前の2件のお願い（あわせて3席）に、応えられるのは2人、2席までです。")
    assert sentence(gap.why, "en").endswith("2 people can fill at most 2 of the 3 Tuesday-morning seats of 2 needs.")


@pytest.mark.parametrize(
    ("lost", "japanese", "english"),
    [
        ((1, 1, 2, 0.0), "この方がいないと、全体で1席がうまらなくなります。", " Without this person one seat is lost."),
        ((0, 0, 0, 3.1), "この方がいないと、移動が3.1 km 長くなります。", " Without this person people travel 3.1 km more."),
        (
            (0, 0, 2, -0.4),
            "この方がいないと、負担の偏りが大きくなり、移動は0.4 km 短くなります。",
            " Without this person the load is shared less evenly and people travel 0.4 km less.",
        ),
        ((0, 0, 0, 0.0), "この方がいなくても、同じよさの計画ができます。", " Without this person an equally good plan exists."),
        (
            (0, 2, 0, 0.0),
            "この方がいないと、大事なお願いの席がうまらなくなります。",
            " Without this person a more important seat stays open.",
        ),
    ],
)
def test_what_is_lost_has_words(lost, japanese, english):
    reason = Reason("locked", {"without": dict(zip(("seats", "priority", "fairness", "km"), lost, strict=True))})
    assert sentence(reason) == "担当者が決めた方です。" + japanese
    assert sentence(reason, "en") == "Fixed by the coordinator." + english


def test_reasons_are_in_the_json_with_their_words():
    problem = two_mornings()
    given_reasons = give_reasons(problem, solve(problem))
    written = json.loads(write_plan(given_reasons))
    assert [(r["need"], r["person"]) for r in written["reasons"]] == [(a["need"], a["person"]) for a in written["assignments"]]
    assert [reason["why"]["ja"] for reason in written["reasons"]] == [sentence(reason.why) for reason in given_reasons.reasons]
    assert written["unfilled"][0]["why"]["tight"]["people"] == 2


def test_the_only_person_is_a_seat():
    problem = Problem((Need("a", 0, 0, 540, 600, 1, priority=4),), (Person("p", 1),), MINUTES, pairs=(Pair("a", "p", 1.0),))
    (reason,) = give_reasons(problem, solve(problem)).reasons
    assert reason.why.values["without"] == {"seats": 1, "priority": 4, "fairness": -1, "km": -1.0}


def test_a_large_plan_is_not_studied():
    problem = make("town", 1)
    plan = give_reasons(problem, solve(problem), most_studied=10)
    assert len(plan.reasons) == len(plan.assignments)
    assert not any("without" in given_.why.values for given_ in plan.reasons)
