"""1 April: the successor finds the same promises, the predecessor none."""

import datetime as dt

import pytest
from django.test import Client

from tests.cast import Cast
from tests.unit.promises.conftest import Make
from yuinowa.core import clock
from yuinowa.core.audit import acting
from yuinowa.people.models import Appointment, Person, User

MARCH, APRIL = (dt.datetime(2027, month, day, 9, tzinfo=clock.JAPAN) for month, day in ((3, 31), (4, 1)))


@pytest.fixture
def successor(cast: Cast) -> User:
    """Appointed to the instructor's post from 1 April; the instructor holds it until the day before."""
    with acting("test"):
        Appointment.objects.filter(post=cast.posts["instructor"]).update(until_on=MARCH.date())
        person = Person.objects.create(name="新川 めぐみ", kana="にいかわ めぐみ", email="new@city.example.jp")
        Appointment.objects.create(post=cast.posts["instructor"], person=person, from_on=APRIL.date())
        return User.objects.create(email=person.email, person=person)


def seen(user: User, path: str) -> tuple[int, bool]:
    client = Client()
    client.force_login(user)
    response = client.get(path)
    return response.status_code, "昔の道具の名簿" in response.content.decode()


def test_the_desk_keeps_its_promises(cast: Cast, make: Make, successor: User):
    promise, before = make(due_on=dt.date(2027, 4, 5)), cast.users["instructor"]
    page = f"/promises/{promise.pk}/"
    with clock.frozen_at(MARCH):
        assert (seen(before, "/"), seen(before, "/promises/"), seen(before, page)) == ((200, True),) * 3
        assert (seen(successor, "/"), seen(successor, "/promises/")) == ((200, False), (403, False))
    with clock.frozen_at(APRIL):
        assert (seen(successor, "/"), seen(successor, "/promises/"), seen(successor, page)) == ((200, True),) * 3
        # Who left and holds nothing else is asked to sign in, as a stranger is.
        assert (seen(before, "/"), seen(before, "/promises/"), seen(before, page)) == ((302, False),) * 3
