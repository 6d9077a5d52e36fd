"""The solver against every plan there is, and against the independent checker."""

from dataclasses import replace
from unittest import mock

import pytest
from hypothesis import given, settings

from yuinowa.engine.bench.city import make
from yuinowa.engine.matching import whole
from yuinowa.engine.matching.check import check
from yuinowa.engine.matching.model import Assignment, Infeasible, Need, Pair, Person, Problem
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


def test_a_bound_counts_only_seats_that_whole_groups_can_fill():
    """Two needs take two people each or nobody, and three people are there: the linear program sees three seats, people two."""
    needs = (*(Need(name, 0, 0, 540, 600, 2, minimum=2) for name in "ab"), Need("c", 1, 1, 540, 600, 1))
    people = tuple(Person(name, limit=1) for name in "pqrs")
    pairs = tuple(Pair(need, person, 1.0) for need in "ab" for person in "pqr")
    problem = Problem(needs, people, MINUTES, pairs=(*pairs, Pair("c", "s", 1.0)))
    with mock.patch.object(whole, "MOST_IN_FACE", 0), mock.patch.object(whole, "MOST_COLUMNS", 0):
        plan = solve(problem)
    assert (plan.level("seats").value, plan.level("seats").bound, plan.status) == (3, 3, "proven")


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


@pytest.mark.parametrize("ticks", range(3, 30, 2))
def test_a_stopped_plan_serves_no_half_group(ticks):
    """Five people for two needs of three: the linear program serves one group and two thirds of the other."""
    needs = (*(Need(name, 0, 0, 540, 600, 3, minimum=3) for name in "ab"), Need("c", 1, 1, 540, 600, 1))
    pairs = tuple(Pair(need, person, 1.0) for need in "ab" for person in "pqrst")
    problem = Problem(needs, tuple(Person(name, limit=1) for name in "pqrstu"), MINUTES, pairs=(*pairs, Pair("c", "u", 1.0)))
    time = iter(range(100_000))
    plan = solve(problem, seconds=ticks, clock=lambda: next(time))
    assert (plan.status, plan.level("seats").value, check(problem, plan)) == ("stopped", 4, ())


def test_somebody_stops_it():
    problem = make("town", 1)
    assert solve(problem, should_stop=lambda: True).status == "stopped"


def test_progress_ends_at_the_last_level():
    seen = []
    solve(make("town", 1), on_progress=seen.append)
    assert [progress.phase for progress in seen][-4:] == ["seats", "priority", "fairness", "travel"]
    assert [progress.share for progress in seen] == sorted(progress.share for progress in seen)


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
