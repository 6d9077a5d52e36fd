"""Illness, storm, a new closed day: the past stays, little moves."""

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yuinowa.engine.bench.rounds_city import CASES, make
from yuinowa.engine.rounds.check import check
from yuinowa.engine.rounds.model import Infeasible, Lock
from yuinowa.engine.rounds.solve import solve

from .rounds_instances import least_moved, problems

TOWN = make(CASES["town"], 1)
PLAN = solve(TOWN)


def again(problem, plan, today, **changes):
    return replace(problem, previous=plan.trips, today=today, **changes)


def displaced(problem, trips):
    """Trips that the new facts make impossible on their day."""
    gone = []
    for trip in trips:
        block = next(block for block in problem.blocks if block.id == trip.block)
        schools = {school.id: school for school in block.schools}
        closed = any(trip.day not in schools[stop.school].open for stop in trip.stops)
        if trip.day >= problem.today and (closed or trip.day in block.absent):
            gone.append(trip)
    return gone


def lost_visits(problem, trips):
    """Visits whose day is gone."""
    schools = {(block.id, school.id): (block, school) for block in problem.blocks for school in block.schools}
    found = []
    for trip in trips:
        for stop in trip.stops:
            block, school = schools[trip.block, stop.school]
            if trip.day >= problem.today and (trip.day in block.absent or trip.day not in school.open):
                found.append((trip.day, stop.school))
    return found


def ill(problem, block, days):
    return tuple(replace(other, absent=(*other.absent, *days)) if other.id == block else other for other in problem.blocks)


def closed(problem, block, school, day):
    def without(other):
        return replace(other, open=tuple(d for d in other.open if d != day)) if other.id == school else other

    return tuple(replace(other, schools=tuple(map(without, other.schools))) if other.id == block else other for other in problem.blocks)


def shut(block, day):
    """The same block with its first school closed on a day."""
    first, *rest = block.schools or (None,)
    return replace(block, schools=(replace(first, open=tuple(d for d in first.open if d != day)), *rest)) if first else block


def test_nothing_moves_without_a_reason():
    plan = solve(again(TOWN, PLAN, 20))
    assert (plan.moved, plan.trips, plan.status) == (0, PLAN.trips, "proven")


@cache
def city_of(seed):
    problem = make(CASES["city"], seed)
    return problem, solve(problem)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("event", ["ill", "closed", "storm"])
def test_an_event_moves_little_and_nothing_before_today(event, seed):
    city, before = city_of(seed)
    hit = next(trip for trip in before.trips if trip.block == "b1" and trip.day >= 22)
    if event == "ill":
        blocks = ill(city, "b1", [hit.day])
    elif event == "closed":
        blocks = closed(city, "b1", hit.stops[0].school, hit.day)
    else:
        blocks = tuple(replace(block, absent=tuple(range(25, 30))) for block in city.blocks)
    problem = again(city, before, 20, blocks=blocks)
    plan = solve(problem)
    lost = len(displaced(problem, before.trips))
    assert lost > 0
    assert check(problem, plan) == ()
    assert [trip for trip in plan.trips if trip.day < 20] == [trip for trip in before.trips if trip.day < 20]
    assert lost <= plan.moved <= lost + 2
    assert plan.moved_visits == len(lost_visits(problem, before.trips))
    assert plan.travel_minutes <= before.travel_minutes + (60 if event == "closed" else 10)


@settings(max_examples=150, deadline=None)
@given(problems(most_days=9), st.data())
def test_any_repair_keeps_the_past_the_locks_and_the_rules(problem, data):
    try:
        plan = solve(problem)
    except Infeasible:
        return
    today = data.draw(st.integers(0, problem.days))
    absent = {block.id: data.draw(st.sets(st.integers(0, problem.days - 1), max_size=1)) for block in problem.blocks}
    blocks = tuple(replace(block, absent=tuple(sorted({*block.absent, *absent[block.id]}))) for block in problem.blocks)
    blocks = tuple(shut(block, data.draw(st.integers(0, problem.days - 1))) for block in blocks)
    changed = again(problem, plan, today, blocks=blocks)
    try:
        repaired = solve(changed)
    except Infeasible as refused:
        assert refused.conflicts
        return
    assert check(changed, repaired) == ()
    assert (repaired.moved_visits, repaired.moved) == least_moved(changed)
    assert repaired.moved_visits_bound == repaired.moved_visits
    assert repaired.moved_visits >= len(lost_visits(changed, plan.trips))
    assert replace(solve(changed), seconds=0) == replace(repaired, seconds=0)


def test_a_locked_visit_stays_where_it_is():
    trip = next(trip for trip in PLAN.trips if trip.day > 20)
    lock = Lock(trip.block, trip.stops[0].school, trip.day)
    other = next(found for found in PLAN.trips if found.block == trip.block and found.day > trip.day)
    problem = again(TOWN, PLAN, 20, locked=(lock,), blocks=ill(TOWN, trip.block, [other.day]))
    plan = solve(problem)
    assert (plan.moved, check(problem, plan)) == (1, ())
    assert trip in plan.trips


def test_a_trip_without_a_common_day_is_split():
    """The schools of one trip are open together on no other day: they go apart, and no other trip moves."""
    trip = next(trip for trip in PLAN.trips if trip.day > 20 and len(trip.stops) == 3)
    names = [stop.school for stop in trip.stops]

    def apart(school):
        days = (
            tuple(d for d in school.open if d < trip.day or (d > trip.day and d % 3 == names.index(school.id)))
            if school.id in names
            else school.open
        )
        keep = {t.day for t in PLAN.trips for s in t.stops if s.school == school.id and t != trip}
        return replace(school, open=tuple(sorted({*days, *keep})))

    blocks = tuple(replace(b, schools=tuple(map(apart, b.schools))) if b.id == trip.block else b for b in TOWN.blocks)
    problem = again(TOWN, PLAN, trip.day, blocks=blocks)
    plan = solve(problem)
    assert (plan.moved, check(problem, plan)) == (1, ())


def test_a_school_that_is_gone_and_a_new_one_are_planned():
    first = TOWN.blocks[0]
    gone = first.schools[0]
    blocks = (replace(first, schools=(replace(gone, id="new"), *first.schools[1:])), *TOWN.blocks[1:])
    problem = again(TOWN, PLAN, 20, blocks=blocks)
    plan = solve(problem)
    assert check(problem, plan) == ()
    touched = [trip for trip in PLAN.trips if trip.day >= 20 and gone.id in [stop.school for stop in trip.stops]]
    assert len(touched) <= plan.moved <= len(touched) + 3


@pytest.mark.parametrize("today", [None, 0])
def test_a_previous_plan_without_a_past_is_kept(today):
    assert solve(replace(TOWN, previous=PLAN.trips, today=today)).trips == PLAN.trips
