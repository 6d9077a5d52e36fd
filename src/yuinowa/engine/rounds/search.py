"""The search in one block: all trips, those of least travel, their days; together where the days leave no room."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import replace

from yuinowa.engine.watch import Stopped, Watch

from . import greedy
from .calm import calmed
from .choose import MOST_LOOKS, Chosen, bound_for_all, choose, first_choice, rounded_up
from .cover import Cover, Relaxed, any_day
from .dates import Dated, Dates, Item
from .dive import dive
from .large import is_large, plan_large
from .linear import Impossible, Unsettled
from .outcome import Collision, Lost, Outcome, Tell
from .refuse import refuse_unreachable
from .term import Term
from .together import Together
from .trips import Trips

MOST_CELLS = 6_000_000  # trips × days looked at together


def simple_bound(term: Term) -> int:
    """So many trips at least, each out to the nearest school and back."""
    trips = -(-int(term.need.sum()) // term.most)
    return trips * int(term.hours.out.min() + term.hours.back.min())


class Search:
    def __init__(self, term: Term, watch: Watch, tell: Tell, trips: Trips | None = None, *, is_hasty: bool = False) -> None:
        """`is_hasty`: any plan will do."""
        self.term, self.watch, self.tell = term, watch, tell
        self.bound = simple_bound(term)
        self.chosen: Chosen | None = None
        self.listed = trips
        first = greedy.nearest(term)
        self.best: greedy.Dated | None = first if greedy.is_complete(term, first) else None
        self.is_large, self.is_hasty = is_large(term), is_hasty

    def outcome(self, *, is_stopped: bool = False) -> Outcome:
        if self.best is None:
            raise Stopped if is_stopped else Lost
        if self.is_large:
            self.best = calmed(self.term, self.best)
        travel = self.travel(self.best)
        return Outcome(self.best, travel, min(self.bound, travel), is_stopped)

    def run(self) -> None:
        """Raises Infeasible, Collision, Unsettled, Stopped; `best` and `bound` hold what was reached."""
        try:
            relaxed = self.choose()
            if self.is_large and (plan_large(self, self.cover, relaxed) or self.term.above is not None):
                return
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
        self.cover = Cover(self.term, self.trips, any_day(self.term, self.trips), self.watch)
        try:
            return self._whole(self.cover)
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
        self.is_bound = is_bound
        days = cover.slots.upper
        bound = rounded_up(relaxed.value) if is_bound else bound_for_all(self.term, relaxed, days, self.watch.check)
        self.bound = max(self.bound, bound)
        with suppress(Unsettled):
            self.chosen = self._soon(cover, relaxed) if self.is_large else choose(cover, relaxed)
            self.bound = max(self.bound, self.chosen.bound if self.is_all and not self.is_large else 0)
        return relaxed

    def _soon(self, cover: Cover, relaxed: Relaxed) -> Chosen:
        """Of a large block trips come first, and even periods with their days."""
        if self.term.above is not None and self.term.shares:
            term = replace(self.term, above=None)
            cover = Cover(term, self.trips, any_day(term, self.trips), self.watch)
            self.slots = cover.slots.days
            relaxed = cover.relax()
        try:
            return first_choice(cover, relaxed)
        except (Impossible, Unsettled):
            return dive(cover.term, self.trips, self.watch)

    def _date(self) -> bool:
        """Days for the chosen trips, if there are any."""
        self.tell("dates", 0.6)
        if self.chosen is None:
            return False
        for is_loose in (False, True) if self.term.above is not None else (False,):
            try:
                self._take(Dates(self.term, self.items(self.chosen, is_loose=is_loose), self.watch).solve())
                return True
            except (Impossible, Unsettled):
                continue
        return False

    def items(self, chosen: Chosen, *, is_loose: bool) -> list[Item]:
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
        together = Together(self.term, *self._fewer(relaxed), self.watch, MOST_LOOKS if self.is_large else None)
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

    def travel(self, dated: greedy.Dated) -> int:
        return sum(self.term.hours.travel(rows) for rows, _ in dated)

    def keep(self, dated: greedy.Dated) -> None:
        """This plan unless the one in hand is as good."""
        if self.best is None or self.travel(dated) < self.travel(self.best):
            self.best = dated
            self.tell("better", 0.5, self.travel(dated), self.bound)
