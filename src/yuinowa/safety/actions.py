"""Deciding in which setting a person may be with children. No text goes in, so none can be kept."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.consequences import bring_about
from yuinowa.core.errors import Refused
from yuinowa.people.models import Person
from yuinowa.safety.models import AllowedSetting, Setting

DAY = dt.timedelta(days=1)


@action(Permission.DECIDE_ALLOWED_SETTING)
def decide_allowed_setting(person: Person, *, by: Actor, level: int, recheck_on: dt.date) -> AllowedSetting:
    """The widest setting that ``person`` may be in from today, and the day to look again."""
    today = clock.today()
    _check(level, recheck_on, today)
    before = AllowedSetting.objects.filter(person=person).values_list("level", flat=True).first()
    decided, _created = AllowedSetting.objects.update_or_create(
        person=person, defaults={"level": level, "decided_on": today, "recheck_on": recheck_on}
    )
    if before is not None and level < before:
        bring_about("setting_lapsed", person, by=by, level=level)
    return decided


@action(Permission.DECIDE_ALLOWED_SETTING)
def decide_allowed_settings(*, by: Actor, levels: Iterable[tuple[Person, int]], recheck_on: dt.date) -> None:
    """First decisions for many persons at once (a city's first day, the demo)."""
    today = clock.today()
    rows = [AllowedSetting(person=person, level=level, decided_on=today, recheck_on=recheck_on) for person, level in levels]
    for level in {row.level for row in rows}:
        _check(level, recheck_on, today)
    AllowedSetting.objects.bulk_create(rows, batch_size=2000)


@action(Permission.DECIDE_ALLOWED_SETTING)
def lapse_settings(*, by: Actor, on: dt.date) -> int:
    """Whoever was not looked at again in time may come only beside a teacher, until somebody does. Returns how many."""
    lapsed = list(AllowedSetting.objects.overdue(on).select_related("person").select_for_update(of=("self",), no_key=True))
    AllowedSetting.objects.filter(pk__in=[row.pk for row in lapsed]).update(level=Setting.WITH_TEACHER)
    for row in lapsed:
        bring_about("setting_lapsed", row.person, by=by, level=Setting.WITH_TEACHER)
    return len(lapsed)


def _check(level: int, recheck_on: dt.date, today: dt.date) -> None:
    if level not in Setting.values:
        raise Refused("level_unknown", _("場を選んでください。"))
    if recheck_on <= today:
        raise Refused("recheck_past", _("次に確認する日は、明日より後の日にしてください。"))


def keep_narrower(kept: Person, *, duplicate: Person, by: Actor) -> None:
    """A person entered twice keeps the narrower of two decisions, and the earlier day to look again."""
    mine, other = (AllowedSetting.objects.filter(person=person).first() for person in (kept, duplicate))
    if other is None:
        return
    if mine is None:
        other.person = kept
        other.save(update_fields=["person"])
        return
    mine.level, mine.recheck_on = min(mine.level, other.level), max(min(mine.recheck_on, other.recheck_on), mine.decided_on + DAY)
    mine.save(update_fields=["level", "recheck_on"])
    other.delete()
