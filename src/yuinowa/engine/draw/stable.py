"""Deferred acceptance (Gale & Shapley 1962): nobody prefers a place that would rather have them than somebody it took.

A place chooses by tier, rank of the group, lot, and passes over a group whose quota is full. That is a greedy choice in a
laminar matroid: the outcome does not depend on who asks first, and no stable outcome is better for any entry.
"""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from .model import Entry, Place
from .order import Unit

Standing = tuple[int, float, bytes]
LAST = float("inf")


def stable(units: Sequence[Unit], places: Iterable[Place], closed: Collection[str], lots: Mapping[int, bytes]) -> list[str | None]:
    """The place of each unit (all of one member); None: waits."""
    desks = {place.id: _Desk(place, place.id in closed) for place in places}
    for row in range(len(units)):
        _ask(units, desks, lots, row)
    found = {row: place for place, desk in desks.items() for _, row, _ in desk.held}
    return [found.get(row) for row in range(len(units))]


def standing(place: Place, entry: Entry, lot: bytes) -> Standing:
    """Smallest first. A group without a rank comes after every rank."""
    return entry.tier, place.priorities.get(entry.group or "", LAST), lot


def _ask(units: Sequence[Unit], desks: Mapping[str, _Desk], lots: Mapping[int, bytes], row: int) -> None:
    """One entry asks down its list; whoever it pushes out asks on, until nobody is pushed out or somebody's list ends."""
    asks, choice = row, 0
    while choice < len(units[asks].choices):
        desk, (entry,) = desks[units[asks].choices[choice]], units[asks].members
        pushed = desk.admit(standing(desk.place, entry, lots[entry.number]), asks, entry.group, choice)
        if pushed is None:
            return
        asks, choice = pushed[0], pushed[1] + 1


class _Desk:
    """What one place holds for now, best first: (standing, row, (group, which choice))."""

    def __init__(self, place: Place, is_closed: bool) -> None:
        self.place = place
        self.held: list[tuple[Standing, int, tuple[str | None, int]]] = []
        self._seats = 0 if is_closed else place.capacity
        self._groups: Counter[str | None] = Counter()

    def admit(self, rank: Standing, row: int, group: str | None, choice: int) -> tuple[int, int] | None:
        """(row, choice) of whoever has to leave: the last of a group above its quota, or the last of all."""
        insort(self.held, (rank, row, (group, choice)))
        self._groups[group] += 1
        if self._groups[group] > self.place.quota.get(group or "", self._groups[group]):
            return self._push(next(at for at in range(len(self.held) - 1, -1, -1) if self.held[at][2][0] == group))
        return self._push(len(self.held) - 1) if len(self.held) > self._seats else None

    def _push(self, at: int) -> tuple[int, int]:
        _, row, (group, choice) = self.held.pop(at)
        self._groups[group] -= 1
        return row, choice
