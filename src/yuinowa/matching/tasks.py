"""The planner at work: load, delegate, write. Each may run twice."""

from yuinowa.core import jobs
from yuinowa.matching.adapter.running import ask_now, price_plan, rank_now, run_plan


@jobs.task("plan_term")
def plan_term(plan_id: int) -> None:
    result = run_plan(plan_id)
    if result is not None:
        price_plan(plan_id, result)


@jobs.task("rank_needs")
def rank_needs(need_ids: list[int], is_asking: bool = False) -> None:
    rank_now(need_ids)
    if is_asking:
        ask_now(need_ids)
