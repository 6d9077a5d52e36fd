"""Order a plan of the rounds, stop it, throw it away, and write what the planner found."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock, jobs
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember
from yuinowa.core.models import Work
from yuinowa.rounds.models import PlannedVisit, RoundPlan, RoundPolicy

if TYPE_CHECKING:
    from yuinowa.rounds.adapter.facts import Facts
    from yuinowa.rounds.adapter.planning import Result

TOMORROW = dt.timedelta(days=1)


@action(Permission.PLAN_ROUNDS)
def order_plan(policy: RoundPolicy, *, is_replan: bool = False, by: Actor) -> RoundPlan:
    """Plan what is left of the term, from tomorrow on; with ``is_replan`` visits that stand move as little as possible."""
    from yuinowa.rounds.tasks import plan_rounds  # noqa: PLC0415  the task calls this room's actions

    first = max(policy.from_on, clock.today() + TOMORROW)
    if first > policy.until_on:
        raise Refused("term_over", _("この期間は、もう終わっています。つぎの学期の方針をつくってください。"))
    if policy.plans.filter(state=RoundPlan.State.PLANNING).exists():
        raise Refused("planning_already", _("この方針は、いま計画しているところです。終わるのを待つか、止めてください。"))
    work = Work.objects.create(kind="rounds", post_id=by.post_id, created_at=clock.now())
    plan = RoundPlan.objects.create(
        policy=policy, is_replan=is_replan, today_on=first, work=work, made_for_id=by.post_id, made_at=clock.now()
    )
    remember(plan, "replan_ordered" if is_replan else "ordered", by=by)
    jobs.later(plan_rounds, plan_id=plan.pk)
    return plan


@action(Permission.PLAN_ROUNDS)
def stop_rounds(plan: RoundPlan, *, by: Actor) -> None:
    """Ask the planner for the best it has so far."""
    Work.objects.filter(pk=plan.work_id).update(is_stop_asked=True)


@action(Permission.PLAN_ROUNDS)
def discard_rounds(plan: RoundPlan, *, by: Actor) -> None:
    if plan.state == RoundPlan.State.ADOPTED:
        raise Refused("adopted_already", _("この計画は、もう採用されています。訪問を一つずつ動かすか、計画しなおしてください。"))
    _enter(plan, RoundPlan.State.DISCARDED)
    Work.objects.filter(pk=plan.work_id).update(is_stop_asked=True)
    remember(plan, "discarded", by=by)


@action(Permission.PLAN_ROUNDS)
def keep_rounds(plan: RoundPlan, *, by: Actor) -> None:
    """The undo of throwing a finished plan away."""
    if plan.state != RoundPlan.State.DISCARDED or not plan.visits.exists():
        raise Refused("not_discarded", _("この計画は、元にもどせません。もう一度計画してください。"))
    _enter(plan, RoundPlan.State.PROPOSED)
    remember(plan, "kept", by=by)


@action(Permission.PLAN_ROUNDS)
def receive_rounds(plan: RoundPlan, *, result: "Result", facts: "Facts", by: Actor) -> None:
    """Write the planned visits, replacing what an interrupted run may have left."""
    from yuinowa.rounds.adapter.figures import figures_of  # noqa: PLC0415  the adapter reads with this room's actions
    from yuinowa.rounds.adapter.pairing import paired  # noqa: PLC0415

    if plan.state != RoundPlan.State.PLANNING:
        return
    PlannedVisit.objects.filter(plan=plan).delete()
    pairs = paired(plan.policy, result.visits, plan.today_on)
    PlannedVisit.objects.bulk_create(
        PlannedVisit(plan=plan, school_id=one.school_id, visit=visit, on=one.on, arrives_at=one.arrives_at, leaves_at=one.leaves_at)
        for one, visit in pairs
    )
    found = result.plan
    plan.status, plan.travel_minutes, plan.bound_minutes = found.status, found.travel_minutes, found.bound_minutes
    plan.moved, plan.seconds = found.moved, round(found.seconds, 3)
    plan.input_sha256, plan.versions, plan.figures = found.input_sha256, dict(found.versions), figures_of(result, facts)
    plan.state = RoundPlan.State.PROPOSED
    plan.save()
    Work.objects.filter(pk=plan.work_id).update(state=Work.State.DONE, share=1, finished_at=clock.now())
    remember(plan, "proposed", by=by)


@action(Permission.PLAN_ROUNDS)
def receive_failure(plan: RoundPlan, *, words: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Say which rules collide and what would help, or that the planner broke off."""
    if plan.state != RoundPlan.State.PLANNING:
        return
    plan.state, plan.figures = RoundPlan.State.FAILED, {"conflicts": list(words)}
    plan.save(update_fields=["state", "figures"])
    error = _("この方針のままでは、計画できませんでした。") if words else _("計画が途中で止まりました。もう一度ためしてください。")
    Work.objects.filter(pk=plan.work_id).update(state=Work.State.FAILED, error=error, finished_at=clock.now())
    remember(plan, "failed", by=by)


def _enter(plan: RoundPlan, state: RoundPlan.State) -> None:
    plan.state = state
    plan.save(update_fields=["state"])
