"""Every decision on a registration: its page changes nothing, its button does what the page says, and returns."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import TODAY, Cast
from yuinowa.core.audit import acting
from yuinowa.talents.models import Absence, Talent

STATE = Talent.State
PERIOD = {"from_on": "2026-12-01", "until_on": "2026-12-03", "reason": "旅行"}
# Name of the page, state before, what is typed, state after.
OFFICE = [
    ("talent_approve", STATE.PENDING, {}, STATE.ACTIVE),
    ("talent_decline", STATE.PENDING, {"reason": "市外の方です。"}, STATE.ENDED),
    ("talent_pause", STATE.ACTIVE, {"reason": "けが"}, STATE.PAUSED),
    ("talent_resume", STATE.PAUSED, {}, STATE.ACTIVE),
    ("talent_absent", STATE.ACTIVE, PERIOD, STATE.ACTIVE),
    ("talent_renew", STATE.ACTIVE, {}, STATE.ACTIVE),
    ("talent_end", STATE.ACTIVE, {"reason": "引っ越し"}, STATE.ENDED),
]
OWN = [
    ("my_registration_pause", STATE.ACTIVE, {"reason": "けが"}, STATE.PAUSED),
    ("my_registration_resume", STATE.PAUSED, {}, STATE.ACTIVE),
    ("my_registration_absent", STATE.ACTIVE, PERIOD, STATE.ACTIVE),
    ("my_registration_renew", STATE.ACTIVE, {"pledge": "on"}, STATE.ACTIVE),
    ("my_registration_end", STATE.ACTIVE, {"reason": "引っ越し"}, STATE.ENDED),
]


def facts(talent: Talent) -> tuple[Any, ...]:
    talent.refresh_from_db()
    return talent.state, talent.expires_on, list(talent.absences.values_list("from_on", "until_on"))


@pytest.mark.parametrize(("name", "before", "typed", "after"), [*OFFICE, *OWN])
def test_the_page_asks_and_the_button_acts(cast: Cast, client: Client, name: str, before: str, typed: dict[str, str], after: str) -> None:
    talent = cast.seamstress
    with acting("test"):
        Talent.objects.filter(pk=talent.pk).update(state=before, expires_on=TODAY + dt.timedelta(days=20))
    client.force_login(cast.users["coordinator" if name.startswith("talent") else "seamstress"])
    address, was = reverse(name, args=[talent.pk]), facts(talent)
    page = client.get(address)
    assert (page.status_code, facts(talent)) == (200, was)
    answer = client.post(address, typed)
    assert answer.status_code == 302, answer.context["confirm"]["form"].errors
    assert answer.url == page.context["confirm"]["back"]
    state, expires_on, absences = facts(talent)
    assert (state, expires_on > was[1]) == (after, "renew" in name)
    days = {"absent": [(dt.date(2026, 12, 1), dt.date(2026, 12, 3))], "pause": [(TODAY, None)]}
    assert absences == days.get(name.rsplit("_", 1)[1], [])


@pytest.mark.parametrize("prefix", ["talent", "my_registration"])
def test_what_was_decided_is_taken_back(cast: Cast, client: Client, prefix: str) -> None:
    talent = cast.seamstress
    client.force_login(cast.users["coordinator" if prefix == "talent" else "seamstress"])
    with acting("test"):
        absence = Absence.objects.create(talent=talent, from_on=dt.date(2026, 12, 24))
    client.post(reverse(f"{prefix}_absence_remove", args=[talent.pk, absence.pk]))
    client.post(reverse(f"{prefix}_end", args=[talent.pk]), {"reason": "引っ越し"})
    assert facts(talent)[0] == STATE.ENDED
    client.post(reverse(f"{prefix}_end_undo", args=[talent.pk]))
    assert (facts(talent)[0], facts(talent)[2]) == (STATE.ACTIVE, [])


def test_a_renewal_without_the_pledge_is_not_taken(cast: Cast, client: Client) -> None:
    client.force_login(cast.users["seamstress"])
    was = facts(cast.seamstress)
    page = client.post(reverse("my_registration_renew", args=[cast.seamstress.pk]), {})
    assert ("pledge" in page.context["confirm"]["form"].errors, facts(cast.seamstress)) == (True, was)
