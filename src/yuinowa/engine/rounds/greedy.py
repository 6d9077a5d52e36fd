"""Day by day without looking ahead: the nearest school that is due, or the next on the list. A first plan, and what people do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from .term import Term
from .trips import Hours

SOON = 3  # days left for a first visit that is due
Dated = list[tuple[tuple[int, ...], int]]  # schools in order and the column of the day


def nearest(term: Term) -> Dated:
    """From the base to the nearest school that fits, and on to the nearest from there."""
    return _Diary(term, lambda diary, here, row: (not diary.is_urgent(row), diary.way(here, row), row)).fill()


def by_list(term: Term) -> Dated:
    """A rota: down the list of schools, round and round, taking whoever is open."""
    return _Diary(term, lambda diary, here, row: (not diary.is_urgent(row), diary.made[row], row)).fill()


def is_complete(term: Term, dated: Dated) -> bool:
    """All visits, none too late, no period too full."""
    made, load = [0] * term.hours.count, Counter[int]()
    late = set(term.due)
    for stops, column in dated:
        load[term.period[column]] += len(stops)
        for row in stops:
            made[row] += 1
            late -= {row} if column in term.due.get(row, ()) else set()
    return made == term.need.tolist() and not late and all(load[period] <= term.room(period) for period in load)


class _Diary:
    def __init__(self, term: Term, rank: Callable[[_Diary, int, int], tuple]) -> None:
        self.term, self.rank = term, rank
        self.made = [0] * term.hours.count
        self.last = [-(10**9)] * term.hours.count
        self.left = [self._days_left(row) for row in range(term.hours.count)]
        self.locked_later = [sum(row in rows for rows in term.locks.values()) for row in range(term.hours.count)]
        self.column = 0
        self.load: Counter[int] = Counter()

    @property
    def hours(self) -> Hours:
        return self.term.kinds[self.term.kind[self.column]]

    def _days_left(self, row: int) -> list[int]:
        """For each column how many visits the days from it on have room for, by least distance."""
        room, following = [0] * (len(self.term.days) + 1), 10**12
        for column in range(len(self.term.days) - 1, -1, -1):
            room[column] = room[column + 1]
            if self.term.may[row, column] and self.term.days[column] + self.term.spacing <= following:
                room[column], following = room[column] + 1, self.term.days[column]
        return room

    def fill(self) -> Dated:
        found: Dated = []
        for column in range(len(self.term.days)):
            self.column = column
            stops = self._trip()
            self.load[self.term.period[column]] += len(stops)
            for row in stops:
                self.made[row] += 1
                self.last[row] = self.term.days[self.column]
            if stops:
                found.append((stops, self.column))
        return found

    def way(self, here: int, row: int) -> int:
        hours = self.term.hours
        return int(hours.out[row] if here < 0 else hours.between[here, row])

    def is_urgent(self, row: int) -> bool:
        """Without a visit today there would be too few days, or soon none before the first is due."""
        soon = [column for column in self.term.due.get(row, ()) if column >= self.column]
        if not self.made[row] and 0 < len(soon) <= SOON:
            return True
        return self.left[row][self.column + 1] < int(self.term.need[row]) - self.made[row]

    def _trip(self) -> tuple[int, ...]:
        locked = self.term.locks.get(self.column, ())
        for row in locked:
            self.locked_later[row] -= 1
        stops, leave = self._locked_first(locked)
        period = self.term.period[self.column]
        while len(stops) < min(self.term.most, self.term.room(period) - self.load[period]):
            here = stops[-1] if stops else -1
            fitting = [
                (row, then) for row in self._due() if row not in stops for then in [self._then(here, row, leave)] if then is not None
            ]
            if not fitting:
                break
            row, leave = min(fitting, key=lambda pair: self.rank(self, here, pair[0]))
            stops = (*stops, row)
        return stops

    def _locked_first(self, locked: tuple[int, ...]) -> tuple[tuple[int, ...], int]:
        stops: tuple[int, ...] = ()
        leave = self.hours.begins
        for row in sorted(locked, key=lambda row: (int(self.hours.closes[row]), row)):
            then = self._then(stops[-1] if stops else -1, row, leave)
            if then is not None:
                stops, leave = (*stops, row), then
        return stops, leave

    def _due(self) -> list[int]:
        """Visits that are locked later are not made today."""
        day, need = self.term.days[self.column], self.term.need
        return [
            row
            for row in range(self.term.hours.count)
            if self.term.may[row, self.column]
            and self.made[row] + self.locked_later[row] < need[row]
            and day - self.last[row] >= self.term.spacing
        ]

    def _then(self, here: int, row: int, leave: int) -> int | None:
        """When the school is left; None when it cannot be served and the base reached in time."""
        hours = self.hours
        then = max(leave + self.way(here, row), int(hours.opens[row])) + int(hours.service[row])
        return then if then <= hours.closes[row] and then + hours.back[row] <= hours.ends else None
