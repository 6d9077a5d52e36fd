"""From a plan to visits: new ones are made, others moved; what stands as planned is left alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember, remember_all
from yuinowa.rounds.actions.occupy import occupy, vacate
from yuinowa.rounds.actions.visits import check_day
from yuinowa.rounds.models import PlannedVisit, RoundPlan, Visit
from yuinowa.ui.templatetags.dates import month_day


@dataclass(frozen=True)
class Adopted:
    """How many visits were made, moved, and left where they are."""

    made: int
    moved: int
    kept: int


@action(Permission.PLAN_ROUNDS)
def adopt_plan(plan: RoundPlan, *, by: Actor) -> Adopted:
    """All of the plan, or nothing: a day that closed or a time that was taken meanwhile is refused with its name."""
    if plan.state != RoundPlan.State.PROPOSED:
        raise Refused("not_proposed", _("この計画は、もう「%(state)s」です。") % {"state": plan.get_state_display()})
    rows = list(plan.visits.select_related("visit__school__site", "visit__booking", "school__site"))
    changed = [row for row in rows if row.visit is None or not _is_same(row, row.visit)]
    _check_unchanged(plan, changed)
    there = [(row, row.visit) for row in changed if row.visit is not None]
    for _row, visit in there:
        vacate(visit)
    made = [_made(plan, row) for row in changed if row.visit is None]
    moved = [_moved(plan, row, visit, by) for row, visit in there]
    PlannedVisit.objects.bulk_update(changed, ["visit"])
    remember_all(made, "made", by=by, plan=plan.pk)
    plan.state = RoundPlan.State.ADOPTED
    plan.save(update_fields=["state"])
    _retire_others(plan)
    done = Adopted(len(made), len(moved), len(rows) - len(changed))
    remember(plan, "adopted", by=by, made=done.made, moved=done.moved)
    return done


def _is_same(row: PlannedVisit, visit: Visit) -> bool:
    return visit.state in Visit.STANDING and (visit.on, visit.arrives_at, visit.leaves_at) == (row.on, row.arrives_at, row.leaves_at)


def _check_unchanged(plan: RoundPlan, changed: Sequence[PlannedVisit]) -> None:
    """What people decided since the plan was made is worth more than the plan."""
    for row in changed:
        visit = row.visit
        if visit and (visit.state not in Visit.OPEN or visit.is_locked or visit.post_id != plan.policy.post_id):
            raise Refused(
                "changed_since",
                _("計画のあとで、%(school)sの訪問が変わりました。計画しなおしてください。") % {"school": row.school.short_name},
            )


def _made(plan: RoundPlan, row: PlannedVisit) -> Visit:
    visit = Visit(school=row.school, post_id=plan.policy.post_id, policy=plan.policy)
    _put(visit, row)
    row.visit = visit
    return visit


def _moved(plan: RoundPlan, row: PlannedVisit, visit: Visit, by: Actor) -> Visit:
    before = {"on": visit.on.isoformat(), "arrives_at": f"{visit.arrives_at:%H:%M}", "leaves_at": f"{visit.leaves_at:%H:%M}"}
    state = visit.state
    visit.state = Visit.State.PLANNED
    _put(visit, row)
    remember(visit, "moved", by=by, before=before["on"], on=row.on.isoformat(), was={**before, "state": state}, plan=plan.pk)
    return visit


def _put(visit: Visit, row: PlannedVisit) -> None:
    visit.on, visit.arrives_at, visit.leaves_at = row.on, row.arrives_at, row.leaves_at
    try:
        check_day(visit)
        visit.save()
        occupy(visit)
    except Refused as refused:
        where = _("%(school)s（%(day)s）") % {"school": row.school.short_name, "day": month_day(row.on)}
        raise Refused(
            refused.code, _("%(where)s：%(why)s 計画しなおしてください。") % {"where": where, "why": refused.message}
        ) from refused


def _retire_others(plan: RoundPlan) -> None:
    """Other proposals of the policy would be about visits that are elsewhere now."""
    RoundPlan.objects.filter(policy=plan.policy_id, state=RoundPlan.State.PROPOSED).update(state=RoundPlan.State.DISCARDED)
