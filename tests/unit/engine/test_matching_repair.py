"""Mending next to what fell away, against planning everything again."""

from dataclasses import replace
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yuinowa.engine.bench.city import make
from yuinowa.engine.matching import mending
from yuinowa.engine.matching import repair as repairing
from yuinowa.engine.matching.check import check
from yuinowa.engine.matching.explain import why_nobody
from yuinowa.engine.matching.mending import Mending
from yuinowa.engine.matching.model import Assignment, Infeasible, Need, Pair, Person, Problem
from yuinowa.engine.matching.repair import absence, mend, repair
from yuinowa.engine.matching.solve import solve

from .instances import MINUTES, problems


def summary(plan):
    values = {level.name: level.value for level in plan.levels}
    return values["seats"], values["priority"], plan.kept or 0, -values["fairness"], -values["travel"]


def planned(problem):
    try:
        return solve(problem)
    except Infeasible:
        return None


def hold_against(problem, plan, gone, added=()):
    """Mended as well as planned again, and the reasons are those of the plan as it is now."""
    again = repair(problem, plan, gone)
    best = planned(again)
    if best is None:
        with pytest.raises(Infeasible):
            mend(problem, plan, gone, added=added)
        return
    mended = mend(problem, plan, gone, added=added)
    assert check(again, mended) == ()
    assert (summary(mended), mended.status) == (summary(best), best.status)
    for gap in mended.unfilled:
        assert without_tight(gap.why) == without_tight(why_nobody(again, mended, gap.need))


def without_tight(reason):
    """A set of needs that compete stays one, also where another search finds none."""
    return {name: value for name, value in reason.values.items() if name != "tight"}


@pytest.mark.parametrize("seed", [2, 3])
def test_a_decline_in_a_town_is_mended_as_well_as_planned_again(seed):
    problem = make("town", seed)
    plan = solve(problem)
    for declined in plan.assignments[::20]:
        hold_against(problem, plan, [declined])


@settings(max_examples=80, deadline=None)
@given(problems(most_needs=4, most_people=4))
def test_a_decline_in_small_plans(problem):
    plan = planned(problem)
    for declined in [place for place in plan.assignments if place not in problem.locked][:2] if plan else ():
        hold_against(problem, plan, [declined])


@settings(max_examples=80, deadline=None)
@given(problems(most_needs=10, most_people=9), st.integers(0, 30))
def test_a_decline_in_larger_plans(problem, number):
    plan = planned(problem)
    if plan and plan.assignments:
        hold_against(problem, plan, [plan.assignments[number % len(plan.assignments)]])


@settings(max_examples=80, deadline=None)
@given(problems(most_needs=9, most_people=7), st.sets(st.integers(0, 30), min_size=2, max_size=4))
def test_several_declines_at_once(problem, numbers):
    plan = planned(replace(problem, locked=()))
    if plan and plan.assignments:
        hold_against(replace(problem, locked=()), plan, {plan.assignments[number % len(plan.assignments)] for number in numbers})


@settings(max_examples=80, deadline=None)
@given(problems(most_needs=9, most_people=7), st.sets(st.integers(0, 2), min_size=1), st.integers(0, 6))
def test_somebody_is_absent(problem, days, number):
    problem = replace(problem, locked=())
    plan = planned(problem)
    if plan and problem.people:
        person = problem.people[number % len(problem.people)].id
        without, gone = absence(problem, plan, person, days)
        assert gone == tuple(a for a in plan.assignments if a.person == person and day_of(problem, a.need) in days)
        hold_against(without, plan, gone)
        assert not [a for a in mend(without, plan, gone).assignments if a.person == person and day_of(problem, a.need) in days]


def day_of(problem, need_id):
    return next(need.day for need in problem.needs if need.id == need_id)


@settings(max_examples=80, deadline=None)
@given(problems(most_needs=9, most_people=7))
def test_a_need_is_new(problem):
    problem = replace(problem, locked=(), previous=None)
    if problem.needs:
        new = problem.needs[-1].id
        known = replace(
            problem,
            needs=problem.needs[:-1],
            pairs=tuple(pair for pair in problem.pairs if pair.need != new),
            forbidden=tuple(place for place in problem.forbidden if place.need != new),
        )
        hold_against(problem, solve(known), (), added=[new])


@settings(max_examples=80, deadline=None)
@given(problems(most_needs=9, most_people=7), st.sets(st.integers(0, 30), min_size=1, max_size=3), st.booleans())
def test_a_region_is_mended_nearby_and_promises_nothing_that_is_not_so(problem, numbers, is_proven):
    problem = replace(problem, locked=())
    plan = solve(problem)
    if not plan.assignments:
        return
    if not is_proven:
        plan = replace(plan, status="gap", levels=tuple(replace(level, bound=level.bound + 1) for level in plan.levels))
    gone = {plan.assignments[number % len(plan.assignments)] for number in numbers}
    again = repair(problem, plan, gone)
    with mock.patch.object(mending, "MOST_WHOLE", -1), mock.patch.object(repairing, "solve", side_effect=AssertionError):
        mended = mend(problem, plan, gone)
    best = solve(again)
    assert check(again, mended) == ()
    assert best.level("seats").value <= mended.level("seats").bound
    if mended.level("seats").value == best.level("seats").value:
        assert best.level("priority").value <= mended.level("priority").bound
    if mended.status == "proven":
        assert summary(mended) == summary(best)
    else:
        assert mended.status == "gap"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_hardly_any_decline_needs_planning_again(seed):
    problem = make("town", seed)
    plan = solve(problem)
    declined = plan.assignments[::7]
    mended = [Mending(repair(problem, plan, [place]), plan).plan() for place in declined]
    assert len(mended) > 40
    assert sum(plan is None for plan in mended) <= len(mended) // 8


def test_a_loss_is_proven_without_planning_again():
    """Nobody else can sew: the seat is lost, and that is known at once."""
    needs = (Need("sew", 0, 0, 540, 600, 1), Need("read", 1, 1, 540, 600, 1))
    problem = Problem(needs, (Person("p", 3), Person("q", 3)), MINUTES, pairs=(Pair("sew", "p", 1.0), Pair("read", "q", 1.0)))
    plan = solve(problem)
    with mock.patch.object(repairing, "solve", side_effect=AssertionError):
        mended = mend(problem, plan, [Assignment("sew", "p")])
    assert (mended.status, mended.assignments, mended.level("seats").value) == ("proven", (Assignment("read", "q"),), 1)
    assert [gap.need for gap in mended.unfilled] == ["sew"]


def test_whoever_is_locked_is_not_moved():
    needs = tuple(Need(name, 0, 0, 540, 600, 1) for name in "ab")
    pairs = (Pair("a", "p", 1.0), Pair("a", "q", 1.0), Pair("b", "q", 1.0), Pair("b", "r", 1.0))
    problem = Problem(needs, tuple(Person(name, 1) for name in "pqr"), MINUTES, pairs=pairs, forbidden=(Assignment("a", "p"),))
    plan = replace(solve(problem), assignments=(Assignment("a", "p"), Assignment("b", "q")))
    assert mend(problem, plan).assignments == (Assignment("a", "q"), Assignment("b", "r"))
    locked = replace(problem, locked=(Assignment("b", "q"),))
    assert mend(locked, plan).assignments == (Assignment("b", "q"),)
