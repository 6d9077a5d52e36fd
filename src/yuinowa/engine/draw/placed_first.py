"""Most children placed with whole units, then the best choices, then the earlier turns; each proven as far as possible.

It is not truthful: a longer or a cleverer list can help (Krysta, Manlove, Rastegari & Zhang 2014). `words.RULE` says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, isinf
from typing import TYPE_CHECKING

from yuinowa.engine.watch import Watch

from .model import Level, Place
from .order import Unit
from .program import NOISE, Answer, Program, Rows
from .seating import Seating, Values

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEVELS = ("placed", "ranks", "turns")
MOST_TURNS = 6_000  # children for whom turns among equals are searched; above they stay as they fell out
STRONG = 3_000  # strong enough for 3,000 children, and not yet lost in the precision of a float


class Search:
    """Two programs: the first settles how many are placed and with which choices, the second whose turn counts among equals."""

    def __init__(self, units: Sequence[Unit], places: Sequence[Place], start: Sequence[str | None], watch: Watch) -> None:
        self.seating = Seating(units, places)
        self.watch = watch
        self.best = self.seating.solution(start)
        self.stopped = False
        self.bounds = self.seating.simple_bounds(self.values)
        self.seconds = [0.0, 0.0, 0.0]

    def run(self) -> list[str | None]:
        if self.seating.seats:
            program = Program(self.seating.rows(), self.watch, self.seating.completed)
            near = self._placed_and_ranks(program)
            self.watch.report("placed", self.values[0], self.bounds[0], 0.5)
            if near is not None and self.values[:2] == self.bounds[:2] and self.seating.count <= MOST_TURNS:
                self._turns(program, near)
                self.watch.report("turns", self.values[2], self.bounds[2], 1.0)
        return self.seating.taken(self.best)

    @property
    def values(self) -> Values:
        return self.seating.values(self.best)

    @property
    def levels(self) -> tuple[Level, ...]:
        return tuple(Level(*level) for level in zip(LEVELS, self.values, self.bounds, self.seconds, strict=True))

    @property
    def status(self) -> str:
        if self.values == self.bounds:
            return "proven"
        return "stopped" if self.stopped else "gap"

    def _placed_and_ranks(self, program: Program) -> NDArray | None:
        """One more child placed outweighs all ranks together. Returns the columns that results as good as this may use."""
        began, outweigh = self.watch.elapsed(), self.seating.count * self.seating.longest + 1
        answer = self._take(program.minimise(self.seating.cost(placed=outweigh, ranks=1), self.best))
        placed, ranks, turns = self.seating.simple_bounds(self.values)
        if not isinf(answer.bound):
            placed = max(self.values[0], min(placed, floor((outweigh - 1 - answer.bound) / outweigh)))
            ranks = max(ranks, int(answer.bound) + outweigh * self.values[0])
        self.bounds = placed, min(ranks, self.values[1]), turns
        self.seconds[:2] = [(self.watch.elapsed() - began) / 2] * 2
        worth = self.values[1] - outweigh * self.values[0]
        return None if answer.reduced is None else answer.reduced <= worth - answer.value + NOISE

    def _turns(self, program: Program, near: NDArray) -> None:
        """First with weights, which is quick; if they let go of the first two goals, with these as rows."""
        began, (placed, ranks, _) = self.watch.elapsed(), self.values
        weight, twice = self.seating.count * min(self.seating.count, STRONG), 2 * self.seating.longest
        cost = self.seating.cost(placed=weight * twice, ranks=weight, turns=1)
        answer = self._take(program.minimise(cost, self.best, near), keep=(placed, ranks))
        self._bound_turns(-answer.bound - weight * (twice * placed - ranks))
        if not answer.stopped and self.values != self.bounds and self.seating.count <= STRONG:
            self._hold(program.rows, placed, ranks)
            answer = self._take(program.minimise(self.seating.cost(turns=1), self.best, near), keep=(placed, ranks))
            self._bound_turns(-answer.bound)
        self.seconds[2] = self.watch.elapsed() - began

    def _bound_turns(self, found: float) -> None:
        if not isinf(found):
            self.bounds = *self.bounds[:2], max(self.values[2], min(self.bounds[2], int(found)))

    def _hold(self, rows: Rows, placed: int, ranks: int) -> None:
        rows.add([(column, -value) for column, value in enumerate(self.seating.cost(placed=1)) if value], low=placed)
        rows.add([(column, value) for column, value in enumerate(self.seating.cost(ranks=1)) if value], high=ranks)

    def _take(self, answer: Answer, keep: tuple[int, ...] = ()) -> Answer:
        """A better answer is taken over when it leaves the first values as they are."""
        self.stopped = self.stopped or answer.stopped
        if self.seating.values(answer.x)[: len(keep)] == keep:
            self.best = answer.x
        return answer
