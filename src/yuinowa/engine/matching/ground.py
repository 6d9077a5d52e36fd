"""The facts of one problem and plan, gathered once and asked many times when reasons are given."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from .clash import Clashes
from .diary import Diary
from .eligible import Eligible, eligible
from .facts import Facts
from .model import Need, Person, Plan, Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

FACT_RULES = ("skill", "setting", "distance", "weekday", "absence")
RULES = (*FACT_RULES, "listed", "forbidden", "load", "clash")


class Ground:
    """Rows, facts, pairs and diary of a plan. Rules are given as masks over all people."""

    def __init__(self, problem: Problem, plan: Plan, pairs: Eligible | None = None, clashes: Clashes | None = None) -> None:
        self.problem = problem
        self.plan = plan
        self.need_row = {need.id: row for row, need in enumerate(problem.needs)}
        self.person_row = {person.id: row for row, person in enumerate(problem.people)}
        self.diary = Diary(problem, clashes or Clashes(problem), plan.assignments)
        if pairs is not None:
            self.pairs = pairs

    def need(self, need_id: str) -> Need:
        return self.problem.needs[self.need_row[need_id]]

    def person(self, person_id: str) -> Person:
        return self.problem.people[self.person_row[person_id]]

    @cached_property
    def facts(self) -> Facts:
        return Facts(self.problem)

    @cached_property
    def pairs(self) -> Eligible:
        return eligible(self.problem)

    @cached_property
    def forbidden(self) -> set[tuple[str, str]]:
        return {(assignment.need, assignment.person) for assignment in self.problem.forbidden}

    @cached_property
    def locked(self) -> set[tuple[str, str]]:
        return {(assignment.need, assignment.person) for assignment in self.problem.locked}

    @cached_property
    def loads(self) -> NDArray:
        """Places of each person in this plan."""
        import numpy as np

        return np.array([len(self.diary.places[row]) for row in range(len(self.problem.people))], dtype=np.int64)

    @cached_property
    def limits(self) -> NDArray:
        import numpy as np

        return np.array([person.limit for person in self.problem.people], dtype=np.int64)

    def pairs_of(self, row: int) -> slice:
        """Where the pairs of a need lie."""
        import numpy as np

        low, high = np.searchsorted(self.pairs.need, [row, row + 1])
        return slice(int(low), int(high))

    def rules(self, row: int) -> dict[str, NDArray]:
        """For each rule, who satisfies it. A listed pair satisfies every fact by being listed."""
        masks = self._facts(row)
        if self.problem.pairs is not None:
            listed = self._mask(self.pairs.person[self.pairs_of(row)].tolist())
            masks = {rule: mask | listed for rule, mask in masks.items()}
            masks["listed"] = listed
        need = self.problem.needs[row]
        masks["forbidden"] = ~self._mask([self.person_row[p] for n, p in self.forbidden if n == need.id and p in self.person_row])
        masks["load"] = (self.loads < self.limits) & ~self._mask(self._over_limits(need.day))
        masks["clash"] = ~self._mask(self._busy(row))
        return masks

    def helpers(self, row: int) -> NDArray:
        return self._mask(self.diary.helpers[row])

    def _facts(self, row: int) -> dict[str, NDArray]:
        import numpy as np

        need, facts = self.problem.needs[row], self.facts
        everybody = np.ones(len(self.problem.people), np.bool_)
        return {
            "skill": everybody if need.skill is None else facts.has_skill(need.skill),
            "setting": facts.setting >= need.setting,
            "distance": facts.distance(need.place) <= facts.reach,
            "weekday": facts.has_hours(need),
            "absence": ~facts.is_absent(need.day),
        }

    @cached_property
    def _limited(self) -> list[int]:
        return [row for row, person in enumerate(self.problem.people) if person.limits]

    def _over_limits(self, day: int) -> list[int]:
        return [row for row in self._limited if self.diary.is_over_limits(row, day)]

    @cached_property
    def _needs_of_day(self) -> dict[int, list[int]]:
        days: dict[int, list[int]] = {}
        for row, need in enumerate(self.problem.needs):
            days.setdefault(need.day, []).append(row)
        return days

    def _busy(self, row: int) -> list[int]:
        """Who is elsewhere at that time or has a full day."""
        same_day, helpers = self._needs_of_day[self.problem.needs[row].day], self.diary.helpers
        places = Counter(person for other in same_day if other in helpers for person in helpers[other])
        full = [person for person, count in places.items() if count >= self.problem.rules.per_day]
        clashing = [other for other in same_day if other in helpers and (other == row or self.diary.clashes.clash(row, other))]
        return full + [person for other in clashing for person in helpers[other]]

    def _mask(self, rows: list[int]) -> NDArray:
        import numpy as np

        mask = np.zeros(len(self.problem.people), np.bool_)
        mask[rows] = True
        return mask
