"""One block: its plan, as even over the periods as can be, and its bounds."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from yuinowa.engine.watch import Stopped, Watch

from . import greedy
from .fill import completed
from .linear import Impossible, Unsettled
from .outcome import Collision, Lost, Outcome, Tell, silent
from .search import Search
from .term import Term

ABOVE = (1, 2, 3, 4, 5)  # visits of a period above its share that are tried in turn


def plan_block(term: Term, watch: Watch, tell: Tell = silent) -> Outcome:
    """Raises Infeasible, Collision, Lost, Stopped. Where visits cannot be shared out among the periods, as evenly as can be found."""
    if not term.need.any():
        return Outcome([], 0, 0)
    trips = None
    for above in ABOVE if term.shares else ():
        search = Search(replace(term, above=above), watch, tell, trips)
        with suppress(Collision, Lost, Stopped):
            return _outcome(search)
        trips = search.listed
    return _outcome(Search(term, watch, tell, trips))


def _outcome(search: Search) -> Outcome:
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
    search = Search(term, watch, silent)
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
        Search(term, watch, silent, is_hasty=True).run()
    except Collision:
        return True
    except (Stopped, Unsettled):
        pass
    return False
