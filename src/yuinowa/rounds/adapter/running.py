"""A plan from its order to its proposed visits, as the worker runs it."""

import time

from yuinowa.core import clock
from yuinowa.core.actions import system_actor
from yuinowa.core.models import Work
from yuinowa.engine.rounds.model import Infeasible
from yuinowa.engine.watch import Progress
from yuinowa.rounds.actions.planning import receive_failure, receive_rounds
from yuinowa.rounds.adapter import facts as term_facts
from yuinowa.rounds.adapter.build import calendar_of
from yuinowa.rounds.adapter.planning import Solve, plan_policy
from yuinowa.rounds.adapter.solving import Apart, SolverFailed
from yuinowa.rounds.adapter.wording import words_of
from yuinowa.rounds.models import RoundPlan

SECONDS = 120.0  # a safety stop, far above what a block needs
WORKER = system_actor("巡回の計画")


def run_rounds(plan_id: int, solve: Solve | None = None) -> None:
    """Plan, unless it was planned already or thrown away. ``solve`` stands in for the engine's own process."""
    plan = (
        RoundPlan.objects.select_related("work", "policy__block", "policy__post").filter(pk=plan_id, state=RoundPlan.State.PLANNING).first()
    )
    if plan is None or plan.work is None:
        return
    bar = _Bar(plan.work)
    facts = term_facts.read(plan.policy, today=plan.today_on)
    try:
        if solve is not None:
            result = plan_policy(facts, solve, is_replan=plan.is_replan)
        else:
            with Apart(seconds=SECONDS, on_progress=bar.tell, should_stop=bar.is_stop_asked) as apart:
                result = plan_policy(facts, apart.solve, is_replan=plan.is_replan)
    except Infeasible as error:
        names = {str(one.school.pk): one.school.short_name for one in facts.schools}
        receive_failure(plan, words=[words_of(conflict, names, calendar_of(facts)) for conflict in error.conflicts], by=WORKER)
    except SolverFailed:
        receive_failure(plan, words=[], by=WORKER)
    else:
        receive_rounds(plan, result=result, facts=facts, by=WORKER)


class _Bar:
    """Writes the engine's progress where the page reads it, at most twice a second."""

    def __init__(self, work: Work) -> None:
        self.pk = work.pk
        self.told = self.asked = 0.0
        Work.objects.filter(pk=self.pk).update(state=Work.State.RUNNING, started_at=clock.now(), phase="reading")

    def tell(self, progress: Progress) -> None:
        if time.monotonic() - self.told > 0.5:
            self.told = time.monotonic()
            Work.objects.filter(pk=self.pk).update(phase=progress.phase, share=progress.share, best=progress.best, bound=progress.bound)

    def is_stop_asked(self) -> bool:
        if time.monotonic() - self.asked < 0.5:
            return False
        self.asked = time.monotonic()
        return Work.objects.filter(pk=self.pk, is_stop_asked=True).exists()
