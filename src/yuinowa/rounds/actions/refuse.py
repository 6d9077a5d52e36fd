"""A school does not wish to be visited: the reason is kept, the instructor and the coordinators read it."""

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember
from yuinowa.core.outbox import gathering
from yuinowa.rounds import mails
from yuinowa.rounds.actions.occupy import occupy, vacate
from yuinowa.rounds.actions.questions import withdraw_questions
from yuinowa.rounds.actions.visits import check_day, check_open
from yuinowa.rounds.models import Visit, VisitCancellation, VisitOption


@action(Permission.ANSWER_VISITS)
def refuse_visit(visit: Visit, *, reason: str, by: Actor) -> Visit:
    """No visit this time. By the school itself, or told by telephone to whoever writes it down."""
    check_open(visit)
    if not reason.strip():
        raise Refused("no_reason", _("どうして訪問を希望しないのか、ひとこと書いてください。"), field="reason")
    VisitCancellation.objects.create(
        visit=visit, kind=VisitCancellation.Kind.REFUSED, reason=reason.strip()[:200], at=clock.now(), made_for_id=by.post_id
    )
    asked = withdraw_questions(visit)
    visit.state, visit.answer_by = Visit.State.CANCELLED, None
    visit.save(update_fields=["state", "answer_by"])
    VisitOption.objects.filter(visit=visit).delete()
    vacate(visit)
    remember(visit, "refused", by=by, word=reason.strip())
    with gathering():
        mails.refused(visit, reason.strip(), by=by)
        mails.substitutions_withdrawn(asked)
    return visit


@action(Permission.ANSWER_VISITS)
def take_back_refusal(visit: Visit, *, by: Actor) -> Visit:
    """The school wishes to be visited after all: on the day that stood, or where that is gone, on one that is to be found."""
    cancellation = VisitCancellation.objects.filter(visit=visit, kind=VisitCancellation.Kind.REFUSED).first()
    if visit.state != Visit.State.CANCELLED or cancellation is None:
        raise Refused("not_refused", _("この訪問は、学校が断ったものではありません。"))
    cancellation.delete()
    visit.state = Visit.State.CONFIRMED if _is_free(visit) else Visit.State.UNSETTLED
    visit.save(update_fields=["state"])
    if visit.state == Visit.State.CONFIRMED:
        _occupy_or_unsettle(visit)
    remember(visit, "refusal_taken_back", by=by)
    mails.refused(visit, "", by=by, is_back=True)
    return visit


def _is_free(visit: Visit) -> bool:
    try:
        check_day(visit)
    except Refused:
        return False
    return True


def _occupy_or_unsettle(visit: Visit) -> None:
    try:
        occupy(visit)
    except Refused:
        visit.state = Visit.State.UNSETTLED
        visit.save(update_fields=["state"])
