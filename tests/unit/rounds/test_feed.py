"""The calendar address: made, given up, changed; it ends with the appointment and shows what the post may see."""

import datetime as dt

import pytest
from django.test import Client
from icalendar import Calendar

from tests.cast import TODAY, Cast
from tests.unit.rounds.conftest import THURSDAY, ClientOf, MakeVisit, words
from yuinowa.core.audit import acting
from yuinowa.core.errors import Refused
from yuinowa.people.models import Appointment
from yuinowa.rounds import actions, feeds
from yuinowa.rounds.models import VisitFeed


def events(path: str) -> list[tuple[str, str]]:
    answer = Client().get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return [(str(one["summary"]), str(one["status"])) for one in Calendar.from_ical(answer.content).walk("VEVENT")]


def path_of(cast: Cast, part: str) -> str:
    return feeds.feed_path(actions.make_feed(by=cast.actor(part)))


def test_the_round_stands_in_the_calendar_and_follows(cast: Cast, planned: MakeVisit, proposed: MakeVisit) -> None:
    path = path_of(cast, "instructor")
    visit, other = proposed(), planned(school=cast.junior, hour=13)
    assert events(path) == [("花塚小 訪問（学校に確認中）", "TENTATIVE"), ("花塚一中 訪問（予定）", "TENTATIVE")]
    actions.confirm_visit(visit, by=cast.actor("teacher"))
    actions.cancel_visit(other, kind="school", by=cast.actor("instructor"))
    assert events(path) == [("花塚小 訪問", "CONFIRMED"), ("花塚一中 訪問", "CANCELLED")]
    event = Calendar.from_ical(Client().get(path).content).walk("VEVENT")[0]
    assert event["dtstart"].dt.isoformat() == f"{THURSDAY}T10:00:00+09:00"
    assert event["uid"].startswith(f"visit-{visit.pk}@")


def test_a_school_reads_only_what_it_was_asked(cast: Cast, planned: MakeVisit, proposed: MakeVisit) -> None:
    planned(on=THURSDAY + dt.timedelta(days=21))
    proposed()
    proposed(school=cast.junior, hour=13)
    assert events(path_of(cast, "teacher")) == [("花塚小 訪問（学校に確認中）", "TENTATIVE")]
    assert events(path_of(cast, "coast_instructor")) == []


def test_no_name_of_anybody_stands_in_it(cast: Cast, proposed: MakeVisit) -> None:
    proposed()
    content = Client().get(path_of(cast, "instructor")).content.decode()
    assert [person.name for person in cast.persons.values() if person.name in content] == []


def test_a_new_address_ends_the_old_one(cast: Cast) -> None:
    old, new = path_of(cast, "instructor"), path_of(cast, "instructor")
    assert [Client().get(path).status_code for path in (old, new)] == [404, 200]
    actions.end_feed(by=cast.actor("instructor"))
    assert Client().get(new).status_code == 404


def test_it_ends_with_the_appointment(cast: Cast) -> None:
    path = path_of(cast, "instructor")
    with acting("test:leaving"):
        Appointment.objects.filter(post=cast.posts["instructor"]).update(until_on=TODAY)
    assert Client().get(path).status_code == 200
    with acting("test:leaving"):
        Appointment.objects.filter(post=cast.posts["instructor"]).update(until_on=TODAY - dt.timedelta(days=1))
    assert Client().get(path).status_code == 404
    with pytest.raises(Refused, match="ついている人だけ"):
        actions.make_feed(by=cast.actor("instructor"))


@pytest.mark.parametrize("token", ["x", "MQ:1abc:x", "1"])
def test_a_forged_address_opens_nothing(cast: Cast, token: str) -> None:
    path_of(cast, "instructor")
    assert Client().get(f"/visits/calendar/{token}/junkai.ics").status_code == 404


def test_on_the_page(cast: Cast, client_of: ClientOf) -> None:
    instructor = client_of("instructor")
    assert "まだアドレスがありません" in words(instructor.get("/visits/calendar/"))
    page = instructor.post("/visits/calendar/", follow=True).content.decode()
    assert feeds.feed_path(VisitFeed.objects.get()) in page
    assert "いままでのアドレスでは、もう読めません" in words(instructor.post("/visits/calendar/end/", follow=True))
    assert client_of("clearance").get("/visits/calendar/").status_code == 403
