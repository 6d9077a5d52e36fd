"""Pauses, and days on which somebody cannot come."""

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.consequences import bring_about
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember
from yuinowa.talents.models import Absence, Talent


@action(Permission.MANAGE_TALENTS)
def pause_talent(talent: Talent, *, by: Actor, until_on: dt.date | None = None, reason: str = "") -> None:
    """Nothing is asked of this talent until a day, or until further notice."""
    _pause(talent, by, until_on, reason)


@action(Permission.EDIT_OWN_TALENT)
def pause_own_talent(talent: Talent, *, by: Actor, until_on: dt.date | None = None, reason: str = "") -> None:
    """The same by the person."""
    _pause(talent, by, until_on, reason)


@action(Permission.MANAGE_TALENTS)
def resume_talent(talent: Talent, *, by: Actor) -> None:
    """The pause is over."""
    _resume(talent, by)


@action(Permission.EDIT_OWN_TALENT)
def resume_own_talent(talent: Talent, *, by: Actor) -> None:
    """The same by the person."""
    _resume(talent, by)


@action(Permission.MANAGE_TALENTS)
def add_absence(talent: Talent, *, by: Actor, from_on: dt.date, until_on: dt.date, reason: str = "") -> Absence:
    """Days on which the talent cannot come; the registration goes on."""
    return _add_absence(talent, by, from_on, until_on, reason)


@action(Permission.EDIT_OWN_TALENT)
def add_own_absence(talent: Talent, *, by: Actor, from_on: dt.date, until_on: dt.date, reason: str = "") -> Absence:
    """The same by the person."""
    return _add_absence(talent, by, from_on, until_on, reason)


@action(Permission.MANAGE_TALENTS)
def remove_absence(talent: Talent, *, by: Actor, absence_id: int) -> None:
    """The talent can come after all."""
    _remove_absence(talent, by, absence_id)


@action(Permission.EDIT_OWN_TALENT)
def remove_own_absence(talent: Talent, *, by: Actor, absence_id: int) -> None:
    """The same by the person."""
    _remove_absence(talent, by, absence_id)


def resume_rested(*, by: Actor, on: dt.date) -> int:
    """End the pauses whose last day has passed; return how many."""
    rested = list(Talent.objects.rested(on))
    for talent in rested:
        resume_talent(talent, by=by)
    return len(rested)


def _pause(talent: Talent, by: Actor, until_on: dt.date | None, reason: str) -> None:
    today = clock.today()
    if talent.state != Talent.State.ACTIVE:
        raise Refused("not_active", _("いまは「%(state)s」なので、お休みにできません。") % {"state": talent.get_state_display()})
    if until_on is not None and until_on < today:
        raise Refused("date_past", _("お休みの終わりは、今日より後の日にしてください。"))
    Absence.objects.create(talent=talent, from_on=today, until_on=until_on, reason=reason.strip())
    talent.state = Talent.State.PAUSED
    talent.save(update_fields=["state"])
    remember(talent, "paused", by=by, until=until_on.isoformat() if until_on else None)
    bring_about("talent_absent", talent, by=by, from_on=today, until_on=until_on)


def _resume(talent: Talent, by: Actor) -> None:
    if talent.state != Talent.State.PAUSED:
        raise Refused("not_paused", _("お休み中ではありません。"))
    _cut_absences(talent, clock.today())
    talent.state = Talent.State.ACTIVE
    talent.save(update_fields=["state"])
    remember(talent, "resumed", by=by)


def _cut_absences(talent: Talent, today: dt.date) -> None:
    """Absences that began before today end yesterday; one that began today never was."""
    lasting = talent.absences.filter(Q(until_on__isnull=True) | Q(until_on__gte=today), from_on__lte=today)
    lasting.filter(from_on=today).delete()
    lasting.update(until_on=today - dt.timedelta(days=1))


def _add_absence(talent: Talent, by: Actor, from_on: dt.date, until_on: dt.date, reason: str) -> Absence:
    if until_on < from_on:
        raise Refused("dates_backward", _("終わりの日が、始まりの日より前になっています。"))
    if until_on < clock.today():
        raise Refused("date_past", _("今日より前の日は入れられません。"))
    absence = Absence.objects.create(talent=talent, from_on=from_on, until_on=until_on, reason=reason.strip())
    remember(talent, "absent", by=by, from_on=from_on.isoformat(), until_on=until_on.isoformat())
    bring_about("talent_absent", talent, by=by, from_on=from_on, until_on=until_on)
    return absence


def _remove_absence(talent: Talent, by: Actor, absence_id: int) -> None:
    absence = talent.absences.filter(pk=absence_id).first()
    if absence is None:
        raise Refused("absence_gone", _("その日は、すでに消してあります。"))
    if talent.state == Talent.State.PAUSED and absence.until_on is None:
        raise Refused("pause_goes_on", _("お休みは「お休みから戻る」で終えてください。"))
    absence.delete()
    remember(talent, "absence_removed", by=by, from_on=absence.from_on.isoformat())
