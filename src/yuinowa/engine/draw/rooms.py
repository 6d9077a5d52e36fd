"""Seats and quotas that are left, as counters."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from .model import Place
from .order import Unit


class Rooms:
    """`closed` places have no seats."""

    def __init__(self, places: Iterable[Place], closed: Collection[str] = ()) -> None:
        chosen = tuple(places)
        self.seats = {place.id: 0 if place.id in closed else place.capacity for place in chosen}
        self.quota = {place.id: dict(place.quota) for place in chosen if place.quota}

    def fits(self, unit: Unit, place: str) -> bool:
        if self.seats[place] < unit.size:
            return False
        quota = self.quota.get(place)
        return quota is None or all(quota.get(group, count) >= count for group, count in unit.groups)

    def take(self, unit: Unit, place: str) -> None:
        self.seats[place] -= unit.size
        quota = self.quota.get(place, {})
        for group, count in unit.groups:
            if group in quota:
                quota[group] -= count

    def left(self, place: Place) -> Place:
        """The place as it now is, for those who wait: what is open stays open, so there is no minimum any more."""
        return Place(place.id, self.seats[place.id], 0, self.quota.get(place.id, {}), place.priorities)
