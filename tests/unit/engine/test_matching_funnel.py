"""What a funnel counts without asking everybody, against asking everybody."""

from itertools import product

from hypothesis import given, settings

from yuinowa.engine.matching.clash import Clashes
from yuinowa.engine.matching.ground import Ground
from yuinowa.engine.matching.model import Infeasible
from yuinowa.engine.matching.solve import solve

from .instances import problems


@settings(max_examples=200, deadline=None)
@given(problems(most_needs=6, most_people=5))
def test_who_is_busy_is_whoever_a_place_more_would_break_a_day_of(problem):
    try:
        plan = solve(problem)
    except Infeasible:
        return
    ground = Ground(problem, plan)
    for need in range(len(problem.needs)):
        hindered = [ground.diary.hindrance(need, person) in ("clash", "per_day") for person in range(len(problem.people))]
        assert (~ground.rules(need)["clash"]).tolist() == hindered


@settings(max_examples=100, deadline=None)
@given(problems(most_needs=6))
def test_two_needs_clash_alike_by_themselves_and_in_their_day(problem):
    alone, together = Clashes(problem), Clashes(problem)
    rows = range(len(problem.needs))
    for row in rows:
        together.mask(row)
    for one, other in product(rows, rows):
        if problem.needs[one].day == problem.needs[other].day:
            assert alone.clash(one, other) == together.clash(one, other)
