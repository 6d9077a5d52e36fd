"""The benchmark city of the rounds: 110 schools in six blocks, a term of 60 days; and one block of 500. It follows from (case, seed) alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from yuinowa.engine.rounds.model import Block, Problem, School

TILE = (50.0, 30.0)  # km, west-east and south-north
SPREAD = 2.8  # km between a school and its 公民館, one standard deviation each way
WINDOWS = ((540, 720), (780, 960), (540, 960))  # morning, afternoon, all day
SERVICES = (60, 75, 90)
EXAMS = (3, 5)  # days of an exam spell, two a school
CLOSURES = 3  # days on which the whole city is closed


@dataclass(frozen=True, slots=True)
class Case:
    blocks: tuple[int, ...] = (38, 22, 17, 14, 11, 8)
    days: int = 60
    visits: int = 3
    per_day: int = 3
    spread: float = SPREAD


CASES = {"city": Case(), "town": Case((8, 5), per_day=3), "large": Case((500,), days=200, visits=1, spread=8.0)}


def make(case: Case, seed: int) -> Problem:
    random = Random(f"rounds/{case.blocks}/{case.days}/{seed}")
    closed = set(random.sample(range(case.days), CLOSURES))
    blocks = tuple(_block(number, size, case, closed, random) for number, size in enumerate(case.blocks, 1))
    return Problem(days=case.days, visits=case.visits, per_day=case.per_day, spacing_days=7, shift=(510, 1035), blocks=blocks)


def _block(number: int, size: int, case: Case, closed: set[int], random: Random) -> Block:
    centre = random.uniform(4, TILE[0] - 4), random.uniform(4, TILE[1] - 4)
    spots = [centre, *((random.gauss(centre[0], case.spread), random.gauss(centre[1], case.spread)) for _ in range(size))]
    minutes = tuple(tuple(math.ceil(math.dist(a, b) * 1.3 * 2) for b in spots) for a in spots)
    schools = tuple(_school(f"b{number}s{row:02d}", case.days, closed, random) for row in range(1, size + 1))
    return Block(f"b{number}", minutes, schools)


def _school(name: str, days: int, closed: set[int], random: Random) -> School:
    shut = set(closed) | {day for day in range(days) if random.random() < 0.1}
    for _ in range(2):
        length = random.randint(*EXAMS)
        start = random.randrange(max(1, days - length))
        shut |= set(range(start, start + length))
    open_days = tuple(day for day in range(days) if day not in shut)
    return School(name, open_days, random.choice(WINDOWS), random.choice(SERVICES))
