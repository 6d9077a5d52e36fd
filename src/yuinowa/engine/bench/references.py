"""What a municipality does without a planner: sign-up sheets, or a coordinator who telephones down the list."""

from __future__ import annotations

from random import Random

from yuinowa.engine.matching.clash import Clashes
from yuinowa.engine.matching.diary import Diary
from yuinowa.engine.matching.eligible import eligible
from yuinowa.engine.matching.greedy import first_plan
from yuinowa.engine.matching.model import Assignment, Problem


def sign_up(problem: Problem, seed: int, *, nearest: bool = False) -> tuple[Assignment, ...]:
    """First come, first served: people arrive in a random order and tick open places up to their limit.

    They go down the list by date, or pick the nearest places first.
    """
    pairs = eligible(problem).open()
    diary = Diary(problem, Clashes(problem))
    wishes: dict[int, list[tuple[int, ...]]] = {}
    for need, person, travel in zip(pairs.need.tolist(), pairs.person.tolist(), pairs.travel.tolist(), strict=True):
        place = problem.needs[need]
        wish = (travel, need) if nearest else (place.day, place.start, need)
        wishes.setdefault(person, []).append(wish)
    arrivals = sorted(wishes)
    Random(f"sign-up/{seed}").shuffle(arrivals)
    for person in arrivals:
        for *_, need in sorted(wishes[person]):
            if len(diary.helpers[need]) < problem.needs[need].people and diary.hindrance(need, person) is None:
                diary.add(need, person)
    return _assignments(problem, diary)


def coordinator(problem: Problem) -> tuple[Assignment, ...]:
    """One careful pass: important and scarce needs first, each with the least loaded and nearest people."""
    diary = first_plan(problem, eligible(problem).open(), Clashes(problem), ())
    return () if diary is None else _assignments(problem, diary)


def _assignments(problem: Problem, diary: Diary) -> tuple[Assignment, ...]:
    return tuple(Assignment(problem.needs[n].id, problem.people[p].id) for n, p in diary.assignments())
