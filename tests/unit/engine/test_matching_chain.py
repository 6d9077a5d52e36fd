"""The fewest people to move so that an open seat is filled, against a search of all ways on small plans."""

from dataclasses import replace
from itertools import permutations, product

from hypothesis import given, settings

from yuinowa.engine.matching.chain import Move, after, shortest_chain
from yuinowa.engine.matching.model import Assignment, Infeasible, Need, Pair, Person, Plan, Problem
from yuinowa.engine.matching.solve import solve

from .instances import MINUTES, keeps_rules, problems


def all_ways(problem, plan, need, size):
    """Every chain of so many different people from the open seat on that keeps all rules."""
    places = {
        person.id: [a.need for a in plan.assignments if a.person == person.id and a not in problem.locked] for person in problem.people
    }
    for people in permutations(places, size):
        for left in product(*(places[person] for person in people[:-1])):
            holes = (need, *left)
            moves = tuple(Move(person, hole, gone) for person, hole, gone in zip(people, holes, (*left, None), strict=True))
            if all(Assignment(move.need, move.person) not in plan.assignments for move in moves):
                chosen = after(plan, moves)
                if len(set(chosen)) == len(plan.assignments) + 1 and keeps_rules(problem, chosen):
                    yield moves


@settings(max_examples=300, deadline=None)
@given(problems(most_needs=5, most_people=4))
def test_no_shorter_chain_is_missed(problem):
    problem = replace(problem, needs=tuple(replace(need, minimum=0) for need in problem.needs), previous=None)
    try:
        plan = solve(problem)
    except Infeasible:
        return
    for lost in [a for a in plan.assignments if a not in problem.locked][:3]:
        after_decline = replace(problem, forbidden=(*problem.forbidden, lost))
        left = replace(plan, assignments=tuple(a for a in plan.assignments if a != lost))
        found = shortest_chain(after_decline, left, lost.need, most_people=3)
        sizes = [size for size in (1, 2, 3) if any(all_ways(after_decline, left, lost.need, size))]
        assert (len(found) if found else None) == (sizes[0] if sizes else None)
        assert found is None or found in set(all_ways(after_decline, left, lost.need, len(found)))


def row(pairs, needs, people, **more):
    return Problem(needs=needs, people=people, minutes=MINUTES, pairs=pairs, **more)


NEEDS = tuple(Need(name, 0, 0, 540, 600, 1) for name in "abc")
PAIRS = (Pair("a", "p", 1), Pair("b", "p", 1), Pair("b", "q", 1), Pair("c", "q", 1), Pair("c", "r", 1))
PEOPLE = tuple(Person(name, 1) for name in "pqr")
ASKED = Plan("gap", (), (Assignment("b", "p"), Assignment("c", "q")))


def test_three_people_move_one_after_the_other():
    moves = shortest_chain(row(PAIRS, NEEDS, PEOPLE), ASKED, "a")
    assert moves == (Move("p", "a", "b"), Move("q", "b", "c"), Move("r", "c"))
    assert set(after(ASKED, moves)) == {Assignment("a", "p"), Assignment("b", "q"), Assignment("c", "r")}


def test_more_people_than_allowed_are_not_moved():
    assert shortest_chain(row(PAIRS, NEEDS, PEOPLE), ASKED, "a", most_people=2) is None


def test_whoever_is_locked_stays():
    assert shortest_chain(row(PAIRS, NEEDS, PEOPLE, locked=(Assignment("c", "q"),)), ASKED, "a") is None


def test_of_equal_chains_the_least_loaded_person_comes():
    people = (Person("p", 1), Person("r", 3, past=2), Person("s", 3, past=1))
    pairs = (Pair("a", "r", 1), Pair("a", "s", 9))
    assert shortest_chain(row(pairs, NEEDS, people), Plan("gap", (), ()), "a") == (Move("s", "a"),)
