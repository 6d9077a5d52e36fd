"""Blocks where none are given: as many schools in each as can be, lying near together. No chance is involved."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from yuinowa.engine.rounds.linear import Entries, Linear, Rows
from yuinowa.engine.watch import Watch

from .rounds_schools import Group, Place

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCKS = 6
MOST_STEPS = 100
KM_A_DEGREE = 6371.0 * math.pi / 180
ROAD = 1.3  # the way is so many times the great circle
KM_A_MINUTE = 0.5


def divide(places: Sequence[Place], count: int = BLOCKS) -> tuple[Group, ...]:
    """Blocks of equal size, give or take one school.

    First middles: the school farthest from the middle of the city, then each time the one farthest from all chosen. Then in turn: every
    school to a block so that the squares of the distances to the middles are least (a transport program), every middle to the mean of
    its schools, until nothing changes. Blocks are numbered from north to south.
    """
    import numpy as np

    count = min(count, len(places))
    if not count:
        return ()
    spots = _plane(places)
    middles, block = _first_middles(spots, count), None
    for _ in range(MOST_STEPS):
        found = _assign(spots, middles)
        if block is not None and (found == block).all():
            break
        block = found
        middles = np.array([spots[block == number].mean(axis=0) for number in range(count)])
    assert block is not None
    order = sorted(range(count), key=lambda number: tuple(-middles[number][::-1]))
    pairs = sorted((order.index(int(number)), row) for row, number in enumerate(block))
    return tuple(
        Group(f"block{number + 1}", tuple(places[row] for _, row in rows)) for number, rows in groupby(pairs, key=lambda pair: pair[0])
    )


def _plane(places: Sequence[Place]) -> NDArray:
    """Kilometres east and north; a city is small enough for a plane."""
    import numpy as np

    degrees = np.array([place.at for place in places])
    east = degrees[:, 1] * math.cos(math.radians(float(degrees[:, 0].mean())))
    return np.round(np.column_stack((east, degrees[:, 0])) * KM_A_DEGREE, 6)


def _first_middles(spots: NDArray, count: int) -> NDArray:
    import numpy as np

    chosen = [int(np.argmax(((spots - spots.mean(axis=0)) ** 2).sum(axis=1)))]
    while len(chosen) < count:
        far = np.min([((spots - spots[one]) ** 2).sum(axis=1) for one in chosen], axis=0)
        chosen.append(int(np.argmax(far)))
    return spots[chosen]


def _assign(spots: NDArray, middles: NDArray) -> NDArray:
    import numpy as np

    size, count = len(spots), len(middles)
    rows = Rows()
    for _ in range(size):
        rows.add(1, 1)
    for _ in range(count):
        rows.add(size // count, -(-size // count))
    program = Linear(rows, Watch(lambda: 0.0, None, None, None), whole=True)
    cost = ((spots[:, None, :] - middles[None, :, :]) ** 2).sum(axis=2)
    school, block = np.divmod(np.arange(size * count), count)
    entries = np.column_stack((school, size + block)).ravel()
    program.add(cost.ravel(), Entries(np.arange(size * count) * 2, entries, np.ones(len(entries))))
    return program.solve().x.reshape(size, count).argmax(axis=1)


def base_of(group: Group) -> tuple[float, float]:
    """Where the instructor sets out: as given, else the school nearest to the middle of the block."""
    import numpy as np

    if group.base is not None:
        return group.base
    spots = _plane(group.places)
    return group.places[int(np.argmin(((spots - spots.mean(axis=0)) ** 2).sum(axis=1)))].at


def minutes(spots: Sequence[tuple[float, float]]) -> tuple[tuple[int, ...], ...]:
    """Great circle × 1.3 at 30 km an hour, minutes rounded up, as in the benchmark city."""
    return tuple(tuple(math.ceil(round(_kilometres(a, b) * ROAD / KM_A_MINUTE, 6)) for b in spots) for a in spots)


def _kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    (a, b), (c, d) = ((math.radians(part) for part in spot) for spot in (one, other))
    square = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(square)))
