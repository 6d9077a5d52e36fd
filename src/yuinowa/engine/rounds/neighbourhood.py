"""A part of a plan that is planned again: some trips are freed, all others stay, and their visits keep their distance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .greedy import Dated
from .term import Term

if TYPE_CHECKING:
    from numpy.typing import NDArray

Rows = tuple[int, ...]


@dataclass(slots=True)
class Part:
    """`term` is the part by itself: its schools are `rows` of the whole, its days `columns` of the whole; `travel` is what it costs so far."""

    term: Term
    rows: list[int]
    columns: list[int]
    travel: int

    def whole(self, dated: Dated) -> dict[int, Rows]:
        """A plan of the part in the rows and columns of the whole."""
        return {self.columns[column]: tuple(self.rows[row] for row in rows) for rows, column in dated}


def freed(term: Term, trips: dict[int, Rows], columns: Sequence[int]) -> Part:
    """What is to be planned when the trips on these columns are given up; a column without a trip is a day more to choose from."""
    import numpy as np

    columns = sorted(columns)
    need = Counter(row for column in columns for row in trips.get(column, ()))
    rows = sorted(need)
    may = term.may[np.ix_(rows, columns)] & ~_too_near(term, trips, rows, columns)
    place, new = {column: number for number, column in enumerate(columns)}, {row: number for number, row in enumerate(rows)}
    locks = {place[column]: tuple(new[row] for row in term.locks[column]) for column in columns if column in term.locks}
    part = replace(
        term,
        days=tuple(term.days[column] for column in columns),
        may=may,
        need=np.array([need[row] for row in rows], np.int64),
        locks=locks,
        past=(),
        due=_due(term, trips, place, new),
        shares=_shares(term, trips, place),
        hours_of=tuple(hours.part(rows) for hours in term.kinds),
    )
    return Part(part, rows, columns, sum(term.hours.travel(trips[column]) for column in columns if trips.get(column)))


def _too_near(term: Term, trips: dict[int, Rows], rows: list[int], columns: list[int]) -> NDArray:
    """Where a visit that stays is too close."""
    import numpy as np

    near, place, inside = np.zeros((len(rows), len(columns)), np.bool_), {row: number for number, row in enumerate(rows)}, set(columns)
    days = np.array([term.days[column] for column in columns])
    for column, stops in trips.items():
        if column not in inside:
            for row in stops:
                if row in place:
                    near[place[row]] |= np.abs(days - term.days[column]) < term.spacing
    return near


def _due(term: Term, trips: dict[int, Rows], place: dict[int, int], new: dict[int, int]) -> dict[int, tuple[int, ...]]:
    """First visits that are due and that no trip that stays makes."""
    return {
        new[row]: tuple(place[column] for column in due if column in place)
        for row, due in term.due.items()
        if row in new and not any(row in trips.get(column, ()) for column in due if column not in place)
    }


def _shares(term: Term, trips: dict[int, Rows], place: dict[int, int]) -> tuple:
    """What the trips that stay leave of the room in each period."""
    if term.above is None:
        return ()
    load = Counter(dict.fromkeys(range(len(term.shares)), 0))
    for column, stops in trips.items():
        if column not in place and term.period[column] >= 0:
            load[term.period[column]] += len(stops)
    return tuple(replace(share, ahead=int(term.room(n)) - load[n] - term.above) for n, share in enumerate(term.shares))
