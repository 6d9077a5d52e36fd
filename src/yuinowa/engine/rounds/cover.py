"""Which trips: every school its visits with least travel. Columns are trips on a slot, and slots are days or "any day".

The linear program is grown from the trips that would improve it; when none is left its value is a bound for all trips.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from yuinowa.engine.watch import Watch

from .linear import EXACT, Entries, Found, Impossible, Linear, Rows
from .term import Term
from .trips import Trips

if TYPE_CHECKING:
    from numpy.typing import NDArray

BATCH = 400  # columns added at a time
CHUNK = 50_000  # trips whose days are looked at together
MOST_ROUNDS = 60  # of pricing trips that were not listed
MOST_NEW = 20_000  # of those, added at a time
FEW_HOPEFUL = 20_000  # partial trips that are followed at once, at first
NEAR = 0.003  # of the travel: what a trip of a whole plan may cost on top of its prices
PENALTY = 20  # a visit that nobody makes costs this many of the longest trip


@dataclass(slots=True)
class Slots:
    """`days` (columns) of each slot, `allowed` (trips × slots), least and most trips on each slot, its `period`, and groups
    (school, slots, least, most visits)."""

    days: list[list[int]]
    allowed: NDArray
    lower: list[int]
    upper: list[int]
    period: list[int]
    groups: list[tuple[int, list[int], float, float]]


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
    prices: NDArray  # schools × slots: what a visit is worth
    rooms: NDArray  # of a trip on each slot
    loads: float  # of all shares together


def any_day(term: Term, trips: Trips) -> Slots:
    """A slot for any day without a lock, or of a period where shares hold; each day with a lock is a slot of its own.

    Spacing is left to the dates.
    """
    import numpy as np

    locked = [[column] for column in sorted(term.locks)]
    free = [column for column in range(len(term.days)) if column not in term.locks]
    period = term.period if term.above is not None else [-1] * len(term.days)
    parts = [[column for column in free if period[column] == number] for number in sorted({-1, *period})]
    days = [part for part in parts if part] + locked
    lower = [0] * (len(days) - len(locked)) + [1] * len(locked)
    return Slots(
        days,
        np.zeros((len(trips), len(days)), np.bool_) if not days else _allowed(term, trips, days),
        lower,
        [len(part) for part in days],
        [period[part[0]] for part in days],
        _firsts(term, days),
    )


def _allowed(term: Term, trips: Trips, days: list[list[int]]) -> NDArray:
    import numpy as np

    parts = [np.zeros((0, len(days)), np.bool_)]
    for at in range(0, len(trips), CHUNK):
        allowed = term.allowed(trips.take(np.arange(at, min(at + CHUNK, len(trips)))))
        parts.append(np.column_stack([allowed[:, part].any(axis=1) for part in days]))
    return np.concatenate(parts)


def _firsts(term: Term, days: list[list[int]]) -> list[tuple[int, list[int], float, float]]:
    """Slots with a day for a first visit that is due: one visit at least."""
    return [
        (row, [slot for slot, part in enumerate(days) if not set(columns).isdisjoint(part)], 1, float("inf"))
        for row, columns in term.due.items()
    ]


def each_day(term: Term, trips: Trips) -> Slots:
    """Every day is a slot, and visits of a school keep their distance."""
    size = len(term.days)
    days = [[column] for column in range(size)]
    groups = [(row, group, -float("inf"), 1.0) for row in range(term.hours.count) for group in term.windows(row)]
    lower = [int(column in term.locks) for column in range(size)]
    period = term.period if term.above is not None else [-1] * size
    return Slots(days, term.allowed(trips), lower, [1] * size, period, [*groups, *_firsts(term, days)])


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
        self.firsts: list[int] = []
        for row, group, least, most in slots.groups:
            number = self.rows.add(least, most)
            self.firsts += [number] if least > 0 else []
            for slot in group:
                self.near.setdefault((row, slot), []).append(number)
        shared = sorted({period for period in slots.period if period >= 0})
        self.loads = {period: self.rows.add(-np.inf, term.room(period)) for period in shared}
        self.load = [self.loads.get(period, -1) for period in slots.period]

    def relax(self) -> Relaxed:
        """Raises Impossible when not even parts of trips suffice."""
        import numpy as np

        program = Linear(self.rows, self.watch)
        locked = (self.schools + slot for slot, lower in enumerate(self.slots.lower) if lower > 0)
        pillars = [*range(self.schools), *locked, *self.firsts]
        penalty = float(PENALTY * max(1, int(self.trips.travel.max(initial=1))))
        program.add(np.full(len(pillars), penalty), Entries(np.arange(len(pillars)), np.array(pillars), np.ones(len(pillars))))
        self.growing = _Growing(program, len(pillars), np.zeros(self.slots.allowed.shape, np.bool_))
        found, _ = self._grow(penalty, 1)
        while found.x[: len(pillars)].sum() > EXACT:
            found, _ = self._grow(1.0, 0)
            if found.value > EXACT:
                raise Impossible
            penalty *= 100
            found, _ = self._grow(penalty, 1)
        self.growing.penalty = penalty
        return self._relaxed()

    def parts(self) -> tuple[NDArray, NDArray]:
        """Places (trip × slots + slot) and how much of each the linear optimum makes."""
        import numpy as np

        growing = self.growing
        return np.concatenate([np.zeros(0, np.int64), *growing.places]), growing.program.solve().x[growing.missing :]

    def price(self, relaxed: Relaxed) -> tuple[Relaxed, bool]:
        """Adds trips that were never listed as long as they improve; whether the value then holds for all trips."""
        for _ in range(MOST_ROUNDS):
            found = self._improving(relaxed)
            if not len(found):
                if found.is_all:
                    self._widen(self._unlisted(relaxed, NEAR * relaxed.value, FEW_HOPEFUL))
                return self._relaxed(), found.is_all
            self._widen(found)
            relaxed = self._relaxed()
        return relaxed, False

    def complete(self, relaxed: Relaxed, slack: float) -> Relaxed | None:
        """With every trip that costs this on top at most, listed or not before; None where these are too many."""
        found = self._unlisted(relaxed, slack)
        if not found.is_all or len(found) >= MOST_NEW:
            return None
        if not len(found):
            return relaxed
        self._widen(found)
        return self._relaxed()

    def _improving(self, relaxed: Relaxed) -> Trips:
        """Trips that are not here and would improve; at first few partial trips are followed, and where they lead nowhere all."""
        found = self._unlisted(relaxed, -2 * EXACT, FEW_HOPEFUL)
        return found if len(found) or found.is_all else self._unlisted(relaxed, -2 * EXACT)

    def _unlisted(self, relaxed: Relaxed, slack: float, few: int | None = None) -> Trips:
        """The best trips that are not here, of those that cost this on top at most; `is_all` unless some partial trips were left out."""
        import numpy as np

        room = float(relaxed.rooms.max(initial=0.0))
        prices = relaxed.prices.max(axis=1, initial=0.0)
        found = self.term.promising(prices, slack + room, few, self.watch.check)
        is_all, sign = found.is_all, self.term.hours.sign
        found = found.take(np.flatnonzero(~np.isin(found.names(sign), self.trips.names(sign))))
        best = np.argsort(found.travel - found.prices(prices), kind="stable")[:MOST_NEW]
        return replace(found.take(np.sort(best)), is_all=is_all)

    def _widen(self, trips: Trips) -> None:
        import numpy as np

        self.trips = self.trips.join(trips)
        allowed = _allowed(self.term, trips, self.slots.days)
        self.slots.allowed = np.concatenate((self.slots.allowed, allowed))
        self.growing.inside = np.concatenate((self.growing.inside, np.zeros(allowed.shape, np.bool_)))

    def _relaxed(self) -> Relaxed:

        found, reduced = self._grow(self.growing.penalty, 1)
        duals = self.growing.program.duals()
        slots = duals[self.schools : self.schools + self.days]
        loads = sum(min(0.0, float(duals[number])) * self.term.room(period) for period, number in self.loads.items())
        return Relaxed(found.value, reduced, self._prices(duals), slots, loads)

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
        growing.places.append(chosen)
        growing.costs.append(cost)
        growing.inside.ravel()[chosen] = True

    def _reduced(self, duals: NDArray, worth: int) -> NDArray:
        """Trips × slots."""
        import numpy as np

        price = np.vstack((self._prices(duals), np.zeros(self.days)))
        reduced = worth * self.trips.travel[:, None] - duals[self.schools : self.schools + self.days]
        for column in range(self.trips.stops.shape[1]):
            reduced = reduced - price[self.trips.stops[:, column]]
        return np.where(self.slots.allowed, reduced, np.inf)

    def _prices(self, duals: NDArray) -> NDArray:
        """Schools × slots: what a visit is worth there."""
        import numpy as np

        price = np.repeat(duals[: self.schools, None], self.days, axis=1)
        for (row, slot), numbers in self.near.items():
            price[row, slot] += duals[numbers].sum()
        return price + np.array([duals[number] if number >= 0 else 0.0 for number in self.load])

    def entries(self, columns: Columns) -> Entries:
        import numpy as np

        start, rows = [0], []
        values: list[int] = []
        for trip, slot in zip(columns.trip.tolist(), columns.slot.tolist(), strict=True):
            stops = self.trips.schools(trip)
            rows += [*stops, self.schools + slot]
            for school in stops:
                rows += self.near.get((school, slot), ())
            values += [1] * (len(rows) - len(values))
            if self.load[slot] >= 0:
                rows.append(self.load[slot])
                values.append(len(stops))
            start.append(len(rows))
        return Entries(np.array(start), np.array(rows, np.int64), np.array(values, np.float64))

    def whole(self, columns: Columns, most: int | None = None, looks: int | None = None) -> tuple[Found, NDArray]:
        """The best whole trips among these columns (each as often as needed), travelling at most `most`; or the best after so many `looks`.

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
        found = program.solve(looks)
        return found, np.rint(found.x).astype(np.int64)


@dataclass(slots=True)
class _Growing:
    program: Linear
    missing: int
    inside: NDArray
    penalty: float = 0.0
    costs: list[NDArray] = field(default_factory=list)
    places: list[NDArray] = field(default_factory=list)  # of the columns: trip × slots + slot
