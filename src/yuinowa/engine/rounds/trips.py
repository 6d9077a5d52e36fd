"""All trips of a day that keep the hours: sets of schools, each with its order of least travel.

Partial trips are extended school by school, all at once in arrays. Of two orders of the same schools with the same last
school, one that neither travels less nor leaves earlier is dropped.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .model import Block

NOBODY = -1
MOST_LABELS = 1_000_000  # partial trips that are listed
MOST_OF_ALL_KINDS = 3_000_000  # where hours differ by weekday
FIRST_LABELS = 60_000  # where these are not all
MOST_HOPEFUL = 2_000_000  # partial trips that are followed to find all that improve
FEWEST_NEAR = 10
MOST_STEPS = 10_000_000  # partial trips × schools they may go on to
MOST_SEQUENCES = 200_000_000  # orders that are looked at for a bound, a third of a minute
CHUNK = 4_000_000  # cells of labels × schools looked at together


class Hours:
    """The hours and ways of one block as arrays; schools are rows from 0, without the base."""

    def __init__(self, block: Block, shift: tuple[int, int], windows: Sequence[tuple[int, int]]) -> None:
        import numpy as np

        self.count = len(block.schools)
        minutes = (
            np.array(block.minutes, dtype=np.int64).reshape(self.count + 1, self.count + 1) if self.count else np.zeros((1, 1), np.int64)
        )
        self.out, self.back, self.between = minutes[0, 1:], minutes[1:, 0], minutes[1:, 1:]
        self.opens = np.array([opens for opens, _ in windows], dtype=np.int64)
        self.service = np.array([school.service for school in block.schools], dtype=np.int64)
        closes = np.array([closes for _, closes in windows], dtype=np.int64)
        self.begins, self.ends = shift
        self.closes = np.minimum(closes, self.ends)
        self.near: NDArray | None = None
        self.sign = np.random.default_rng(0).integers(1, 2**62, self.count, dtype=np.int64)

    def part(self, rows: Sequence[int]) -> Hours:
        """The same for some schools only, numbered anew."""
        import numpy as np

        chosen, part = np.array(rows, dtype=np.int64), copy(self)
        part.count = len(chosen)
        for name in ("out", "back", "opens", "closes", "service", "sign"):
            setattr(part, name, getattr(self, name)[chosen])
        part.between = self.between[np.ix_(chosen, chosen)]
        part.near = None
        return part

    def steps(self, labels: Labels) -> int:
        return len(labels.leave) * (self.count if self.near is None else int(self.near[0].sum()))

    def only_near(self, count: int) -> Hours:
        """From each school only on to this many nearest ones."""
        import numpy as np

        part = copy(self)
        nearest = np.argsort(self.between + np.where(np.eye(self.count), self.between.max() + 1, 0), axis=1, kind="stable")[:, :count]
        part.near = np.zeros((self.count, self.count), np.bool_)
        np.put_along_axis(part.near, nearest, True, axis=1)
        return part

    def travel(self, rows: Sequence[int]) -> int:
        """Minutes on the way from the base through these schools and back."""
        between = sum(int(self.between[one, other]) for one, other in pairwise(rows))
        return int(self.out[rows[0]]) + between + int(self.back[rows[-1]])

    def fits(self, rows: Sequence[int]) -> bool:
        """Whether these schools can be visited in this order."""
        clock, way = self.begins, self.out
        for row in rows:
            clock = max(clock + int(way[row]), int(self.opens[row])) + int(self.service[row])
            if clock > self.closes[row]:
                return False
            way = self.between[row]
        return clock + int(self.back[rows[-1]]) <= self.ends

    def leave(self, arrive: NDArray, schools: NDArray | slice = slice(None)) -> NDArray:
        import numpy as np

        return np.maximum(arrive, self.opens[schools]) + self.service[schools]


@dataclass(slots=True)
class Trips:
    """`stops` (count × longest) holds rows of schools in order, padded with -1; `travel` in minutes.

    `on` (count × kinds of hours) says on which kinds of day each is possible; None: on all.
    """

    stops: NDArray
    travel: NDArray
    is_all: bool = True
    on: NDArray | None = None

    def __len__(self) -> int:
        return len(self.travel)

    def take(self, rows: NDArray) -> Trips:
        return Trips(self.stops[rows], self.travel[rows], on=None if self.on is None else self.on[rows])

    def join(self, other: Trips) -> Trips:
        import numpy as np

        on = None if self.on is None or other.on is None else np.concatenate((self.on, other.on))
        return Trips(np.concatenate((self.stops, other.stops)), np.concatenate((self.travel, other.travel)), on=on)

    def names(self, sign: NDArray) -> NDArray:
        """One number for the schools, the minutes and the kinds of days of each."""
        import numpy as np

        kinds = 0 if self.on is None else self.on @ (1 << np.arange(self.on.shape[1], dtype=np.int64))
        return np.append(sign, 0)[self.stops].sum(axis=1) * 3 + self.travel * 10_007 + kinds * 1_000_003

    def schools(self, row: int) -> tuple[int, ...]:
        return tuple(school for school in self.stops[row].tolist() if school != NOBODY)

    def prices(self, price: NDArray) -> NDArray:
        """Sum of the prices of the schools of each trip; `price` one a school."""
        import numpy as np

        return np.append(price, 0.0)[self.stops].sum(axis=1)


@dataclass(slots=True)
class Labels:
    """Trips that have not returned yet; `sign` is the same for the same set (a sum of random 62-bit numbers)."""

    stops: NDArray
    leave: NDArray
    travel: NDArray
    sign: NDArray

    def take(self, rows: NDArray) -> Labels:
        return Labels(self.stops[rows], self.leave[rows], self.travel[rows], self.sign[rows])


def merged(parts: list[Trips]) -> Trips:
    """Trips of several kinds of days, each order once."""
    import numpy as np

    if len(parts) == 1:
        return parts[0]
    sizes = [len(part) for part in parts]
    kinds = np.repeat(np.arange(len(parts)), sizes)
    stops, first, place = np.unique(np.concatenate([part.stops for part in parts]), axis=0, return_index=True, return_inverse=True)
    on = np.zeros((len(stops), len(parts)), np.bool_)
    on[place.ravel(), kinds] = True
    return Trips(stops, np.concatenate([part.travel for part in parts])[first], all(part.is_all for part in parts), on)


def all_trips(hours: Hours, most: int, check: Callable[[], None] = lambda: None) -> Trips:
    """Every set of 1 to `most` schools that fits in a day; not `is_all` where longer ones would be too many.

    `check` is called between steps of a tenth of a second or so, and may end it by raising.
    """
    import numpy as np

    most = min(most, hours.count)
    labels = first_labels(hours)
    found = Trips(np.zeros((0, most), np.int64), np.zeros(0, np.int64))
    for size in range(1, most + 1):
        if size > 1 and hours.steps(labels) > MOST_STEPS:
            return replace(found, is_all=False)
        labels = undominated(extend(hours, labels, check)) if size > 1 else labels
        if not len(labels.leave):
            break
        found = found.join(closed(hours, labels, most))
    return replace(found, is_all=hours.near is None)


def listable(hours: Hours, most: int, kinds: int = 1) -> Hours:
    """The same hours where all trips of so many kinds of days can be listed; otherwise with few neighbours, to begin with."""
    most = min(most, hours.count)
    count = hours.count - 1
    if hours.count * max((math.comb(count, size) for size in range(most)), default=1) <= min(MOST_LABELS, MOST_OF_ALL_KINDS // kinds):
        return hours
    while count > FEWEST_NEAR and hours.count * max(math.comb(count, size) for size in range(most)) > FIRST_LABELS // kinds:
        count -= 1
    return hours.only_near(count)


def shortfall(hours: Hours, most: int, price: NDArray, check: Callable[[], None] = lambda: None) -> NDArray | None:
    """For each school by how much a trip that begins there could be dearer in prices than in minutes, at most; None when that is too long a search.

    Every trip is looked at, one first school after the other, so that a bound holds for trips that were never listed.
    """
    import numpy as np

    if math.perm(hours.count, min(most, hours.count)) > MOST_SEQUENCES:
        return None
    short, labels = np.zeros(hours.count), first_labels(hours)
    for number, first in enumerate(labels.stops[:, 0].tolist()):
        check()
        grown = labels.take(np.array([number]))
        for size in range(1, most + 1):
            grown = extend(hours, grown) if size > 1 else grown
            last = grown.stops[:, -1]
            saved = price[grown.stops].sum(axis=1) - grown.travel - hours.back[last]
            short[first] = max(short[first], saved[grown.leave + hours.back[last] <= hours.ends].max(initial=0.0))
    return short


class _TooMany(Exception):
    pass


class _Hopeful:
    """Keeps partial trips that the best schools after them, whatever their hours, could still bring within `slack` of their prices.

    Of more than `few` at once only the best are kept: then `is_cut`. Without `few` all are, and _TooMany is raised where these are too many.
    """

    def __init__(self, hours: Hours, most: int, price: NDArray, slack: float, few: int | None) -> None:
        self.price, self.slack, self.few = price, slack, few
        self.most, self.rest = most, _best_rest(hours, most, price)
        self.is_cut, self.kept = False, 0

    def keep(self, labels: Labels) -> Labels:
        import numpy as np

        over = labels.travel - self.price[labels.stops].sum(axis=1) - self.rest[self.most - labels.stops.shape[1]][labels.stops[:, -1]]
        chosen = np.flatnonzero(over <= self.slack)
        self.kept += len(chosen)
        if self.few is None and self.kept > MOST_HOPEFUL:
            raise _TooMany
        if self.few is not None and len(chosen) > self.few:
            self.is_cut = True
            chosen = np.sort(chosen[np.argpartition(over[chosen], self.few)[: self.few]])
        return labels.take(chosen)


def promising(
    hours: Hours, most: int, price: NDArray, slack: float, few: int | None = None, check: Callable[[], None] = lambda: None
) -> Trips:
    """Every trip whose minutes exceed its prices by `slack` at most, listed or not before; not `is_all` where partial trips are too many.

    With `few` only so many partial trips are followed at once, the best.
    """
    import numpy as np

    most = min(most, hours.count)
    hopeful = _Hopeful(hours, most, price, slack, few)
    found = nothing = Trips(np.zeros((0, most), np.int64), np.zeros(0, np.int64), is_all=False)
    try:
        labels = hopeful.keep(first_labels(hours))
        for size in range(1, most + 1):
            labels = undominated(extend(hours, labels, check, hopeful.keep)) if size > 1 else labels
            if not len(labels.leave):
                break
            trips = closed(hours, labels, most)
            found = found.join(trips.take(np.flatnonzero(trips.travel - trips.prices(price) <= slack)))
    except _TooMany:
        return nothing
    return replace(found, is_all=not hopeful.is_cut)


def _best_rest(hours: Hours, most: int, price: NDArray) -> list[NDArray]:
    """For up to so many schools more, what they earn above their way at most, the way back included, after each school."""
    import numpy as np

    rest = [-hours.back.astype(np.float64)]
    gain = price[None, :] - hours.between - np.where(np.eye(hours.count), np.inf, 0.0)
    for _ in range(1, most):
        rest.append(np.maximum(rest[-1], (gain + rest[-1][None, :]).max(axis=1)))
    return rest


def first_labels(hours: Hours) -> Labels:
    import numpy as np

    leave = hours.leave(hours.begins + hours.out)
    rows = np.flatnonzero(leave <= hours.closes)
    return Labels(rows[:, None], leave[rows], hours.out[rows], hours.sign[rows])


def extend(
    hours: Hours, labels: Labels, check: Callable[[], None] = lambda: None, keep: Callable[[Labels], Labels] = lambda labels: labels
) -> Labels:
    """Each partial trip goes on to each school that it can serve in time; of these only what `keep` keeps."""
    import numpy as np

    step = max(1, CHUNK // max(1, hours.count))
    parts = []
    for at in range(0, len(labels.leave), step):
        check()
        parts.append(keep(_extend(hours, labels.take(np.arange(at, min(at + step, len(labels.leave)))))))
    if not parts:
        return labels
    return Labels(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("stops", "leave", "travel", "sign")))


def _extend(hours: Hours, labels: Labels) -> Labels:
    import numpy as np

    last = labels.stops[:, -1]
    leave = hours.leave(labels.leave[:, None] + hours.between[last])
    fits = leave <= hours.closes
    if hours.near is not None:
        fits &= hours.near[last]
    for column in range(labels.stops.shape[1]):
        fits[np.arange(len(last)), labels.stops[:, column]] = False
    rows, schools = np.nonzero(fits)
    return Labels(
        np.column_stack((labels.stops[rows], schools)),
        leave[rows, schools],
        labels.travel[rows] + hours.between[last[rows], schools],
        labels.sign[rows] + hours.sign[schools],
    )


def undominated(labels: Labels) -> Labels:
    """For each set and last school only orders that travel less or leave earlier than every other."""
    import numpy as np

    last = labels.stops[:, -1]
    order = np.lexsort((labels.leave, labels.travel, last, labels.sign))
    labels, last = labels.take(order), last[order]
    begins = np.append(True, (labels.sign[1:] != labels.sign[:-1]) | (last[1:] != last[:-1]))[: len(last)]
    group = np.cumsum(begins)
    earliest = np.minimum.accumulate(labels.leave - group * (int(labels.leave.max(initial=0)) + 1))
    better = np.append(True, earliest[1:] < earliest[:-1])[: len(last)]
    return labels.take(np.flatnonzero(better))


def closed(hours: Hours, labels: Labels, width: int) -> Trips:
    """The trips that are back in time, each set once."""
    import numpy as np

    last = labels.stops[:, -1]
    travel = labels.travel + hours.back[last]
    home = np.flatnonzero(labels.leave + hours.back[last] <= hours.ends)
    order = home[np.lexsort((travel[home], labels.sign[home]))]
    sign = labels.sign[order]
    first = order[np.append(True, sign[1:] != sign[:-1])[: len(order)]]
    stops = np.full((len(first), width), NOBODY, np.int64)
    stops[:, : labels.stops.shape[1]] = labels.stops[first]
    return Trips(stops, travel[first])
