"""Visits of the cast's instructor to 花塚小, and what its teacher and instructor see in a browser."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.html import strip_tags

from tests.cast import TODAY, Cast
from yuinowa.organisations.models import School
from yuinowa.rounds.actions import make_visit, propose_visit
from yuinowa.rounds.models import Visit

THURSDAY = TODAY + dt.timedelta(days=9)
ClientOf = Callable[[str], Client]
MakeVisit = Callable[..., Visit]


@pytest.fixture
def client_of(cast: Cast) -> ClientOf:
    def signed_in(part: str) -> Client:
        client = Client()
        client.force_login(cast.users[part])
        return client

    return signed_in


@pytest.fixture
def planned(cast: Cast) -> MakeVisit:
    """A visit to 花塚小 (or ``school``), an hour from ten o'clock on."""

    def make(school: School | None = None, on: dt.date = THURSDAY, hour: int = 10, by: str = "instructor") -> Visit:
        visit: Visit = make_visit(
            school=school or cast.elementary,
            post=cast.posts["instructor"],
            on=on,
            arrives_at=dt.time(hour),
            leaves_at=dt.time(hour + 1),
            by=cast.actor(by),
        )
        return visit

    return make


@pytest.fixture
def proposed(cast: Cast, planned: MakeVisit) -> MakeVisit:
    def make(*args: object, **kwargs: object) -> Visit:
        visit: Visit = propose_visit(planned(*args, **kwargs), by=cast.actor("instructor"))
        return visit

    return make


def words(response) -> str:
    assert response.status_code == 200
    return " ".join(strip_tags(response.content.decode()).split())
