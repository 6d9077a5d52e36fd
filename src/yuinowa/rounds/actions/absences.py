"""Planned days off of an instructor: known before anything was agreed with a school."""

import datetime as dt

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action, check_within
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember
from yuinowa.people.models import Post
from yuinowa.rounds.actions.occupy import vacate
from yuinowa.rounds.models import Disruption, InstructorAbsence, Visit


@action(Permission.REPORT_ABSENCE)
def plan_absence(*, post: Post, from_on: dt.date, until_on: dt.date, kind: str, by: Actor) -> InstructorAbsence:
    """Keep days free. Visits of which no school knows lose their day; once a school knows one, the day has to be settled with it first."""
    check_within(Post.objects, post, by=by, permission=Permission.REPORT_ABSENCE)
    if until_on < from_on:
        raise Refused("absence_backward", _("終わりの日が、始まりの日より前になっています。"), field="until_on")
    if until_on < clock.today():
        raise Refused("past_absence", _("この期間は、もう過ぎています。"), field="until_on")
    if InstructorAbsence.objects.touching(from_on, until_on).filter(post=post).exists():
        raise Refused("absent_already", _("この期間には、もう休みが入っています。"), field="from_on")
    visits = Visit.objects.for_post(post).standing().between(from_on, until_on)
    if n := visits.exclude(state=Visit.State.PLANNED).count():
        raise Refused("schools_know", _("学校に知らせた訪問が%(n)s件あります。先に、その訪問の日を動かしてください。") % {"n": n})
    absence = InstructorAbsence.objects.create(post=post, from_on=from_on, until_on=until_on, kind=kind)
    for visit in visits.select_related("booking"):
        visit.state = Visit.State.UNSETTLED
        visit.save(update_fields=["state"])
        vacate(visit)
        remember(visit, "unsettled", by=by)
    remember(absence, "planned", by=by)
    return absence


@action(Permission.REPORT_ABSENCE)
def drop_absence(absence: InstructorAbsence, *, by: Actor) -> None:
    """She is there after all; visits that lost their day get one with the next plan."""
    if absence.until_on < clock.today():
        raise Refused("past_absence", _("この期間は、もう過ぎています。"))
    if Disruption.objects.filter(absence=absence).exists():
        raise Refused("disrupted", _("急な休みは、「急な変更」のページで取り消してください。訪問も元にもどります。"))
    absence.delete()
