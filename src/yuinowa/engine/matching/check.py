"""A second opinion on a plan. Shares only the words of the model with the solver: the rules are written out again here."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from .model import Need, Pair, Person, Plan, Problem


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken rule or a wrong figure, and what it concerns."""

    rule: str
    detail: str


def check(problem: Problem, plan: Plan) -> tuple[Violation, ...]:
    """Everything that is wrong with the plan; empty when it keeps all rules and its figures are right."""
    unknown = tuple(_unknown(problem, plan))
    return unknown or tuple(_Checker(problem, plan).violations())


def _unknown(problem: Problem, plan: Plan) -> Iterator[Violation]:
    needs, people = {need.id for need in problem.needs}, {person.id for person in problem.people}
    for given in plan.assignments:
        if given.need not in needs or given.person not in people:
            yield Violation("unknown", f"{given.need} {given.person}")


class _Checker:
    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.plan = plan
        self.need = {need.id: need for need in problem.needs}
        self.person = {person.id: person for person in problem.people}
        self.listed = None if problem.pairs is None else {(pair.need, pair.person): pair for pair in problem.pairs}
        self.filled = Counter(given.need for given in plan.assignments)
        self.diary: dict[str, list[Need]] = defaultdict(list)
        for given in plan.assignments:
            self.diary[given.person].append(self.need[given.need])

    def violations(self) -> Iterator[Violation]:
        yield from self.pair_rules()
        yield from self.need_rules()
        for person, needs in self.diary.items():
            yield from self.person_rules(self.person[person], needs)
        yield from self.figures()

    def pair_rules(self) -> Iterator[Violation]:
        given = [(a.need, a.person) for a in self.plan.assignments]
        for pair, count in Counter(given).items():
            if count > 1:
                yield Violation("twice", " ".join(pair))
        for need, person in sorted(set(given)):
            broken = self.broken(self.need[need], self.person[person])
            if broken:
                yield Violation(broken, f"{need} {person}")
        there = set(given)
        for lock in self.problem.locked:
            if (lock.need, lock.person) not in there:
                yield Violation("locked", f"{lock.need} {lock.person}")
        for never in self.problem.forbidden:
            if (never.need, never.person) in there:
                yield Violation("forbidden", f"{never.need} {never.person}")

    def broken(self, need: Need, person: Person) -> str | None:
        """The first rule of eligibility that the pair breaks."""
        if self.listed is not None:
            return None if (need.id, person.id) in self.listed else "listed"
        if need.skill is not None and need.skill not in person.skills:
            return "skill"
        if person.setting < need.setting:
            return "setting"
        if person.reach_km is not None and self.kilometres(need, person) > person.reach_km:
            return "distance"
        if person.windows is not None:
            begins, ends = person.windows[need.day % 5]
            if need.start < begins or need.end > ends:
                return "weekday"
        return "absence" if need.day in person.absent else None

    def kilometres(self, need: Need, person: Person) -> float:
        """Great circle times 1.3, from the angle between the two directions (atan2 is exact at every distance)."""
        if person.home is None or self.problem.places is None:
            return 0.0
        home, place = _direction(*person.home), _direction(*self.problem.places[need.place])
        across = math.hypot(*(home[i - 2] * place[i - 1] - home[i - 1] * place[i - 2] for i in range(3)))
        along = sum(a * b for a, b in zip(home, place, strict=True))
        return 6371.0 * math.atan2(across, along) * 1.3

    def need_rules(self) -> Iterator[Violation]:
        for need in self.problem.needs:
            count = self.filled[need.id]
            if count > need.people:
                yield Violation("people", f"{need.id}: {count} of {need.people}")
            if 0 < count < need.minimum:
                yield Violation("minimum", f"{need.id}: {count}, at least {need.minimum}")

    def person_rules(self, person: Person, needs: list[Need]) -> Iterator[Violation]:
        if len(needs) > person.limit:
            yield Violation("limit", f"{person.id}: {len(needs)} of {person.limit}")
        for day, count in Counter(need.day for need in needs).items():
            if count > self.problem.rules.per_day:
                yield Violation("per_day", f"{person.id}: {count} on day {day}")
        for limit in person.limits:
            if sum(limit.first <= need.day <= limit.last for need in needs) > limit.max:
                yield Violation("limits", f"{person.id}: days {limit.first} to {limit.last}")
        for one, other in combinations(sorted(needs, key=lambda need: (need.day, need.start, need.id)), 2):
            if one.day == other.day and self.clash(one, other):
                yield Violation("clash", f"{person.id}: {one.id} {other.id}")

    def clash(self, earlier: Need, later: Need) -> bool:
        if earlier.place == later.place:
            return earlier.end > later.start
        travel = self.problem.minutes[earlier.place][later.place]
        if earlier.start == later.start:
            return True
        return earlier.end + travel + self.problem.rules.gap_minutes > later.start

    def figures(self) -> Iterator[Violation]:
        actual = self.actual()
        for level in self.plan.levels:
            if actual.get(level.name) != level.value:
                yield Violation("figure", f"{level.name}: {level.value} claimed, {actual.get(level.name)} found")
            better = level.value > level.bound if level.name in ("seats", "priority") else level.value < level.bound
            if better or (self.plan.status == "proven" and level.value != level.bound):
                yield Violation("bound", f"{level.name}: {level.value} against {level.bound}")
        if self.plan.status:
            yield from self.gaps()

    def gaps(self) -> Iterator[Violation]:
        claimed = {gap.need: gap.missing for gap in self.plan.unfilled}
        missing = {need.id: need.people - self.filled[need.id] for need in self.problem.needs}
        if claimed != {need: count for need, count in missing.items() if count > 0}:
            yield Violation("figure", "unfilled does not match the assignments")

    def actual(self) -> dict[str, int]:
        return {
            "seats": len(self.plan.assignments),
            "priority": sum(self.need[given.need].priority for given in self.plan.assignments),
            "fairness": sum((p.past + len(self.diary[p.id])) ** 2 for p in self.problem.people if self.has_pair(p)),
            "travel": sum(self.travel(self.need[a.need], self.person[a.person]) for a in self.plan.assignments),
        }

    def has_pair(self, person: Person) -> bool:
        if self.listed is not None:
            return person.id in self.people_listed
        return any(self.broken(need, person) is None for need in self.problem.needs)

    @cached_property
    def people_listed(self) -> set[str]:
        return {person for _, person in self.listed or ()}

    def travel(self, need: Need, person: Person) -> int:
        pair = (self.listed or {}).get((need.id, person.id)) or Pair("", "", self.kilometres(need, person))
        return round(10 * pair.km) - (20 if pair.known else 0)


def _direction(latitude: float, longitude: float) -> tuple[float, float, float]:
    north, east = math.radians(latitude), math.radians(longitude)
    return math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)
