"""A promise to find somebody becomes a need in two taps, once, at the school that waits for it."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.core.history import history_of
from yuinowa.needs.actions import delete_draft, promise_to_need, wish_of_promise
from yuinowa.needs.models import Need, PromisedNeed
from yuinowa.promises.actions import finish_promise, make_promise
from yuinowa.promises.models import Promise

TEXT = "七輪を見せてくださる方をさがす"


@pytest.fixture
def promise(cast: Cast) -> Promise:
    return made(cast, owed_to=cast.posts["teacher"])


def made(cast: Cast, **more: Any) -> Promise:
    promise: Promise = make_promise(
        text=TEXT, owner=cast.posts["instructor"], due_on=dt.date(2026, 12, 1), by=cast.actor("instructor"), **more
    )
    return promise


def become(promise: Promise, cast: Cast, part: str = "instructor") -> Need:
    need: Need = promise_to_need(promise, wish=wish_of_promise(promise), by=cast.actor(part))
    return need


def test_it_becomes_a_draft_of_the_school_and_stays_open(cast: Cast, promise: Promise) -> None:
    need = become(promise, cast)
    assert (need.school, need.state, need.title, need.tasks) == (cast.elementary, Need.State.DRAFT, TEXT, "")
    promise.refresh_from_db()
    assert promise.state == Promise.State.OPEN
    assert history_of(promise)[0].verb == "became_need"


def test_it_becomes_one_once(cast: Cast, promise: Promise) -> None:
    need = become(promise, cast)
    with pytest.raises(Refused, match="もうお願いになっています"):
        become(promise, cast)
    delete_draft(need, by=cast.actor("teacher"))
    become(promise, cast)
    assert PromisedNeed.objects.count() == 1


def test_one_that_is_kept_or_of_no_school_does_not(cast: Cast, promise: Promise) -> None:
    with pytest.raises(Refused, match="学校がかかわっていません"):
        become(made(cast, owed_to_text="PTA会長"), cast)
    finish_promise(promise, by=cast.actor("instructor"))
    with pytest.raises(Refused, match="もう「済み」です"):
        become(promise, cast)


def test_only_who_keeps_it_may(cast: Cast, promise: Promise) -> None:
    for part in ("coast_instructor", "teacher", "principal"):
        with pytest.raises(NotAllowed):
            become(promise, cast, part)
    assert not PromisedNeed.objects.exists()


def test_two_taps_and_both_pages_name_each_other(cast: Cast, promise: Promise) -> None:
    client = Client()
    client.force_login(cast.users["instructor"])
    url = f"/promises/{promise.pk}/need/"
    assert f'href="{url}"' in client.get(f"/promises/{promise.pk}/").content.decode()
    assert TEXT in client.get(url).content.decode()
    key = {"submission_key": "0a4dd2bb-1a7b-4bdb-9f0c-111111111111"}
    sent = [client.post(url, {"title": "昔のくらし", "tasks": "七輪", **key}) for _turn in range(2)]
    need = Need.objects.get(title="昔のくらし")
    assert [one["Location"] for one in sent] == [f"/needs/{need.pk}/"] * 2
    assert f'href="/needs/{need.pk}/"' in client.get(f"/promises/{promise.pk}/").content.decode()
    assert f'href="/promises/{promise.pk}/"' in client.get(f"/needs/{need.pk}/").content.decode()
    assert client.get(url)["Location"] == f"/needs/{need.pk}/"


def test_a_stranger_finds_no_page(cast: Cast, promise: Promise) -> None:
    client = Client()
    client.force_login(cast.users["coast_instructor"])
    assert client.get(f"/promises/{promise.pk}/need/").status_code == 404


def test_a_promise_of_no_school_says_where_to_post(cast: Cast) -> None:
    own = made(cast, owed_to_text="PTA会長")
    client = Client()
    client.force_login(cast.users["instructor"])
    assert "/need/" not in client.get(f"/promises/{own.pk}/").content.decode()
    assert "お願いの画面から" in client.get(f"/promises/{own.pk}/need/", follow=True).content.decode()
