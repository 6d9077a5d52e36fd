"""Blocks too large for exact programs: a good plan with an honest bound, and every plan on the way keeps all rules."""

import math
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yuinowa.engine.bench.rounds_city import Case, make
from yuinowa.engine.rounds import choose, greedy, large
from yuinowa.engine.rounds.calm import calmed
from yuinowa.engine.rounds.check import check
from yuinowa.engine.rounds.model import Block, Infeasible, Lock, Problem, School
from yuinowa.engine.rounds.neighbourhood import freed
from yuinowa.engine.rounds.route import busiest_week
from yuinowa.engine.rounds.solve import solve
from yuinowa.engine.rounds.term import term_of

from .rounds_instances import least_travel, problems

WINDOWS = ((540, 720), (780, 960), (540, 960))
SHAPES = {
    "wide spacing": {"schools": 110, "days": 130, "spacing": 30, "has_months": True},
    "closed days": {"schools": 90, "days": 80, "visits": 2, "closed": 0.6},
    "four stops": {"schools": 70, "days": 75, "visits": 2, "per_day": 4},
    "weekdays": {"schools": 90, "days": 110, "by_weekday": True},
}


def block_of(
    seed=1, *, schools, days, visits=3, per_day=3, spacing=7, closed=0.1, has_months=False, by_weekday=False, first_by=0, locks=0
) -> Problem:
    random = Random(seed)
    places = [(15.0, 15.0), *((random.uniform(0, 30), random.uniform(0, 30)) for _ in range(schools))]
    minutes = tuple(tuple(math.ceil(2.6 * math.dist(one, other)) for other in places) for one in places)
    rows = []
    for number in range(schools):
        hours = {"window": random.choice(WINDOWS)}
        if by_weekday:
            hours = {"window": None, "windows": tuple(random.choice((*WINDOWS, (0, 0), (540, 960))) for _ in range(5))}
        due = random.randrange(days // 2, days) if random.random() < first_by else None
        is_open = tuple(day for day in range(days) if random.random() >= closed)
        rows.append(School(f"s{number}", is_open, service=random.choice((60, 75, 90)), first_by=due, **hours))
    asked = [(number, school) for number, school in enumerate(rows[:locks]) if len(school.days) > number]
    locked = {school.days[number]: Lock("b", school.id, school.days[number]) for number, school in asked}
    months = tuple((first, min(days, first + 20) - 1) for first in range(0, days, 20)) if has_months else ()
    block = Block("b", minutes, tuple(rows))
    return Problem(days, visits, per_day, spacing, (510, 1035), (block,), tuple(locked.values()), periods=months)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_large_block_is_planned_near_its_bound(shape):
    problem = block_of(**SHAPES[shape])
    assert large.is_large(term_of(problem, problem.blocks[0]))
    plan = solve(problem)
    assert check(problem, plan) == ()
    assert plan.status in ("proven", "gap")
    assert plan.travel_minutes <= 1.02 * plan.bound_minutes
    assert max(plan.above_share or (1,)) == 1


def test_many_schools_with_single_visits_are_planned_near_the_bound():
    problem = make(Case((150,), days=80, visits=1, spread=8.0), 1)
    plan = solve(problem)
    assert check(problem, plan) == ()
    assert plan.travel_minutes <= 1.01 * plan.bound_minutes


@settings(max_examples=120, deadline=None)
@given(problems())
def test_small_blocks_planned_like_large_ones_keep_all_rules(problem):
    """The bound is below the best plan there is, and `proven` is only said of that."""
    least = least_travel(problem)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(large, "MOST_CELLS", 0)
        try:
            plan = solve(problem)
        except Infeasible:
            assert least is None
            return
    assert check(problem, plan) == ()
    assert least is not None
    assert problem.periods or plan.bound_minutes <= least <= plan.travel_minutes
    assert problem.periods or plan.status != "proven" or plan.travel_minutes == least


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 3), st.integers(2, 4), st.sampled_from((0.1, 0.5)), st.booleans())
def test_rules_of_every_kind_are_kept(seed, visits, per_day, closed, has_months):
    shape = {"visits": visits, "per_day": per_day, "closed": closed, "has_months": has_months}
    problem = block_of(seed, schools=24, days=math.ceil(32 * visits / per_day), spacing=4, first_by=0.2, locks=2, by_weekday=True, **shape)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(large, "MOST_CELLS", 0)
        patch.setattr(choose, "MOST_CELLS", 20_000)
        try:
            plan = solve(problem)
        except Infeasible:
            return
    assert check(problem, plan) == ()
    assert plan.bound_minutes <= plan.travel_minutes


def test_the_same_large_block_gives_the_same_plan():
    problem = block_of(**SHAPES["wide spacing"])
    assert replace(solve(problem), seconds=0) == replace(solve(problem), seconds=0)


@pytest.fixture
def hurried(monkeypatch):
    """As for many schools and many stops a day, where a first choice by branch and bound would take too long."""
    monkeypatch.setattr(large, "MOST_CELLS", 0)
    monkeypatch.setattr(choose, "FEWEST_COLUMNS", 1)
    monkeypatch.setattr(choose, "MOST_CELLS", 1)
    return block_of(schools=50, days=48, visits=2, closed=0.5)


def test_without_branch_and_bound_the_surest_trips_are_taken(hurried):
    plan = solve(hurried)
    assert check(hurried, plan) == ()
    assert plan.travel_minutes <= 1.03 * plan.bound_minutes


def test_progress_names_better_plans_and_a_stop_keeps_the_best(hurried):
    told = []
    plan = solve(hurried, on_progress=told.append, should_stop=lambda: sum(news.phase == "better" for news in told) >= 4)
    better = [news.best for news in told if news.phase == "better"]
    assert (plan.status, check(hurried, plan)) == ("stopped", ())
    assert len(better) == 4
    assert better == sorted(better, reverse=True)
    assert plan.travel_minutes == better[-1]
    assert all(0 < news.bound <= news.best for news in told if news.phase == "better")


def test_a_large_block_goes_on_from_a_day_with_what_has_been():
    problem = block_of(schools=90, days=110)
    before = solve(problem)
    changed = replace(problem, previous=before.trips, today=30, locked=())
    plan = solve(replace(changed, blocks=(replace(problem.blocks[0], absent=(40, 41)),)))
    assert check(replace(changed, blocks=(replace(problem.blocks[0], absent=(40, 41)),)), plan) == ()
    anew = solve(replace(changed, previous=tuple(trip for trip in before.trips if trip.day < 30)))
    assert check(replace(changed, previous=tuple(trip for trip in before.trips if trip.day < 30)), anew) == ()


def test_a_part_keeps_its_distance_from_what_stays():
    """The middle of three visits may go anywhere but near the others."""
    problem = replace(block_of(schools=3, days=40, closed=0.0, spacing=7), per_day=1)
    term = term_of(problem, problem.blocks[0])
    part = freed(term, {0: (0,), 20: (0,), 39: (0,)}, [20, 3, 8, 30, 33])
    assert (part.rows, part.columns, part.term.need.tolist()) == ([0], [3, 8, 20, 30, 33], [1])
    assert part.term.may.tolist() == [[False, True, True, True, False]]


def test_the_busiest_week_becomes_calmer():
    problem = block_of(schools=6, days=20, visits=1, per_day=1, closed=0.0)
    term = term_of(problem, problem.blocks[0])
    crowded: greedy.Dated = [((row,), row) for row in range(5)] + [((5,), 19)]
    found = calmed(term, crowded)
    weeks = [column // 5 for _, column in found]
    assert max(weeks.count(week) for week in weeks) == 2
    assert sorted(rows for rows, _ in found) == sorted(rows for rows, _ in crowded)
    assert busiest_week(()) == 0
