"""One term, planned: first on the wished dates, then the unfilled needs once more on their other dates."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from yuinowa.engine.matching.candidates import Candidate, rank_candidates
from yuinowa.engine.matching.ground import Ground
from yuinowa.engine.matching.model import Plan, Problem, Reason
from yuinowa.engine.watch import Progress
from yuinowa.matching.adapter.build import Pairs, problem_of, talent_of
from yuinowa.matching.adapter.facts import Facts, Occupied, Wish

Solve = Callable[[Problem], Plan]
Tell = Callable[[Progress], None]


@dataclass(frozen=True)
class Chosen:
    """The planner's choice of one talent for one date of a need."""

    wish: Wish
    talent_id: int
    reason: Reason
    km: float


@dataclass(frozen=True)
class Missing:
    """Seats of a need that stay empty."""

    wish: Wish
    seats: int
    why: Reason


@dataclass
class Result:
    """``first`` is the plan of the wished dates, whose levels and bounds are shown; ``problem`` its input."""

    first: Plan
    problem: Problem
    chosen: list[Chosen] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)


def plan_term(facts: Facts, solve: Solve, *, locked: Pairs = (), previous: Pairs | None = None) -> Result:
    """Plan all wishes of ``facts``. Raises the engine's Infeasible."""
    dates = _dates_by_need(facts.wishes)
    wishes = [options[0] for options in dates.values()]
    problem = problem_of(facts, wishes, locked=locked, previous=previous)
    plan = solve(problem)
    result = Result(plan, problem)
    left = _take(result, problem, plan, wishes)
    deepest = max((len(options) for options in dates.values()), default=1)
    for number in range(1, deepest):
        left = _retry(result, facts, solve, dates, left, number)
    result.missing = list(left.values())
    return result


def _dates_by_need(wishes: Collection[Wish]) -> dict[int, list[Wish]]:
    dates: dict[int, list[Wish]] = {}
    for wish in sorted(wishes, key=lambda wish: (wish.need_id, wish.rank)):
        dates.setdefault(wish.need_id, []).append(wish)
    return dates


def _take(result: Result, problem: Problem, plan: Plan, wishes: Collection[Wish]) -> dict[int, Missing]:
    """Note whom the plan chose; return what stays empty, by need."""
    by_need = {wish.need_id: wish for wish in wishes}
    given = {(found.need, found.person): found.why for found in plan.reasons}
    for assignment in plan.assignments:
        reason = given[assignment.need, assignment.person]
        wish = by_need[int(assignment.need)]
        result.chosen.append(Chosen(wish, talent_of(assignment.person), reason, float(str(reason.values.get("km", 0)))))
    return {
        int(gap.need): Missing(by_need[int(gap.need)], gap.missing, _on_true_weekday(gap.why, by_need[int(gap.need)]))
        for gap in plan.unfilled
    }


def _on_true_weekday(why: Reason, wish: Wish) -> Reason:
    """The engine's days have no weekend; a set of one day lies on the day of the wish, another may reach into a weekend."""
    tight = why.values.get("tight")
    if not isinstance(tight, dict) or "weekday" not in tight:
        return why
    others = {name: value for name, value in tight.items() if name != "weekday"}
    named = {"weekday": wish.on.weekday()} if tight["days"] == 1 else {}
    return Reason(why.code, {**why.values, "tight": others | named})


def _retry(
    result: Result, facts: Facts, solve: Solve, dates: dict[int, list[Wish]], left: dict[int, Missing], number: int
) -> dict[int, Missing]:
    """Try another date for the needs that nobody was found for; one with somebody on its date stays there."""
    served = {chosen.wish.need_id for chosen in result.chosen}
    again = [dates[need][number] for need in left if need not in served and len(dates[need]) > number]
    if not again:
        return left
    problem = problem_of(facts, again, occupied=_as_occupied(result.chosen))
    plan = solve(problem)
    still = _take(result, problem, plan, again)
    seats = {wish.need_id: wish.seats for wish in again}
    # Where the other date found nobody either, the reason that counts is that of the wished date.
    tried = {need: gap if gap.seats < seats[need] else left[need] for need, gap in still.items()}
    return {need: gap for need, gap in left.items() if need not in seats} | tried


def _as_occupied(chosen: list[Chosen]) -> list[Occupied]:
    return [Occupied(c.talent_id, c.wish.on, c.wish.start, c.wish.end, c.wish.site_id) for c in chosen]


def rank_all(problem: Problem, plan: Plan, count: int = 3) -> dict[int, tuple[Candidate, ...]]:
    """For every need of a plan, who would be asked next."""
    ground = Ground(problem, plan)
    return {int(need.id): rank_candidates(problem, plan, need.id, count, ground=ground) for need in problem.needs}
