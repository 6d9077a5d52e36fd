"""Days that did not go as planned: a storm in September, an illness in autumn that is over, one of these days, and a school that said no."""

from __future__ import annotations

import datetime as dt

from yuinowa.activities.models import Activity
from yuinowa.cli.demo_city.building.world import SYSTEM, World, at
from yuinowa.core.actions import Channel
from yuinowa.core.errors import Refused
from yuinowa.engine.calendar import fiscal_year
from yuinowa.organisations.models import School
from yuinowa.people.models import Post
from yuinowa.rounds import actions
from yuinowa.rounds.actions.absence import DATES, NEIGHBOUR
from yuinowa.rounds.adapter.storm import foresee_needs, foresee_visits
from yuinowa.rounds.models import InstructorAbsence, Substitution, Visit

SOON = dt.timedelta(days=28)
SHUT = 6  # schools that the typhoon closes
REASON = "行事が続くため、次の学期にお願いしたいです。"


def build_upsets(world: World) -> int:
    """Called while the visits still lie ahead of the days on which these things were decided; returns how many visits moved."""
    storms = _storm(world)
    absences = [_ill(world, after) for after in (dt.date(fiscal_year(world.today), 10, 5), dt.date(fiscal_year(world.today), 11, 4))]
    return storms + sum(absences)


def build_present_upsets(world: World) -> int:
    """What waits these days: a neighbour who was asked, and a refusal that the coordinator has not seen."""
    with at(world.today - dt.timedelta(days=1), 15, 40):
        asked = Visit.objects.filter(state=Visit.State.PROPOSED, on__gt=world.today).with_places().order_by("-on", "-pk").first()
        if asked is not None:
            actions.refuse_visit(asked, reason=REASON, by=SYSTEM)
    with at(world.today, 8, 20):
        visit = _first(world.today + dt.timedelta(days=1), world.today + SOON)
        if visit is not None:
            _report(world, visit.post, visit.on, InstructorAbsence.Kind.DUTY)
    return Substitution.objects.waiting().count()


def _storm(world: World) -> int:
    """A typhoon on the first day of September's visits on which nothing else took place at the schools it hits."""
    year = fiscal_year(world.today)
    visits = Visit.objects.standing().between(dt.date(year, 9, 7), dt.date(year, 9, 30)).with_places()
    busy = set(Activity.objects.filter(on__range=(dt.date(year, 9, 7), dt.date(year, 9, 30))).values_list("school", "on"))
    visit = next((one for one in visits if (one.school_id, one.on) not in busy and one.on < world.today), None)
    if visit is None or visit.school.block is None:
        return 0
    near = School.objects.in_programme().filter(block=visit.school.block).order_by("pk")
    schools = [visit.school, *(school for school in near if school.pk != visit.school_id and (school.pk, visit.on) not in busy)][:SHUT]
    with at(visit.on - dt.timedelta(days=1), 16, 10):
        lost, needs = foresee_visits(schools, visit.on, visit.on), foresee_needs(schools, visit.on, visit.on)
        actions.close_for_weather(
            schools=schools,
            from_on=visit.on,
            until_on=visit.on,
            reason="台風のため",
            visits=[one.visit.pk for one in lost],
            needs={one.need.pk: "move" for one in needs},
            by=world.actor("coordinator", channel=Channel.PAGE),
        )
    return len(lost)


def _ill(world: World, after: dt.date) -> int:
    """An instructor falls ill in the morning; a neighbour goes instead."""
    visit = _first(after, after + dt.timedelta(days=21)) if after + dt.timedelta(days=24) < world.today else None
    if visit is None:
        return 0
    with at(visit.on - dt.timedelta(days=1), 8, 15):
        _report(world, visit.post, visit.on, InstructorAbsence.Kind.ILLNESS)
    with at(visit.on - dt.timedelta(days=1), 10, 30):
        for asked in Substitution.objects.waiting():
            try:
                actions.accept_substitution(asked, by=SYSTEM)
            except Refused:
                actions.decline_substitution(asked, by=SYSTEM)
    return 1


def _first(from_on: dt.date, until_on: dt.date) -> Visit | None:
    """The first visit of these days whose instructor is not away already."""
    away = InstructorAbsence.objects.touching(from_on, until_on).values("post")
    rows = Visit.objects.standing().between(from_on, until_on).exclude(post__in=away).with_places()
    found: Visit | None = rows.select_related("post__center__site").order_by("on", "arrives_at", "pk").first()
    return found


def _report(world: World, post: Post, on: dt.date, kind: str) -> None:
    lost = actions.foresee_absence(post, on, on)
    choices = {one.visit.pk: NEIGHBOUR if actions.can_be_asked(one) else DATES for one in lost}
    role, _sep, place = next(key for key, row in world.posts.items() if row.pk == post.pk).partition(":")
    by = world.actor(role, place, channel=Channel.PAGE)
    actions.report_absence(post=post, from_on=on, until_on=on, kind=kind, choices=choices, by=by)
