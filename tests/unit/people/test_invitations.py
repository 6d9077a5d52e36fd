"""From an invitation to an account."""

import datetime as dt
import re

import pytest
from django.test import Client

from tests.cast import MOMENT, Cast
from yuinowa.core import clock
from yuinowa.core.errors import Refused
from yuinowa.core.models import OutgoingMail
from yuinowa.people import actions
from yuinowa.people.models import Appointment, User

PASSWORD = "mizu-to-hikari-no-machi"


@pytest.fixture
def link(cast: Cast) -> str:
    User.objects.filter(person=cast.persons["teacher"]).delete()
    appointment = Appointment.objects.get(post=cast.posts["teacher"])
    actions.invite(appointment, by=cast.actor("section"))
    mail = OutgoingMail.objects.get()
    assert mail.to == "teacher@city.example.jp"
    assert mail.subject == "【結の輪】アカウントを開いてください（令和8年12月8日（火）まで）"
    found = re.search(r"http://[^/]+(/invitations/\S+)", mail.text)
    assert found
    return found[1]


def test_opening_the_link_changes_nothing_and_the_form_opens_the_account(link: str, cast: Cast, client: Client) -> None:
    assert client.get(link).status_code == 200
    assert not User.objects.filter(person=cast.persons["teacher"]).exists()
    answer = client.post(link, {"password": PASSWORD, "again": PASSWORD})
    assert answer.status_code == 302
    assert User.objects.get(person=cast.persons["teacher"]).check_password(PASSWORD)


def test_a_used_link_is_over(link: str, client: Client) -> None:
    client.post(link, {"password": PASSWORD, "again": PASSWORD})
    assert client.get(link).status_code == 410


def test_an_old_link_is_over(link: str, client: Client) -> None:
    with clock.frozen_at(MOMENT + dt.timedelta(days=15)):
        assert client.get(link).status_code == 410


def test_a_forged_link_is_over(link: str, client: Client) -> None:
    assert client.get(link[:-3] + "xy/").status_code == 410


def test_a_weak_password_is_told_and_nothing_happens(link: str, cast: Cast, client: Client) -> None:
    answer = client.post(link, {"password": "12345678", "again": "12345678"})
    assert answer.status_code == 200
    assert not User.objects.filter(person=cast.persons["teacher"]).exists()


def test_without_an_address_nobody_is_invited(cast: Cast) -> None:
    person = cast.persons["teacher"]
    actions.change_person(person, email="", by=cast.actor("section"))
    with pytest.raises(Refused) as refused:
        actions.invite(Appointment.objects.get(post=cast.posts["teacher"]), by=cast.actor("section"))
    assert refused.value.code == "no_email"
