"""A registration ends, and may come back within the day."""

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.consequences import bring_about
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember
from yuinowa.talents import mails
from yuinowa.talents.models import Ending, Talent


@action(Permission.MANAGE_TALENTS)
def end_talent(talent: Talent, *, by: Actor, reason: str = "") -> None:
    """Staff end a registration; open offers and coming visits follow."""
    _end(talent, by, reason)


@action(Permission.EDIT_OWN_TALENT)
def end_own_talent(talent: Talent, *, by: Actor, reason: str = "") -> None:
    """The person ends their registration."""
    _end(talent, by, reason)


@action(Permission.MANAGE_TALENTS)
def undo_end(talent: Talent, *, by: Actor) -> None:
    """Take back an ending (or a decline) of the same day. What followed from it, such as withdrawn offers, is not brought back."""
    _undo_end(talent, by)


@action(Permission.EDIT_OWN_TALENT)
def undo_own_end(talent: Talent, *, by: Actor) -> None:
    """The same by the person, but for a registration that staff did not take."""
    ending = Ending.objects.filter(talent=talent).first()
    if ending and ending.was == Talent.State.PENDING:
        raise Refused("not_undoable", _("この登録は見送られました。担当にお電話ください。"))
    _undo_end(talent, by)


def _end(talent: Talent, by: Actor, reason: str) -> None:
    if talent.state == Talent.State.ENDED:
        raise Refused("ended_already", _("この登録は、すでに終わっています。"))
    Ending.objects.create(talent=talent, was=talent.state, on=clock.today(), reason=reason.strip())
    talent.state = Talent.State.ENDED
    talent.save(update_fields=["state"])
    remember(talent, "ended", by=by, reason=reason.strip())
    bring_about("talent_ended", talent, by=by)
    mails.registration_ended(talent)


def _undo_end(talent: Talent, by: Actor) -> None:
    ending = Ending.objects.filter(talent=talent).first()
    if ending is None:
        raise Refused("not_ended", _("この登録は終わっていません。"))
    if ending.on != clock.today():
        raise Refused("too_late", _("取り消せるのは、終えた日のうちだけです。もう一度登録してください。"))
    talent.state = ending.was
    talent.save(update_fields=["state"])
    ending.delete()
    remember(talent, "end_undone", by=by)
