"""Dividing: parts against the whole, on small problems forced through the division and on cities side by side."""

from collections import Counter
from dataclasses import replace
from random import Random
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yuinowa.engine.bench.city import Case, make, make_facts
from yuinowa.engine.matching import parts
from yuinowa.engine.matching.check import check
from yuinowa.engine.matching.clash import Clashes
from yuinowa.engine.matching.diary import Diary
from yuinowa.engine.matching.divide import divide, homes
from yuinowa.engine.matching.eligible import eligible
from yuinowa.engine.matching.level import level_out
from yuinowa.engine.matching.model import Assignment, Infeasible, Need, Pair, Person, Problem
from yuinowa.engine.matching.solve import solve
from yuinowa.engine.watch import Watch

from .instances import MINUTES, best_by_trying, problems

CITIES = Case(400, 600, 22, days=20, cities=2)


def divided(problem, most=2, **options):
    return solve(problem, most_whole=0, most_in_part=most, **options)


def reached(plan):
    """In the order of the levels, more is better."""
    value = {level.name: level.value for level in plan.levels}
    return value["seats"], value["priority"], plan.kept or 0, -value["fairness"], -value["travel"]


def hold_against(plan, best):
    """Every bound holds for plans that are as good on the levels above."""
    order = {"seats": 0, "priority": 1, "fairness": 3, "travel": 4}
    for level in plan.levels:
        place = order[level.name]
        bound = level.bound if place < 2 else -level.bound
        if reached(plan)[:place] == best[:place]:
            assert bound >= best[place]
    assert reached(plan) <= best
    if plan.status == "proven":
        assert reached(plan) == best


@settings(max_examples=400, deadline=None)
@given(problems(), st.integers(1, 6))
def test_parts_promise_nothing_that_is_not_so(problem, most):
    best = best_by_trying(problem)
    if best is None:
        with pytest.raises(Infeasible):
            divided(problem, most)
        return
    plan = divided(problem, most)
    assert check(problem, plan) == ()
    hold_against(plan, best)


@settings(max_examples=100, deadline=None)
@given(problems(most_needs=10, most_people=8), st.integers(3, 20))
def test_parts_against_the_whole(problem, most):
    try:
        whole = solve(problem)
    except Infeasible:
        return
    plan = divided(problem, most)
    assert check(problem, plan) == ()
    if whole.status == "proven":
        hold_against(plan, reached(whole))
    assert divided(problem, most).assignments == plan.assignments


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_cities_side_by_side_lose_no_seat(seed):
    problem, _ = make_facts(CITIES, Random(seed))
    whole, plan = solve(problem), divided(problem, len(eligible(problem)) // 5)
    assert check(problem, plan) == ()
    for name in ("seats", "priority"):
        assert plan.level(name).value == plan.level(name).bound == whole.level(name).value
    assert whole.level("fairness").value <= plan.level("fairness").value <= 1.03 * whole.level("fairness").value


def test_a_problem_below_the_size_is_not_divided():
    problem = make("town", 1)
    size = len(eligible(problem).open())
    assert solve(problem, most_whole=size, most_in_part=1).assignments == solve(problem).assignments
    assert solve(problem, most_whole=size - 1, most_in_part=size // 4).assignments != solve(problem).assignments


def test_a_seat_is_filled_by_people_of_three_parts_moving_on():
    """Each can serve at home and one place farther; only the last place has somebody to spare."""
    minutes = tuple(tuple(100 * abs(a - b) for b in range(4)) for a in range(4))
    needs = tuple(Need(f"n{place}", place, 0, 540, 600, 1) for place in range(4))
    people = tuple(Person(name, limit=1) for name in ("p1", "p2", "p3", "q3"))
    pairs = [Pair(f"n{place}", f"p{place}", 1.0) for place in (1, 2, 3)] + [Pair(f"n{place - 1}", f"p{place}", 9.0) for place in (1, 2, 3)]
    problem = Problem(needs, people, minutes, pairs=(*pairs, Pair("n3", "q3", 1.0)))
    plan = divided(problem, 2)
    given_ = {(a.need, a.person) for a in plan.assignments}
    assert given_ == {("n0", "p1"), ("n1", "p2"), ("n2", "p3"), ("n3", "q3")}
    assert plan.level("seats").bound == 4


def test_parts_hold_no_more_pairs_than_asked_and_everybody_is_at_home_once():
    problem = make("town", 3)
    pairs = eligible(problem)
    part = divide(problem, pairs, 400)
    assert max(Counter(part[pairs.need].tolist()).values()) <= 400
    home = homes(problem, pairs, part)
    for person in range(0, len(problem.people), 10):
        mine = Counter(part[pairs.need[pairs.person == person]].tolist())
        assert not mine or mine[home[person]] == max(mine.values())


def test_a_single_place_is_divided_by_days():
    needs = tuple(Need(f"n{number}", 0, number, 540, 600, 1) for number in range(6))
    people = tuple(Person(f"p{number}", limit=2) for number in range(4))
    pairs = tuple(Pair(need.id, person.id, 1.0) for need in needs for person in people)
    problem = Problem(needs, people, ((0,),), pairs=pairs)
    part = divide(problem, eligible(problem), 8)
    assert part.tolist() == sorted(part.tolist())
    assert divided(problem, 8).level("seats").value == 6


def test_a_place_moves_to_whoever_carries_less():
    problem = Problem(
        (Need("n", 0, 0, 540, 600, 1),),
        (Person("p", limit=1, past=5), Person("q", limit=1, past=1), Person("r", limit=1, past=1)),
        MINUTES,
        pairs=(Pair("n", "p", 1.0), Pair("n", "q", 3.0), Pair("n", "r", 2.0)),
    )
    pairs, diary = eligible(problem), Diary(problem, Clashes(problem), (Assignment("n", "p"),))
    watch = Watch(lambda: 0.0, None, None, None)
    level_out(diary, pairs, pairs.need.argsort(), {(0, 0)}, watch)
    assert diary.assignments() == [(0, 0)]
    level_out(diary, pairs, pairs.need.argsort(), set(), watch)
    assert diary.assignments() == [(0, 2)]


@pytest.mark.parametrize("ticks", [1, 5, 50, 300, 600])
def test_a_stopped_division_keeps_all_rules(ticks):
    problem = make("town", 1)
    needs = tuple(replace(need, minimum=min(2, need.people)) for need in problem.needs)
    problem = replace(problem, needs=needs)
    time = iter(range(1_000_000))
    plan = divided(problem, 400, seconds=ticks, clock=lambda: next(time))
    assert check(problem, plan) == ()
    assert plan.status == "stopped"
    assert plan.level("seats").bound >= solve(problem).level("seats").value


@pytest.mark.parametrize("ticks", [1, 5, 50])
@pytest.mark.parametrize("most_whole", [0, 10**9])
def test_a_stop_leaves_every_locked_place_with_its_company(most_whole, ticks):
    problem = make("town", 1)
    problem = replace(problem, needs=tuple(replace(need, minimum=min(2, need.people)) for need in problem.needs))
    pairs = {need.id for need in problem.needs if need.minimum > 1 and need.priority == 1}
    first = {place.need: place for place in solve(problem).assignments if place.need in pairs}
    problem = replace(problem, locked=tuple(first.values())[::3])
    assert len(problem.locked) > 15
    time = iter(range(1_000_000))
    plan = solve(problem, most_whole=most_whole, most_in_part=400, seconds=ticks, clock=lambda: next(time))
    assert check(problem, plan) == ()
    assert set(problem.locked) <= set(plan.assignments)


def test_what_nobody_has_looked_at_says_so():
    problem = make("town", 1)
    time = iter(range(1_000_000))
    plan = divided(problem, 400, seconds=1, clock=lambda: next(time))
    assert len(plan.unfilled) > 100
    assert {gap.why.code for gap in plan.unfilled} == {"stopped"}
    looked = solve(problem)
    assert {gap.why.code for gap in looked.unfilled} == {"funnel"}


def test_few_people_bound_what_is_too_much_to_be_asked():
    """Everybody can serve everywhere: parts would count each person again and again."""
    needs = tuple(Need(f"n{number}", 0, number % 20, 540, 600, 3) for number in range(60))
    people = tuple(Person(f"p{number}", limit=5, past=number % 3) for number in range(8))
    problem = Problem(needs, people, ((0,),), pairs=tuple(Pair(need.id, person.id, 1.0) for need in needs for person in people))
    with mock.patch.object(parts, "MOST_ASKED", 0):
        plan = divided(problem, 40)
    assert (plan.level("seats").value, plan.level("seats").bound, check(problem, plan)) == (40, 40, ())
    late = iter(range(100, 1_000_000))
    assert divided(problem, 40, seconds=1, clock=lambda: next(late)).level("seats").bound == 40


@settings(max_examples=200, deadline=None)
@given(problems(), st.integers(1, 6))
def test_bounds_hold_where_scarce_needs_are_too_many_to_be_asked(problem, most):
    best = best_by_trying(problem)
    if best is None:
        return
    with mock.patch.object(parts, "MOST_ASKED", 0):
        plan = divided(problem, most)
    assert check(problem, plan) == ()
    hold_against(plan, best)
