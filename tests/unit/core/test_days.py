"""Days out of addresses: what is none, or one that nobody means, is none for the page either."""

import datetime as dt

import pytest
from django.test import Client

from tests.cast import Cast
from yuinowa.core.days import day_in


@pytest.mark.parametrize("text", ["", "あした", "2026-02-30", "0001-01-01", "9999-12-31", "1899-12-31"])
def test_no_day(text: str) -> None:
    assert day_in(text) is None
    assert day_in("2026-11-26") == dt.date(2026, 11, 26)


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_no_page_falls_over_the_end_of_the_calendar(cast: Cast, day: str) -> None:
    client = Client()
    client.force_login(cast.users["instructor"])
    assert client.get(f"/visits/day/{day}/").status_code == 404
    assert client.get(f"/needs/?view=month&month={day[:7]}").status_code == 200
    client.force_login(cast.users["section"])
    assert "年を確かめてください" in client.get(f"/schools/{cast.elementary.pk}/close/?on={day}").content.decode()
