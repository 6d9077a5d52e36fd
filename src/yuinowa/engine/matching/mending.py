"""A plan mended next to what fell away, with a proof that no other plan is better or keeps more.

What the old plan reached is a bound for the new one. Where the loss cannot be made good nearby, the needs that compete for the people in
question are asked by themselves, as in a region (`scarce.py`): all other needs count as filled.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from yuinowa.engine.watch import Watch

from . import score
from .bounds import simple_bound
from .chains import Chains
from .diary import Diary
from .eligible import positions
from .gaps import gaps_after
from .model import Assignment, Infeasible, Level, Plan, Problem
from .nearby import Nearby
from .program import Impossible
from .scarce import Rest, best_seats
from .small import small
from .solve import MOST_WHOLE, solve, versions
from .standing import Standing
from .tight import holding, people_of

MOST_ASKED = 12_000  # pairs of scarce needs: a second
Worth = tuple[int, int]  # seats and priority


@dataclass(frozen=True, slots=True)
class Change:
    """Places that are filled, and places given up besides those that fell away; what the plan is worth then.

    `is_least`: no plan that is worth as much gives up less.
    """

    come: frozenset[Assignment]
    go: frozenset[Assignment]
    worth: Worth
    is_least: bool = False


class Mending:
    """`problem` without what was declined; `added` are needs that the old plan did not know."""

    def __init__(self, problem: Problem, plan: Plan, added: Collection[str] = ()) -> None:
        self.problem, self.old, self.added = problem, plan, frozenset(added)
        self.standing = Standing(problem, plan)
        self.watch = Watch(time.perf_counter, None, None, None)
        self.is_large = len(self.standing.pairs) > MOST_WHOLE  # a region: planning everything again takes half a minute
        self.most = self._most_before()
        self.tried: list[Change] = []

    def plan(self) -> Plan | None:
        """None where nothing is proven; of a region the best that was found, with the bounds that hold."""
        if not self.standing.holds(self.problem.locked):
            return None
        is_proven = all(self.old.level(name).value == self.old.level(name).bound for name in ("seats", "priority"))
        least = self._least() if is_proven else None
        if least is None and self.is_large:
            self.tried += [*(self._nearby_changes() if not is_proven else ()), self._by_chains()]
            return self._written(max(self.tried, key=lambda change: (change.worth, -len(change.go))), is_best=False)
        return self._written(least, is_best=True) if least else None

    def _least(self) -> Change | None:
        for change in self._nearby_changes():
            self.tried.append(change)
            if change.is_least and change.worth == self.most:
                return change
        if not self.is_large:
            try:
                self.most = self._reachable()
            except Impossible:
                return None
        return next((change for change in self.tried if change.is_least and change.worth == self.most), None)

    def _nearby_changes(self) -> Iterator[Change]:
        standing, (needs, people) = self.standing, self.standing.fallen()
        needs |= {standing.ground.need_row[name] for name in self.added}
        nearby = Nearby(standing.ground, standing.pairs, standing.taken, sorted(needs), sorted(people))
        for besides, part in enumerate((nearby.free, nearby.exchanging)):
            problem = part()
            try:
                plan = solve(problem)
            except Infeasible:
                continue
            change = self._change(frozenset(problem.previous or ()), frozenset(plan.assignments))
            yield replace(change, is_least=plan.status == "proven" and len(change.go) <= besides)

    def _change(self, before: frozenset[Assignment], after: frozenset[Assignment]) -> Change:
        return Change(after - before, before - after, self.standing.worth(after - before, before - after))

    def _most_before(self) -> Worth:
        """With every seat of a new need: no plan has more."""
        new = [need for need in self.problem.needs if need.id in self.added]
        seats, priority = self.old.level("seats").bound, self.old.level("priority").bound
        return seats + sum(need.people for need in new), priority + sum(need.people * need.priority for need in new)

    def _reachable(self) -> Worth:
        """At most this many seats, and priority with so many. Raises Impossible where locked places cannot reach their minimum."""
        import numpy as np

        standing = self.standing
        locked = np.zeros(len(standing.pairs), np.bool_)
        locked[positions(self.problem, standing.pairs, self.problem.locked)] = True
        rest = Rest(self.problem, standing.pairs, self._scarce())
        at = np.flatnonzero(rest.is_scarce[standing.pairs.need])
        best = best_seats(small(self.problem, standing.pairs, at, locked, standing.taken), self.watch) if len(at) <= MOST_ASKED else None
        return min(self.most, (rest.seats + best[1], rest.priority + best[2])) if best else self.most

    def _scarce(self) -> set[int]:
        """Needs that compete for people: those that the searches for open seats have seen, and what holds their people elsewhere."""
        ground, chains = self.standing.ground, self._chains()
        held = [holding(ground, need, person) or set() for need in chains.scarce for person in people_of(ground, need)]
        return chains.scarce.union(*held)

    def _chains(self) -> Chains:
        ground = self.standing.ground
        diary = Diary(self.problem, ground.diary.clashes)
        for need, person in ground.diary.assignments():
            diary.add(need, person)
        locked = {(ground.need_row[lock.need], ground.person_row[lock.person]) for lock in self.problem.locked}
        chains = Chains(self.standing.pairs, diary, locked, self.watch)
        chains.fill()
        return chains

    def _by_chains(self) -> Change:
        """Open seats filled by as many people moving on as it takes."""
        needs, people = self.problem.needs, self.problem.people
        after = {Assignment(needs[need].id, people[person].id) for need, person in self._chains().diary.assignments()}
        return self._change(frozenset(self.standing.places.values()), frozenset(after))

    def _written(self, change: Change, *, is_best: bool) -> Plan:
        fallen, standing = self.standing.lost, self.standing
        standing.move(change.come, change.go)
        values = score.values(self.problem, standing.all_pairs, standing.chosen())
        bounds = values if is_best else self._bounds(values)
        levels = tuple(Level(level.name, values[level.name], bounds[level.name]) for level in self.old.levels)
        kept = len(self.old.assignments) - len(fallen) - len(change.go)
        plan = Plan("proven" if is_best else "gap", levels, standing.assignments(), versions=versions(), kept=kept)
        standing.ground.plan = plan
        return replace(plan, unfilled=gaps_after(self.old, standing.ground, change.come, [*fallen, *change.go]))

    def _bounds(self, values: dict[str, int]) -> dict[str, int]:
        """Seats and priority as far as they are known, the others simply added up."""
        import numpy as np

        pairs, seats = self.standing.pairs, values["seats"]
        simple = {name: simple_bound(self.problem, pairs, name, seats) for name in ("priority", "fairness", "travel")}
        past = [self.problem.people[row].past for row in np.unique(self.standing.all_pairs.person).tolist()]
        priority = self.most[1] if seats == self.most[0] else simple["priority"]
        return {
            "seats": self.most[0],
            "priority": priority,
            "fairness": simple["fairness"] + sum(p * p for p in past),
            "travel": simple["travel"],
        }
