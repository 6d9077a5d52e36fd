"""One block: all trips, the trips of least travel, their days; trips and days together where the days leave no room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from yuinowa.engine.watch import Stopped, Watch

from . import greedy
from .cover import Chosen, Columns, Cover, Relaxed, any_day, bound_for_all, choose, each_day, rounded_up, within
from .dates import Dated, Dates, Item
from .fill import completed
from .linear import Impossible, Unsettled
from .refuse import refuse_unreachable
from .term import Term
from .trips import Trips

MOST_CELLS = 6_000_000  # trips × days looked at together
ABOVE = (1, 2, 3, 4, 5)  # visits of a period above its share that are tried in turn
MOST_COLUMNS = 20_000  # trips on days given to branch and bound


class Collision(Exception):
    """No choice of trips and days keeps all rules; proven."""


class Lost(Exception):
    """The search ended with no plan and no proof that there is none."""


@dataclass(slots=True)
class Outcome:
    """Rows of each trip in order and the column of its day; no plan of the block travels less than `bound`, or moves fewer visits than `moved_bound`."""

    trips: list[tuple[tuple[int, ...], int]]
    travel: int
    bound: int
    is_stopped: bool = False
    moved_bound: int = 0


def plan_block(term: Term, watch: Watch, tell: Callable[[str, float], None] = lambda phase, share: None) -> Outcome:
    """Raises Infeasible, Collision, Lost, Stopped. Where visits cannot be shared out among the periods, as evenly as can be found."""
    if not term.need.any():
        return Outcome([], 0, 0)
    trips = None
    for above in ABOVE if term.shares else ():
        search = _Search(replace(term, above=above), watch, tell, trips)
        with suppress(Collision, Lost, Stopped):
            return _outcome(search)
        trips = search.listed
    return _outcome(_Search(term, watch, tell, trips))


def _outcome(search: _Search) -> Outcome:
    if search.best is None:
        search.best = completed(search.term, greedy.nearest(search.term), search.watch)
    try:
        search.run()
    except Stopped:
        return search.outcome(is_stopped=True)
    except Unsettled:
        pass
    return search.outcome()


def travel_bound(term: Term, watch: Watch) -> tuple[int, bool]:
    """What no plan travels less than, without looking for days; and whether the clock ended it."""
    if not term.need.any():
        return 0, False
    search = _Search(term, watch, lambda phase, share: None)
    try:
        search.choose()
    except Stopped:
        return search.bound, True
    return search.bound, False


def even_bound(term: Term) -> int:
    """The same for plans with even periods; for all plans where there are none."""
    nothing = Watch(lambda: 0.0, None, None, None)
    try:
        return travel_bound(replace(term, above=1) if term.shares else term, nothing)[0]
    except Impossible:
        return travel_bound(term, nothing)[0]


def simple_bound(term: Term) -> int:
    """So many trips at least, each out to the nearest school and back."""
    trips = -(-int(term.need.sum()) // term.most)
    return trips * int(term.hours.out.min() + term.hours.back.min())


class _Search:
    def __init__(self, term: Term, watch: Watch, tell: Callable[[str, float], None], trips: Trips | None = None) -> None:
        self.term, self.watch, self.tell = term, watch, tell
        self.bound = simple_bound(term)
        self.chosen: Chosen | None = None
        self.listed = trips
        first = greedy.nearest(term)
        self.best = first if greedy.is_complete(term, first) else None

    def outcome(self, *, is_stopped: bool = False) -> Outcome:
        if self.best is None:
            raise Stopped if is_stopped else Lost
        travel = sum(self.term.hours.travel(rows) for rows, _ in self.best)
        return Outcome(self.best, travel, min(self.bound, travel), is_stopped)

    def run(self) -> None:
        """Raises Infeasible, Collision, Unsettled, Stopped; `best` and `bound` hold what was reached."""
        try:
            relaxed = self.choose()
            if not self._date():
                self._together(relaxed)
        except Impossible:
            raise Collision from None

    def choose(self) -> Relaxed:
        """Raises Infeasible, Impossible, Stopped."""
        self.tell("trips", 0.0)
        self.watch.check()
        self.listed = self.term.all_trips(self.watch.check) if self.listed is None else self.listed
        self.trips = self.listed
        self.is_all = self.trips.is_all
        refuse_unreachable(self.term, self.trips)
        self.tell("travel", 0.2)
        cover = Cover(self.term, self.trips, any_day(self.term, self.trips), self.watch)
        try:
            return self._whole(cover)
        except Impossible:
            raise Impossible if self.is_all else Unsettled from None

    def _whole(self, cover: Cover) -> Relaxed:
        """Of trips that were not all listed only the bound for all counts."""
        relaxed = cover.relax()
        self.slots = cover.slots.days
        is_bound = self.is_all
        if not is_bound:
            relaxed, is_bound = cover.price(relaxed)
            self.trips = cover.trips
        days = cover.slots.upper
        bound = rounded_up(relaxed.value) if is_bound else bound_for_all(self.term, relaxed, days, self.watch.check)
        self.bound = max(self.bound, bound)
        with suppress(Unsettled):
            self.chosen = choose(cover, relaxed)
            self.bound = max(self.bound, self.chosen.bound if self.is_all else 0)
        return relaxed

    def _date(self) -> bool:
        """Days for the chosen trips, if there are any."""
        self.tell("dates", 0.6)
        if self.chosen is None:
            return False
        for is_loose in (False, True) if self.term.above is not None else (False,):
            try:
                self._take(Dates(self.term, self._items(self.chosen, is_loose=is_loose), self.watch).solve())
                return True
            except (Impossible, Unsettled):
                continue
        return False

    def _items(self, chosen: Chosen, *, is_loose: bool) -> list[Item]:
        """A trip on a day with a lock has only that day; others those of their slot, or when `is_loose` all that suit."""
        found: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = Counter()
        for trip, slot, times in zip(chosen.columns.trip.tolist(), chosen.columns.slot.tolist(), chosen.times.tolist(), strict=True):
            if times:
                rows, slots = self.trips.schools(trip), self.slots[slot]
                is_locked = slots[0] in self.term.locks
                days = [day for day in self.term.columns_of(rows) if day not in self.term.locks]
                found[rows, tuple(slots if is_locked else days if is_loose else sorted({*days} & {*slots}))] += times
        return [Item(rows, days, times) for (rows, days), times in found.items()]

    def _together(self, relaxed: Relaxed) -> None:
        """Trips and days in one program: larger, needed where the trips of least travel find no days."""
        self.tell("together", 0.8)
        together = _Together(self.term, *self._fewer(relaxed), self.watch)
        self.bound = max(self.bound, together.bound())
        for dated in together.plans():
            self._take(dated)
        self.bound = max(self.bound, together.proven)
        self._calm()

    def _calm(self) -> None:
        """The same trips on days that make the busiest week calmer."""
        assert self.best is not None
        times = Counter(tuple(rows) for rows, _ in self.best)
        items = [Item(rows, self.term.columns_of(rows), count) for rows, count in sorted(times.items())]
        with suppress(Impossible, Unsettled):
            self._take(Dates(self.term, items, self.watch).solve())

    def _fewer(self, relaxed: Relaxed) -> tuple[Trips, bool]:
        """As many of the best trips as can be looked at on every day, and whether these are all."""
        import numpy as np

        most = max(1_000, MOST_CELLS // max(1, len(self.term.days)))
        if len(self.trips) <= most:
            return self.trips, self.is_all
        return self.trips.take(np.sort(np.argsort(relaxed.reduced.min(axis=1), kind="stable")[:most])), False

    def _take(self, dated: Dated) -> None:
        self.best = dated.trips


class _Together:
    """The dated program over these trips; proofs hold for the block only when these are `all` trips."""

    def __init__(self, term: Term, trips: Trips, is_all: bool, watch: Watch) -> None:
        self.term, self.trips, self.is_all, self.watch = term, trips, is_all, watch
        self.proven = 0
        try:
            self.relaxed = Cover(term, trips, each_day(term, trips), watch).relax()
        except Impossible:
            raise Impossible if is_all else Unsettled from None

    def bound(self) -> int:
        return rounded_up(self.relaxed.value) if self.is_all else 0

    def plans(self) -> list[Dated]:
        """A first plan and, if there is one, a better one. Raises Impossible, Unsettled."""
        first, slack = self._first()
        saving = first.value - 1 - self.relaxed.value
        plans, least = [first], min(rounded_up(first.bound), rounded_up(self.relaxed.value + slack))
        if saving > slack:
            better, least = self._better(first.value, saving)
            plans += better
        if self.is_all:
            self.proven = max(self.bound(), min(least, plans[-1].value))
        return plans

    def _first(self) -> tuple[Dated, float]:
        import numpy as np

        slack = max(2.0, 0.003 * self.relaxed.value)
        highest = float(np.where(np.isfinite(self.relaxed.reduced), self.relaxed.reduced, 0.0).max(initial=0.0))
        while True:
            columns = within(self.relaxed, slack)
            try:
                return self._solve(columns), slack
            except (Impossible, Unsettled) as error:
                if slack > highest:
                    raise (error if self.is_all else Unsettled) from None
                if len(columns) > MOST_COLUMNS:
                    raise Unsettled from None
            slack *= 3

    def _better(self, value: int, saving: float) -> tuple[list[Dated], int]:
        """Anything that saves a minute uses only columns within the saving."""
        columns = within(self.relaxed, saving)
        if len(columns) > MOST_COLUMNS:
            return [], self.bound()
        try:
            found = self._solve(columns, value - 1)
        except Impossible:
            return [], value
        except Unsettled:
            return [], self.bound()
        return [found], rounded_up(found.bound)

    def _solve(self, columns: Columns, most: int | None = None) -> Dated:
        return Dates(self.term, self._items(columns), self.watch).solve(goals=1, most=most, weeks=False)

    def _items(self, columns: Columns) -> list[Item]:
        import numpy as np

        begins = np.flatnonzero(np.append(True, columns.trip[1:] != columns.trip[:-1])) if len(columns) else np.zeros(0, np.int64)
        items = []
        for trip, days in zip(columns.trip[begins].tolist(), np.split(columns.slot, begins[1:]), strict=bool(len(begins))):
            costs = ((int(self.trips.travel[trip]),) * len(days),)
            items.append(Item(self.trips.schools(trip), tuple(days.tolist()), None, costs))
        return items


def smallest_collision(term: Term, watch: Watch) -> list[int]:
    """Rows of schools that collide among themselves: larger and larger parts are left out as long as the rest still collides."""
    rows = [row for row in range(term.hours.count) if term.need[row]]
    size = len(rows) // 2
    while size:
        for at in range(0, len(rows), size):
            rest = rows[:at] + rows[at + size :]
            if rest and _collides(term.only(rest), watch):
                rows = rest
                break
        else:
            size //= 2
    return rows


def _collides(term: Term, watch: Watch) -> bool:
    try:
        _Search(term, watch, lambda phase, share: None).run()
    except Collision:
        return True
    except (Stopped, Unsettled):
        pass
    return False
