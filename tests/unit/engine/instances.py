"""Small random problems, and the best plan found by trying every one."""

from __future__ import annotations

from itertools import combinations

from hypothesis import strategies as st

from yuinowa.engine.matching.check import check
from yuinowa.engine.matching.model import Assignment, Limit, Need, Pair, Person, Plan, Problem, Rules

MINUTES = ((0, 20, 45), (20, 0, 30), (45, 30, 0))


@st.composite
def needs(draw, number: int) -> Need:
    people = draw(st.integers(1, 3))
    start = draw(st.sampled_from((480, 540, 560, 600, 660, 700)))
    return Need(
        id=f"n{number}",
        place=draw(st.integers(0, 2)),
        day=draw(st.integers(0, 2)),
        start=start,
        end=start + draw(st.sampled_from((45, 60, 120))),
        people=people,
        priority=draw(st.sampled_from((1, 2, 4))),
        minimum=draw(st.integers(0, people)),
    )


@st.composite
def people(draw, number: int) -> Person:
    limits = draw(st.lists(st.builds(Limit, st.just(0), st.integers(0, 2), st.integers(0, 2)), max_size=1))
    return Person(id=f"p{number}", limit=draw(st.integers(0, 4)), past=draw(st.integers(0, 4)), limits=tuple(limits))


@st.composite
def problems(draw, most_needs: int = 4, most_people: int = 3) -> Problem:
    chosen_needs = tuple(draw(needs(i)) for i in range(draw(st.integers(0, most_needs))))
    chosen_people = tuple(draw(people(i)) for i in range(draw(st.integers(0, most_people))))
    all_pairs = [(n.id, p.id) for n in chosen_needs for p in chosen_people]
    listed = [pair for pair in all_pairs if draw(st.integers(0, 3))]
    pairs = tuple(Pair(n, p, draw(st.integers(0, 60)) / 4, draw(st.booleans())) for n, p in listed)
    some = st.lists(st.sampled_from(listed), max_size=2, unique=True) if listed else st.just([])
    return Problem(
        needs=chosen_needs,
        people=chosen_people,
        minutes=MINUTES,
        rules=Rules(per_day=draw(st.integers(1, 2)), gap_minutes=10),
        pairs=pairs,
        locked=tuple(Assignment(*pair) for pair in draw(some)) if draw(st.booleans()) else (),
        forbidden=tuple(Assignment(*pair) for pair in draw(some)),
        previous=tuple(Assignment(*pair) for pair in draw(some)) if draw(st.booleans()) else None,
    )


def best_by_trying(problem: Problem) -> tuple[int, ...] | None:
    """(seats, priority, kept, −fairness, −travel) of the best plan; None when no plan keeps the rules."""
    found = [worth(problem, chosen) for chosen in _all_choices(problem) if keeps_rules(problem, chosen)]
    return max(found, default=None)


def _all_choices(problem: Problem):
    pairs = problem.pairs or ()
    for count in range(len(pairs) + 1):
        yield from combinations(pairs, count)


def keeps_rules(problem: Problem, chosen) -> bool:
    return not check(problem, Plan("", (), tuple(Assignment(pair.need, pair.person) for pair in chosen)))


def worth(problem: Problem, chosen) -> tuple[int, ...]:
    priority = {need.id: need.priority for need in problem.needs}
    previous = {(a.need, a.person) for a in problem.previous or ()}
    served = {pair.person for pair in problem.pairs or ()}
    loads = [p.past + sum(pair.person == p.id for pair in chosen) for p in problem.people if p.id in served]
    return (
        len(chosen),
        sum(priority[pair.need] for pair in chosen),
        sum((pair.need, pair.person) in previous for pair in chosen),
        -sum(load**2 for load in loads),
        -sum(round(10 * pair.km) - 20 * pair.known for pair in chosen),
    )
