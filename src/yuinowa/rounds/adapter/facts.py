"""What the engine must know of a policy: read from the rows once, then pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from yuinowa.bookings.models import Booking
from yuinowa.core import clock
from yuinowa.engine.calendar import term_of
from yuinowa.organisations.calendar import closed_days_of, days
from yuinowa.organisations.models import CommunityCenter, School, Site
from yuinowa.organisations.travel import minutes_table
from yuinowa.people.models import Appointment, Post
from yuinowa.rounds.models import InstructorAbsence, RoundPolicy, Visit, VisitingHours

WORKDAYS = 5
Hours = tuple[dt.time, dt.time]


@dataclass(frozen=True)
class Standing:
    """A visit that is on its day as things are; ``is_fixed``: it stays there."""

    visit_id: int
    school_id: int
    on: dt.date
    arrives_at: dt.time
    leaves_at: dt.time
    is_fixed: bool


@dataclass(frozen=True)
class SchoolFacts:
    """``wanted`` visits of the term, of which ``counted`` took place or lie with somebody else; those keep their distance, too."""

    school: School
    wanted: int
    service: int
    hours: tuple[Hours | None, ...]
    closed: Mapping[dt.date, str]
    counted: tuple[dt.date, ...] = ()
    near: tuple[dt.date, ...] = ()
    first_by: dt.date | None = None

    @property
    def left(self) -> int:
        return max(0, self.wanted - len(self.counted))


@dataclass(frozen=True)
class Facts:
    """``first_on`` is the first day on which something may still be planned; ``minutes`` has the base first."""

    policy: RoundPolicy
    first_on: dt.date
    base: Site
    schools: tuple[SchoolFacts, ...]
    minutes: Sequence[Sequence[int]]
    away: Mapping[dt.date, str]
    standing: tuple[Standing, ...] = field(default=())

    def workdays(self) -> Iterator[dt.date]:
        """Days that may still be planned and on which the instructor works."""
        begin = max(self.policy.from_on, self.first_on)
        return (day for day in days(begin, self.policy.until_on) if day.weekday() in self.policy.weekdays and day not in self.away)


def read(policy: RoundPolicy, *, today: dt.date) -> Facts:
    """Everything on the policy as of ``today``: whatever lies before is past."""
    schools = _schools_of(policy)
    visits = list(_visits_of(policy, schools))
    own, others = _split(policy, visits, today)
    base = _base_of(policy.post)
    closed = closed_days_of([school.pk for school in schools], policy.from_on, policy.until_on)
    away = _away(policy, others, own)
    standing = tuple(_standing(visit, closed.get(visit.school_id, {}), away) for visit in own)
    return Facts(
        policy=policy,
        first_on=today,
        base=base,
        schools=tuple(_school_facts(policy, schools, closed, others)),
        minutes=minutes_table([base, *(school.site for school in schools)]),
        away=away,
        standing=standing,
    )


def _schools_of(policy: RoundPolicy) -> list[School]:
    rows = School.objects.in_programme().filter(block=policy.block_id).select_related("site")
    return list(rows.defer("search_text", "search_grams").order_by("kind", "code"))


def _visits_of(policy: RoundPolicy, schools: Sequence[School]) -> Iterator[Visit]:
    """Visits of the term and those shortly before and after, which the spacing touches; also those elsewhere of the same instructor."""
    around = dt.timedelta(days=policy.spacing_days)
    rows = Visit.objects.between(policy.from_on - around, policy.until_on + around).filter(state__in=[*Visit.STANDING, Visit.State.DONE])
    ids = {school.pk for school in schools}
    return (visit for visit in rows if visit.school_id in ids or visit.post_id == policy.post_id)


def _split(policy: RoundPolicy, visits: Sequence[Visit], today: dt.date) -> tuple[list[Visit], list[Visit]]:
    """Visits that this plan may place, and those that stand outside of it: past, of another term, or somebody else's."""

    def is_own(visit: Visit) -> bool:
        is_here = visit.post_id == policy.post_id and visit.school.block_id == policy.block_id
        is_ahead = today <= visit.on and policy.from_on <= visit.on <= policy.until_on
        return is_here and is_ahead and visit.state in Visit.STANDING

    return [visit for visit in visits if is_own(visit)], [visit for visit in visits if not is_own(visit)]


def _standing(visit: Visit, closed: Mapping[dt.date, str], away: Mapping[dt.date, str]) -> Standing:
    # What was agreed stays agreed, unless its day fell through. A person's lock stays even then: only she takes it off.
    is_possible = visit.on not in closed and visit.on not in away
    is_fixed = visit.is_locked or (visit.state == Visit.State.CONFIRMED and is_possible)
    return Standing(visit.pk, visit.school_id, visit.on, visit.arrives_at, visit.leaves_at, is_fixed)


def _base_of(post: Post) -> Site:
    assert post.center_id is not None  # an instructor's post is at a 公民館
    return CommunityCenter.objects.select_related("site").get(pk=post.center_id).site


def _away(policy: RoundPolicy, others: Sequence[Visit], own: Sequence[Visit]) -> dict[dt.date, str]:
    """Days on which the instructor makes no round here, with the reason."""
    found: dict[dt.date, str] = {}
    for absence in InstructorAbsence.objects.touching(policy.from_on, policy.until_on).filter(post=policy.post_id):
        for day in days(max(absence.from_on, policy.from_on), min(absence.until_on, policy.until_on)):
            found[day] = _("指導員の休み")
    for visit in others:
        if visit.post_id == policy.post_id and visit.state in Visit.STANDING:
            found.setdefault(visit.on, _("ほかの地区への訪問"))
    for day in _booked_days(policy, own):
        found.setdefault(day, _("指導員のほかの予定"))
    return found


def _booked_days(policy: RoundPolicy, own: Sequence[Visit]) -> Iterator[dt.date]:
    """Days of the shift on which the holder of the post is booked for something else than a round."""
    holders = Appointment.objects.filter(post=policy.post_id, from_on__lte=policy.until_on).exclude(until_on__lt=policy.from_on)
    start = dt.datetime.combine(policy.from_on, dt.time(), clock.JAPAN)
    end = dt.datetime.combine(policy.until_on + dt.timedelta(days=1), dt.time(), clock.JAPAN)
    rows = Booking.objects.overlapping(start, end).filter(resource__person__in=holders.order_by().values("person"), visit__isnull=True)
    for during in rows.values_list("during", flat=True):
        begin, until = during.lower.astimezone(clock.JAPAN), during.upper.astimezone(clock.JAPAN)
        if begin.time() < policy.shift_until and until.time() > policy.shift_from:
            yield begin.date()


def _school_facts(
    policy: RoundPolicy, schools: Sequence[School], closed: Mapping[int, Mapping[dt.date, str]], others: Sequence[Visit]
) -> Iterator[SchoolFacts]:
    special = {row.school_id: row for row in policy.schools.all()}
    hours, new = _hours_of(policy, schools), _new_windows(policy, schools)
    for school in schools:
        row = special.get(school.pk)
        wanted = policy.visits if row is None or row.visits is None else row.visits
        near = tuple(visit.on for visit in others if visit.school_id == school.pk)
        counted = tuple(day for day in near if policy.from_on <= day <= policy.until_on)
        is_new = school.pk in new and policy.new_teacher_days and not counted
        yield SchoolFacts(
            school=school,
            wanted=wanted,
            service=row.service_minutes if row and row.service_minutes else policy.service_minutes,
            hours=hours[school.pk],
            closed=closed[school.pk],
            counted=counted,
            near=near,
            first_by=policy.from_on + dt.timedelta(days=policy.new_teacher_days) if is_new else None,
        )


def _hours_of(policy: RoundPolicy, schools: Sequence[School]) -> dict[int, tuple[Hours | None, ...]]:
    usual: tuple[Hours | None, ...] = ((policy.window_from, policy.window_until),) * WORKDAYS
    own: dict[int, list[Hours | None]] = {}
    for row in VisitingHours.objects.filter(school__in=[school.pk for school in schools]):
        own.setdefault(row.school_id, [None] * WORKDAYS)[row.weekday] = (row.from_at, row.until_at)
    return {school.pk: tuple(own[school.pk]) if school.pk in own else usual for school in schools}


def _new_windows(policy: RoundPolicy, schools: Sequence[School]) -> set[int]:
    """Schools whose 事業担当教員 came with this term: after the last one ended, and by a month into this one."""
    before = term_of(term_of(policy.from_on).start - dt.timedelta(days=1)).end
    rows = Appointment.objects.filter(
        post__kind=Post.Kind.LIAISON_TEACHER,
        post__school__in=[school.pk for school in schools],
        from_on__gt=before,
        from_on__lte=policy.from_on + dt.timedelta(days=policy.new_teacher_days),
    )
    return set(rows.order_by().values_list("post__school", flat=True))
