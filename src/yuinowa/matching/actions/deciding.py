"""What people do with proposals: keep, refuse, replace, and send."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock, jobs
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember
from yuinowa.matching.models import Plan, Proposal
from yuinowa.needs.actions import Ask, Sent, send_offers_bulk
from yuinowa.needs.models import Refusal
from yuinowa.talents.models import Talent


@action(Permission.PLAN_TERM)
def fix(proposal: Proposal, *, by: Actor) -> Proposal:
    """Keep this pair in every plan that follows."""
    return _change(proposal, Proposal.State.LOCKED, "fixed", by)


@action(Permission.PLAN_TERM)
def release(proposal: Proposal, *, by: Actor) -> Proposal:
    """Undo ``fix`` or ``refuse``: the planner decides again."""
    Refusal.objects.filter(need=proposal.need_id, talent=proposal.talent_id).delete()
    return _change(proposal, Proposal.State.PROPOSED, "released", by)


@action(Permission.PLAN_TERM)
def refuse(proposal: Proposal, *, by: Actor) -> Proposal:
    """Not this person for this need, now and in the plans that follow."""
    Refusal.objects.get_or_create(need_id=proposal.need_id, talent_id=proposal.talent_id, defaults={"at": clock.now()})
    return _change(proposal, Proposal.State.REFUSED, "refused", by)


@action(Permission.PLAN_TERM)
def replace_talent(proposal: Proposal, *, talent: Talent, by: Actor) -> Proposal:
    """Somebody else instead, fixed from now on; the one replaced may still serve other needs."""
    _check_open(proposal)
    try:
        with transaction.atomic():
            proposal.talent, proposal.state, proposal.reasons = talent, Proposal.State.LOCKED, []
            proposal.save(update_fields=["talent", "state", "reasons"])
    except IntegrityError as error:
        raise Refused("already_there", _("その方は、すでにこのお願いに入っています。")) from error
    remember(proposal.plan, "replaced", by=by, need=proposal.need_id)
    return proposal


@action(Permission.PLAN_TERM)
def send_plan(plan: Plan, *, by: Actor) -> Sent:
    """Ask everybody whom the plan proposes; the next candidates are found in the background. Can be done once."""
    from yuinowa.matching.tasks import rank_needs  # noqa: PLC0415  the task calls this room's actions

    if plan.state != Plan.State.PROPOSED:
        raise Refused("not_proposed", _("この計画は、まだできていないか、すでに打診を送りました。"))
    rows = list(_to_send(plan))
    sent = send_offers_bulk(rows=[Ask(row.need, row.date, row.talent, row.reasons) for row in rows], by=by)
    Proposal.objects.filter(pk__in=[row.pk for row in rows]).update(state=Proposal.State.SENT)
    plan.state = Plan.State.SENT
    plan.save(update_fields=["state"])
    remember(plan, "sent", by=by, offers=len(sent.offers))
    jobs.later(rank_needs, need_ids=sorted({row.need_id for row in rows} | set(plan.gaps.values_list("need", flat=True))))
    return sent


def _to_send(plan: Plan) -> Iterable[Proposal]:
    wanted = plan.proposals.filter(state__in=[Proposal.State.PROPOSED, Proposal.State.LOCKED])
    return wanted.select_related("need__school", "date", "talent__person").order_by("need_id", "pk")


def _change(proposal: Proposal, state: str, verb: str, by: Actor) -> Proposal:
    _check_open(proposal)
    proposal.state = state
    proposal.save(update_fields=["state"])
    remember(proposal.plan, verb, by=by, need=proposal.need_id, talent=proposal.talent_id)
    return proposal


def _check_open(proposal: Proposal) -> None:
    if proposal.plan.state != Plan.State.PROPOSED:
        raise Refused("not_proposed", _("この計画は、もう変えられません。新しい計画を立ててください。"))
