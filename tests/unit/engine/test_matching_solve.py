"""The solver against every plan there is, and against the independent checker."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yuinowa.engine.bench.city import make
from yuinowa.engine.matching.check import check
from yuinowa.engine.matching.model import Assignment, Infeasible, Need, Pair, Person, Problem
from yuinowa.engine.matching.repair import repair
from yuinowa.engine.matching.solve import solve

from .instances import MINUTES, best_by_trying, problems


def summary(plan):
    values = {level.name: level.value for level in plan.levels}
    return values["seats"], values["priority"], plan.kept or 0, -values["fairness"], -values["travel"]


@settings(max_examples=400, deadline=None)
@given(problems())
def test_no_plan_is_better(problem):
    best = best_by_trying(problem)
    if best is None:
        with pytest.raises(Infeasible) as refused:
            solve(problem)
        assert refused.value.conflicts
        return
    plan = solve(problem)
    assert summary(plan) == best
    assert check(problem, plan) == ()


@settings(max_examples=100, deadline=None)
@given(problems(most_needs=9, most_people=8))
def test_larger_plans_keep_all_rules(problem):
    try:
        plan = solve(problem)
    except Infeasible:
        return
    assert check(problem, plan) == ()
    assert solve(problem).assignments == plan.assignments


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_town_is_planned_to_the_bound(seed):
    problem = make("town", seed)
    plan = solve(problem)
    assert (plan.status, plan.gap, check(problem, plan)) == ("proven", 0, ())


def test_the_clock_stops_with_a_plan_that_keeps_all_rules():
    problem = make("town", 1)
    ticks = iter(range(10_000))
    plan = solve(problem, seconds=3, clock=lambda: next(ticks))
    assert plan.status == "stopped"
    assert check(problem, plan) == ()


def test_somebody_stops_it():
    problem = make("town", 1)
    assert solve(problem, should_stop=lambda: True).status == "stopped"


def test_progress_ends_at_the_last_level():
    seen = []
    solve(make("town", 1), on_progress=seen.append)
    assert [progress.phase for progress in seen][-4:] == ["seats", "priority", "fairness", "travel"]
    assert [progress.share for progress in seen] == sorted(progress.share for progress in seen)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_repair_after_a_decline_changes_little(number):
    problem = make("town", 2)
    plan = solve(problem)
    declined = plan.assignments[number % len(plan.assignments)]
    repaired = solve(repair(problem, plan, [declined]))
    assert declined not in repaired.assignments
    assert repaired.level("seats").value >= plan.level("seats").value - 1
    assert len(set(plan.assignments) - set(repaired.assignments)) <= 6


def two_needs(**rules):
    needs = (Need("a", 0, 0, 540, 600, 1), Need("b", 1, 0, 610, 670, 1))
    people = (Person("p", limit=3),)
    pairs = tuple(Pair(need.id, "p", 1.0) for need in needs)
    return Problem(needs, people, MINUTES, pairs=pairs, **rules)


def test_travel_and_the_gap_decide_a_clash():
    far = two_needs()
    assert solve(far).level("seats").value == 1
    near = replace(far, minutes=((0, 0, 0),) * 3, needs=(far.needs[0], replace(far.needs[1], start=610)))
    assert solve(near).level("seats").value == 2


def test_locked_places_that_clash_are_named():
    problem = two_needs(locked=(Assignment("a", "p"), Assignment("b", "p")))
    with pytest.raises(Infeasible) as refused:
        solve(problem)
    (conflict,) = refused.value.conflicts
    assert (conflict.rules, conflict.needs, conflict.people) == (("locked", "clash"), ("a", "b"), ("p",))


def test_a_locked_place_below_its_minimum_is_named():
    problem = two_needs(locked=(Assignment("a", "p"),))
    problem = replace(problem, needs=(replace(problem.needs[0], people=2, minimum=2), problem.needs[1]))
    with pytest.raises(Infeasible) as refused:
        solve(problem)
    assert refused.value.conflicts[0].rules == ("locked", "minimum")
    assert refused.value.conflicts[0].needs == ("a",)
