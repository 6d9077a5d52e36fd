"""A school changes its block, an instructor her post: visits stay with who is responsible, and everybody concerned is told."""

import datetime as dt

import pytest

from tests.cast import TODAY, Cast
from tests.unit.rounds.conftest import THURSDAY, MakeVisit
from yuinowa.bookings.actions import book
from yuinowa.bookings.models import Resource
from yuinowa.core import clock
from yuinowa.core.actions import system_actor
from yuinowa.core.audit import acting
from yuinowa.core.consequences import foretell
from yuinowa.core.models import OutgoingMail
from yuinowa.organisations.actions import assign_schools
from yuinowa.people.actions import appoint, end_appointment
from yuinowa.people.models import Appointment, Person
from yuinowa.rounds import actions
from yuinowa.rounds.actions import make_visit
from yuinowa.rounds.models import Disruption, Visit

SYSTEM = system_actor("予定")


def mails() -> list[tuple[str, str]]:
    return sorted(OutgoingMail.objects.values_list("kind", "to"))


def confirmed(cast: Cast, visit: Visit) -> Visit:
    return actions.confirm_visit(actions.propose_visit(visit, by=cast.actor("instructor")), by=cast.actor("teacher"))


def cross(cast: Cast, block: object = "coast") -> None:
    OutgoingMail.objects.all().delete()
    assign_schools(schools=[cast.elementary], block=cast.coast if block == "coast" else None, by=cast.actor("section"))


def test_a_free_instructor_keeps_the_day(cast: Cast, planned: MakeVisit) -> None:
    visit = confirmed(cast, planned())
    foretold = foretell("schools_changed_block", [cast.elementary], block=cast.coast)
    cross(cast)
    visit.refresh_from_db()
    assert (visit.post, visit.on, visit.state) == (cast.posts["coast_instructor"], THURSDAY, "confirmed")
    assert visit.booking.resource.person == cast.persons["coast_instructor"]
    assert mails() == [
        ("border_moved", "coast-instructor@city.example.jp"),
        ("border_moved", "instructor@city.example.jp"),
        ("visit_substituted", "teacher@city.example.jp"),
    ]
    assert "1件は、日時を変えずに" in foretold[0].sentence
    assert sum(thing.mails for thing in foretold) == 3
    assert list(Disruption.objects.values_list("kind", "reason")) == [("border", "汐見浜へ")]


def test_a_busy_instructor_offers_other_days(cast: Cast, planned: MakeVisit) -> None:
    visit = confirmed(cast, planned())
    make_visit(
        school=cast.coast_school,
        post=cast.posts["coast_instructor"],
        on=THURSDAY,
        arrives_at=dt.time(10),
        leaves_at=dt.time(11),
        by=cast.actor("coast_instructor"),
    )
    cross(cast)
    visit.refresh_from_db()
    assert (visit.post, visit.state, visit.options.count()) == (cast.posts["coast_instructor"], "proposed", 1)
    assert ("visit_day_lost", "teacher@city.example.jp") in mails()


def test_out_of_every_block_the_day_is_lost(cast: Cast, planned: MakeVisit) -> None:
    visit = confirmed(cast, planned())
    cross(cast, None)
    visit.refresh_from_db()
    assert (visit.state, visit.booking) == ("unsettled", None)
    assert mails() == [("border_moved", "instructor@city.example.jp"), ("visit_day_lost", "teacher@city.example.jp")]


def test_without_visits_nobody_is_written_to(cast: Cast) -> None:
    cross(cast)
    assert mails() == []
    assert not Disruption.objects.exists()
    assert foretell("schools_changed_block", [cast.elementary], block=cast.plain) == []


def successor(name: str = "後任 花") -> Person:
    with acting("test:successor"):
        return Person.objects.create(name=name, kana="こうにん はな", email="next@city.example.jp")


def test_visits_stay_with_the_post_and_occupy_the_successor(cast: Cast, planned: MakeVisit) -> None:
    soon, late = planned(on=TODAY + dt.timedelta(days=1)), planned(cast.junior)
    held = Appointment.objects.get(post=cast.posts["instructor"])
    end_appointment(held, on=TODAY + dt.timedelta(days=3), by=cast.actor("section"))
    late.refresh_from_db()
    soon.refresh_from_db()
    assert (late.post, late.booking, late.state) == (cast.posts["instructor"], None, "planned")
    assert soon.booking.resource.person == cast.persons["instructor"]
    person = successor()
    appoint(cast.posts["instructor"], person=person, from_on=TODAY + dt.timedelta(days=4), by=cast.actor("section"))
    late.refresh_from_db()
    assert late.booking.resource.person == person


def test_a_successor_who_is_elsewhere_finds_another_day(cast: Cast, planned: MakeVisit) -> None:
    visit, person = planned(), successor()
    with acting("test:elsewhere"):
        resource = Resource.objects.create(person=person)
        begins = dt.datetime.combine(THURSDAY, dt.time(9), clock.JAPAN)
        book(resource, starts_at=begins, ends_at=begins + dt.timedelta(hours=3), site=None, purpose="研修")
    end_appointment(Appointment.objects.get(post=cast.posts["instructor"]), on=TODAY, by=cast.actor("section"))
    appoint(cast.posts["instructor"], person=person, from_on=TODAY + dt.timedelta(days=1), by=cast.actor("section"))
    visit.refresh_from_db()
    assert (visit.state, visit.booking) == ("unsettled", None)


def test_the_night_mends_what_other_ways_left(cast: Cast, planned: MakeVisit) -> None:
    visit, person = planned(), successor()
    with acting("test:import"):
        Appointment.objects.filter(post=cast.posts["instructor"]).update(until_on=TODAY)
        Appointment.objects.create(post=cast.posts["instructor"], person=person, from_on=TODAY + dt.timedelta(days=1))
    assert [actions.book_visits(today=TODAY, by=SYSTEM) for _ in range(2)] == [1, 0]
    visit.refresh_from_db()
    assert visit.booking.resource.person == person


@pytest.mark.parametrize("part", ["teacher", "instructor"])
def test_other_posts_change_without_touching_visits(cast: Cast, planned: MakeVisit, part: str) -> None:
    visit = planned()
    booking = visit.booking_id
    end_appointment(Appointment.objects.get(post=cast.posts["teacher"]), on=TODAY, by=cast.actor("section"))
    visit.refresh_from_db()
    assert visit.booking_id == booking
