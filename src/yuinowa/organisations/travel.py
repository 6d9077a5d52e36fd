"""Minutes between sites: what the city measured, else an estimate that says it is one."""

from collections.abc import Iterable, Sequence
from math import asin, ceil, cos, radians, sin, sqrt

from yuinowa.organisations.models import Site, TravelTime

EARTH_KM = 6371.0
ROAD_FACTOR = 1.3
KM_PER_HOUR = 30
UNKNOWN_MINUTES = 30  # a site without coordinates: the usual way across a block


def road_km(origin: tuple[float, float], destination: tuple[float, float]) -> float:
    """Great circle × 1.3, in kilometres; points are (latitude, longitude) in degrees."""
    north_1, east_1, north_2, east_2 = map(radians, (*origin, *destination))
    half = sin((north_2 - north_1) / 2) ** 2 + cos(north_1) * cos(north_2) * sin((east_2 - east_1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half)) * ROAD_FACTOR


def estimated_minutes(origin: Site, destination: Site) -> int:
    """Whole minutes at 30 km/h, rounded up."""
    if origin.pk == destination.pk:
        return 0
    if None in (origin.latitude, origin.longitude, destination.latitude, destination.longitude):
        return UNKNOWN_MINUTES
    start, end = (origin.latitude, origin.longitude), (destination.latitude, destination.longitude)
    return ceil(road_km(start, end) / KM_PER_HOUR * 60)  # type: ignore[arg-type]


def measured_minutes(sites: Iterable[Site]) -> dict[tuple[int, int], int]:
    """What the city measured between these sites, by (origin, destination); a pair measured one way serves both."""
    ids = [site.pk for site in sites]
    rows = TravelTime.objects.filter(origin__in=ids, destination__in=ids).values_list("origin_id", "destination_id", "minutes")
    there = {(origin, destination): minutes for origin, destination, minutes in rows}
    back = {(destination, origin): minutes for (origin, destination), minutes in there.items()}
    return {**back, **there}


def minutes_between(origin: Site, destination: Site) -> int:
    measured = measured_minutes([origin, destination])
    return measured.get((origin.pk, destination.pk), estimated_minutes(origin, destination))


def minutes_table(sites: Sequence[Site]) -> list[list[int]]:
    """Site × site, in whole minutes."""
    measured = measured_minutes(sites)
    return [[measured.get((a.pk, b.pk), estimated_minutes(a, b)) for b in sites] for a in sites]
