"""A desk that passes on: the instructor of 花塚公民館 leaves on 31 March, a successor comes on 1 April."""

import datetime as dt
from dataclasses import dataclass

import pytest

from tests.cast import Cast
from yuinowa.core import clock
from yuinowa.core.actions import Actor
from yuinowa.core.audit import acting
from yuinowa.people.actions import appoint, end_appointment
from yuinowa.people.actors import actor_for_post
from yuinowa.people.models import Appointment, Person, Post, User

LAST, FIRST = dt.date(2027, 3, 31), dt.date(2027, 4, 1)


def at(day: dt.date, hour: int = 9, minute: int = 0) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=clock.JAPAN)


@dataclass
class Passing:
    """A post, who leaves it and who comes."""

    cast: Cast
    post: Post
    leaving: Appointment
    coming: Appointment

    @property
    def leaver(self) -> User:
        return User.objects.get(person=self.leaving.person)

    @property
    def successor(self) -> User:
        return User.objects.get(person=self.coming.person)

    def actor(self, held: Appointment, on: dt.date) -> Actor:
        return actor_for_post(self.post, held.person_id, on=on)


def pass_on(cast: Cast, part: str, *, last: dt.date = LAST) -> Passing:
    post, section = cast.posts[part], cast.actor("section")
    leaving = end_appointment(Appointment.objects.get(post=post), on=last, by=section)
    with acting("test"):
        person = Person.objects.create(name=f"新川 {part}", kana="にいかわ あらた", email=f"new-{part}@city.example.jp")
        User.objects.create(email=person.email, person=person)
    coming = appoint(post, person=person, from_on=last + dt.timedelta(days=1), by=section)
    return Passing(cast, post, leaving, coming)


@pytest.fixture
def passing(cast: Cast) -> Passing:
    return pass_on(cast, "instructor")
