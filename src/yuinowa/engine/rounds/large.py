"""A block too large for exact programs: good trips, days for them, then better part by part. Its bound is that of the linear program."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from . import greedy
from .choose import Chosen, confirmed
from .cover import Cover, Relaxed
from .fill import completed
from .improve import improve
from .linear import Unsettled
from .place import placed

if TYPE_CHECKING:
    from .search import Search
    from .term import Term

MOST_CELLS = 10_000  # visits × days that exact programs settle within seconds


def is_large(term: Term) -> bool:
    return int(term.need.sum()) * len(term.days) > MOST_CELLS


def plan_large(search: Search, cover: Cover, relaxed: Relaxed) -> bool:
    """Whether there is a plan in the end. Raises Stopped."""
    if search.chosen is not None:
        _date(search, search.chosen)
    search.watch.check()
    if search.best is None or search.is_hasty:
        return search.best is not None
    _confirm(search, cover, relaxed)
    before = search.travel(search.best)
    _improve(search, relaxed)
    if search.travel(search.best) < before:
        _confirm(search, cover, relaxed)
    return True


def _date(search: Search, chosen: Chosen) -> None:
    """Days for these trips; visits of those that find none go where they fit."""
    search.tell("dates", 0.3)
    dated = placed(search.term, search.items(chosen, is_loose=True), search.watch)
    if not greedy.is_complete(search.term, dated):
        found = completed(search.term, dated, search.watch)
        if found is None:
            return
        dated = found
    search.keep(dated)


def _confirm(search: Search, cover: Cover, relaxed: Relaxed) -> None:
    """Looks for trips that travel less than the plan in hand; where there are none it is the best."""
    assert search.best is not None
    travel = search.travel(search.best)
    if travel <= search.bound:
        return
    with suppress(Unsettled):
        all_near = relaxed if search.is_all else cover.complete(relaxed, travel - 1 - relaxed.value)
        search.trips = cover.trips
        chosen, bound = confirmed(cover, all_near or relaxed, travel)
        search.bound = max(search.bound, bound if all_near is not None and search.is_bound else 0)
        if chosen is not None:
            search.slots = cover.slots.days
            _date(search, chosen)


def _improve(search: Search, relaxed: Relaxed) -> None:
    """Even periods come before travel: where they are not kept by the term, nothing is changed."""
    if search.term.shares and search.term.above is None:
        return
    assert search.best is not None
    search.tell("better", 0.4, search.travel(search.best), search.bound)
    improve(search.term, search.best, relaxed.prices.max(axis=1, initial=0.0), search.bound, search.watch, search.keep)
