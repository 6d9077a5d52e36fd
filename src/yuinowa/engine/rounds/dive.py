"""Whole trips without branch and bound: what the linear program is surest of is taken, and the rest is asked again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from yuinowa.engine.watch import Watch

from .choose import Chosen
from .cover import Columns, Cover, any_day
from .linear import EXACT, Impossible
from .term import Term
from .trips import Trips

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_ROUNDS = 200
SURE = 0.9  # of a trip: it is taken
SHARE = 0.03  # of what is left is taken each time, sure or not


def dive(term: Term, trips: Trips, watch: Watch) -> Chosen:
    """Trips that visit nobody too often, for most visits; what is left has to be visited otherwise. Shares are not looked at."""
    import numpy as np

    term, left = replace(term, above=None), term.need.copy()
    slots = any_day(term, trips)
    lower, upper = list(slots.lower), list(slots.upper)
    rows = np.arange(len(trips))
    made: list[tuple[int, int]] = []
    for _ in range(MOST_ROUNDS):
        rows = rows[(np.append(left, 1)[trips.stops[rows]] > 0).all(axis=1)]
        if not left.any() or not len(rows):
            break
        part = replace(slots, allowed=slots.allowed[rows], lower=lower, upper=upper)
        cover = Cover(replace(term, need=left), trips.take(rows), part, watch)
        try:
            cover.relax()
        except Impossible:
            break
        places, parts = cover.parts()
        for trip, slot in _sure(trips.take(rows), places, parts, left, upper, len(slots.days)):
            made.append((int(rows[trip]), slot))
            lower[slot], upper[slot] = max(0, lower[slot] - 1), upper[slot] - 1
    return _chosen(trips, made)


def _sure(trips: Trips, places: NDArray, parts: NDArray, left: NDArray, upper: list[int], slots: int) -> list[tuple[int, int]]:
    """The largest parts, as often as they are whole; `left` is what remains. At least one, else the linear program would say the same."""
    import numpy as np

    taken: list[tuple[int, int]] = []
    free, enough = list(upper), max(1.0, SHARE * float(parts.sum()))
    for number in np.argsort(-parts, kind="stable").tolist():
        if parts[number] < EXACT or (parts[number] < SURE and len(taken) >= enough):
            break
        trip, slot = divmod(int(places[number]), slots)
        stops = list(trips.schools(trip))
        for _ in range(max(1, int(parts[number] + 1 - SURE))):
            if free[slot] > 0 and (left[stops] > 0).all():
                left[stops] -= 1
                free[slot] -= 1
                taken.append((trip, slot))
    return taken


def _chosen(trips: Trips, made: list[tuple[int, int]]) -> Chosen:
    import numpy as np

    columns = Columns(np.array([trip for trip, _ in made], np.int64), np.array([slot for _, slot in made], np.int64))
    return Chosen(columns, np.ones(len(made), np.int64), int(trips.travel[columns.trip].sum()), 0)
