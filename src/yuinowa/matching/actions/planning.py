"""Order a plan, and write what the planner found."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock, jobs
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember
from yuinowa.core.models import Work
from yuinowa.engine.matching.model import Conflict, Reason
from yuinowa.matching.adapter.facts import Facts
from yuinowa.matching.adapter.figures import figures_of
from yuinowa.matching.adapter.planning import Result
from yuinowa.matching.models import Gap, Plan, Proposal
from yuinowa.needs.models import Candidate, Need

LONGEST = dt.timedelta(days=370)


@action(Permission.PLAN_TERM)
def make_plan(*, from_on: dt.date, until_on: dt.date, name: str = "", previous: Plan | None = None, by: Actor) -> Plan:
    """Order a plan of a term; with ``previous``, what was fixed there stays and the rest moves as little as possible."""
    from yuinowa.matching.tasks import plan_term  # noqa: PLC0415  the task calls this room's actions

    if until_on < from_on or until_on < clock.today():
        raise Refused("wrong_term", _("期間がすでに終わっているか、終わりが始まりより前です。日付をなおしてください。"))
    if until_on - from_on > LONGEST:
        raise Refused("term_too_long", _("期間は1年までです。"))
    work = Work.objects.create(kind="plan", post_id=by.post_id, created_at=clock.now())
    plan = Plan.objects.create(
        name=name or _("計画"),
        from_on=from_on,
        until_on=until_on,
        previous=previous,
        work=work,
        made_for_id=by.post_id,
        made_at=clock.now(),
    )
    remember(plan, "ordered", by=by)
    jobs.later(plan_term, plan_id=plan.pk)
    return plan


@action(Permission.PLAN_TERM)
def stop_plan(plan: Plan, *, by: Actor) -> None:
    """Ask the planner for the best it has so far."""
    Work.objects.filter(pk=plan.work_id).update(is_stop_asked=True)


@action(Permission.PLAN_TERM)
def discard_plan(plan: Plan, *, by: Actor) -> None:
    if plan.state == Plan.State.SENT:
        raise Refused("already_sent", _("この計画の打診は、すでに送られています。"))
    plan.state = Plan.State.DISCARDED
    plan.save(update_fields=["state"])
    remember(plan, "discarded", by=by)


@action(Permission.PLAN_TERM)
def receive_result(plan: Plan, *, result: Result, facts: Facts, by: Actor) -> None:
    """Write the proposals of the planner, replacing what an interrupted run may have left."""
    if plan.state != Plan.State.PLANNING:
        return
    Proposal.objects.filter(plan=plan).delete()
    Gap.objects.filter(plan=plan).delete()
    locked = _locked_before(plan)
    Proposal.objects.bulk_create(
        [
            Proposal(
                plan=plan,
                need_id=c.wish.need_id,
                date_id=c.wish.date_id,
                talent_id=c.talent_id,
                km=c.km,
                reasons=[_as_json(c.reason)],
                state=Proposal.State.LOCKED if (c.wish.need_id, c.talent_id) in locked else Proposal.State.PROPOSED,
            )
            for c in result.chosen
        ],
        batch_size=2000,
    )
    Gap.objects.bulk_create(
        [Gap(plan=plan, need_id=gap.wish.need_id, missing=gap.seats, why=_as_json(gap.why)) for gap in result.missing], batch_size=2000
    )
    _close(plan, result, facts)
    remember(plan, "proposed", by=by)


@action(Permission.PLAN_TERM)
def receive_prices(plan: Plan, *, prices: Mapping[tuple[int, int], Mapping[str, float]], by: Actor) -> None:
    """Write what the plan would lose without a person, by (need, talent); whoever was put in by hand has no such price."""
    rows = [row for row in plan.proposals.select_for_update() if row.reasons and (row.need_id, row.talent_id) in prices]
    for row in rows:
        values = {**row.reasons[0]["values"], "without": dict(prices[row.need_id, row.talent_id])}
        row.reasons = [{**row.reasons[0], "values": values}, *row.reasons[1:]]
    Proposal.objects.bulk_update(rows, ["reasons"], batch_size=1000)


def _locked_before(plan: Plan) -> set[tuple[int, int]]:
    rows = Proposal.objects.filter(plan=plan.previous_id, state=Proposal.State.LOCKED) if plan.previous_id else Proposal.objects.none()
    return set(rows.values_list("need", "talent"))


def _close(plan: Plan, result: Result, facts: Facts) -> None:
    first = result.first
    plan.state = Plan.State.PROPOSED
    plan.status, plan.seconds = first.status, round(first.seconds, 3)
    plan.levels = [{"name": v.name, "value": v.value, "bound": v.bound, "seconds": round(v.seconds, 3)} for v in first.levels]
    plan.versions, plan.input_sha256 = dict(first.versions), first.input_sha256
    plan.figures = figures_of(result, facts)
    plan.save(update_fields=["state", "status", "seconds", "levels", "versions", "input_sha256", "figures"])
    Work.objects.filter(pk=plan.work_id).update(state=Work.State.DONE, share=1, finished_at=clock.now())


def _as_json(reason: Reason) -> dict[str, Any]:
    return {"code": reason.code, "values": dict(reason.values)}


@action(Permission.PLAN_TERM)
def receive_failure(plan: Plan, *, conflicts: Sequence[Conflict], by: Actor) -> None:
    """Say why there is no plan: which fixed people collide, or that the planner broke off."""
    plan.state = Plan.State.FAILED
    plan.save(update_fields=["state"])
    Work.objects.filter(pk=plan.work_id).update(state=Work.State.FAILED, error=_failure(conflicts)[:500], finished_at=clock.now())


def _failure(conflicts: Sequence[Conflict]) -> str:
    if not conflicts:
        return _("計画が途中で止まりました。もう一度ためしてください。続くときは、システム管理者に知らせてください。")
    titles = dict(Need.objects.filter(pk__in=[n for c in conflicts for n in c.needs]).values_list("pk", "title"))
    named = "、".join(f"「{titles.get(int(need), need)}」" for conflict in conflicts for need in conflict.needs)
    return _("固定した組み合わせが互いに合いません：%(needs)s。どれかの固定をはずして、もう一度計画してください。") % {"needs": named}


def rank_opened(needs: Sequence[Need], *, by: Actor) -> None:
    """Needs were opened: find, in the background, the three people to ask for each."""
    from yuinowa.matching.tasks import rank_needs  # noqa: PLC0415  the task calls this room's actions

    jobs.later(rank_needs, need_ids=[need.pk for need in needs])


def rank_more(need: Need, *, by: Actor) -> None:
    """Everybody known for a need was asked: find others, and ask them."""
    from yuinowa.matching.tasks import rank_needs  # noqa: PLC0415  the task calls this room's actions

    jobs.later(rank_needs, need_ids=[need.pk], is_asking=True)


@action(Permission.PLAN_TERM)
def receive_ranking(*, ranked: Mapping[int, Sequence[tuple[int, float, bool, int]]], by: Actor) -> None:
    """Write who is asked next: for each need, (talent, km, known, load), best first."""
    Candidate.objects.filter(need__in=ranked).delete()
    Candidate.objects.bulk_create(
        [
            Candidate(
                need_id=need,
                talent_id=talent,
                rank=rank,
                reasons=[{"code": "ranked", "values": {"km": round(km, 1), "known": known, "load": load}}],
            )
            for need, found in ranked.items()
            for rank, (talent, km, known, load) in enumerate(found, start=1)
        ],
        batch_size=2000,
    )
