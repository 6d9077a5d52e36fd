"""A need of the cast's school, posted, approved and asked for."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import Cast
from yuinowa.bookings.models import Resource
from yuinowa.core.actions import system_actor
from yuinowa.core.audit import acting
from yuinowa.needs.actions import Wish, WishedDate, approve_needs, post_need
from yuinowa.needs.models import Need
from yuinowa.people.models import Person
from yuinowa.talents.models import Talent

TUESDAY = dt.date(2026, 12, 8)


def wish(**changes: Any) -> Wish:
    """A good wish: sewing in the third lesson of a Tuesday in December."""
    plain = {"title": "ミシンの学習のお手伝い", "dates": (WishedDate(TUESDAY, lesson=3),), "class_name": "5年1組", "people": 2}
    return Wish(**{**plain, **changes})


@pytest.fixture
def open_need(cast: Cast) -> Callable[..., Need]:
    """Posts a need by the teacher and approves it by the principal."""

    def make(**changes: Any) -> Need:
        need = post_need(cast.elementary, wish=wish(**changes), by=cast.actor("teacher")).need
        approve_needs(needs=[need], by=cast.actor("principal"))
        return Need.objects.get(pk=need.pk)

    return make


@pytest.fixture
def helpers(cast: Cast) -> Callable[[int], list[Talent]]:
    """So many more talents, each with a mail address."""

    def make(count: int) -> list[Talent]:
        with acting("test:helpers"):
            return [helper(number) for number in range(count)]

    return make


def helper(number: int) -> Talent:
    person = Person.objects.create(name=f"協力 {number}", kana="きょうりょく", email=f"helper{number}@mail.example.jp")
    return Talent.objects.create(
        person=person,
        name=person.name,
        kana=person.kana,
        state=Talent.State.ACTIVE,
        resource=Resource.objects.create(person=person),
        registered_on=dt.date(2026, 4, 1),
        expires_on=dt.date(2027, 3, 31),
    )


SYSTEM = system_actor("test")
