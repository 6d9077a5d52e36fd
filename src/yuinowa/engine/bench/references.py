"""What a municipality does without a planner: sign-up sheets, or a coordinator who telephones down the list."""

from __future__ import annotations

from random import Random

from yuinowa.engine.matching.clash import Clashes
from yuinowa.engine.matching.diary import Diary
from yuinowa.engine.matching.eligible import eligible
from yuinowa.engine.matching.greedy import first_plan
from yuinowa.engine.matching.model import Assignment, Problem


def sign_up(problem: Problem, seed: int, *, nearest: bool = True) -> tuple[Assignment, ...]:
    """First come, first served: people look in at random moments and tick one open place each time.

    Who offers more places looks in more often. The nearest place is ticked, or the first by date.
    """
    diary = Diary(problem, Clashes(problem))
    wishes = _wishes(problem, nearest=nearest)
    visits = [person for person in wishes for _ in range(problem.people[person].limit)]
    Random(f"sign-up/{seed}").shuffle(visits)
    for person in visits:
        _tick(problem, diary, person, wishes[person])
    return _assignments(problem, diary)


def _wishes(problem: Problem, *, nearest: bool) -> dict[int, list[int]]:
    """The needs that each person could serve, the most wanted last."""
    pairs = eligible(problem).open()
    found: dict[int, list[tuple[int, ...]]] = {}
    for need, person, travel in zip(pairs.need.tolist(), pairs.person.tolist(), pairs.travel.tolist(), strict=True):
        place = problem.needs[need]
        found.setdefault(person, []).append((travel, need) if nearest else (place.day, place.start, need))
    return {person: [wish[-1] for wish in sorted(found[person], reverse=True)] for person in sorted(found)}


def _tick(problem: Problem, diary: Diary, person: int, wishes: list[int]) -> None:
    """What is full or clashes now stays so: places are never given back."""
    while wishes:
        need = wishes.pop()
        if len(diary.helpers[need]) < problem.needs[need].people and diary.hindrance(need, person) is None:
            diary.add(need, person)
            return


def coordinator(problem: Problem) -> tuple[Assignment, ...]:
    """One careful pass: important and scarce needs first, each with the least loaded and nearest people."""
    diary = first_plan(problem, eligible(problem).open(), Clashes(problem), ())
    return () if diary is None else _assignments(problem, diary)


def _assignments(problem: Problem, diary: Diary) -> tuple[Assignment, ...]:
    return tuple(Assignment(problem.needs[n].id, problem.people[p].id) for n, p in diary.assignments())
