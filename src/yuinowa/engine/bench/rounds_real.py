"""`yuinowa bench rounds --schools`: the year of a whole real city, the routers beside it, and what illness and storms change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from yuinowa.engine.calendar import is_weekday
from yuinowa.engine.rounds.block import even_bound
from yuinowa.engine.rounds.check import check
from yuinowa.engine.rounds.model import Infeasible, Plan, Problem, Trip
from yuinowa.engine.rounds.solve import solve
from yuinowa.engine.rounds.term import term_of
from yuinowa.engine.rounds.words import sentence

from .rounds import ROUTERS, peak_megabytes, timed_row
from .rounds_real_events import Event, events
from .rounds_references import Route, Task
from .rounds_schools import Group
from .rounds_year import Year, problem_of


@dataclass(slots=True)
class Planned:
    """The problem of each term and its plan, which holds the terms before as well."""

    problems: list[Problem]
    plans: list[Plan]

    @property
    def trips(self) -> tuple[Trip, ...]:
        return self.plans[-1].trips

    @property
    def travel(self) -> int:
        return self.plans[-1].travel_minutes


def run(groups: Sequence[Group], year: Year) -> dict[str, Any]:
    """Plan term after term, with the visits of former terms in view; then routers, checks and events."""
    planned = Planned([], [])
    row = timed_row(lambda: _plan(groups, year, planned))
    bounds: list[int] = []
    bound_row = timed_row(lambda: _bounds(groups, year, bounds))
    rows = {name: timed_row(partial(_routed, groups, year, route, row["wall"])) for name, route in ROUTERS.items()}
    return {
        "year": year.year,
        "schools": sum(len(group.places) for group in groups),
        "blocks": {group.name: [place.code for place in group.places] for group in groups},
        "plan": {"travel": planned.travel, "bound": sum(bounds), **row, "bound_wall": bound_row["wall"]},
        "routers": rows,
        "terms": [_term(planned, year, number, bounds[number]) for number in range(len(planned.plans))],
        "faults": [*_faults(planned), *calendar_faults(groups, year, planned.trips)],
        "months": months(year, planned.trips, groups),
        "events": [_repair(event) for event in events(groups, year, planned.problems, planned.plans)],
        "visits": [_trip(year, trip) for trip in planned.trips],
        "peak_megabytes": peak_megabytes(),
    }


def _plan(groups: Sequence[Group], year: Year, planned: Planned) -> dict[str, Any]:
    """Raises Infeasible."""
    before: tuple[Trip, ...] = ()
    for term in range(len(year.terms)):
        problem = problem_of(year, groups, term, before)
        plan = solve(problem)
        planned.problems.append(problem)
        planned.plans.append(plan)
        before = plan.trips
    return {}


def _bounds(groups: Sequence[Group], year: Year, bounds: list[int]) -> dict[str, Any]:
    """Of each term by itself, as if there were no other: so the sum holds for every plan of the year with even months."""
    for term in range(len(year.terms)):
        problem = problem_of(year, groups, term)
        alone = replace(problem, blocks=tuple(replace(b, schools=_only(year, term, b.schools)) for b in problem.blocks))
        bounds.append(sum(even_bound(term_of(alone, block)) for block in alone.blocks))
    return {}


def _only(year: Year, term: int, schools: Sequence[Any]) -> tuple[Any, ...]:
    inside = set(year.lessons[term])
    return tuple(replace(school, open=tuple(day for day in school.open if day in inside)) for school in schools)


def _routed(groups: Sequence[Group], year: Year, route: Route, seconds: float) -> dict[str, Any]:
    """One visit of each school, made once a term. Routers know no dates, so every term is the same to them."""
    problem, total = problem_of(year, groups, 0), 0
    days = max(len(year.working & set(term)) for term in year.visiting)
    schools = sum(len(group.places) for group in groups) or 1
    for block in problem.blocks:
        try:
            share = seconds * len(block.schools) / schools
            minutes = route(Task(block, problem.shift, problem.per_day, days, 1, 1), share) if block.schools else 0
        except ImportError:
            return {"travel": None}
        if minutes is None:
            return {"travel": None}
        total += minutes
    return {"travel": total * len(year.terms)}


def _term(planned: Planned, year: Year, number: int, bound: int) -> dict[str, Any]:
    plan, before = planned.plans[number], planned.plans[number - 1].travel_minutes if number else 0
    trips = [trip for trip in plan.trips if trip.day >= year.first_day(number)]
    return {
        "term": year.terms[number].name,
        "travel": plan.travel_minutes - before,
        "bound": bound,
        "status": plan.status,
        "trips": len(trips),
        "visits": sum(len(trip.stops) for trip in trips),
        "above_share": plan.above_share,
        "seconds": plan.seconds,
    }


def _faults(planned: Planned) -> Iterator[str]:
    for problem, plan in zip(planned.problems, planned.plans, strict=True):
        yield from (f"{violation.rule}: {violation.detail}" for violation in check(problem, plan))


def calendar_faults(groups: Sequence[Group], year: Year, trips: Sequence[Trip]) -> Iterator[str]:
    """The year's own rules once more, from dates alone: one visit a term, four weeks apart, on a day with lessons and an instructor."""
    days: dict[str, list[int]] = {place.code: [] for group in groups for place in group.places}
    for trip in trips:
        for stop in trip.stops:
            days[stop.school].append(trip.day)
        day = year.dates[trip.day]
        if not is_weekday(day) or trip.day not in year.working:
            yield f"{trip.block}: {day} is no working day"
    for code, visits in days.items():
        made = Counter(term.name for day in visits for term in year.terms if year.dates[day] in term)
        if len(visits) != len(year.terms) or set(made.values()) != {1}:
            yield f"{code}: visits a term {dict(made)}"
        gaps = [(year.dates[b] - year.dates[a]).days for a, b in zip(sorted(visits), sorted(visits)[1:], strict=False)]
        if gaps and min(gaps) < 28:
            yield f"{code}: {min(gaps)} days between two visits"


def months(year: Year, trips: Sequence[Trip], groups: Sequence[Group]) -> list[dict[str, Any]]:
    """For each instructor and term, each month's visits and the mean by her working days in it."""
    found = []
    for group in groups:
        for number, term in enumerate(year.terms):
            working = Counter(year.dates[day].strftime("%Y-%m") for day in _worked(year, group, number))
            visits = Counter(
                year.dates[trip.day].strftime("%Y-%m")
                for trip in trips
                for _ in trip.stops
                if trip.block == group.name and year.dates[trip.day] in term
            )
            mean = {month: visits.total() * days / working.total() for month, days in working.items()}
            above = max((count - mean.get(month, 0) for month, count in visits.items()), default=0.0)
            found.append({"block": group.name, "term": term.name, "visits": dict(visits), "mean": mean, "above": above})
    return found


def _worked(year: Year, group: Group, term: int) -> list[int]:
    """Days with the instructor and an open school."""
    problem = problem_of(year, [group], term)
    is_open = {day for school in problem.blocks[0].schools for day in school.open}
    return [day for day in year.lessons[term] if day in year.working and day in is_open]


def _repair(event: Event) -> dict[str, Any]:
    found: dict[str, Any] = {"event": event.name, "term": event.term, "day": event.date, "lost": event.lost}
    plans: list[Plan] = []

    def work() -> dict[str, Any]:
        try:
            plans.append(solve(event.problem))
        except Infeasible as refused:
            return {"impossible": [sentence(conflict, "en") for conflict in refused.conflicts]}
        return {}

    found |= timed_row(work)
    if plans:
        (plan,) = plans
        found |= {
            "moved": plan.moved_visits,
            "least": plan.moved_visits_bound,
            "moved_trips": plan.moved,
            "minutes": plan.travel_minutes - event.travel,
            "above_share": max(plan.above_share or (0,)),
            "violations": len(check(event.problem, plan)),
        }
    return found


def _trip(year: Year, trip: Trip) -> dict[str, Any]:
    stops = [{"school": stop.school, "arrive": stop.arrive, "leave": stop.leave} for stop in trip.stops]
    return {"block": trip.block, "date": str(year.dates[trip.day]), "stops": stops}


def table(result: dict[str, Any]) -> str:
    """For reading."""
    plan = result["plan"]
    lines = [f"{result['year']}: {result['schools']} schools, {len(result['blocks'])} instructors, one visit a term"]
    lines.append(f"{'':10} {'minutes':>8} {'of bound':>9} {'wall s':>8} {'cpu s':>8}")
    for name, row in (*result["routers"].items(), ("plan", plan)):
        lines.append(f"{name:10} {_row(row, plan['bound'])}")
    lines.append(f"{'bound':10} {plan['bound']:8}")
    lines += [
        f"  {term['term']}: {term['visits']} visits on {term['trips']} trips, {term['travel']} min (bound {term['bound']}, {term['status']}), {term['seconds']:.2f} s"
        for term in result["terms"]
    ]
    fullest = max(result["months"], key=lambda entry: entry["above"])
    lines.append(f"fullest month: {fullest['above']:+.2f} visits against the mean ({fullest['block']}, {fullest['term']})")
    lines.append(f"rules broken: {len(result['faults'])}")
    lines += [_event(event) for event in result["events"]]
    return "\n".join([*lines, f"peak memory: {result['peak_megabytes']:.0f} MB"])


def _row(row: dict[str, Any], bound: int) -> str:
    if row["travel"] is None:
        return "not installed, or visits left over"
    return f"{row['travel']:8} {row['travel'] / max(1, bound):9.2%} {row['wall']:8.2f} {row['cpu']:8.2f}"


def _event(event: dict[str, Any]) -> str:
    head = f"  {event['term']} {event['day']} {event['event']}: {event['lost']} visits lose their day"
    if "impossible" in event:
        return f"{head}; impossible: {' '.join(event['impossible'])} {event['wall']:.2f} s"
    return (
        f"{head}, {event['moved']} moved (none moves fewer than {event['least']}), {event['moved_trips']} trips changed, {event['minutes']:+d} min, "
        f"{event['violations']} rules broken, {event['wall']:.2f} s"
    )
