"""Taking a disruption back: she is well again, the storm went by. What somebody has agreed to since stays as it is."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember
from yuinowa.core.outbox import gathering
from yuinowa.organisations.models import ClosedSpan
from yuinowa.rounds import mails
from yuinowa.rounds.actions.calls import to_telephone
from yuinowa.rounds.actions.occupy import occupy, vacate
from yuinowa.rounds.actions.questions import withdraw_questions
from yuinowa.rounds.models import DisruptedVisit, Disruption, Substitution, Visit, VisitCall, VisitOption


@dataclass
class Undoing:
    """What would come back, and what would stay although the disruption is taken back."""

    back: list[DisruptedVisit] = field(default_factory=list)
    stays: list[DisruptedVisit] = field(default_factory=list)

    @property
    def told(self) -> list[DisruptedVisit]:
        """Those whose school was told of a change, and has to hear that there is none."""
        return [row for row in self.back if is_school_told(row)]

    @property
    def asked(self) -> list[DisruptedVisit]:
        """Those that another instructor was asked to make, or took over."""
        return [row for row in self.back if row.outcome == DisruptedVisit.Outcome.ASKED]


def foresee_undo(disruption: Disruption) -> Undoing:
    """Which visits can go back to where they were."""
    found = Undoing()
    rows = disruption.visits.select_related("visit__school__site", "visit__post__center", "visit__booking", "before_post__center")
    for row in rows:
        (found.back if _can_go_back(row) else found.stays).append(row)
    return found


def is_school_told(row: DisruptedVisit) -> bool:
    """Whether the school knew of the visit and heard of the change."""
    if row.before_state == Visit.State.PLANNED:
        return False
    return row.outcome != DisruptedVisit.Outcome.ASKED or row.visit.post_id != row.before_post_id


@action(Permission.REPORT_ABSENCE)
def undo_absence(disruption: Disruption, *, by: Actor) -> Undoing:
    """The instructor is there after all, from today on."""
    _check(disruption, Disruption.Kind.ABSENCE)
    if disruption.absence is not None:
        absence, disruption.absence = disruption.absence, None
        disruption.save(update_fields=["absence"])
        absence.delete()
    return _undo(disruption, by)


@action(Permission.CLOSE_FOR_WEATHER)
def undo_storm(disruption: Disruption, *, by: Actor) -> Undoing:
    """The schools are open after all. Needs stay moved or called off: people were told, and are asked again by their own pages."""
    _check(disruption, Disruption.Kind.WEATHER)
    spans = list(disruption.closures.order_by().values_list("span", flat=True))
    disruption.closures.all().delete()
    ClosedSpan.objects.filter(pk__in=spans).delete()
    return _undo(disruption, by)


def _check(disruption: Disruption, kind: Disruption.Kind) -> None:
    if disruption.kind != kind:
        raise Refused("other_kind", _("この変更は、ここからは取り消せません。"))
    if disruption.undone_at is not None:
        raise Refused("undone", _("この変更は、もう取り消してあります。"))
    if disruption.until_on < clock.today():
        raise Refused("past", _("この期間は、もう過ぎています。"))


def _undo(disruption: Disruption, by: Actor) -> Undoing:
    list(Visit.objects.filter(disruptions__disruption=disruption).order_by("pk").select_for_update(of=("self",), no_key=True))
    found = foresee_undo(disruption)
    told, asked = found.told, []
    VisitCall.objects.filter(disruption=disruption, told_at__isnull=True).delete()
    for row in list(found.back):
        questions = _questions(row)
        if _put_back(row, by):
            asked += questions
        else:
            found.back.remove(row)
            found.stays.append(row)
    disruption.undone_at = clock.now()
    disruption.save(update_fields=["undone_at"])
    remember(disruption, "undone", by=by)
    with gathering():
        to_telephone(mails.visit_restored([row.visit for row in told if row in found.back]))
        mails.substitutions_withdrawn(asked)
    return found


def _can_go_back(row: DisruptedVisit) -> bool:
    visit = row.visit
    if row.before_on < clock.today() or visit.state not in Visit.OPEN:
        return False
    # The school has agreed to another day since: nobody asks it to change again.
    return not (visit.state == Visit.State.CONFIRMED and visit.on != row.before_on)


def _questions(row: DisruptedVisit) -> list[Substitution]:
    """Who has to hear that she need not come: asked and not answered, or agreed."""
    agreed = Substitution.objects.filter(visit=row.visit, post=row.visit.post_id, state=Substitution.State.ACCEPTED)
    rows = [*Substitution.objects.waiting().filter(visit=row.visit).select_related("post__center", "instead_of__center", "visit__school")]
    return rows + list(agreed.select_related("post__center", "instead_of__center", "visit__school"))


def _put_back(row: DisruptedVisit, by: Actor) -> bool:
    """False where the old time is taken meanwhile."""
    visit = row.visit
    try:
        with transaction.atomic():
            _restore(row, visit)
            occupy(visit)
    except Refused:
        visit.refresh_from_db()
        return False
    for question in withdraw_questions(visit):
        question.visit = visit
    Substitution.objects.filter(visit=visit, state=Substitution.State.ACCEPTED).update(state=Substitution.State.WITHDRAWN)
    remember(visit, "restored", by=by, on=visit.on.isoformat())
    return True


def _restore(row: DisruptedVisit, visit: Visit) -> None:
    if Visit.objects.filter(school=visit.school_id, on=row.before_on, state__in=[*Visit.STANDING, "done"]).exclude(pk=visit.pk).exists():
        raise Refused("visited_already", "")
    vacate(visit)
    VisitOption.objects.filter(visit=visit).delete()
    visit.on, visit.arrives_at, visit.leaves_at = row.before_on, row.before_arrives_at, row.before_leaves_at
    visit.state, visit.post = row.before_state, row.before_post
    visit.answer_by = row.before_on if row.before_state == Visit.State.PROPOSED else None
    visit.save(update_fields=["on", "arrives_at", "leaves_at", "state", "post", "answer_by"])
