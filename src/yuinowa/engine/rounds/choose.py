"""Whole trips of least travel, by branch and bound over those near the linear optimum."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .cover import NEAR, Columns, Cover, Relaxed
from .linear import EXACT, Impossible, Unsettled
from .term import Term
from .trips import shortfall

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_COLUMNS = 20_000  # given to branch and bound
FEWEST_COLUMNS = 1_000  # of a large block, for a first choice
MORE_COLUMNS = 15_000  # for a better one
MOST_CELLS = 3_000_000  # columns × schools, for both
FEW_LOOKS = 25  # for a better choice than the one in hand
MOST_LOOKS = 100  # how often branch and bound of a large block asks whether to go on


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

    least, slack = rounded_up(relaxed.value), max(2.0, NEAR * relaxed.value)
    highest = float(np.where(np.isfinite(relaxed.reduced), relaxed.reduced, 0.0).max(initial=0.0))
    while True:
        columns, all_within = within(relaxed, slack), slack
        if is_cut := len(columns) > MOST_COLUMNS:
            columns, all_within = mixed(relaxed, slack)
        try:
            found, times = cover.whole(columns)
            break
        except Impossible:
            if slack > highest:
                raise Unsettled if is_cut else Impossible from None
            slack *= 4
    return _confirmed(cover, relaxed, all_within, Chosen(columns, times, round(found.value), max(least, rounded_up(found.bound))))


def first_choice(cover: Cover, relaxed: Relaxed) -> Chosen:
    """A good choice soon: as few columns as hold one, the best first. Raises Impossible, Unsettled."""
    import numpy as np

    highest = float(np.where(np.isfinite(relaxed.reduced), relaxed.reduced, 0.0).max(initial=0.0))
    slack, is_cut, few = 1.0, False, max(FEWEST_COLUMNS, MOST_CELLS // (2 * cover.schools))
    while True:
        columns = within(relaxed, slack)
        is_last = slack > highest or len(columns) > few
        if len(columns) > few:
            columns, is_cut = fewest(relaxed, few)[0], True
        try:
            found, times = cover.whole(columns, looks=MOST_LOOKS)
            return Chosen(columns, times, round(found.value), rounded_up(relaxed.value))
        except (Impossible, Unsettled) as error:
            if is_last:
                raise Unsettled if is_cut else error from None
        slack *= 2


def confirmed(cover: Cover, relaxed: Relaxed, travel: int) -> tuple[Chosen | None, int]:
    """A choice that travels less, if there is one, and a bound for all. It would use only columns within what it saves; where they are
    too many nothing is looked at. Raises Unsettled.
    """
    least = rounded_up(relaxed.value)
    columns = within(relaxed, travel - 1 - relaxed.value)
    if len(columns) > min(MORE_COLUMNS, MOST_CELLS // cover.schools):
        return None, least
    try:
        found, times = cover.whole(columns, travel - 1, FEW_LOOKS)
    except Impossible:
        return None, travel
    least = max(least, rounded_up(found.bound))
    return Chosen(columns, times, round(found.value), least), least


def _confirmed(cover: Cover, relaxed: Relaxed, slack: float, chosen: Chosen) -> Chosen:
    """A better choice would use only columns within what it saves; look among those too."""
    better = chosen.travel - 1
    if better - relaxed.value <= slack:
        return chosen
    columns = within(relaxed, better - relaxed.value)
    if len(columns) > MOST_COLUMNS:
        return replace(chosen, bound=rounded_up(relaxed.value))
    try:
        found, times = cover.whole(columns, better)
    except Impossible:
        return replace(chosen, bound=chosen.travel)
    except Unsettled:
        return replace(chosen, bound=rounded_up(relaxed.value))
    return Chosen(columns, times, round(found.value), min(chosen.travel, max(rounded_up(relaxed.value), rounded_up(found.bound))))


def bound_for_all(term: Term, relaxed: Relaxed, days: list[int], check: Callable[[], None]) -> int:
    """A bound although not all trips were listed: where a trip never seen would be too cheap, its first school's price is lowered.

    `days` of each slot.
    """
    import numpy as np

    if term.locks or term.due:
        return 0
    rooms = relaxed.rooms.clip(max=0.0)
    price = relaxed.prices.max(axis=1, initial=-float("inf"))
    shorts = [shortfall(hours, term.most, price, check) for hours in term.kinds]
    known = [short for short in shorts if short is not None]
    if len(known) < len(shorts):
        return 0
    over = np.max(known, axis=0) + rooms.max(initial=-float("inf"))  # the price of a day is part of what a trip costs
    return rounded_up(float(term.need @ (price - over.clip(0))) + float(rooms @ days) + relaxed.loads)


def within(relaxed: Relaxed, slack: float) -> Columns:
    import numpy as np

    return Columns(*np.nonzero(relaxed.reduced <= slack + EXACT))


def fewest(relaxed: Relaxed, most: int = MOST_COLUMNS) -> tuple[Columns, float]:
    """As many of the best columns as branch and bound can look at, and what all columns within are among them."""
    import numpy as np

    best = np.sort(np.argsort(relaxed.reduced, axis=None, kind="stable")[:most])
    columns = Columns(*np.divmod(best, relaxed.reduced.shape[1]))
    return columns, float(relaxed.reduced.ravel()[best].max()) - 2 * EXACT


def mixed(relaxed: Relaxed, slack: float, most: int = MOST_COLUMNS) -> tuple[Columns, float]:
    """Half of so many are the best, the other half some of all within `slack`: where all ways are as long the best alone are full trips
    to the same schools, which do not make up a whole plan.
    """
    import numpy as np

    reduced = relaxed.reduced.ravel()
    inside = np.flatnonzero(reduced <= slack + EXACT)
    inside = inside[np.argsort(reduced[inside], kind="stable")]
    best, rest = inside[: most // 2], inside[most // 2 :]
    some = rest[:: -(-len(rest) // (most - len(best)))]
    columns = Columns(*np.divmod(np.sort(np.concatenate((best, some))), relaxed.reduced.shape[1]))
    return columns, float(reduced[best].max()) - 2 * EXACT


def rounded_up(value: float) -> int:
    """Travel is in whole minutes; a hair above one is noise."""
    return math.ceil(value - 1e-4)
