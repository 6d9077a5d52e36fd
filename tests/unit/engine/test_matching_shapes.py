"""Hard shapes, and what must hold when a problem changes a little."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings

from yuinowa.engine.bench.city import Case, make_facts
from yuinowa.engine.matching.check import check
from yuinowa.engine.matching.model import Infeasible, Need, Pair, Person, Problem
from yuinowa.engine.matching.solve import solve

from .instances import MINUTES, problems


def everyone(needs, people, **more):
    pairs = tuple(Pair(n.id, p.id, 1.0) for n, p in product(needs, people))
    return Problem(needs, people, MINUTES, pairs=pairs, **more)


def random_problem(case, seed):
    from random import Random

    return make_facts(case, Random(seed))[0]


def a_day(count, place=lambda i: i % 3, **more):
    return tuple(Need(f"n{i}", place(i), 0, 480 + 35 * (i % 9), 540 + 35 * (i % 9), 2, **more) for i in range(count))


SHAPES = {
    "empty": Problem((), (), ()),
    "nobody": Problem(a_day(5), (), MINUTES),
    "nobody eligible": Problem(a_day(5), (Person("p", 3),), MINUTES, pairs=()),
    "no needs": Problem((), (Person("p", 3),), MINUTES),
    "limits of nought": everyone(a_day(5), tuple(Person(f"p{i}", 0) for i in range(4))),
    "huge limits": everyone(a_day(9), tuple(Person(f"p{i}", 10**9, past=10**6) for i in range(4))),
    "past of ten years": everyone(a_day(9), tuple(Person(f"p{i}", 3, past=10**9 - i % 3) for i in range(12))),
    "one day": everyone(a_day(30), tuple(Person(f"p{i}", 3, past=i % 4) for i in range(25))),
    "no travel": replace(everyone(a_day(12), tuple(Person(f"p{i}", 4) for i in range(9))), minutes=((0, 0, 0),) * 3),
    "one big block": everyone(a_day(18, place=lambda _: 0), tuple(Person(f"p{i}", 2) for i in range(30))),
    "minimum everywhere": everyone(a_day(12, minimum=2), tuple(Person(f"p{i}", 2) for i in range(9))),
    "any letters": everyone(
        (Need("あ\u0000\U0001f600", 0, 0, 540, 600, 1), Need("é", 0, 0, 540, 600, 1)), (Person("e\u0301", 1), Person("\u202eabc", 1))
    ),
    "500 schools": random_problem(Case(needs=120, people=200, schools=500), 5),
}


@pytest.mark.parametrize("name", SHAPES)
def test_hard_shapes_are_planned(name):
    problem = SHAPES[name]
    plan = solve(problem)
    assert (plan.status, plan.gap, check(problem, plan)) == ("proven", 0, ())


def planned(problem):
    try:
        return solve(problem)
    except Infeasible:
        return None


def worth(plan):
    return [(level.name, level.value) for level in plan.levels]


@settings(max_examples=60, deadline=None)
@given(problems(most_needs=6, most_people=5))
def test_one_person_more_never_costs_seats(problem):
    plan = planned(problem)
    if plan is None:
        return
    more = Person("new", limit=2)
    pairs = (*(problem.pairs or ()), *(Pair(need.id, "new", 1.0) for need in problem.needs))
    assert solve(replace(problem, people=(*problem.people, more), pairs=pairs)).level("seats").value >= plan.level("seats").value


@settings(max_examples=60, deadline=None)
@given(problems(most_needs=6, most_people=5))
def test_locking_what_was_planned_changes_nothing(problem):
    plan = planned(problem)
    if plan is not None:
        locked = solve(replace(problem, locked=plan.assignments))
        assert (locked.assignments, worth(locked)) == (plan.assignments, worth(plan))


@settings(max_examples=60, deadline=None)
@given(problems(most_needs=6, most_people=5))
def test_who_is_not_used_is_not_missed(problem):
    plan = planned(problem)
    if plan is None:
        return
    used = {given_.person for given_ in (*plan.assignments, *problem.locked)}
    idle = next((person for person in problem.people if person.id not in used), None)
    if idle is None:
        return
    without = replace(
        problem,
        people=tuple(person for person in problem.people if person != idle),
        pairs=tuple(pair for pair in problem.pairs or () if pair.person != idle.id),
        forbidden=tuple(given_ for given_ in problem.forbidden if given_.person != idle.id),
        previous=problem.previous and tuple(given_ for given_ in problem.previous if given_.person != idle.id),
    )
    was_counted = any(pair.person == idle.id for pair in problem.pairs or ())
    expected = {**dict(worth(plan)), "fairness": plan.level("fairness").value - idle.past**2 * was_counted}
    assert dict(worth(solve(without))) == expected
