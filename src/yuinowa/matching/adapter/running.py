"""A plan from its order to its proposals, as the worker runs it."""

import datetime as dt
import time
from collections.abc import Sequence

from yuinowa.core import clock
from yuinowa.core.actions import system_actor
from yuinowa.core.models import Work
from yuinowa.engine.matching.model import Infeasible, Problem
from yuinowa.engine.matching.model import Plan as EnginePlan
from yuinowa.engine.matching.reasons import MOST_STUDIED
from yuinowa.engine.watch import Progress
from yuinowa.matching.actions import receive_failure, receive_prices, receive_ranking, receive_result
from yuinowa.matching.adapter import facts as term_facts
from yuinowa.matching.adapter.build import Pairs, problem_of, talent_of
from yuinowa.matching.adapter.planning import Result, plan_term, rank_all
from yuinowa.matching.adapter.solving import SolverFailed, price_apart, solve_apart
from yuinowa.matching.models import Plan, Proposal
from yuinowa.needs.actions import ask_candidates
from yuinowa.needs.models import Need, NeedDate

SECONDS = 300.0  # a safety stop, far above what a city needs
WORKER = system_actor("計画")


def run_plan(plan_id: int) -> Result | None:
    """Plan, unless it was planned already or thrown away; what was found is returned for `price_plan`."""
    plan = Plan.objects.select_related("work").filter(pk=plan_id, state=Plan.State.PLANNING).first()
    if plan is None or plan.work is None:
        return None
    bar = _Bar(plan.work)
    try:
        facts = term_facts.read(plan.from_on, plan.until_on, today=clock.today())
        locked, previous = _earlier(plan)
        result = plan_term(facts, bar.solve, locked=locked, previous=previous)
    except Infeasible as error:
        receive_failure(plan, conflicts=error.conflicts, by=WORKER)
    except SolverFailed:
        receive_failure(plan, conflicts=(), by=WORKER)
    else:
        receive_result(plan, result=result, facts=facts, by=WORKER)
        return result
    return None


def price_plan(plan_id: int, result: Result) -> None:
    """Write beside each proposal what the plan would lose without that person; the plan is on its page already."""
    if len(result.first.assignments) <= MOST_STUDIED:
        return  # priced as it was made
    plan = Plan.objects.filter(pk=plan_id, state__in=[Plan.State.PROPOSED, Plan.State.SENT]).first()
    if plan is None:
        return
    try:
        prices = price_apart(result.problem, result.first)
    except SolverFailed:
        return  # the plan stands; only this sentence is missing
    found = {(int(given.need), talent_of(given.person)): lost for given, lost in prices.items()}
    receive_prices(plan, prices=found, by=WORKER)


def _earlier(plan: Plan) -> tuple[Pairs, Pairs | None]:
    """What the plan before this one fixed, and what of it should stay where it costs no seat."""
    if plan.previous_id is None:
        return (), None
    rows = Proposal.objects.filter(plan=plan.previous_id).values_list("need", "talent", "state")
    locked = tuple((need, talent) for need, talent, state in rows if state == Proposal.State.LOCKED)
    return locked, tuple((need, talent) for need, talent, state in rows if state in ("proposed", "locked"))


class _Bar:
    """Writes the engine's progress where the page reads it, at most twice a second."""

    def __init__(self, work: Work) -> None:
        self.pk = work.pk
        self.told = 0.0
        Work.objects.filter(pk=self.pk).update(state=Work.State.RUNNING, started_at=clock.now(), phase="reading")

    def solve(self, problem: Problem) -> EnginePlan:
        return solve_apart(problem, seconds=SECONDS, on_progress=self.tell, should_stop=self.is_stop_asked)

    def tell(self, progress: Progress) -> None:
        if time.monotonic() - self.told > 0.5:
            self.told = time.monotonic()
            Work.objects.filter(pk=self.pk).update(phase=progress.phase, share=progress.share, best=progress.best, bound=progress.bound)

    def is_stop_asked(self) -> bool:
        return Work.objects.filter(pk=self.pk, is_stop_asked=True).exists()


def rank_now(need_ids: Sequence[int]) -> None:
    """Write for each need the three people to ask next, given everything promised by now."""
    span = _span(need_ids)
    if span is None:
        return
    facts = term_facts.read(*span, today=clock.today(), needs=need_ids, is_full=True)
    first = {wish.need_id: wish for wish in reversed(facts.wishes)}
    problem = problem_of(facts, list(first.values()))
    ranked = rank_all(problem, EnginePlan("proven", (), ()))
    rows = {need: [(talent_of(c.person), c.km, c.known, c.load) for c in found] for need, found in ranked.items()}
    receive_ranking(ranked=rows, by=WORKER)


def ask_now(need_ids: Sequence[int]) -> None:
    """Ask the people just found for needs that had run out of candidates."""
    for need in Need.objects.filter(pk__in=need_ids):
        ask_candidates(need, by=WORKER)


def _span(need_ids: Sequence[int]) -> tuple[dt.date, dt.date] | None:
    days = list(NeedDate.objects.filter(need__in=need_ids, on__gte=clock.today()).order_by("on").values_list("on", flat=True))
    return (days[0], days[-1]) if days else None
