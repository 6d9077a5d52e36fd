"""The next people to ask for a need, given a plan."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .clash import Clashes
from .diary import Diary
from .eligible import Eligible, eligible
from .ground import Ground
from .model import Plan, Problem


@dataclass(frozen=True, slots=True)
class Candidate:
    person: str
    km: float
    known: bool
    load: int


def rank_candidates(problem: Problem, plan: Plan, need_id: str, count: int = 3, *, ground: Ground | None = None) -> tuple[Candidate, ...]:
    """Free and eligible people, best first: the least load with past places, then the shortest way.

    Whoever asks for many needs of one plan gathers `ground` once.
    """
    row = next(row for row, need in enumerate(problem.needs) if need.id == need_id)
    pairs = eligible(only(problem, row)).open()
    diary = ground.diary if ground else Diary(problem, Clashes(problem), plan.assignments)
    free = [place for place, person in enumerate(pairs.person.tolist()) if diary.hindrance(row, person) is None]
    ranked = sorted(free, key=lambda place: _cost(problem, diary, pairs, place))
    return tuple(_candidate(problem, diary, pairs, place) for place in ranked[:count])


def only(problem: Problem, row: int) -> Problem:
    """The same problem with one need."""
    need = problem.needs[row]
    pairs = problem.pairs
    if pairs is not None:
        pairs = tuple(pair for pair in pairs if pair.need == need.id)
    return replace(problem, needs=(need,), pairs=pairs)


def _load(problem: Problem, diary: Diary, person: int) -> int:
    return problem.people[person].past + len(diary.places[person])


def _cost(problem: Problem, diary: Diary, pairs: Eligible, place: int) -> tuple[int, int, int]:
    person = int(pairs.person[place])
    return _load(problem, diary, person), int(pairs.travel[place]), person


def _candidate(problem: Problem, diary: Diary, pairs: Eligible, place: int) -> Candidate:
    person = int(pairs.person[place])
    return Candidate(problem.people[person].id, float(pairs.km[place]), bool(pairs.known[place]), _load(problem, diary, person))
