"""The benchmark city: schools in blocks around a 公民館, needs of a term and the people who offer time.

Every instance follows from (case, seed) alone. Draws use `random.Random`, whose streams are stable between versions.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from random import Random

from yuinowa.engine.matching.eligible import eligible_pairs
from yuinowa.engine.matching.model import Need, Pair, Person, Problem

KM_PER_DEGREE = 111.19
ORIGIN = (37.0, 140.8)
TILE = (50.0, 30.0)  # km, west-east and south-north
BLOCKS = (38, 22, 17, 14, 11, 8)
SKILLS = tuple(f"skill-{number:02d}" for number in range(1, 13))
ZIPF = tuple((rank + 1) ** -0.8 for rank in range(12))
REACHES = ((4.0, 8.0, 15.0, 60.0), (45, 35, 15, 5))
WINDOWS = ((420, 570), (480, 750), (720, 1080), (420, 1140))  # early, morning, afternoon, all day
PLACES = range(1, 13)
FEW_OFFER_MUCH = tuple((13 - places) ** 2 for places in PLACES)
BLOCK_KM, HOME_KM = 2.5, 1.5  # spread of the schools of a block, and of the homes around a school


@dataclass(frozen=True, slots=True)
class Case:
    needs: int
    people: int
    schools: int
    days: int = 60
    cities: int = 1


CASES = {
    "town": Case(200, 300, 11),
    "city": Case(2_000, 3_000, 110),
    "crunch": Case(2_000, 3_000, 110, days=15),
    "region": Case(20_000, 30_000, 1_100, cities=10),
}


def make(case: str, seed: int) -> Problem:
    """The instance with its eligible pairs listed, because who knows which school is part of it."""
    problem, known = make_facts(CASES[case], Random(f"{case}/{seed}"))
    pairs = tuple(Pair(pair.need, pair.person, pair.km, (pair.need, pair.person) in known) for pair in eligible_pairs(problem))
    return replace(problem, pairs=pairs)


def make_facts(case: Case, random: Random) -> tuple[Problem, set[tuple[str, str]]]:
    """The instance as facts, and the (need, person) at schools that the person knows."""
    schools = [spot for city in range(case.cities) for spot in _schools(city, case.schools // case.cities, random)]
    weights = [random.lognormvariate(0, 0.7) for _ in range(case.days)]
    needs = tuple(_need(number, len(schools), weights, random) for number in range(case.needs))
    homes = [_near(random.choice(schools), HOME_KM, random) for _ in range(case.people)]
    people = tuple(_person(number, homes[number], case.days, random) for number in range(case.people))
    known = _known(needs, people, schools, random)
    places = tuple((ORIGIN[0] + y / KM_PER_DEGREE, ORIGIN[1] + x / _degree_km()) for x, y in schools)
    return Problem(needs=needs, people=people, minutes=_minutes(schools), places=places), known


def _degree_km() -> float:
    return KM_PER_DEGREE * math.cos(math.radians(ORIGIN[0]))


def _schools(city: int, count: int, random: Random) -> list[tuple[float, float]]:
    """Ten cities lie side by side in two rows of five."""
    west, south = (city % 5) * TILE[0], (city // 5) * TILE[1]
    blocks = _share(count)
    centres = [(west + random.uniform(4, TILE[0] - 4), south + random.uniform(4, TILE[1] - 4)) for _ in blocks]
    return [_near(centre, BLOCK_KM, random) for centre, size in zip(centres, blocks, strict=True) for _ in range(size)]


def _share(count: int) -> list[int]:
    sizes = [count * block // sum(BLOCKS) for block in BLOCKS]
    sizes[0] += count - sum(sizes)
    return sizes


def _near(spot: tuple[float, float], spread: float, random: Random) -> tuple[float, float]:
    return spot[0] + random.gauss(0, spread), spot[1] + random.gauss(0, spread)


def _need(number: int, schools: int, weights: list[float], random: Random) -> Need:
    start = random.randrange(450, 931, 15)
    return Need(
        id=f"n{number:05d}",
        place=random.randrange(schools),
        day=random.choices(range(len(weights)), weights)[0],
        start=start,
        end=start + random.randrange(45, 181, 15),
        people=_headcount(random),
        priority=random.choices((1, 2, 4), (60, 30, 10))[0],
        skill=random.choices(SKILLS, ZIPF)[0],
        setting=random.choices((0, 1, 2), (60, 30, 10))[0],
    )


def _headcount(random: Random) -> int:
    """1 to 10 with mean 2.5."""
    return min(10, 1 + int(math.log(1 - random.random()) / math.log(0.605)))


def _person(number: int, home: tuple[float, float], days: int, random: Random) -> Person:
    skills = {random.choices(SKILLS, ZIPF)[0] for _ in range(random.randint(1, 3))}
    return Person(
        id=f"p{number:05d}",
        limit=random.choices(PLACES, FEW_OFFER_MUCH)[0],
        past=_poisson(2.0, random),
        skills=tuple(sorted(skills)),
        setting=random.choices((0, 1, 2), (10, 30, 60))[0],
        windows=tuple(random.choice(WINDOWS) if random.random() < 0.45 else (0, 0) for _ in range(5)),
        absent=tuple(day for day in range(days) if random.random() < 0.08),
        home=(round(ORIGIN[0] + home[1] / KM_PER_DEGREE, 5), round(ORIGIN[1] + home[0] / _degree_km(), 5)),
        reach_km=random.choices(*REACHES)[0],
    )


def _poisson(mean: float, random: Random) -> int:
    count, product = 0, random.random()
    while product > math.exp(-mean):
        count, product = count + 1, product * random.random()
    return count


def _known(needs: tuple[Need, ...], people: tuple[Person, ...], schools: list, random: Random) -> set[tuple[str, str]]:
    at: dict[int, list[str]] = {}
    for need in needs:
        at.setdefault(need.place, []).append(need.id)
    return {(need, person.id) for person in people for school in random.sample(range(len(schools)), 2) for need in at.get(school, ())}


def _minutes(schools: list[tuple[float, float]]) -> tuple[tuple[int, ...], ...]:
    """Road factor 1.3 at 30 km/h, rounded up."""
    return tuple(tuple(math.ceil(math.dist(a, b) * 1.3 * 2) for b in schools) for a in schools)
