"""What a school answers: this day, one of the other two, or none of them. By page, or told to the instructor by telephone."""

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember
from yuinowa.rounds import mails
from yuinowa.rounds.actions.occupy import occupy, vacate
from yuinowa.rounds.actions.questions import drop_questions
from yuinowa.rounds.actions.visits import check_day
from yuinowa.rounds.models import Visit, VisitOption


@action(Permission.ANSWER_VISITS)
def confirm_visit(visit: Visit, *, by: Actor) -> Visit:
    """The proposed day suits the school."""
    check_asked(visit)
    _settle(visit, by, "confirmed")
    return visit


@action(Permission.ANSWER_VISITS)
def choose_option(visit: Visit, *, number: int, by: Actor) -> Visit:
    """Another of the offered days suits better. Raises Refused when the instructor has meanwhile something else then."""
    check_asked(visit)
    option = visit.options.filter(number=number).first()
    if option is None:
        raise Refused("no_such_option", _("その日は、もう選べません。画面を開きなおしてください。"), field="choice")
    before = visit.on
    _exchange(visit, option)
    check_day(visit)
    visit.save(update_fields=["on", "arrives_at", "leaves_at"])
    option.save(update_fields=["on", "arrives_at", "leaves_at"])
    _occupy(visit)
    drop_questions(visit)
    _settle(visit, by, "chose_other", before=before.isoformat(), on=visit.on.isoformat())
    return visit


def _exchange(visit: Visit, option: VisitOption) -> None:
    """What was proposed first becomes an option, so that the school can go back to it."""
    for name in ("on", "arrives_at", "leaves_at"):
        theirs, ours = getattr(option, name), getattr(visit, name)
        setattr(visit, name, theirs)
        setattr(option, name, ours)


def _occupy(visit: Visit) -> None:
    try:
        occupy(visit)
    except Refused as error:
        # A school need not read where else the instructor goes.
        raise Refused("taken", _("その時間は、指導員にほかの予定が入りました。別の日を選んでください。"), field="choice") from error


@action(Permission.ANSWER_VISITS)
def decline_days(visit: Visit, *, word: str, by: Actor) -> Visit:
    """None of the days suits: the instructor is free again and looks for others."""
    check_asked(visit)
    if not word.strip():
        raise Refused("no_word", _("いつごろならよいか、ひとこと書いてください。"), field="word")
    visit.state = Visit.State.UNSETTLED
    visit.answer_by = None
    visit.save(update_fields=["state", "answer_by"])
    visit.options.all().delete()
    vacate(visit)
    drop_questions(visit)
    remember(visit, "none_suits", by=by, word=word.strip())
    mails.answered(visit, by=by, word=word.strip())
    return visit


@action(Permission.ANSWER_VISITS)
def take_back_answer(visit: Visit, *, by: Actor) -> Visit:
    """The undo of a yes, as long as the day lies ahead: the school is asked again about the same day."""
    if visit.state != Visit.State.CONFIRMED:
        raise Refused("not_confirmed", _("この訪問は、もう「%(state)s」です。") % {"state": visit.get_state_display()})
    if visit.on < clock.today():
        raise Refused("past_day", _("訪問の日が過ぎているので、元にもどせません。"))
    visit.state = Visit.State.PROPOSED
    visit.save(update_fields=["state"])
    remember(visit, "answer_taken_back", by=by)
    mails.answered(visit, by=by)
    return visit


def check_asked(visit: Visit) -> None:
    if visit.state != Visit.State.PROPOSED:
        raise Refused(
            "not_asked", _("この訪問は、いま学校に確認しているところではありません（%(state)s）。") % {"state": visit.get_state_display()}
        )


def _settle(visit: Visit, by: Actor, verb: str, **facts: str) -> None:
    visit.state = Visit.State.CONFIRMED
    visit.save(update_fields=["state"])
    remember(visit, verb, by=by, **facts)
    mails.answered(visit, by=by)
