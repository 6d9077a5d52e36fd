"""Places below their minimum close, the weakest first, and the rule runs again without it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence

from .model import Closed, Place
from .order import Unit

Taken = list[str | None]  # the place of each unit; None: waits


def close_weakest(
    places: Sequence[Place], units: Sequence[Unit], run: Callable[[Collection[str]], Taken]
) -> tuple[Taken, tuple[Closed, ...]]:
    """`run` gives the places of the units when some are closed. The log is in the order of closing."""
    log: dict[str, Closed] = {}
    taken = run(())
    while True:
        placed = placed_at(units, taken)
        weak = [place for place in places if place.id not in log and placed[place.id] < place.minimum]
        if not weak:
            return taken, tuple(log.values())
        # min() takes the first of equals: the earlier in the list
        weakest = min(weak, key=lambda place: placed[place.id])
        log[weakest.id] = Closed(weakest.id, placed[weakest.id], weakest.minimum)
        if placed[weakest.id]:
            taken = run(log)


def placed_at(units: Sequence[Unit], taken: Taken) -> Counter[str]:
    placed: Counter[str] = Counter()
    for unit, place in zip(units, taken, strict=True):
        if place is not None:
            placed[place] += unit.size
    return placed
