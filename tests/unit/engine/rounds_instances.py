"""Small random rounds, and the least travel found by trying every plan."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import combinations, pairwise, permutations
from typing import NamedTuple

from hypothesis import strategies as st

from yuinowa.engine.rounds.model import Block, Lock, Problem, School, Trip

WINDOWS = ((540, 720), (780, 960), (540, 960), (600, 660))


@st.composite
def schools(draw, number: int, days: int) -> School:
    closed = draw(st.sets(st.integers(0, days - 1), max_size=days // 2))
    hours = {"window": draw(st.sampled_from(WINDOWS))}
    if draw(st.integers(0, 3)) == 0:
        hours = {"window": None, "windows": tuple(draw(st.sampled_from((*WINDOWS, (0, 0)))) for _ in range(5))}
    return School(
        id=f"s{number}",
        open=tuple(day for day in range(days) if day not in closed),
        **hours,
        service=draw(st.sampled_from((30, 60, 90))),
        visits=draw(st.sampled_from((None, None, None, 0, 1, 2))),
        first_by=draw(st.none() | st.integers(0, days - 1)) if draw(st.booleans()) else None,
    )


@st.composite
def blocks(draw, number: int, days: int, most: int = 4) -> Block:
    """Ways need not be the same in both directions, nor shortest."""
    count = draw(st.integers(0, most))
    minutes = draw(st.lists(st.lists(st.integers(0, 60), min_size=count + 1, max_size=count + 1), min_size=count + 1, max_size=count + 1))
    return Block(
        id=f"b{number}",
        minutes=tuple(tuple(row) for row in minutes),
        schools=tuple(draw(schools(row, days)) for row in range(count)),
        absent=tuple(sorted(draw(st.sets(st.integers(0, days - 1), max_size=2)))),
    )


@st.composite
def problems(draw, most_blocks: int = 2, most_days: int = 7) -> Problem:
    days = draw(st.integers(3, most_days))
    made = tuple(draw(blocks(number, days)) for number in range(draw(st.integers(0, most_blocks))))
    places = [(block.id, school.id, day) for block in made for school in block.schools for day in school.open]
    borders = sorted(draw(st.sets(st.integers(0, days), max_size=4)))
    locked = draw(st.lists(st.sampled_from(places), max_size=2, unique=True)) if places else []
    return Problem(
        days=days,
        visits=draw(st.integers(1, 2)),
        per_day=draw(st.integers(1, 4)),
        spacing_days=draw(st.integers(0, 4)),
        shift=(510, draw(st.sampled_from((800, 1035)))),
        blocks=made,
        locked=tuple(Lock(*place) for place in locked),
        periods=tuple((first, after - 1) for first, after in pairwise(borders)),
    )


def least_travel(problem: Problem) -> int | None:
    """None when no plan keeps the rules."""
    found = [_least_of_block(problem, block) for block in problem.blocks]
    return None if None in found else sum(found)


def _least_of_block(problem: Problem, block: Block) -> int | None:
    """As even as can be, up to five above the shares; then the least travel."""
    wanted = tuple(problem.visits if school.visits is None else school.visits for school in block.schools)
    works = [day for day in range(problem.days) if day not in block.absent and any(_is_open(school, day) for school in block.schools)]
    working = [sum(first <= day <= last for day in works) for first, last in problem.periods]
    for above in range(1, 6) if problem.periods else ():
        most = tuple(sum(wanted) * count // max(1, sum(working)) + above for count in working)
        found = _least_within(problem, block, wanted, most)
        if found is not None:
            return found
    return _least_within(problem, block, wanted, (10**6,) * len(working))


def least_moved(problem: Problem) -> tuple[int, int] | None:
    """Fewest previous visits from today on that leave their day, then fewest trips that change; None when no plan keeps the rules."""
    visits = trips = 0
    for block in problem.blocks:
        found = _least_moved_of(problem, block, [trip for trip in problem.previous or () if trip.block == block.id])
        if found is None:
            return None
        visits, trips = visits + found[0], trips + found[1]
    return visits, trips


def _least_moved_of(problem: Problem, block: Block, previous: list[Trip]) -> tuple[int, int] | None:
    rows = {school.id: row for row, school in enumerate(block.schools)}
    was = {trip.day: {rows[stop.school] for stop in trip.stops} for trip in previous}
    ahead = [schools for day, schools in was.items() if day >= problem.today]
    past = [[day for day in sorted(was) if day < problem.today and row in was[day]] for row in rows.values()]
    wanted = tuple(problem.visits_of(school) - len(been) for school, been in zip(block.schools, past, strict=True))

    def kept(day: int, chosen: tuple[int, ...]) -> int:
        there = was.get(day, set())
        return -1000 * len(there & set(chosen)) - (there == set(chosen))

    last = tuple(been[-1] if been else -100 for been in past)
    found = _least_within(problem, block, wanted, (10**6,) * len(problem.periods), Start(problem.today, last, kept))
    if found is None:
        return None
    visits, trips = divmod(-found, 1000)
    return sum(map(len, ahead)) - visits, len(ahead) - trips


class Start(NamedTuple):
    """From which day on, when each school was visited last, and what a trip on a day costs."""

    day: int
    last: tuple[int, ...]
    cost: Callable[[int, tuple[int, ...]], int]


def _is_open(school: School, day: int) -> bool:
    return day in school.open and (school.windows is None or school.windows[day % 5] != (0, 0))


def _least_within(problem: Problem, block: Block, wanted: tuple[int, ...], most: tuple[int, ...], start: Start | None = None) -> int | None:
    trips = {
        weekday: {chosen: way for chosen in _choices(problem, block) if (way := _shortest(problem, block, chosen, weekday)) is not None}
        for weekday in range(5)
    }
    locked: dict[int, set[int]] = {}
    for lock in problem.locked:
        if lock.block == block.id:
            rows = [row for row, school in enumerate(block.schools) if school.id == lock.school]
            locked.setdefault(lock.day, set()).update(rows)

    @cache
    def least(day: int, left: tuple[int, ...], last: tuple[int, ...], free: tuple[int, ...]) -> float:
        begins = start.day if start else 0
        if day > begins and any(
            school.first_by == day - 1 and n and t < 0 for school, n, t in zip(block.schools, wanted, last, strict=True)
        ):
            return float("inf")
        if day == problem.days:
            return float("inf") if any(left) else 0
        best = float("inf") if locked.get(day) else least(day + 1, left, last, free)
        for chosen, way in trips[day % 5].items():
            if not locked.get(day, set()) <= set(chosen) or day in block.absent:
                continue
            if all(left[row] and _is_open(block.schools[row], day) and day - last[row] >= problem.spacing_days for row in chosen):
                rest = tuple(count - (row in chosen) for row, count in enumerate(left))
                then = tuple(day if row in chosen else before for row, before in enumerate(last))
                full = tuple(n - len(chosen) * (a <= day <= b) for n, (a, b) in zip(free, problem.periods, strict=True))
                if min(full, default=0) >= 0:
                    best = min(best, (start.cost(day, chosen) if start else way) + least(day + 1, rest, then, full))
        return best

    found = least(start.day, wanted, start.last, most) if start else least(0, wanted, (-100,) * len(wanted), most)
    return None if found == float("inf") else int(found)


def _choices(problem: Problem, block: Block):
    for size in range(1, min(problem.per_day, len(block.schools)) + 1):
        yield from combinations(range(len(block.schools)), size)


def _shortest(problem: Problem, block: Block, chosen: tuple[int, ...], weekday: int) -> int | None:
    return min((way for order in permutations(chosen) if (way := _way(problem, block, order, weekday)) is not None), default=None)


def _way(problem: Problem, block: Block, order: tuple[int, ...], weekday: int) -> int | None:
    here, clock, way = 0, problem.shift[0], 0
    for row in order:
        school = block.schools[row]
        way += block.minutes[here][row + 1]
        opens, closes = school.window or school.windows[weekday]
        clock = max(clock + block.minutes[here][row + 1], opens) + school.service
        if clock > closes:
            return None
        here = row + 1
    way += block.minutes[here][0]
    return way if clock + block.minutes[here][0] <= problem.shift[1] else None
