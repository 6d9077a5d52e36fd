"""Calls for places: camps and work experience, with children who go together. Every instance follows from (case, seed) alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from random import Random

from yuinowa.engine.draw.model import Entry, Place, Problem


@dataclass(frozen=True, slots=True)
class Case:
    entries: int
    places: int


CASES = {
    "camp": Case(600, 40),
    "jobs": Case(3_000, 200),
    "jobs100k": Case(100_000, 6_000),
}
SEATS = 0.9  # of the entries
TOGETHER = 0.25  # of the entries, in units of 2 to 4
URGENT = 0.15  # tier 0


def make(case: str, seed: int, rule: str = "serial") -> Problem:
    size, random = CASES[case], Random(f"{case}/{seed}")
    places = tuple(_places(size, random))
    popularity = list(accumulate(random.lognormvariate(0, 0.7) for _ in places))
    entries = tuple(_entries(size.entries, [place.id for place in places], popularity, random))
    return Problem(f"secret of {case} {seed}|list|9319", rule, places, entries)


def alone(problem: Problem) -> Problem:
    """The same entries, each for itself: `stable` takes no units."""
    return replace(problem, entries=tuple(replace(entry, unit=None) for entry in problem.entries))


def _places(size: Case, random: Random) -> Iterator[Place]:
    """Capacities of 5 to 24 or so that add up to the share of seats."""
    weights = [random.uniform(0.4, 1.6) for _ in range(size.places)]
    seats, total, given = round(SEATS * size.entries), sum(weights), 0
    for number, reached in enumerate(accumulate(weights), start=1):
        capacity = round(seats * reached / total) - given
        given += capacity
        yield Place(f"p{number:04d}", capacity)


def _entries(count: int, places: list[str], popularity: list[float], random: Random) -> Iterator[Entry]:
    number = 1
    while number <= count:
        size = _unit_size(random, count - number + 1)
        choices = _choices(places, popularity, random)
        for member in range(number, number + size):
            tier = 0 if random.random() < URGENT else 1
            yield Entry(member, choices, tier, number if size > 1 else None)
        number += size


def _unit_size(random: Random, most: int) -> int:
    """A unit has three members on average: so many units put the given share of entries into one."""
    units = TOGETHER / 3 / (TOGETHER / 3 + 1 - TOGETHER)
    return min(most, random.randint(2, 4)) if random.random() < units else 1


def _choices(places: list[str], popularity: list[float], random: Random) -> tuple[str, ...]:
    wanted, found = random.randint(3, 5), dict[str, None]()
    while len(found) < wanted:
        found[random.choices(places, cum_weights=popularity)[0]] = None
    return tuple(found)
