"""Who is where in a plan, and what hinders a person from one place more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from .clash import Clashes
from .model import Assignment, Problem


class Diary:
    """The places of each person, by rows of the problem."""

    def __init__(self, problem: Problem, clashes: Clashes, assignments: Iterable[Assignment] = ()) -> None:
        self.problem = problem
        self.clashes = clashes
        self.places: dict[int, list[int]] = defaultdict(list)
        self.helpers: dict[int, list[int]] = defaultdict(list)
        rows = {need.id: row for row, need in enumerate(problem.needs)}
        columns = {person.id: row for row, person in enumerate(problem.people)}
        for assignment in assignments:
            self.add(rows[assignment.need], columns[assignment.person])

    def add(self, need: int, person: int) -> None:
        self.places[person].append(need)
        self.helpers[need].append(person)

    def remove(self, need: int, person: int) -> None:
        self.places[person].remove(need)
        self.helpers[need].remove(person)

    def hindrance(self, need: int, person: int) -> str | None:
        """The first rule that one place more would break: clash, per_day, limit or limits."""
        day = self.problem.needs[need].day
        same_day = [other for other in self.places[person] if self.problem.needs[other].day == day]
        if any(other == need or self.clashes.clash(need, other) for other in same_day):
            return "clash"
        if len(same_day) >= self.problem.rules.per_day:
            return "per_day"
        if len(self.places[person]) >= self.problem.people[person].limit:
            return "limit"
        return "limits" if self.is_over_limits(person, day) else None

    def is_over_limits(self, person: int, day: int) -> bool:
        days = [self.problem.needs[other].day for other in self.places[person]]
        return any(
            limit.first <= day <= limit.last and sum(limit.first <= d <= limit.last for d in days) >= limit.max
            for limit in self.problem.people[person].limits
        )

    def assignments(self) -> list[tuple[int, int]]:
        return sorted((need, person) for person, needs in self.places.items() for need in needs)
