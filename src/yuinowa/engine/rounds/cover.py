"""Which trips: every school its visits with least travel. Columns are trips on a slot, and slots are days or "any day".

The linear program is grown from the trips that would improve it; when none is left its value is a bound for all trips.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from yuinowa.engine.watch import Watch

from .linear import EXACT, Entries, Found, Impossible, Linear, Rows, Unsettled
from .term import Term
from .trips import Trips, shortfall

if TYPE_CHECKING:
    from numpy.typing import NDArray

BATCH = 400  # columns added at a time
CHUNK = 50_000  # trips whose days are looked at together
PENALTY = 20  # a visit that nobody makes costs this many of the longest trip


@dataclass(slots=True)
class Slots:
    """`allowed` (trips × slots), least and most trips on each slot, and groups (school, slots) of at most one visit."""

    allowed: NDArray
    lower: list[int]
    upper: list[int]
    groups: list[tuple[int, list[int]]]


@dataclass(slots=True)
class Columns:
    trip: NDArray
    slot: NDArray

    def __len__(self) -> int:
        return len(self.trip)

    def take(self, rows: NDArray) -> Columns:
        return Columns(self.trip[rows], self.slot[rows])


@dataclass(slots=True)
class Relaxed:
    """The linear optimum, and for every trip and slot what using it would cost on top (infinite where not allowed)."""

    value: float
    reduced: NDArray
    duals: NDArray


def any_day(term: Term, trips: Trips) -> Slots:
    """Slot 0 is any day without a lock, each day with a lock is a slot of its own. Spacing is left to the dates."""
    import numpy as np

    locked = sorted(term.locks)
    free = np.setdiff1d(np.arange(len(term.days)), locked)
    parts = []
    for at in range(0, len(trips), CHUNK):
        allowed = term.allowed(trips.take(np.arange(at, min(at + CHUNK, len(trips)))))
        parts.append(np.column_stack((allowed[:, free].any(axis=1), allowed[:, locked])))
    allowed = np.concatenate(parts) if parts else np.zeros((0, 1 + len(locked)), np.bool_)
    return Slots(allowed, [0] + [1] * len(locked), [len(free)] + [1] * len(locked), [])


def each_day(term: Term, trips: Trips) -> Slots:
    """Every day is a slot, and visits of a school keep their distance."""
    groups = [(row, group) for row in range(term.hours.count) for group in term.windows(row)]
    lower = [int(column in term.locks) for column in range(len(term.days))]
    return Slots(term.allowed(trips), lower, [1] * len(term.days), groups)


class Cover:
    def __init__(self, term: Term, trips: Trips, slots: Slots, watch: Watch) -> None:
        import numpy as np

        self.term, self.trips, self.slots, self.watch = term, trips, slots, watch
        self.schools, self.days = term.hours.count, len(slots.lower)
        self.rows = Rows()
        for need in term.need.tolist():
            self.rows.add(need, need)
        for lower, upper in zip(slots.lower, slots.upper, strict=True):
            self.rows.add(lower, upper)
        self.near: dict[tuple[int, int], list[int]] = {}
        for row, group in slots.groups:
            number = self.rows.add(-np.inf, 1)
            for slot in group:
                self.near.setdefault((row, slot), []).append(number)

    def relax(self) -> Relaxed:
        """Raises Impossible when not even parts of trips suffice."""
        import numpy as np

        program = Linear(self.rows, self.watch)
        pillars = [*range(self.schools), *(self.schools + slot for slot, lower in enumerate(self.slots.lower) if lower > 0)]
        penalty = float(PENALTY * max(1, int(self.trips.travel.max(initial=1))))
        program.add(np.full(len(pillars), penalty), Entries(np.arange(len(pillars)), np.array(pillars), np.ones(len(pillars))))
        self.growing = _Growing(program, len(pillars), np.zeros(self.slots.allowed.shape, np.bool_))
        found, reduced = self._grow(penalty, 1)
        while found.x[: len(pillars)].sum() > EXACT:
            found, _ = self._grow(1.0, 0)
            if found.value > EXACT:
                raise Impossible
            penalty *= 100
            found, reduced = self._grow(penalty, 1)
        return Relaxed(found.value, reduced, self.growing.program.duals())

    def _grow(self, penalty: float, worth: int) -> tuple[Found, NDArray]:
        """Add the columns that improve most until none does; visits left out cost `penalty`, travel counts `worth` times."""
        import numpy as np

        growing = self.growing
        growing.program.change_costs(np.concatenate((np.full(growing.missing, penalty), *(worth * cost for cost in growing.costs))))
        while True:
            found = growing.program.solve()
            reduced = self._reduced(growing.program.duals(), worth)
            better = np.where(growing.inside, 0.0, reduced)
            places = np.flatnonzero(better.ravel() < -EXACT)
            if not len(places):
                return found, reduced
            chosen = places[np.argsort(better.ravel()[places], kind="stable")[:BATCH]]
            self._enter(chosen, worth)

    def _enter(self, chosen: NDArray, worth: int) -> None:
        import numpy as np

        growing = self.growing
        columns = Columns(*np.divmod(chosen, self.days))
        cost = self.trips.travel[columns.trip].astype(np.float64)
        growing.program.add(worth * cost, self.entries(columns))
        growing.costs.append(cost)
        growing.inside.ravel()[chosen] = True

    def _reduced(self, duals: NDArray, worth: int) -> NDArray:
        """Trips × slots."""
        import numpy as np

        price = np.repeat(duals[: self.schools, None], self.days, axis=1)
        for (row, slot), numbers in self.near.items():
            price[row, slot] += duals[numbers].sum()
        price = np.vstack((price, np.zeros(self.days)))
        reduced = worth * self.trips.travel[:, None] - duals[self.schools : self.schools + self.days]
        for column in range(self.trips.stops.shape[1]):
            reduced = reduced - price[self.trips.stops[:, column]]
        return np.where(self.slots.allowed, reduced, np.inf)

    def entries(self, columns: Columns) -> Entries:
        import numpy as np

        start, rows = [0], []
        for trip, slot in zip(columns.trip.tolist(), columns.slot.tolist(), strict=True):
            stops = self.trips.schools(trip)
            rows += [*stops, self.schools + slot]
            for school in stops:
                rows += self.near.get((school, slot), ())
            start.append(len(rows))
        return Entries(np.array(start), np.array(rows, np.int64), np.ones(len(rows)))

    def whole(self, columns: Columns, most: int | None = None) -> tuple[Found, NDArray]:
        """The best whole trips among these columns (each as often as needed), travelling at most `most`.

        Raises Impossible, Unsettled.
        """
        import numpy as np

        if not len(columns) and self.term.need.any():
            raise Impossible
        program = Linear(self.rows, self.watch, whole=True)
        travel = self.trips.travel[columns.trip]
        program.add(travel, self.entries(columns))
        if most is not None:
            program.hold(np.arange(len(columns)), travel, most)
        found = program.solve()
        return found, np.rint(found.x).astype(np.int64)


@dataclass(slots=True)
class _Growing:
    program: Linear
    missing: int
    inside: NDArray
    costs: list[NDArray] = field(default_factory=list)


@dataclass(slots=True)
class Chosen:
    """Trips with how often each is made, and a bound that no choice is below."""

    columns: Columns
    times: NDArray
    travel: int
    bound: int


def choose(cover: Cover, relaxed: Relaxed) -> Chosen:
    """Least travel with whole trips. Columns far from the linear optimum are left out as long as that cannot hide a better choice.

    Raises Impossible, Unsettled.
    """
    import numpy as np

    least, slack = rounded_up(relaxed.value), max(2.0, 0.003 * relaxed.value)
    highest = float(np.where(np.isfinite(relaxed.reduced), relaxed.reduced, 0.0).max(initial=0.0))
    while True:
        columns = within(relaxed, slack)
        try:
            found, times = cover.whole(columns)
            break
        except Impossible:
            if slack > highest:
                raise
            slack *= 4
    return _confirmed(cover, relaxed, slack, Chosen(columns, times, round(found.value), max(least, rounded_up(found.bound))))


def _confirmed(cover: Cover, relaxed: Relaxed, slack: float, chosen: Chosen) -> Chosen:
    """A better choice would use only columns within what it saves; look among those too."""
    better = chosen.travel - 1
    if better - relaxed.value <= slack:
        return chosen
    columns = within(relaxed, better - relaxed.value)
    try:
        found, times = cover.whole(columns, better)
    except Impossible:
        return replace(chosen, bound=chosen.travel)
    except Unsettled:
        return replace(chosen, bound=rounded_up(relaxed.value))
    return Chosen(columns, times, round(found.value), min(chosen.travel, max(rounded_up(relaxed.value), rounded_up(found.bound))))


def bound_for_all(term: Term, relaxed: Relaxed) -> int:
    """A bound although not all trips were listed: where a trip never seen would be too cheap, its first school's price is lowered."""
    price, room = relaxed.duals[: term.hours.count], min(0.0, float(relaxed.duals[term.hours.count]))
    if term.locks:
        return 0
    short = shortfall(term.hours, term.most, price + 0.0)
    if short is None:
        return 0
    over = short + room  # the price of a day is part of what a trip costs
    return rounded_up(float(term.need @ (price - over.clip(0))) + room * len(term.days))


def within(relaxed: Relaxed, slack: float) -> Columns:
    import numpy as np

    return Columns(*np.nonzero(relaxed.reduced <= slack + EXACT))


def rounded_up(value: float) -> int:
    """Travel is in whole minutes; a hair above one is noise."""
    return math.ceil(value - 1e-4)
