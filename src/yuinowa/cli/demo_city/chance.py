"""Chance that can be repeated: one stream per topic, so that a change in one leaves the others as they were."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random
from typing import TypeVar

from .specs import Point

T = TypeVar("T")

SOUTH_WEST = Point(37.50, 141.60)
KM_PER_LAT = 111.0
KM_PER_LON = 88.0


def stream(seed: int, topic: str) -> Random:
    return Random(f"yuinowa:{seed}:{topic}")


def point(east_km: float, north_km: float) -> Point:
    """The tile of 30 × 50 km lies in the open sea, where no real school can be meant."""
    return Point(round(SOUTH_WEST.lat + north_km / KM_PER_LAT, 6), round(SOUTH_WEST.lon + east_km / KM_PER_LON, 6))


def near(rng: Random, centre: Sequence[float], spread: Sequence[float], scale: float = 1.0) -> Point:
    east = min(29.5, max(0.5, rng.gauss(centre[0], spread[0] / 1.7)))
    north = min(49.5, max(0.5, rng.gauss(centre[1], spread[1] / 1.7)))
    return point(east * scale, north * scale)


def around(rng: Random, centre: Point, km: float) -> Point:
    lat = centre.lat + rng.gauss(0, km) / KM_PER_LAT
    lon = centre.lon + rng.gauss(0, km) / KM_PER_LON
    return Point(round(lat, 6), round(lon, 6))


def km_between(a: Point, b: Point) -> float:
    return (((a.lat - b.lat) * KM_PER_LAT) ** 2 + ((a.lon - b.lon) * KM_PER_LON) ** 2) ** 0.5


def shared(total: int, weights: Sequence[int]) -> list[int]:
    """Divides `total` in proportion by largest remainders; at least one each, where there is enough."""
    least = 1 if total >= len(weights) else 0
    spare = total - least * len(weights)
    exact = [spare * weight / sum(weights) for weight in weights]
    parts = [least + int(value) for value in exact]
    by_remainder = sorted(range(len(weights)), key=lambda i: int(exact[i]) - exact[i])
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


def some(rng: Random, items: Iterable[T], count: int) -> list[T]:
    pool = list(items)
    return rng.sample(pool, min(count, len(pool)))
