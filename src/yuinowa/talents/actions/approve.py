"""Staff say yes or no to a registration that came in."""

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember
from yuinowa.people.actions import give_account
from yuinowa.talents import mails
from yuinowa.talents.models import Ending, Talent


@action(Permission.MANAGE_TALENTS)
def approve_talent(talent: Talent, *, by: Actor) -> None:
    """The registration counts from now on; the person is told, and may sign in by e-mail code."""
    _check_pending(talent)
    if talent.is_minor and talent.guardian_consent_on is None:
        raise Refused("guardian_missing", _("18歳未満の方です。保護者の同意の日を入れてから承認してください。"))
    talent.state = Talent.State.ACTIVE
    talent.save(update_fields=["state"])
    give_account(talent.person)
    remember(talent, "approved", by=by)
    mails.registration_approved(talent)


@action(Permission.MANAGE_TALENTS)
def decline_talent(talent: Talent, *, by: Actor, reason: str) -> None:
    """The registration is not taken, for a reason that the person is told."""
    _check_pending(talent)
    if not reason.strip():
        raise Refused("reason_missing", _("見送る理由を書いてください。ご本人へのメールに載ります。"))
    Ending.objects.create(talent=talent, was=talent.state, on=clock.today(), reason=reason.strip())
    talent.state = Talent.State.ENDED
    talent.save(update_fields=["state"])
    remember(talent, "declined", by=by, reason=reason.strip())
    mails.registration_declined(talent, reason.strip())


def _check_pending(talent: Talent) -> None:
    if talent.state != Talent.State.PENDING:
        raise Refused(
            "not_pending", _("この申込みは、すでにほかの担当が処理しました（%(state)s）。") % {"state": talent.get_state_display()}
        )
