"""From a problem to a plan, block by block: which trips, then when; the way of docs/engine/rounds.md."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from yuinowa.engine.watch import Progress, Stopped, Watch

from .block import plan_block, smallest_collision
from .model import Conflict, Infeasible, Plan, Problem, Trip
from .outcome import Collision, Lost, Outcome
from .refuse import refuse_collisions
from .repair import moved_trips, moved_visits, repair_block
from .route import busiest_week, timed, travel_of
from .term import Term, above_share, term_of

__all__ = ["Progress", "solve"]


def solve(
    problem: Problem,
    *,
    seconds: float | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Plan:
    """The best plan. `seconds` is a safety stop: the plan is then the best so far, with status `stopped`.

    With `previous` the past stays, and as few trips as possible move. Raises Infeasible when no plan keeps all rules.
    """
    return _Run(problem, Watch(clock, seconds, on_progress, should_stop)).plan()


class _Run:
    def __init__(self, problem: Problem, watch: Watch) -> None:
        self.problem, self.watch = problem, watch
        self.terms = [term_of(problem, block) for block in problem.blocks]
        refuse_collisions(problem, self.terms)
        self.all_schools = sum(len(block.schools) for block in problem.blocks) or 1
        self.done, self.travel, self.bound = 0, 0, 0
        self.is_stopped = False
        self.busiest: list[int] = []
        self.above: list[int] = []
        self.moved_bound = 0

    def plan(self) -> Plan:
        self.watch.report("reading", 0, 0, 0.0)
        trips = [trip for term in self.terms for trip in self._block(term)]
        exact = self.travel == self.bound
        return Plan(
            status="stopped" if self.is_stopped else "proven" if exact else "gap",
            travel_minutes=self.travel,
            bound_minutes=self.bound,
            trips=tuple(trips),
            busiest_week=tuple(self.busiest),
            above_share=tuple(self.above) if self.problem.periods else None,
            moved=None if self.problem.previous is None else moved_trips(self.problem, trips),
            moved_visits=None if self.problem.previous is None else moved_visits(self.problem, trips),
            moved_visits_bound=None if self.problem.previous is None else self.moved_bound,
            versions=versions(),
            seconds=self.watch.elapsed(),
        )

    def _block(self, term: Term) -> list[Trip]:
        outcome = self._outcome(term)
        ahead = [timed(term.block, term.shift, term.days[column], rows) for rows, column in outcome.trips]
        trips = sorted([*term.past, *ahead], key=lambda trip: trip.day)
        past = sum(travel_of(term.block, trip) for trip in term.past)
        self.travel += outcome.travel + past
        self.bound += outcome.bound + past
        self.moved_bound += outcome.moved_bound
        self.done += len(term.block.schools)
        self.is_stopped |= outcome.is_stopped
        self.busiest.append(busiest_week(trips))
        self.above.append(above_share(self.problem, term.block, trips))
        self._tell(term, "block", 0.0)
        return trips

    def _outcome(self, term: Term) -> Outcome:
        try:
            if self.problem.previous is None:
                return plan_block(term, self.watch, partial(self._tell, term))
            return repair_block(self.problem, term, self.watch)
        except Collision:
            rows = smallest_collision(term, self.watch)
            first = ("first_by",) if set(rows) & set(term.due) else ()
            raise Infeasible((self._conflict(term, ("open", "spacing", "per_day", *first), rows),)) from None
        except Lost:
            raise Infeasible((self._conflict(term, ("lost",), []),)) from None
        except Stopped:
            raise Infeasible((self._conflict(term, ("stopped",), []),)) from None

    def _conflict(self, term: Term, rules: tuple[str, ...], rows: list[int]) -> Conflict:
        return Conflict(rules, term.block.id, tuple(term.block.schools[row].id for row in rows))

    def _tell(self, term: Term, phase: str, share: float, travel: int = 0, bound: int = 0) -> None:
        """`travel` and `bound` of the block on top of those that are done."""
        whole = self.done + share * len(term.block.schools)
        self.watch.report(phase, self.travel + travel, self.bound + bound, min(1.0, whole / self.all_schools))


def versions() -> dict[str, str]:
    from importlib.metadata import PackageNotFoundError, version

    try:
        own = version("yuinowa")
    except PackageNotFoundError:
        own = "0"
    return {"yuinowa": own, "highspy": version("highspy")}
