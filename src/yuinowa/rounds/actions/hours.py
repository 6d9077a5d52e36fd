"""When a school takes visitors, said by the school or for it."""

import datetime as dt
from collections.abc import Mapping

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember
from yuinowa.organisations.models import School
from yuinowa.rounds.models import VisitingHours


@action(Permission.MANAGE_CALENDAR)
def set_visiting_hours(school: School, *, hours: Mapping[int, tuple[dt.time, dt.time]], by: Actor) -> None:
    """The hours of each weekday (Monday = 0); a weekday left out takes nobody, and no hours at all mean the policy's."""
    for begin, end in hours.values():
        if end <= begin:
            raise Refused("hours_backward", _("受け入れ時間の終わりが、始まりより前になっています。"))
    VisitingHours.objects.filter(school=school).delete()
    VisitingHours.objects.bulk_create(
        VisitingHours(school=school, weekday=weekday, from_at=begin, until_at=end) for weekday, (begin, end) in sorted(hours.items())
    )
    remember(school, "visiting_hours_set", by=by)
