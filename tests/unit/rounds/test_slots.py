"""Free days of an instructor at a school: every rule that stands in the way, one at a time."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import APRIL, TODAY, Cast
from yuinowa.bookings.actions import book
from yuinowa.bookings.models import Resource
from yuinowa.core import clock
from yuinowa.core.audit import acting
from yuinowa.organisations.models import ClosedSpan, School, TravelTime
from yuinowa.people.models import Appointment
from yuinowa.rounds.actions import make_visit
from yuinowa.rounds.adapter.diary import Slot
from yuinowa.rounds.adapter.slots import HORIZON, free_slots, open_diary
from yuinowa.rounds.models import InstructorAbsence, RoundPolicy, SchoolVisits, Visit, VisitingHours, VisitOption

WEDNESDAY = TODAY + dt.timedelta(days=1)
THURSDAY, FRIDAY = WEDNESDAY + dt.timedelta(days=1), WEDNESDAY + dt.timedelta(days=2)
MONDAY, TUESDAY = WEDNESDAY + dt.timedelta(days=5), WEDNESDAY + dt.timedelta(days=6)
NINE, TEN, ELEVEN, NOON = dt.time(9), dt.time(10), dt.time(11), dt.time(12)


@pytest.fixture
def setting() -> Iterator[None]:
    with acting("test:slots"):
        yield


def policy_of(cast: Cast, **rules: object) -> RoundPolicy:
    defaults = {
        "block": cast.plain,
        "post": cast.posts["instructor"],
        "name": "令和8年度",
        "from_on": APRIL,
        "until_on": dt.date(2027, 3, 31),
    }
    return RoundPolicy.objects.create(**{**defaults, **rules})


def visit_at(cast: Cast, school: School, on: dt.date, at: dt.time = TEN, until: dt.time = ELEVEN) -> Visit:
    visit: Visit = make_visit(
        school=school, post=cast.posts["instructor"], on=on, arrives_at=at, leaves_at=until, by=cast.actor("instructor")
    )
    return visit


def slots(cast: Cast, count: int = 3, school: School | None = None, **more: object) -> list[tuple[dt.date, dt.time]]:
    found = free_slots(school or cast.elementary, cast.posts["instructor"], from_on=TODAY, count=count, today=TODAY, **more)  # type: ignore[arg-type]
    return [(slot.on, slot.arrives_at) for slot in found]


def test_the_first_days_never_today(cast: Cast, setting: None) -> None:
    assert slots(cast) == [(WEDNESDAY, NINE), (THURSDAY, NINE), (FRIDAY, NINE)]


def test_closed_days_absences_and_other_weekdays_are_left_out(cast: Cast, setting: None) -> None:
    policy_of(cast, weekdays=[0, 2, 3, 4])
    ClosedSpan.objects.create(school=cast.elementary, from_on=WEDNESDAY, until_on=WEDNESDAY, reason="定期テスト")
    InstructorAbsence.objects.create(post=cast.posts["instructor"], from_on=THURSDAY, until_on=THURSDAY, kind="leave")
    assert slots(cast, 2) == [(FRIDAY, NINE), (MONDAY, NINE)]


def test_a_school_receives_when_it_said(cast: Cast, setting: None) -> None:
    VisitingHours.objects.create(school=cast.elementary, weekday=3, from_at=dt.time(13, 50), until_at=dt.time(15, 30))
    assert slots(cast, 1) == [(THURSDAY, dt.time(14, 0))]


def test_the_service_of_one_school_may_differ(cast: Cast, setting: None) -> None:
    SchoolVisits.objects.create(policy=policy_of(cast), school=cast.elementary, service_minutes=90)
    found = free_slots(cast.elementary, cast.posts["instructor"], from_on=TODAY, count=1, today=TODAY)
    assert found == [Slot(WEDNESDAY, NINE, dt.time(10, 30))]


def test_the_road_between_two_schools_takes_time(cast: Cast, setting: None) -> None:
    TravelTime.objects.create(origin=cast.elementary.site, destination=cast.junior.site, minutes=40)
    visit_at(cast, cast.junior, WEDNESDAY, TEN, ELEVEN)
    assert slots(cast, 1) == [(WEDNESDAY, dt.time(11, 45))]


def test_spacing_month_and_day_are_kept(cast: Cast, setting: None) -> None:
    policy_of(cast, per_day=1, spacing_days=7, days_a_month=2)
    visit_at(cast, cast.elementary, MONDAY)
    visit_at(cast, cast.coast_school, WEDNESDAY)
    # November is full with its two days, each of which is full too; until the 7th the school was visited too lately.
    assert slots(cast, 1) == [(MONDAY + dt.timedelta(days=7), NINE)]


def test_a_day_without_any_policy_is_left_out(cast: Cast, setting: None) -> None:
    policy_of(cast, until_on=THURSDAY)
    assert slots(cast) == [(WEDNESDAY, NINE), (THURSDAY, NINE)]


def test_whoever_holds_the_post_may_be_elsewhere(cast: Cast, setting: None) -> None:
    resource = Resource.objects.create(person=cast.persons["instructor"])
    begins = dt.datetime.combine(WEDNESDAY, dt.time(8), clock.JAPAN)
    book(resource, starts_at=begins, ends_at=begins + dt.timedelta(hours=9), site=None, purpose="研修")
    assert slots(cast, 1) == [(THURSDAY, NINE)]
    Appointment.objects.filter(post=cast.posts["instructor"]).update(until_on=TODAY)
    assert slots(cast, 1) == [(WEDNESDAY, NINE)]


def test_the_visit_that_moves_does_not_stand_in_its_own_way(cast: Cast, setting: None) -> None:
    policy_of(cast, per_day=1)
    visit = visit_at(cast, cast.elementary, THURSDAY)
    assert slots(cast, 1) == [(THURSDAY + dt.timedelta(days=14), NINE)]
    assert slots(cast, 1, instead_of=visit) == [(WEDNESDAY, NINE)]


def test_what_was_offered_to_another_school_is_offered_again_only_in_need(cast: Cast, setting: None) -> None:
    policy_of(cast, per_day=1, until_on=FRIDAY)
    visit = visit_at(cast, cast.junior, WEDNESDAY)
    VisitOption.objects.create(visit=visit, number=1, on=THURSDAY, arrives_at=NINE, leaves_at=TEN)
    assert slots(cast, 1) == [(FRIDAY, NINE)]
    assert slots(cast, 2) == [(THURSDAY, NINE), (FRIDAY, NINE)]


def test_many_schools_cost_as_many_queries_as_one(cast: Cast, setting: None) -> None:
    policy_of(cast)
    visit_at(cast, cast.junior, WEDNESDAY)

    def queries(schools: list[School]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            open_diary(cast.posts["instructor"], schools, from_on=WEDNESDAY, until_on=WEDNESDAY + HORIZON)
        return len(caught)

    assert queries([cast.elementary, cast.junior, cast.coast_school]) == queries([cast.elementary]) <= 14


def test_a_kept_slot_is_taken_for_the_next_school(cast: Cast, setting: None) -> None:
    policy_of(cast, per_day=1)
    schools = [cast.elementary, cast.junior]
    diary = open_diary(cast.posts["instructor"], schools, from_on=WEDNESDAY, until_on=FRIDAY)
    found = diary.slots(cast.elementary, [WEDNESDAY, THURSDAY], 1)[0]
    assert diary.fits(cast.junior, found)
    diary.keep(cast.elementary, found)
    assert not diary.fits(cast.junior, found)
    assert diary.slots(cast.junior, [WEDNESDAY, THURSDAY], 1)[0].on == THURSDAY
