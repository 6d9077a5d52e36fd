"""31 March 24:00: for every role, every address and every open link of an ended post answers as to a stranger.

The same requests are answered one minute before: a test that only sees refusals would pass with the server switched off.
"""

import datetime as dt
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.cast import POSTS, Cast
from tests.rules.test_urls import ALL, Address, World, actor_of, arguments_of, judge, world  # noqa: F401  the fixture
from yuinowa.access.guards import may
from yuinowa.core import clock
from yuinowa.core.actions import system_actor
from yuinowa.core.audit import acting
from yuinowa.core.models import OutgoingMail
from yuinowa.handover.actions import end_sessions
from yuinowa.handover.queries import strangers
from yuinowa.people.actions import end_appointment, invite
from yuinowa.people.mails import SALT
from yuinowa.people.models import Appointment, Invitation

LAST_MINUTE = dt.datetime(2027, 3, 31, 23, 59, tzinfo=clock.JAPAN)
MIDNIGHT = dt.datetime(2027, 4, 1, 0, 0, tzinfo=clock.JAPAN)
FORMS = ("get", "post")
# One gate for all: that it also shuts before forms is asked of who may change most, and of a school.
WRITERS = ("section", "teacher")
ROLES = ("section", "coordinator", "clearance", "admin", "instructor", "center_staff", "teacher", "principal", "vice_principal")
# Every address that carries its own authority, and whose it is: a new one fails until somebody says whether it ends with a post.
LINKS = {
    "invitation_accept": "post",
    "offer_answer": "talent",
    "calendar_feed": "talent",
    "renewal_by_link": "talent",
    "visit_feed": "post",  # tests/unit/rounds/test_feed.py
}


@pytest.fixture
def ending(world: World) -> World:  # noqa: F811
    """Everybody of the cast holds their post until 31 March 2027."""
    with acting("test:april"):
        Appointment.objects.update(until_on=LAST_MINUTE.date())
    return world


def signed_in(cast: Cast, part: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(cast.users[part])
    return client


def answer_of(client: Client, path: str, form: str = "get") -> tuple[int, str]:
    response = getattr(client, form)(path)
    return response.status_code, response.get("Location", "")


def near(ending: World) -> list[tuple[Address, str]]:
    """Each address with the rows of 花塚小; the gates shut before a row is looked at."""
    return [(address, reverse(address.name, kwargs=arguments_of(address, ending.rows, ending.cast))) for address in ALL]


def foreign(patterns: list[Any] | None = None, prefix: str = "") -> list[str]:
    """allauth's own pages that need no argument."""
    found: list[str] = []
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += foreign(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and route.startswith("accounts/") and not pattern.pattern.converters and "(" not in route:
            found.append("/" + route)
    return found


@pytest.mark.parametrize("part", ROLES)
def test_every_address_answers_until_the_last_minute_and_at_midnight_as_to_a_stranger(ending: World, part: str) -> None:
    """Each address meets a session that nothing has ended yet."""
    cast, stranger = ending.cast, Client(raise_request_exception=False)
    with clock.frozen_at(LAST_MINUTE):
        actor, client = actor_of(cast, part), signed_in(cast, part)
        before = {path: (a, answer_of(client, path)[0]) for a, path in near(ending) if may(actor, a.permission)}
    refused = [f"{path}: {fault}" for path, (a, got) in before.items() if (fault := judge(a, ending.rows, actor, got))]
    assert refused == [] and sum(got == 200 for _a, got in before.values()) > 3
    with clock.frozen_at(MIDNIGHT):
        wrong = []
        for path in (*(path for _a, path in near(ending)), *foreign()):
            for form in FORMS if part in WRITERS else FORMS[:1]:
                wanted, got = answer_of(stranger, path, form), answer_of(signed_in(cast, part), path, form)
                if got != wanted:
                    wrong.append(f"{form} {path}: {got}, a stranger gets {wanted}")
    assert wrong == []


def test_an_open_session_ends_with_the_post(ending: World) -> None:
    cast = ending.cast
    with clock.frozen_at(LAST_MINUTE):
        clients = {part: signed_in(cast, part) for part in POSTS}
        staying = signed_in(cast, "seamstress")
        assert {client.get("/").status_code for client in clients.values()} == {200}
        assert end_sessions(today=LAST_MINUTE.date(), by=system_actor("test")) == 0
    with clock.frozen_at(MIDNIGHT):
        assert set(strangers(MIDNIGHT.date())) == {cast.persons[part] for part in POSTS}
        first = clients.pop("teacher")
        assert first.get("/needs/").status_code == 302 and "_auth_user_id" not in first.session
        assert end_sessions(today=MIDNIGHT.date(), by=system_actor("test")) == len(clients)
        assert end_sessions(today=MIDNIGHT.date(), by=system_actor("test")) == 0
        assert staying.get(reverse("my_registration")).status_code == 200


def test_a_teacher_who_is_a_talent_too_keeps_the_own_registration_and_nothing_else(ending: World) -> None:
    cast = ending.cast
    with acting("test"):
        cast.seamstress.person = cast.persons["teacher"]
        cast.seamstress.save(update_fields=["person"])
    with clock.frozen_at(MIDNIGHT):
        client = signed_in(cast, "teacher")
        assert client.get(reverse("my_registration")).status_code == 200
        assert client.get("/promises/").status_code == client.get("/handover/").status_code == 403


def test_every_kind_of_link_is_known() -> None:
    assert {address.name for address in ALL if address.is_by_link} == set(LINKS)


def test_an_invitation_ends_with_the_post(cast: Cast) -> None:
    held = end_appointment(Appointment.objects.get(post=cast.posts["teacher"]), on=LAST_MINUTE.date(), by=cast.actor("section"))
    with clock.frozen_at(LAST_MINUTE - dt.timedelta(days=2)):
        invitation = invite(held, by=cast.actor("section"))
        assert OutgoingMail.objects.filter(kind="invited").count() == 1 and invitation.expires_on > MIDNIGHT.date()
    path = reverse("invitation_accept", args=[signing.dumps(invitation.pk, salt=SALT)])
    forged = reverse("invitation_accept", args=[signing.dumps(invitation.pk, salt="another")])
    typed = {"password": "mizu-to-hikari-no-machi", "again": "mizu-to-hikari-no-machi"}
    with clock.frozen_at(LAST_MINUTE):
        assert Client().get(path).status_code == 200
    with clock.frozen_at(MIDNIGHT):
        assert Client().get(path).status_code == Client().get(forged).status_code == 410
        assert Client().post(path, typed).status_code == 410
    assert Invitation.objects.get().accepted_at is None
