"""Parts of a region: places near each other, so that few people could serve in two of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .eligible import Eligible
from .model import Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

MIDDLE = (0.3, 0.7)  # a cut lies where the smaller side has at least this share


def divide(problem: Problem, pairs: Eligible, most: int) -> NDArray:
    """The part of each need; a part has at most about `most` pairs. Places are cut in two where the way between them is longest."""
    import numpy as np

    weight = np.bincount(pairs.need, minlength=len(problem.needs))
    place = np.array([need.place for need in problem.needs], dtype=np.int64)
    minutes = np.array(problem.minutes, dtype=np.int64).reshape(len(problem.minutes), -1)
    part = np.zeros(len(problem.needs), np.int64)
    waiting, count = [np.arange(len(problem.needs))], 0
    while waiting:
        needs = waiting.pop()
        if weight[needs].sum() <= most or len(needs) < 2:
            part[needs], count = count, count + 1
            continue
        side = _side(minutes, place[needs])
        order = np.lexsort((needs, _days(problem, needs), side))
        cut = _cut(side[order], weight[needs[order]])
        order = needs[order]
        waiting += [order[cut:], order[:cut]]
    return part


def homes(problem: Problem, pairs: Eligible, part: NDArray) -> NDArray:
    """The part in which each person has most pairs."""
    import numpy as np

    count = int(part.max(initial=0)) + 1
    table = np.unique(pairs.person * count + part[pairs.need], return_counts=True)
    person, where = table[0] // count, table[0] % count
    order = np.lexsort((where, -table[1], person))
    first = np.unique(person[order], return_index=True)[1]
    home = np.zeros(len(problem.people), np.int64)
    home[person[order][first]] = where[order][first]
    return home


def _days(problem: Problem, needs: NDArray) -> NDArray:
    import numpy as np

    return np.array([problem.needs[row].day for row in needs.tolist()], dtype=np.int64)


def _side(minutes: NDArray, place: NDArray) -> NDArray:
    """Nearer to one end (small) or to the other (large) of the two places that lie farthest apart, nearly."""
    one = place[minutes[place[0], place].argmax()]
    other = place[minutes[one, place].argmax()]
    return minutes[one, place] - minutes[other, place]


def _cut(side: NDArray, weight: NDArray) -> int:
    """Where the sorted needs are parted: at the widest step near the middle; within one place between days."""
    import numpy as np

    share = np.cumsum(weight)[:-1] / weight.sum()
    middle = np.flatnonzero((share >= MIDDLE[0]) & (share <= MIDDLE[1]))
    if not len(middle):
        return int(np.abs(share - 0.5).argmin()) + 1
    step = np.diff(side)[middle]
    if step.max() > 0:
        return int(middle[step.argmax()]) + 1
    return int(middle[np.abs(share[middle] - 0.5).argmin()]) + 1
