"""Schools close for the weather: days are shut, visits get other days, needs are moved or called off, everybody is told. All or nothing."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember
from yuinowa.core.outbox import gathering
from yuinowa.needs.actions import WishedDate, cancel_need, move_need
from yuinowa.organisations.actions import close_days
from yuinowa.organisations.calendar import Span
from yuinowa.organisations.models import ClosedSpan, School
from yuinowa.promises.mails import short_day
from yuinowa.rounds import mails
from yuinowa.rounds.actions.calls import to_telephone
from yuinowa.rounds.actions.resettle import note, resettle, standing_before
from yuinowa.rounds.adapter.foresight import Lost
from yuinowa.rounds.adapter.storm import LostNeed, foresee_needs, foresee_visits
from yuinowa.rounds.models import DisruptedNeed, Disruption, DisruptionClosure, Visit

LONGEST = dt.timedelta(days=13)
MOVE, CANCEL, LEAVE = "move", "cancel", "leave"


@action(Permission.CLOSE_FOR_WEATHER)
def close_for_weather(
    *,
    schools: Collection[School],
    from_on: dt.date,
    until_on: dt.date,
    reason: str,
    visits: Collection[int],
    needs: Mapping[int, str],
    by: Actor,
) -> Disruption:
    """``visits`` and ``needs`` are those that were shown; ``needs`` says for each whether it is moved, called off, or left to its school.

    Raises Refused("changed") when something else would be lost now.
    """
    check_storm(schools, from_on, until_on, reason)
    _lock(schools)
    lost, wanted = foresee_visits(schools, from_on, until_on), foresee_needs(schools, from_on, until_on)
    if {one.visit.pk for one in lost} != set(visits) or {one.need.pk for one in wanted} != set(needs):
        raise Refused("changed", _("この間に、訪問かお願いの予定が変わりました。下の内容を確かめて、もう一度押してください。"))
    disruption = _written(from_on, until_on, reason.strip(), by)
    # A need that was left to its school when somebody closed these days before is no reason to write to everybody again.
    changes = bool(lost) or any(needs[one.need.pk] in (MOVE, CANCEL) for one in wanted)
    if not _shut(disruption, schools, by) and not changes:
        raise Refused("closed_already", _("これらの学校は、その日にはもう休みになっています。"))
    told = {school.pk: mails.Told(school) for school in schools}
    with gathering():
        _resettle(disruption, lost, told, by)
        for one in wanted:
            _decide(disruption, one, needs[one.need.pk], told, by)
        everybody = mails.storm_told(disruption, list(told.values()), [one.visit for one in lost])
        to_telephone(everybody, disruption=disruption)
    return disruption


def check_storm(schools: Collection[School], from_on: dt.date, until_on: dt.date, reason: str) -> None:
    if not schools:
        raise Refused("no_school", _("休みにする学校を選んでください。"), field="schools")
    if until_on < from_on:
        raise Refused("backward", _("終わりの日が、始まりの日より前になっています。"), field="until_on")
    if from_on < clock.today():
        raise Refused("past", _("もう過ぎた日は入れられません。"), field="from_on")
    if until_on - from_on > LONGEST:
        raise Refused("long", _("一度に休みにできるのは、2週間までです。"), field="until_on")
    if not reason.strip():
        raise Refused("no_reason", _("理由を入れてください（例：台風のため）。"), field="reason")


def _lock(schools: Collection[School]) -> None:
    """Two people who close the same schools at the same time do it one after the other."""
    keys = [school.pk for school in schools]
    list(School.objects.filter(pk__in=keys).select_for_update(no_key=True).order_by("pk").values_list("pk"))
    list(Visit.objects.for_schools(keys).open().select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _written(from_on: dt.date, until_on: dt.date, reason: str, by: Actor) -> Disruption:
    disruption = Disruption.objects.create(
        kind=Disruption.Kind.WEATHER, from_on=from_on, until_on=until_on, reason=reason[:60], made_at=clock.now(), made_for_id=by.post_id
    )
    remember(disruption, "closed", by=by, word=reason)
    return disruption


def _shut(disruption: Disruption, schools: Collection[School], by: Actor) -> int:
    """How many schools were not shut on exactly these days before."""
    new, span = 0, Span(disruption.from_on, disruption.until_on, disruption.reason)
    for school in schools:
        # Days that the school had closed itself stay closed when the storm is taken back.
        if close_days(school, spans=[span], by=by):
            row = ClosedSpan.objects.get(school=school, from_on=span.from_on, until_on=span.until_on)
            DisruptionClosure.objects.create(disruption=disruption, span=row)
            new += 1
    return new


def _resettle(disruption: Disruption, lost: Sequence[Lost], told: dict[int, mails.Told], by: Actor) -> None:
    for one in lost:
        before, is_known = standing_before(one.visit), one.is_known
        note(disruption, one.visit, resettle(one, by=by), before)
        if is_known:
            told[one.visit.school_id].visits.append(one.visit)


def _decide(disruption: Disruption, one: LostNeed, choice: str, told: dict[int, mails.Told], by: Actor) -> None:
    need, before = one.need, one.need.first_on
    if choice == MOVE and one.new_on and one.date:
        to = WishedDate(one.new_on, lesson=one.date.lesson, starts_at=one.date.starts_at, ends_at=one.date.ends_at)
        move_need(need, to=to, by=by)
        outcome, word = (
            DisruptedNeed.Outcome.MOVED,
            _("は%(day)sに移し、来てくださる方に聞きなおしています") % {"day": short_day(one.new_on)},
        )
    elif choice == CANCEL:
        cancel_need(need, reason=disruption.reason, by=by)
        outcome, word = DisruptedNeed.Outcome.CANCELLED, _("は取りやめました")
    else:
        told[need.school_id].needs.append((need, _("の日を、学校で直してください")))
        return
    DisruptedNeed.objects.create(disruption=disruption, need=need, outcome=outcome, before_on=before or disruption.from_on)
    told[need.school_id].needs.append((need, word))
