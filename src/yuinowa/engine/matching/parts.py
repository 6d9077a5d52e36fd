"""A region solved part by part: seats over all parts first, then each part by itself, then people across the borders.

1. Places are parted (`divide.py`); everybody is at home in one part. A first plan uses people at home only; what stays open is
   filled by chains through all pairs (`chains.py`), so that few people serve outside their part.
2. The needs that these searches found to compete (`scarce.py`) are solved by themselves: the bound for seats and priority.
3. Each part is solved through all levels. Who serves outside is kept there: as a guest in that part, as a duty at home.
   The plan in hand remains possible in each part, so no part loses a seat.
4. Places across the borders move to people who carry less.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from yuinowa.engine.watch import Watch

from .bounds import places_of_people
from .chains import Chains
from .clash import Clashes
from .diary import Diary
from .divide import divide, homes
from .eligible import Eligible
from .greedy import first_plan
from .level import level_out
from .masks import Masks, Place
from .model import Problem
from .relax import Relaxed
from .scarce import Rest, best_seats, bound_by_parts
from .small import small

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_ASKED = 40_000  # pairs of scarce needs: seats and priority in whole numbers
TRIES = 3
GRACE = 1.0  # seconds: a stop must not leave a plan without anybody
Solver = Callable[[Problem, Watch], tuple["NDArray", Relaxed]]


class Parts:
    """`solve` answers a small problem with a mask over its pairs and what is known of the bounds. `relaxed` takes the plan and bounds."""

    def __init__(
        self,
        problem: Problem,
        pairs: Eligible,
        clashes: Clashes,
        locked: NDArray,
        previous: NDArray,
        watch: Watch,
        solve: Solver,
        most: int,
    ) -> None:
        import numpy as np

        self.problem, self.pairs, self.clashes, self.watch, self.solve, self.most = problem, pairs, clashes, watch, solve, most
        self.locked, self.previous = np.zeros(len(pairs), np.bool_), np.zeros(len(pairs), np.bool_)
        self.locked[locked] = self.previous[previous] = True
        self.part = divide(problem, pairs, most)
        self.home = homes(problem, pairs, self.part)
        self.is_own = self.home[pairs.person] == self.part[pairs.need]
        self.masks = Masks(problem, pairs, clashes)
        self.scarce: set[int] = set()

    def first(self) -> Diary | None:
        """As far as the time allows. None when a locked place stays below its minimum."""
        near = self.masks.some(self.is_own | self.locked | self.previous)
        kept = self.masks.places(self.locked) + self.masks.places(self.previous & ~self.locked)
        return first_plan(self.problem, near, self.clashes, kept, lambda: self.watch.is_over(GRACE))

    def improve(self, diary: Diary, relaxed: Relaxed) -> None:
        """`relaxed.x` is a plan that keeps all rules whenever this ends. Raises Stopped."""
        try:
            self._fill(diary)
        finally:
            relaxed.x = self.mask(diary)
        self._bound(relaxed)
        self._tell(relaxed, "seats", 0.3)
        self._each_part(relaxed)
        self._level_out(relaxed)
        self._tell(relaxed, "fairness", 0.95)

    def _tell(self, relaxed: Relaxed, name: str, share: float) -> None:
        """A level of the parts is timed as what has passed since the last one told."""
        relaxed.seconds[name] = self.watch.elapsed() - sum(relaxed.seconds.values())
        self.watch.report(name, float(relaxed.x.sum()), -relaxed.objective["seats"], share)

    def _level_out(self, relaxed: Relaxed) -> None:
        diary = self.masks.diary(relaxed.x)
        try:
            level_out(diary, self.pairs, self._near_borders(relaxed.x), self._held(), self.watch)
        finally:
            relaxed.x = self.mask(diary)

    def _fill(self, diary: Diary) -> None:
        locked = set(self.masks.places(self.locked))
        Chains(self.masks.some(self.is_own), diary, locked, self.watch).fill()
        chains = Chains(self.pairs, diary, locked, self.watch)
        chains.fill()
        self.scarce |= chains.scarce

    def _bound(self, relaxed: Relaxed) -> None:
        """Seats and priority of the best plan, and a plan nearer to it where there is one."""
        for _ in range(TRIES):
            known, best = len(self.scarce), self._ask_scarce(relaxed)
            if best is None or self.masks.worth(relaxed.x) >= (-relaxed.objective["seats"], -relaxed.objective["priority"]):
                return
            found = self._from(best, relaxed.x)
            if found is not None and self.masks.worth(found) > self.masks.worth(relaxed.x):
                relaxed.x = found
            elif len(self.scarce) == known:
                return

    def _ask_scarce(self, relaxed: Relaxed) -> NDArray | None:
        """The best plan of the scarce needs alone; None where they are too many to be asked at once."""
        import numpy as np

        rest = Rest(self.problem, self.pairs, self.scarce)
        at = np.flatnonzero(rest.is_scarce[self.pairs.need])
        asked = best_seats(small(self.problem, self.pairs, at, self.locked, relaxed.x), self.watch) if len(at) <= MOST_ASKED else None
        if asked is None:
            relaxed.objective["seats"] = -rest.seats - self._most_seats(at, int(relaxed.x.sum()) - rest.seats)
            return None
        chosen, seats, priority = asked
        relaxed.objective |= {"seats": -rest.seats - seats, "priority": -rest.priority - priority}
        best = np.zeros(len(self.pairs), np.bool_)
        best[at] = chosen
        return best

    def _most_seats(self, at: NDArray, reached: int) -> int:
        """Of needs too many to be asked at once: by people's places, and if that is not reached, by parts."""
        by_people = places_of_people(self.problem, self.pairs.need[at], self.pairs.person[at])
        if by_people <= reached:
            return by_people
        return min(by_people, bound_by_parts(self.problem, self.pairs, at, self.watch, self.most))

    def _from(self, best: NDArray, x: NDArray) -> NDArray | None:
        """A plan that holds the best of the scarce needs and as much of `x` as goes with it."""
        kept = self.masks.places(self.locked) + self.masks.places(best & ~self.locked) + self.masks.places(x & ~best & ~self.locked)
        near = self.masks.some(self.is_own | self.locked | best | x)
        diary = first_plan(self.problem, near, self.clashes, kept, self.watch.is_over)
        if diary is None:
            return None
        self._fill(diary)
        return self.mask(diary)

    def _each_part(self, relaxed: Relaxed) -> None:
        import numpy as np

        need, person = self.part[self.pairs.need], self.home[self.pairs.person]
        count = int(self.part.max(initial=-1)) + 1
        for number in range(count):
            self.watch.report("fairness", float(relaxed.x.sum()), -relaxed.objective["seats"], 0.3 + 0.6 * number / count)
            across = relaxed.x & ~self.is_own & ((need == number) | (person == number))
            at = np.flatnonzero(across | self.is_own & (need == number))
            duties = Counter(self.pairs.need[across & (need != number)].tolist())
            here = small(self.problem, self.pairs, at, self.locked | across, self._earlier(), duties)
            chosen, _ = self.solve(here, self.watch)
            found = relaxed.x.copy()
            found[at] = chosen
            if self.masks.worth(found) >= self.masks.worth(relaxed.x):
                relaxed.x = found

    def _earlier(self) -> NDArray | None:
        return None if self.problem.previous is None else self.previous

    def _near_borders(self, x: NDArray) -> NDArray:
        """Pairs across the borders, and all pairs of the needs that have such a place."""
        import numpy as np

        guests = np.zeros(len(self.problem.needs), np.bool_)
        guests[self.pairs.need[x & ~self.is_own]] = True
        return np.flatnonzero(~self.is_own | guests[self.pairs.need])

    def _held(self) -> set[Place]:
        return set(self.masks.places(self.locked | self.previous))

    def mask(self, diary: Diary) -> NDArray:
        return self.masks.of(diary)
