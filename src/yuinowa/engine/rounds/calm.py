"""Calmer weeks for a plan that is too large for a program: trips leave the busiest week for a free day of another."""

from __future__ import annotations

from collections import Counter

from .greedy import Dated, is_complete
from .term import Term

Rows = tuple[int, ...]


def calmed(term: Term, dated: Dated) -> Dated:
    """The same trips, some on other days; the busiest week has as many visits as before or fewer."""
    trips = {column: rows for rows, column in dated}
    while _calmer(term, trips):
        pass
    return [(rows, column) for column, rows in sorted(trips.items())]


def _loads(term: Term, trips: dict[int, Rows]) -> Counter[int]:
    load = Counter(term.past_load)
    for column, rows in trips.items():
        load[term.weeks[column]] += len(rows)
    return load


def _calmer(term: Term, trips: dict[int, Rows]) -> bool:
    """Every week as busy as the busiest gives up one trip; all or nothing."""
    load = _loads(term, trips)
    most, moved = max(load.values(), default=0), dict(trips)
    if not most:
        return False
    for week in sorted(week for week, visits in load.items() if visits == most):
        if not _leaves(term, moved, load, week, most):
            return False
    trips.clear()
    trips.update(moved)
    return True


def _leaves(term: Term, trips: dict[int, Rows], load: Counter[int], week: int, most: int) -> bool:
    for column, rows in sorted(trips.items(), key=lambda pair: (len(pair[1]), pair[0])):
        if term.weeks[column] != week or column in term.locks:
            continue
        for other in term.columns_of(rows):
            if other not in trips and load[term.weeks[other]] + len(rows) < most and _may(term, trips, column, other):
                trips[other] = trips.pop(column)
                load[week] -= len(rows)
                load[term.weeks[other]] += len(rows)
                return True
    return False


def _may(term: Term, trips: dict[int, Rows], column: int, other: int) -> bool:
    """Whether visits keep their distance, and periods and first visits what they need."""
    rows = set(trips[column])
    near = (c for c, stops in trips.items() if c != column and abs(term.days[c] - term.days[other]) < term.spacing and rows & set(stops))
    if any(True for _ in near):
        return False
    moved = {**trips, other: trips[column]}
    del moved[column]
    return is_complete(term, [(stops, c) for c, stops in moved.items()])
