"""The rounds against every plan there is, and against the independent checker."""

import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yuinowa.engine.bench.rounds_city import CASES, Case, make
from yuinowa.engine.rounds import cover, term, trips
from yuinowa.engine.rounds.check import check
from yuinowa.engine.rounds.model import Block, Infeasible, Lock, Problem, School
from yuinowa.engine.rounds.outcome import silent
from yuinowa.engine.rounds.search import Search
from yuinowa.engine.rounds.solve import solve
from yuinowa.engine.rounds.term import term_of
from yuinowa.engine.watch import Watch

from .rounds_instances import least_travel, problems

TOWN = make(CASES["town"], 1)


@settings(max_examples=250, deadline=None)
@given(problems())
def test_no_plan_travels_less(problem):
    least = least_travel(problem)
    if least is None:
        with pytest.raises(Infeasible) as refused:
            solve(problem)
        assert refused.value.conflicts
        return
    plan = solve(problem)
    assert (plan.status, plan.travel_minutes, plan.bound_minutes) == ("proven", least, least)
    assert check(problem, plan) == ()


@settings(max_examples=60, deadline=None)
@given(problems(most_days=14))
def test_the_same_input_gives_the_same_plan(problem):
    try:
        plan = solve(problem)
    except Infeasible as refused:
        with pytest.raises(Infeasible) as again:
            solve(problem)
        assert again.value.conflicts == refused.conflicts
        return
    assert check(problem, plan) == ()
    assert replace(solve(problem), seconds=0) == replace(plan, seconds=0)


@settings(max_examples=60, deadline=None)
@given(problems(), st.data())
def test_an_open_day_more_never_makes_travel_worse(problem, data):
    schools = [(block, school) for block in problem.blocks for school in block.schools]
    closed = [(block, school, day) for block, school in schools for day in range(problem.days) if day not in school.open]
    if not closed:
        return
    try:
        plan = solve(problem)
    except Infeasible:
        return
    block, school, day = data.draw(st.sampled_from(closed))
    opened = replace(school, open=(*school.open, day))
    wider = replace(block, schools=tuple(opened if other is school else other for other in block.schools))
    freer = solve(replace(problem, blocks=tuple(wider if other is block else other for other in problem.blocks)))
    assert (plan.status, freer.status) == ("proven", "proven")
    assert freer.travel_minutes <= plan.travel_minutes


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_city_is_planned_to_the_bound_with_even_weeks(seed):
    problem = make(CASES["city"], seed)
    plan = solve(problem)
    assert (plan.status, check(problem, plan)) == ("proven", ())
    assert max(plan.busiest_week) <= 12


@pytest.mark.parametrize("blocks", [(), (Block("empty", ((0,),), ()),)])
def test_nothing_to_visit_is_a_plan(blocks):
    plan = solve(replace(TOWN, blocks=blocks))
    assert (plan.status, plan.travel_minutes, plan.trips, plan.busiest_week) == ("proven", 0, (), (0,) * len(blocks))


def test_without_travel_hours_alone_decide():
    still = tuple(replace(block, minutes=tuple((0,) * len(row) for row in block.minutes)) for block in TOWN.blocks)
    plan = solve(replace(TOWN, blocks=still))
    assert (plan.status, plan.travel_minutes) == ("proven", 0)


def test_days_and_trips_are_found_together_where_days_are_few():
    few = tuple(
        replace(
            block,
            schools=tuple(
                replace(school, open=tuple(d for d in school.open if (d + row) % 3 == 0)) for row, school in enumerate(block.schools)
            ),
        )
        for block in TOWN.blocks
    )
    problem = replace(TOWN, blocks=few)
    plan = solve(problem)
    assert (plan.status, check(problem, plan)) == ("proven", ())
    assert plan.travel_minutes > solve(TOWN).travel_minutes


def test_the_clock_stops_with_a_plan_that_keeps_all_rules():
    ticks = iter(range(10_000))
    plan = solve(TOWN, seconds=3, clock=lambda: next(ticks))
    assert (plan.status, check(TOWN, plan)) == ("stopped", ())


def test_somebody_stops_it():
    plan = solve(TOWN, should_stop=lambda: True)
    assert (plan.status, check(TOWN, plan)) == ("stopped", ())
    assert plan.bound_minutes < plan.travel_minutes


def test_progress_rises_to_the_end():
    seen = []
    solve(TOWN, on_progress=seen.append)
    assert [progress.share for progress in seen] == sorted(progress.share for progress in seen)
    assert {progress.phase for progress in seen} == {"reading", "trips", "travel", "dates", "block"}
    assert seen[-1].share == 1


WEEK = School("s", tuple(range(5)), (540, 720), 60)
OTHER = replace(WEEK, id="t", window=(600, 660))
NEAR = ((0, 10, 10), (10, 0, 10), (10, 10, 0))


def two_schools(**changes) -> Problem:
    facts = {"days": 10, "visits": 1, "per_day": 2, "spacing_days": 7, "shift": (510, 1035), "blocks": (Block("b", NEAR, (WEEK, OTHER)),)}
    return Problem(**{**facts, **changes})


def block_of(minutes=NEAR, absent=(), **school) -> tuple[Block, ...]:
    return (Block("b", minutes, (replace(WEEK, **school), OTHER), absent),)


@pytest.mark.parametrize(
    ("changes", "rules", "schools"),
    [
        ({"blocks": block_of(open=())}, ("open",), ("s",)),
        ({"blocks": block_of(open=(2,), absent=(2,))}, ("open", "absent"), ("s",)),
        ({"visits": 2}, ("open", "spacing"), ("s",)),
        ({"blocks": block_of(window=(540, 590))}, ("window", "service"), ("s",)),
        ({"blocks": block_of(minutes=((0, 160, 10), (160, 0, 160), (10, 160, 0)))}, ("window", "travel"), ("s",)),
        ({"blocks": block_of(minutes=((0, 10, 10), (500, 0, 500), (10, 10, 0)))}, ("shift", "travel"), ("s",)),
        ({"locked": (Lock("b", "s", 7),)}, ("locked", "open"), ("s",)),
        ({"locked": (Lock("b", "s", 2),), "blocks": block_of(absent=(2,))}, ("locked", "absent"), ("s",)),
        ({"locked": (Lock("b", "s", 1), Lock("b", "s", 2))}, ("locked", "visits"), ("s",)),
        ({"locked": (Lock("b", "s", 1), Lock("b", "s", 2)), "visits": 2}, ("locked", "spacing"), ("s",)),
        ({"locked": (Lock("b", "s", 1), Lock("b", "t", 1)), "per_day": 1}, ("locked", "per_day"), ("s", "t")),
        ({"locked": (Lock("b", "s", 1), Lock("b", "t", 1)), "blocks": block_of(window=(600, 660))}, ("locked", "shift"), ("s", "t")),
        ({"blocks": block_of(open=(3,), absent=(0, 1, 2, 4)), "per_day": 1}, ("days", "per_day"), ("s", "t")),
    ],
)
def test_what_collides_is_named(changes, rules, schools):
    with pytest.raises(Infeasible) as refused:
        solve(two_schools(**changes))
    assert (rules, schools) in {(conflict.rules, conflict.schools) for conflict in refused.value.conflicts}
    assert {conflict.block for conflict in refused.value.conflicts} == {"b"}


def test_the_smallest_group_without_days_is_named():
    """a and b both need the one day on which a third is locked out of the trip by its hours."""
    same = {"window": (600, 660), "open": (1,)}
    schools = (replace(WEEK, id="a", **same), replace(WEEK, id="b", **same), replace(WEEK, id="c"), replace(WEEK, id="d"))
    minutes = tuple(tuple(0 if i == j else 10 for j in range(5)) for i in range(5))
    with pytest.raises(Infeasible) as refused:
        solve(two_schools(blocks=(Block("b", minutes, schools),)))
    (conflict,) = refused.value.conflicts
    assert (conflict.rules, conflict.schools) == (("open", "spacing", "per_day"), ("a", "b"))


def test_a_trip_through_another_school_counts_where_the_straight_way_is_longer():
    """s is reached in time only by way of t."""
    minutes = ((0, 300, 10), (10, 0, 10), (10, 10, 0))
    blocks = (Block("b", minutes, (replace(WEEK, window=(540, 780)), OTHER)),)
    plan = solve(two_schools(blocks=blocks))
    assert [[stop.school for stop in trip.stops] for trip in plan.trips] == [["t", "s"]]


def test_a_block_too_large_to_list_has_an_honest_bound(monkeypatch):
    """Only trips between neighbours are listed; the bound still holds for all."""
    problem = make(Case((20,)), 1)
    best = solve(problem)
    monkeypatch.setattr(trips, "MOST_LABELS", 1_000)
    plan = solve(problem)
    assert check(problem, plan) == ()
    assert (plan.bound_minutes, plan.travel_minutes) == (best.bound_minutes, best.travel_minutes)
    nothing = trips.Trips(np.zeros((0, 3), np.int64), np.zeros(0, np.int64), is_all=False)
    monkeypatch.setattr(term, "promising", lambda *_: nothing)
    plan = solve(problem)
    assert 0.9 * best.travel_minutes < plan.bound_minutes <= best.travel_minutes <= plan.travel_minutes <= 1.02 * best.travel_minutes
    monkeypatch.setattr(trips, "MOST_SEQUENCES", 0)
    assert 0 < solve(problem).bound_minutes < plan.bound_minutes


def test_where_many_partial_trips_look_promising_few_are_followed_first(monkeypatch):
    """At first prices are far off, and most partial trips seem to improve; the best of them make better prices."""
    problem = make(Case((60,), days=40, visits=1, per_day=4, spread=6.0), 1)
    best = solve(problem)
    for name, value in (("MOST_LABELS", 100), ("FIRST_LABELS", 100), ("MOST_SEQUENCES", 0)):
        monkeypatch.setattr(trips, name, value)
    monkeypatch.setattr(cover, "FEW_HOPEFUL", 100, raising=False)
    plan = solve(problem)
    assert (plan.bound_minutes, check(problem, plan)) == (best.bound_minutes, ())


def test_where_all_ways_are_as_long_whole_trips_are_found_among_more_than_full_ones():
    """29 schools twice, four a day: 58 visits are not a multiple of four, and there are 23,751 full trips, each as good as any other."""
    whole_day = tuple(
        replace(WEEK, id=str(number), open=tuple(range(40)), window=(510, 1035), service=30, visits=2) for number in range(29)
    )
    minutes = tuple(tuple(15 * (i != j) for j in range(30)) for i in range(30))
    problem = two_schools(days=40, per_day=4, blocks=(Block("b", minutes, whole_day),))
    search = Search(term_of(problem, problem.blocks[0]), Watch(time.perf_counter, None, None, None), silent)
    search.choose()
    assert search.chosen is not None
    assert search.chosen.travel == 15 * (58 + 15)


def test_many_short_visits_a_day_do_not_grow_without_end(monkeypatch):
    monkeypatch.setattr(trips, "MOST_STEPS", 100_000)
    short = tuple(replace(WEEK, id=str(number), window=(510, 1035), service=1) for number in range(30))
    minutes = tuple(tuple(int(i != j) for j in range(31)) for i in range(31))
    problem = two_schools(per_day=1_000_000_000, blocks=(Block("b", minutes, short),))
    plan = solve(problem)
    assert check(problem, plan) == ()
    assert plan.bound_minutes <= 31 <= plan.travel_minutes


MONTHS = ((0, 8), (9, 26), (27, 45), (46, 59))


def test_months_get_their_share_by_working_days():
    """Nobody has a month with more than one visit above the mean of its working days."""
    problem = replace(make(CASES["city"], 1), periods=MONTHS)
    plan = solve(problem)
    assert (plan.status, check(problem, plan)) == ("proven", ())
    assert max(plan.above_share) == 1
    for block in problem.blocks:
        works = {day for school in block.schools for day in school.open}
        days = [trip.day for trip in plan.trips if trip.block == block.id for _ in trip.stops]
        for first, last in MONTHS:
            mean = len(days) * sum(first <= day <= last for day in works) / len(works)
            assert sum(first <= day <= last for day in days) <= mean + 1


def test_months_that_cannot_be_even_are_as_even_as_can_be():
    """Four visits, all in the second of two periods with as many working days: two above its share, and not a word of collision."""
    late = tuple(range(5, 10))
    schools = (
        replace(WEEK, open=late),
        replace(WEEK, id="t", open=late),
        replace(WEEK, id="u", open=(0, *late)),
        replace(WEEK, id="v", open=late),
    )
    minutes = tuple(tuple(0 if i == j else 10 for j in range(5)) for i in range(5))
    problem = two_schools(blocks=(Block("b", minutes, schools, (0,)),), periods=((0, 4), (5, 9)), per_day=1)
    crowd = replace(WEEK, id="w", open=(1, 2, 3, 4), visits=0)
    block = Block("b", tuple(tuple(0 if i == j else 10 for j in range(6)) for i in range(6)), (*schools, crowd), (0,))
    problem = replace(problem, blocks=(block,))
    plan = solve(problem)
    assert (plan.status, plan.above_share, check(problem, plan)) == ("proven", (2,), ())


def test_a_first_visit_is_made_in_time_and_its_school_is_named_where_it_cannot_be():
    early = tuple(replace(school, first_by=4) for school in TOWN.blocks[0].schools[:3])
    problem = replace(TOWN, blocks=(replace(TOWN.blocks[0], schools=(*early, *TOWN.blocks[0].schools[3:])), *TOWN.blocks[1:]))
    plan = solve(problem)
    assert (plan.status, check(problem, plan)) == ("proven", ())
    for school in early:
        assert min(trip.day for trip in plan.trips for stop in trip.stops if stop.school == school.id) <= 4
    with pytest.raises(Infeasible) as refused:
        solve(two_schools(blocks=block_of(open=(3, 4), first_by=2)))
    assert [(conflict.rules, conflict.schools) for conflict in refused.value.conflicts] == [(("open", "first_by"), ("s",))]
    solve(two_schools(blocks=block_of(open=(3, 4), first_by=2), previous=(), today=3))


def test_hours_may_differ_by_weekday():
    """Mornings on Monday and Tuesday, never on Wednesday, after that afternoons: with the other school only late in the week."""
    hours = ((540, 600), (540, 600), (0, 0), (780, 900), (780, 900))
    problem = two_schools(blocks=block_of(window=None, windows=hours, visits=2), spacing_days=2)
    plan = solve(problem)
    assert check(problem, plan) == ()
    found = [(trip.day, [stop.school for stop in trip.stops], trip.stops[0].arrive) for trip in plan.trips]
    assert {day % 5 for day, _, _ in found} <= {0, 1, 3, 4}
    assert plan.travel_minutes == 50
    day, stops, _ = next(row for row in found if "t" in row[1])
    assert stops == (["s", "t"] if day % 5 < 2 else ["t", "s"])
