"""Rules that collide before any search: too few open days, hours too short, locks that exclude each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from .model import Block, Conflict, Infeasible, Problem, School
from .term import Term, first_day
from .trips import Trips


def refuse_collisions(problem: Problem, terms: list[Term]) -> None:
    """Raises Infeasible with everything that can be seen without a search."""
    conflicts = [conflict for term in terms for conflict in _Block(problem, term).conflicts()]
    if conflicts:
        raise Infeasible(tuple(conflicts))


@dataclass(frozen=True)
class _Block:
    problem: Problem
    term: Term

    @property
    def block(self) -> Block:
        return self.term.block

    def conflicts(self) -> Iterator[Conflict]:
        for row, school in enumerate(self.block.schools):
            yield from self.locks(row, school)
            if self.term.need[row]:
                yield from self.hours(school)
                yield from self.days(row, school)
        yield from self.crowds()

    def conflict(self, rules: tuple[str, ...], school: School, days: tuple[int, ...] = (), **values: Any) -> Conflict:
        return Conflict(rules, self.block.id, (school.id,), days, values)

    def hours(self, school: School) -> Iterator[Conflict]:
        opens, closes = school.widest
        if closes - opens < school.service:
            yield self.conflict(("window", "service"), school, window=closes - opens, service=school.service)

    def days(self, row: int, school: School) -> Iterator[Conflict]:
        """Open days, those on which the instructor works, and how many of them keep the distance."""
        visits, today = self.problem.visits_of(school), first_day(self.problem)
        locked = {lock.day for lock in self.problem.locked if (lock.block, lock.school) == (self.block.id, school.id)}
        need, opened = int(self.term.need[row]), {day for day in school.days if day >= today}
        present = opened - set(self.block.absent)
        if len(opened) < need:
            yield self.conflict(("open",), school, open=len(opened), visits=need)
        elif len(present) < need:
            yield self.conflict(("open", "absent"), school, open=len(present), visits=need)
        elif self.room(row) < need and not self.broken_locks(school, locked):
            yield self.conflict(("open", "spacing"), school, open=len(present), visits=need, all=visits, spacing=self.term.spacing)
        if row in self.term.due and not self.term.due[row]:
            yield self.conflict(("open", "first_by"), school, (school.first_by or 0,))

    def room(self, row: int) -> int:
        """Most visits that keep the distance: taking the first day that is free is best."""
        count, last = 0, -self.term.spacing
        for column, day in enumerate(self.term.days):
            if self.term.may[row, column] and day - last >= self.term.spacing:
                count, last = count + 1, day
        return count

    def broken_locks(self, school: School, locked: set[int]) -> bool:
        return not locked <= set(school.days) - set(self.block.absent)

    def locks(self, row: int, school: School) -> Iterator[Conflict]:
        been = {trip.day for trip in self.term.past if any(stop.school == school.id for stop in trip.stops)}
        locked = sorted({lock.day for lock in self.problem.locked if (lock.block, lock.school) == (self.block.id, school.id)})
        ahead = [day for day in locked if day >= first_day(self.problem)]
        for day in locked:
            if day < first_day(self.problem) and day not in been:
                yield self.conflict(("locked", "today"), school, (day,))
        for day in ahead:
            if day in self.block.absent:
                yield self.conflict(("locked", "absent"), school, (day,))
            elif day not in school.days:
                yield self.conflict(("locked", "open"), school, (day,))
        if len(ahead) > self.term.need[row]:
            yield self.conflict(("locked", "visits"), school, tuple(ahead), visits=int(self.term.need[row]))
        taken = sorted({*been, *ahead})
        for one, other in pairwise(taken):
            if other - one < self.term.spacing and other in ahead:
                yield self.conflict(("locked", "spacing"), school, (one, other), spacing=self.term.spacing)

    def crowds(self) -> Iterator[Conflict]:
        for column, rows in self.term.locks.items():
            if len(rows) > self.term.most:
                names = tuple(self.block.schools[row].id for row in rows)
                yield Conflict(("locked", "per_day"), self.block.id, names, (self.term.days[column],), {"per_day": self.term.most})
        need, room = int(self.term.need.sum()), self.term.most * len(self.term.days)
        if need > room:
            names = tuple(school.id for row, school in enumerate(self.block.schools) if self.term.need[row])
            yield Conflict(("days", "per_day"), self.block.id, names, (), {"visits": need, "room": room})


def refuse_unreachable(term: Term, trips: Trips) -> None:
    """Raises Infeasible for schools, and locked days, that no trip serves."""
    conflicts = [*_out_of_reach(term, trips), *_locks_apart(term, trips)]
    if conflicts:
        raise Infeasible(tuple(conflicts))


def _out_of_reach(term: Term, trips: Trips) -> Iterator[Conflict]:
    served = set(trips.stops.ravel().tolist())
    for row, school in enumerate(term.block.schools):
        if term.need[row] and row not in served:
            arrive = term.shift[0] + int(term.hours.out[row])
            opens, closes = school.widest
            leave = max(arrive, opens) + school.service
            rule = "window" if leave > closes else "shift"
            back = leave + int(term.hours.back[row])
            yield Conflict((rule, "travel"), term.block.id, (school.id,), (), {"arrive": arrive, "leave": leave, "back": back})


def _locks_apart(term: Term, trips: Trips) -> Iterator[Conflict]:
    allowed = term.allowed(trips)
    for column, rows in term.locks.items():
        if not allowed[:, column].any():
            names = tuple(term.block.schools[row].id for row in rows)
            yield Conflict(("locked", "shift"), term.block.id, names, (term.days[column],))
