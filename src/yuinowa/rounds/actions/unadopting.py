"""A plan that was adopted by mistake, taken back while nobody outside has heard of it."""

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import Refused
from yuinowa.core.history import history_of, remember
from yuinowa.core.models import HistoryEntry
from yuinowa.rounds.actions.adopting import Adopted
from yuinowa.rounds.actions.occupy import vacate
from yuinowa.rounds.actions.visits import return_visit
from yuinowa.rounds.models import RoundPlan, Visit


@action(Permission.PLAN_ROUNDS)
def unadopt_plan(plan: RoundPlan, *, by: Actor) -> Adopted:
    """Visits that the plan made go, those it moved return, and it is a proposal again. Refused once a school was asked or a visit changed."""
    if plan.state != RoundPlan.State.ADOPTED:
        raise Refused("not_adopted", _("この計画は「%(state)s」なので、取り消す採用がありません。") % {"state": plan.get_state_display()})
    latest = made_or_moved_by(plan)
    visits = list(Visit.objects.filter(pk__in=latest).select_for_update(of=("self",), no_key=True).with_places())
    _check_untold(plan, visits, latest)
    made = [visit for visit in visits if latest[visit.pk].verb == "made"]
    moved = [visit for visit in visits if latest[visit.pk].verb == "moved"]
    for visit in made:
        vacate(visit)
        visit.delete()
    for visit in moved:
        return_visit(visit, by=by)
    plan.state = RoundPlan.State.PROPOSED
    plan.save(update_fields=["state"])
    remember(plan, "unadopted", by=by, made=len(made), moved=len(moved))
    return Adopted(len(made), len(moved), 0)


def made_or_moved_by(plan: RoundPlan) -> dict[int, HistoryEntry]:
    """What the plan did, by the key of the visit. A plan adopted twice counts the last time only."""
    keys = plan.visits.exclude(visit=None).values("visit")
    rows = HistoryEntry.objects.filter(subject_kind=Visit._meta.label_lower, subject_id__in=keys, facts__plan=plan.pk)
    return {row.subject_id: row for row in rows.order_by("at", "pk")}


def _check_untold(plan: RoundPlan, visits: list[Visit], done: dict[int, HistoryEntry]) -> None:
    adopted = history_of(plan).filter(verb="adopted").first()
    wanted = adopted.facts["made"] + adopted.facts["moved"] if adopted else -1
    if len(visits) != wanted:
        raise Refused("too_old", _("この計画の訪問は、もう入れかわっています。訪問を一つずつ動かすか、計画しなおしてください。"))
    for visit in visits:
        latest = history_of(visit).first()
        if visit.state != Visit.State.PLANNED or latest is None or latest.pk != done[visit.pk].pk:
            words = {"school": visit.school.short_name, "state": visit.get_state_display()}
            raise Refused("changed_since", _("採用のあとで、%(school)sの訪問が変わりました（%(state)s）。元にはもどせません。") % words)
