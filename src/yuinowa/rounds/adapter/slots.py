"""Free days of an instructor at a school, read from the rows; a constant number of queries for any number of schools."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q

from yuinowa.bookings.models import Booking
from yuinowa.core import clock
from yuinowa.organisations.calendar import closed_days_of, days
from yuinowa.organisations.models import School, Site
from yuinowa.organisations.travel import minutes_table
from yuinowa.people.models import Appointment, Post
from yuinowa.rounds.adapter.diary import Diary, Receiving, Slot, Stop, minute
from yuinowa.rounds.models import InstructorAbsence, RoundPolicy, SchoolVisits, Visit, VisitingHours, VisitOption

HORIZON = dt.timedelta(days=70)
TAKING_PLACE = (*Visit.STANDING, Visit.State.DONE)


def free_slots(school: School, post: Post, *, from_on: dt.date, count: int, today: dt.date, instead_of: Visit | None = None) -> list[Slot]:
    """The first ``count`` days on which the post's instructor can visit the school, one time each, within ten weeks of ``from_on``.

    Never ``today`` or before. ``instead_of`` is the visit that would move: its own day and time do not stand in the way. Days on which
    nobody knows yet who works by which policy (none covers them) are left out, unless the post has no policy at all.
    """
    first = max(from_on, today + dt.timedelta(days=1))
    leaving = [] if instead_of is None else [instead_of]
    diary = open_diary(post, [school], from_on=first, until_on=first + HORIZON, leaving=leaving)
    return diary.slots(school, list(days(first, first + HORIZON)), count)


def open_diary(post: Post, schools: Collection[School], *, from_on: dt.date, until_on: dt.date, leaving: Iterable[Visit] = ()) -> Diary:
    """What stands in the post's diary between two days, and when the schools receive; the ``leaving`` visits are thought away."""
    gone = [visit.pk for visit in leaving]
    policies = list(RoundPolicy.objects.filter(post=post, from_on__lte=until_on, until_on__gte=from_on))
    policies = policies or [RoundPolicy(name="", post=post, from_on=from_on, until_on=until_on)]
    # Whole months, because an instructor works so many days of each.
    around = (from_on.replace(day=1), until_on + dt.timedelta(days=31))
    visits = Visit.objects.for_post(post).filter(state__in=TAKING_PLACE).between(*around).exclude(pk__in=gone)
    stops = _grouped(visits.select_related("school"))
    for day, stop in _elsewhere(post, from_on, until_on):
        stops[day].append(stop)
    offered = VisitOption.objects.filter(visit__post=post, visit__state__in=Visit.OPEN, on__range=(from_on, until_on))
    offers = _grouped(row for row in offered.exclude(visit__in=gone).select_related("visit__school"))
    base = post.center.site_id if post.center else 0
    places = {base, *(school.site_id for school in schools), *(stop.site_id for row in (*stops.values(), *offers.values()) for stop in row)}
    return Diary(
        base_id=base,
        policies=policies,
        absent=_absent(post, from_on, until_on),
        schools=_receiving(schools, policies, gone, from_on, until_on),
        roads=_roads({place for place in places if place}),
        stops=stops,
        offered=offers,
    )


def _grouped(rows: Iterable[Any]) -> dict[dt.date, list[Stop]]:
    found: dict[dt.date, list[Stop]] = defaultdict(list)
    for row in rows:
        school = row.school if isinstance(row, Visit) else row.visit.school
        found[row.on].append(Stop(minute(row.arrives_at), minute(row.leaves_at), school.site_id))
    return found


def _elsewhere(post: Post, from_on: dt.date, until_on: dt.date) -> list[tuple[dt.date, Stop]]:
    """Whatever else occupies those who hold the post: no visit, but a time at which they are not free."""
    holders = Appointment.objects.filter(post=post, from_on__lte=until_on).filter(Q(until_on__isnull=True) | Q(until_on__gte=from_on))
    spans = {row.person_id: row for row in holders}
    midnight = dt.time(0, tzinfo=clock.JAPAN)
    begins, ends = dt.datetime.combine(from_on, midnight), dt.datetime.combine(until_on + dt.timedelta(days=1), midnight)
    rows = Booking.objects.overlapping(begins, ends).filter(resource__person__in=list(spans), visit__isnull=True)
    return [pair for row in rows.select_related("resource") for pair in _days_of(row, spans[row.resource.person_id])]


def _days_of(row: Booking, held: Appointment) -> list[tuple[dt.date, Stop]]:
    begins, ends = row.during.lower.astimezone(clock.JAPAN), row.during.upper.astimezone(clock.JAPAN)
    found = []
    for day in days(begins.date(), ends.date()):
        if held.from_on <= day and (held.until_on is None or day <= held.until_on):
            first = minute(begins.time()) if day == begins.date() else 0
            last = minute(ends.time()) if day == ends.date() else 24 * 60
            found.append((day, Stop(first, last, row.site_id, is_visit=False)))
    return found


def _absent(post: Post, from_on: dt.date, until_on: dt.date) -> frozenset[dt.date]:
    rows = InstructorAbsence.objects.touching(from_on, until_on).filter(post=post)
    return frozenset(day for row in rows for day in days(row.from_on, row.until_on))


def _receiving(
    schools: Collection[School], policies: Sequence[RoundPolicy], gone: Sequence[int], from_on: dt.date, until_on: dt.date
) -> dict[int, Receiving]:
    keys = [school.pk for school in schools]
    hours: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
    for row in VisitingHours.objects.filter(school__in=keys):
        hours[row.school_id][row.weekday] = (minute(row.from_at), minute(row.until_at))
    widest = dt.timedelta(days=max(policy.spacing_days for policy in policies))
    visited: dict[int, set[dt.date]] = defaultdict(set)
    others = Visit.objects.for_schools(keys).filter(state__in=TAKING_PLACE).between(from_on - widest, until_on + widest)
    for school_id, on in others.exclude(pk__in=gone).order_by().values_list("school", "on"):
        visited[school_id].add(on)
    closed = closed_days_of(keys, from_on, until_on)
    service = _service(keys, policies)
    return {key: Receiving(hours.get(key), frozenset(closed[key]), frozenset(visited[key]), service.get(key, {})) for key in keys}


def _service(keys: Sequence[int], policies: Sequence[RoundPolicy]) -> Mapping[int, dict[int, int]]:
    """Minutes of a visit by school and policy, where they differ from the policy's."""
    rows = SchoolVisits.objects.filter(policy__in=[policy.pk for policy in policies if policy.pk], school__in=keys)
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for row in rows.filter(service_minutes__isnull=False):
        found[row.school_id][row.policy_id] = row.service_minutes or 0
    return found


def _roads(places: Collection[int]) -> dict[tuple[int, int], int]:
    sites = list(Site.objects.filter(pk__in=places).order_by("pk"))
    table = minutes_table(sites)
    return {(a.pk, b.pk): table[i][j] for i, a in enumerate(sites) for j, b in enumerate(sites)}
