"""A second opinion on a plan. Shares only the words of the model with the solver: the rules are written out again here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from .model import Block, Plan, Problem, School, Trip


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
    known = {block.id: {school.id for school in block.schools} for block in problem.blocks}
    for trip in plan.trips:
        if trip.block not in known:
            yield Violation("unknown", f"block {trip.block}")
            continue
        for stop in trip.stops:
            if stop.school not in known[trip.block]:
                yield Violation("unknown", f"school {stop.school} in block {trip.block}")


class _Checker:
    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.plan = plan
        self.today = 0 if problem.today is None else problem.today
        self.past = list(self.earlier())
        self.visits: dict[tuple[str, str], list[int]] = defaultdict(list)
        for trip in plan.trips:
            for stop in trip.stops:
                self.visits[trip.block, stop.school].append(trip.day)

    def earlier(self) -> Iterator[tuple]:
        """What the plan must repeat: previous trips before today, without schools that are gone."""
        known = {(block.id, school.id) for block in self.problem.blocks for school in block.schools}
        for trip in self.problem.previous or ():
            stops = tuple((s.school, s.arrive, s.leave) for s in trip.stops if (trip.block, s.school) in known)
            if trip.day < self.today and stops:
                yield trip.block, trip.day, stops

    def violations(self) -> Iterator[Violation]:
        yield from self.frozen()
        for block in self.problem.blocks:
            trips = [trip for trip in self.plan.trips if trip.block == block.id]
            for day, count in Counter(trip.day for trip in trips if trip.day >= self.today).items():
                if count > 1:
                    yield Violation("one_trip", f"{block.id}: {count} trips on day {day}")
            for trip in trips:
                if trip.day >= self.today:
                    yield from self.trip_rules(block, trip)
            for school in block.schools:
                yield from self.school_rules(block, school)
        yield from self.locks()
        if self.plan.status:
            yield from self.figures()

    def frozen(self) -> Iterator[Violation]:
        claimed = [(t.block, t.day, tuple((s.school, s.arrive, s.leave) for s in t.stops)) for t in self.plan.trips if t.day < self.today]
        for block, day, _ in (Counter(self.past) - Counter(claimed)) + (Counter(claimed) - Counter(self.past)):
            yield Violation("frozen", f"{block}: day {day} is before today and differs from the previous plan")

    def trip_rules(self, block: Block, trip: Trip) -> Iterator[Violation]:
        where = f"{block.id} day {trip.day}"
        if not 0 <= trip.day < self.problem.days:
            yield Violation("days", where)
        if trip.day in block.absent:
            yield Violation("absent", where)
        if not 0 < len(trip.stops) <= self.problem.per_day:
            yield Violation("per_day", f"{where}: {len(trip.stops)} stops")
        row = {school.id: number + 1 for number, school in enumerate(block.schools)}
        here, clock = 0, self.problem.shift[0]
        for stop in trip.stops:
            school = block.schools[row[stop.school] - 1]
            if stop.arrive < clock + block.minutes[here][row[stop.school]]:
                yield Violation("travel", f"{where}: {stop.school} cannot be reached at {stop.arrive}")
            yield from self.stop_rules(school, stop.arrive, stop.leave, trip.day, where)
            here, clock = row[stop.school], stop.leave
        if trip.stops and clock + block.minutes[here][0] > self.problem.shift[1]:
            yield Violation("shift", where)

    def stop_rules(self, school: School, arrive: int, leave: int, day: int, where: str) -> Iterator[Violation]:
        opens, closes = school.windows[day % 5] if school.windows is not None else school.window or (0, 0)
        if day not in school.open or (school.windows is not None and (opens, closes) == (0, 0)):
            yield Violation("open", f"{where}: {school.id}")
        begin = arrive if arrive > opens else opens
        if leave - begin < school.service:
            yield Violation("service", f"{where}: {school.id} gets {leave - begin} of {school.service} minutes")
        if leave > closes:
            yield Violation("window", f"{where}: {school.id} until {leave}")

    def school_rules(self, block: Block, school: School) -> Iterator[Violation]:
        days = sorted(self.visits[block.id, school.id])
        wanted = self.problem.visits if school.visits is None else school.visits
        been = sum(1 for name, _, stops in self.past if name == block.id for stop in stops if stop[0] == school.id)
        if len(days) != max(wanted, been):
            yield Violation("visits", f"{block.id} {school.id}: {len(days)} of {max(wanted, been)}")
        for one, other in combinations(days, 2):
            if other >= self.today and (other == one or other - one < self.problem.spacing_days):
                yield Violation("spacing", f"{block.id} {school.id}: days {one} and {other}")
        due = school.first_by
        if due is not None and due >= self.today and wanted > 0 and not any(day <= due for day in days):
            yield Violation("first_by", f"{block.id} {school.id}: no visit by day {due}")

    def locks(self) -> Iterator[Violation]:
        for lock in self.problem.locked:
            if lock.day not in self.visits[lock.block, lock.school]:
                yield Violation("locked", f"{lock.block} {lock.school} day {lock.day}")

    def figures(self) -> Iterator[Violation]:
        travel = sum(self.way(trip) for trip in self.plan.trips)
        if self.plan.travel_minutes != travel:
            yield Violation("figure", f"travel_minutes: {self.plan.travel_minutes} claimed, {travel} found")
        if self.plan.bound_minutes > travel or (self.plan.status == "proven" and self.plan.bound_minutes != travel):
            yield Violation("bound", f"travel_minutes: {travel} against {self.plan.bound_minutes}")
        busiest = tuple(self.busiest(block) for block in self.problem.blocks)
        if self.plan.busiest_week != busiest:
            yield Violation("figure", f"busiest_week: {list(self.plan.busiest_week)} claimed, {list(busiest)} found")
        above = tuple(self.above(block) for block in self.problem.blocks) if self.problem.periods else None
        if self.plan.above_share != above:
            yield Violation("figure", f"above_share: {self.plan.above_share} claimed, {above} found")
        moved = None if self.problem.previous is None else self.moved()
        if self.plan.moved != moved:
            yield Violation("figure", f"moved: {self.plan.moved} claimed, {moved} found")
        visits = None if self.problem.previous is None else self.visits_moved()
        if (self.plan.moved_visits_bound or 0) > (visits or 0):
            yield Violation("bound", f"moved_visits: {visits} against {self.plan.moved_visits_bound}")
        if self.plan.moved_visits not in (None, visits):
            yield Violation("figure", f"moved_visits: {self.plan.moved_visits} claimed, {visits} found")

    def way(self, trip: Trip) -> int:
        block = next(block for block in self.problem.blocks if block.id == trip.block)
        names = [school.id for school in block.schools]
        path = [0] + [names.index(stop.school) + 1 for stop in trip.stops] + [0]
        return sum(block.minutes[path[step]][path[step + 1]] for step in range(len(path) - 1))

    def busiest(self, block: Block) -> int:
        weeks = Counter(trip.day // 5 for trip in self.plan.trips if trip.block == block.id for _ in trip.stops)
        return max(weeks.values(), default=0)

    def above(self, block: Block) -> int:
        """The share of a period: visits to come and those that were in any period, by days with the instructor and an open school."""
        inside = [set(range(first, last + 1)) for first, last in self.problem.periods]
        works = {day for school in block.schools for day in school.open if school.windows is None or school.windows[day % 5] != (0, 0)}
        works -= set(block.absent)
        visits = [trip.day for trip in self.plan.trips if trip.block == block.id for _ in trip.stops]
        shared = sum(1 for day in visits if day >= self.today or any(day in days for days in inside))
        working = [len(works & days) for days in inside]
        most = 0
        for days, count in zip(inside, working, strict=True):
            share = shared * count // sum(working) if sum(working) else 0
            most = max(most, sum(1 for day in visits if day in days) - share)
        return most

    def moved(self) -> int:
        there = [(trip.block, trip.day, {stop.school for stop in trip.stops}) for trip in self.plan.trips]
        moved = 0
        for trip in self.problem.previous or ():
            if trip.day >= self.today:
                was = trip.block, trip.day, {stop.school for stop in trip.stops}
                moved += was not in there
        return moved

    def visits_moved(self) -> int:
        moved = 0
        for trip in self.problem.previous or ():
            for stop in trip.stops:
                moved += trip.day >= self.today and trip.day not in self.visits[trip.block, stop.school]
        return moved
