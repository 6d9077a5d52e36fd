"""Trips and days in one program: every trip on every day. Larger, and needed where the trips of least travel find no days."""

from __future__ import annotations

from yuinowa.engine.watch import Watch

from .choose import MOST_COLUMNS, rounded_up, within
from .cover import Columns, Cover, each_day
from .dates import Dated, Dates, Item
from .linear import Impossible, Unsettled
from .term import Term
from .trips import Trips


class Together:
    """The dated program over these trips; proofs hold for the block only when these are `all` trips."""

    def __init__(self, term: Term, trips: Trips, is_all: bool, watch: Watch, looks: int | None = None) -> None:
        self.term, self.trips, self.is_all, self.watch, self.looks = term, trips, is_all, watch, looks
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
        return Dates(self.term, self._items(columns), self.watch, self.looks).solve(goals=1, most=most, weeks=False)

    def _items(self, columns: Columns) -> list[Item]:
        import numpy as np

        begins = np.flatnonzero(np.append(True, columns.trip[1:] != columns.trip[:-1])) if len(columns) else np.zeros(0, np.int64)
        items = []
        for trip, days in zip(columns.trip[begins].tolist(), np.split(columns.slot, begins[1:]), strict=bool(len(begins))):
            costs = ((int(self.trips.travel[trip]),) * len(days),)
            items.append(Item(self.trips.schools(trip), tuple(days.tolist()), None, costs))
        return items
