"""Small random rounds, and the least travel found by trying every plan."""

from __future__ import annotations

from functools import cache
from itertools import combinations, permutations

from hypothesis import strategies as st

from yuinowa.engine.rounds.model import Block, Lock, Problem, School

WINDOWS = ((540, 720), (780, 960), (540, 960), (600, 660))


@st.composite
def schools(draw, number: int, days: int) -> School:
    closed = draw(st.sets(st.integers(0, days - 1), max_size=days // 2))
    return School(
        id=f"s{number}",
        open=tuple(day for day in range(days) if day not in closed),
        window=draw(st.sampled_from(WINDOWS)),
        service=draw(st.sampled_from((30, 60, 90))),
        visits=draw(st.sampled_from((None, None, None, 0, 1, 2))),
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
    locked = draw(st.lists(st.sampled_from(places), max_size=2, unique=True)) if places else []
    return Problem(
        days=days,
        visits=draw(st.integers(1, 2)),
        per_day=draw(st.integers(1, 4)),
        spacing_days=draw(st.integers(0, 4)),
        shift=(510, draw(st.sampled_from((800, 1035)))),
        blocks=made,
        locked=tuple(Lock(*place) for place in locked),
    )


def least_travel(problem: Problem) -> int | None:
    """None when no plan keeps the rules."""
    found = [_least_of_block(problem, block) for block in problem.blocks]
    return None if None in found else sum(found)


def _least_of_block(problem: Problem, block: Block) -> int | None:
    wanted = tuple(problem.visits if school.visits is None else school.visits for school in block.schools)
    trips = {chosen: way for chosen in _choices(problem, block) if (way := _shortest(problem, block, chosen)) is not None}
    locked: dict[int, set[int]] = {}
    for lock in problem.locked:
        if lock.block == block.id:
            rows = [row for row, school in enumerate(block.schools) if school.id == lock.school]
            locked.setdefault(lock.day, set()).update(rows)

    @cache
    def least(day: int, left: tuple[int, ...], last: tuple[int, ...]) -> float:
        if day == problem.days:
            return float("inf") if any(left) else 0
        best = float("inf") if locked.get(day) else least(day + 1, left, last)
        for chosen, way in trips.items():
            if not locked.get(day, set()) <= set(chosen) or day in block.absent:
                continue
            if all(left[row] and day in block.schools[row].open and day - last[row] >= problem.spacing_days for row in chosen):
                rest = tuple(count - (row in chosen) for row, count in enumerate(left))
                then = tuple(day if row in chosen else before for row, before in enumerate(last))
                best = min(best, way + least(day + 1, rest, then))
        return best

    found = least(0, wanted, (-100,) * len(wanted))
    return None if found == float("inf") else int(found)


def _choices(problem: Problem, block: Block):
    for size in range(1, min(problem.per_day, len(block.schools)) + 1):
        yield from combinations(range(len(block.schools)), size)


def _shortest(problem: Problem, block: Block, chosen: tuple[int, ...]) -> int | None:
    return min((way for order in permutations(chosen) if (way := _way(problem, block, order)) is not None), default=None)


def _way(problem: Problem, block: Block, order: tuple[int, ...]) -> int | None:
    here, clock, way = 0, problem.shift[0], 0
    for row in order:
        school = block.schools[row]
        way += block.minutes[here][row + 1]
        clock = max(clock + block.minutes[here][row + 1], school.window[0]) + school.service
        if clock > school.window[1]:
            return None
        here = row + 1
    way += block.minutes[here][0]
    return way if clock + block.minutes[here][0] <= problem.shift[1] else None
