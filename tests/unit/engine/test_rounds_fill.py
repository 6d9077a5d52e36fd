"""A tight term that nobody could plan day by day: it is completed, and the checker finds nothing wrong."""

import math
from random import Random

import pytest

from yuinowa.engine.rounds import greedy
from yuinowa.engine.rounds.check import check
from yuinowa.engine.rounds.fill import completed
from yuinowa.engine.rounds.model import Block, Problem, School
from yuinowa.engine.rounds.solve import solve
from yuinowa.engine.rounds.term import term_of
from yuinowa.engine.watch import Watch

WINDOWS = ((540, 720), (780, 960), (540, 960))


def tight(seed: int, days: int, spacing: int, schools: int = 110) -> Problem:
    """Three visits of each school, three a day at most, in hardly more days than that takes, shared evenly among the months."""
    random = Random(seed)
    places = [(15.0, 15.0), *((random.uniform(0, 30), random.uniform(0, 30)) for _ in range(schools))]
    minutes = tuple(tuple(math.ceil(2.6 * math.dist(one, other)) for other in places) for one in places)
    rows = (
        School(f"s{n}", tuple(day for day in range(days) if random.random() < 0.9), random.choice(WINDOWS), random.choice((60, 75, 90)))
        for n in range(schools)
    )
    months = tuple((first, min(days, first + 20) - 1) for first in range(0, days, 20))
    return Problem(days, 3, 3, spacing, (510, 1035), (Block("b", minutes, tuple(rows)),), periods=months)


@pytest.mark.parametrize(("seed", "days", "spacing"), [(1, 115, 7), (2, 120, 20), (4, 130, 30)])
def test_a_tight_term_is_completed(seed, days, spacing):
    problem = tight(seed, days, spacing)
    term = term_of(problem, problem.blocks[0])
    first = greedy.nearest(term)
    assert not greedy.is_complete(term, first)
    found = completed(term, first, Watch(lambda: 0.0, None, None, None))
    assert found is not None
    assert greedy.is_complete(term, found)


def test_a_stopped_plan_of_a_tight_term_keeps_all_rules():
    problem, told = tight(1, 115, 7), []
    plan = solve(problem, on_progress=told.append, should_stop=lambda: any(news.phase == "travel" for news in told))
    assert (plan.status, check(problem, plan)) == ("stopped", ())
    assert plan.bound_minutes <= plan.travel_minutes


def test_where_days_do_not_suffice_nothing_is_claimed():
    problem = tight(1, 20, 7, schools=21)
    term = term_of(problem, problem.blocks[0])
    assert completed(term, [], Watch(lambda: 0.0, None, None, None)) is None
