"""Each 年度 a registration is renewed."""

import datetime as dt

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember
from yuinowa.organisations.models import Municipality
from yuinowa.talents import mails
from yuinowa.talents.actions.write import expiry
from yuinowa.talents.models import Talent

# Renewal opens in January: three months before 31 March.
RENEWAL_DAYS = 90
REMINDED_BEFORE = (60, 14)


@action(Permission.MANAGE_TALENTS)
def renew_talent(talent: Talent, *, by: Actor) -> None:
    """Staff renew on somebody's word."""
    _renew(talent, by)


@action(Permission.EDIT_OWN_TALENT)
def renew_own_talent(talent: Talent, *, by: Actor) -> None:
    """The person renews, and pledges anew under the terms of today."""
    _renew(talent, by)
    talent.pledged_on = clock.today()
    talent.terms_version = Municipality.objects.values_list("talent_terms_version", flat=True).first() or ""
    talent.save(update_fields=["pledged_on", "terms_version"])


def remind_to_renew(*, on: dt.date) -> int:
    """Write the reminders that are due; a mail already written is not written again. Returns how many talents are reminded."""
    count = 0
    for days in REMINDED_BEFORE:
        for talent in Talent.objects.to_remind(on + dt.timedelta(days=days), after=on):
            mails.renewal_due(talent, days=days)
            count += 1
    return count


def is_renewable(talent: Talent, on: dt.date) -> bool:
    return talent.state in {Talent.State.ACTIVE, Talent.State.PAUSED} and (talent.expires_on - on).days <= RENEWAL_DAYS


def _renew(talent: Talent, by: Actor) -> None:
    today = clock.today()
    if talent.state not in {Talent.State.ACTIVE, Talent.State.PAUSED}:
        raise Refused("not_active", _("いまは「%(state)s」なので、更新できません。") % {"state": talent.get_state_display()})
    if not is_renewable(talent, today):
        raise Refused("renewed_already", _("この登録は、まだ期限まで間があります。更新は期限の3か月前からできます。"))
    talent.expires_on = expiry(max(today, talent.expires_on + dt.timedelta(days=1)))
    talent.save(update_fields=["expires_on"])
    remember(talent, "renewed", by=by, until=talent.expires_on.isoformat())
