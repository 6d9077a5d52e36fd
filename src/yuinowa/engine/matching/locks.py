"""Locked places that break a rule by themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from .clash import Clashes
from .diary import Diary
from .eligible import Eligible, find, keys_of, pair_key
from .model import Assignment, Conflict, Infeasible, Problem


def check_locks(problem: Problem, pairs: Eligible, clashes: Clashes) -> None:
    """Raises Infeasible when the locked places collide with eligibility, each other or a limit."""
    conflicts = (*_not_eligible(problem, pairs), *_too_many(problem), *_crossing(problem, clashes))
    if conflicts:
        raise Infeasible(conflicts)


def _not_eligible(problem: Problem, pairs: Eligible) -> Iterator[Conflict]:
    key, wanted = pair_key(problem, pairs.need, pairs.person), keys_of(problem, problem.locked)
    known = set(key[find(key, wanted)].tolist())
    forbidden = set(problem.forbidden)
    for lock, number in zip(problem.locked, wanted.tolist(), strict=True):
        if number not in known:
            yield Conflict(("locked", "eligible"), (lock.need,), (lock.person,))
        if lock in forbidden:
            yield Conflict(("locked", "forbidden"), (lock.need,), (lock.person,))


def _too_many(problem: Problem) -> Iterator[Conflict]:
    locked = Counter(lock.need for lock in set(problem.locked))
    for need in problem.needs:
        if locked[need.id] > need.people:
            yield Conflict(("locked", "people"), (need.id,))


def _crossing(problem: Problem, clashes: Clashes) -> Iterator[Conflict]:
    diary = Diary(problem, clashes)
    rows = {need.id: row for row, need in enumerate(problem.needs)}
    columns = {person.id: row for row, person in enumerate(problem.people)}
    for lock in sorted(set(problem.locked), key=lambda a: (a.person, a.need)):
        rule = diary.hindrance(rows[lock.need], columns[lock.person])
        if rule is not None:
            yield Conflict(("locked", rule), _with_others(problem, diary, lock, columns[lock.person]), (lock.person,))
        diary.add(rows[lock.need], columns[lock.person])


def _with_others(problem: Problem, diary: Diary, lock: Assignment, person: int) -> tuple[str, ...]:
    return (*(problem.needs[row].id for row in diary.places[person]), lock.need)
