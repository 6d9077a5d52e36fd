"""A resident registers on a phone, staff approve, the resident signs in, pauses, renews and ends."""

import datetime as dt

import pytest
from django.test import Client

from tests.cast import MOMENT, Cast
from tests.flows.reading import Page, Reader
from yuinowa.core import clock
from yuinowa.core.models import OutgoingMail
from yuinowa.people.models import User
from yuinowa.talents.actions import remind_to_renew
from yuinowa.talents.models import Talent

ABOUT = {"name": "水野 さくら", "kana": "みずの さくら", "email": "sakura@mail.example.jp", "birth_on": "昭和45年3月3日"}
NEXT = "次へ進む"


@pytest.fixture
def stranger(cast: Cast) -> Reader:
    return Reader(Client())


@pytest.fixture
def clerk(cast: Cast) -> Reader:
    return signed_in(cast.users["center_staff"])


def signed_in(user: User) -> Reader:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return Reader(client)


def fill_in(reader: Reader, cast: Cast) -> Page:
    page = reader.send(reader.open("/register/"), NEXT, **ABOUT)
    page = reader.send(page, NEXT, skills=[cast.sewing.pk], skill_text="布のおもちゃ")
    page = reader.send(page, NEXT, times=["1-morning", "3-afternoon"], block=cast.plain.pk)
    return reader.send(page, NEXT, pledge="on")


def test_from_registration_to_approval(cast: Cast, stranger: Reader, clerk: Reader) -> None:
    page = fill_in(stranger, cast)
    assert "まだ申し込んでいません" in page.text
    assert "火 8:00～12:30 / 木 12:30～16:30" in page.text
    page = stranger.send(page, "この内容で申し込む")
    assert "お申込みを受け付けました" in page.text
    talent = Talent.objects.get(name="水野 さくら")
    assert (talent.state, talent.source) == ("pending", "self")

    page = clerk.follow(clerk.open("/talents/"), "登録の承認")
    page = clerk.follow(page, "承認する 水野 さくら")
    assert "1通" in page.text
    page = clerk.send(page, "承認する")
    assert "承認しました。" in page.text
    assert OutgoingMail.objects.filter(kind="registration_approved", to="sakura@mail.example.jp").count() == 1

    mine = signed_in(User.objects.get(email="sakura@mail.example.jp"))
    page = mine.open("/my-registration/")
    assert "水野 さくら" in page.text
    page = mine.send(mine.follow(page, "お休みにする"), "お休みにする", until_on="2026-12-31")
    assert Talent.objects.get(pk=talent.pk).state == "paused"
    page = mine.send(mine.follow(page, "お休みから戻る"), "お休みから戻る")
    page = mine.send(mine.follow(page, "内容をなおす"), "なおす", reach_km="15", times_2="10:00～11:30")
    talent = Talent.objects.get(pk=talent.pk)
    assert (talent.reach_km, talent.pledged_on) == (15, clock.today())
    assert list(talent.availabilities.values_list("weekday", "from_at")) == [(1, dt.time(8)), (2, dt.time(10)), (3, dt.time(12, 30))]
    page = mine.send(mine.follow(page, "登録を終える"), "登録を終える", reason="転居")
    page = mine.send(mine.follow(page, "元に戻す"), "元に戻す")
    assert Talent.objects.get(pk=talent.pk).state == "active"


def test_nothing_typed_is_lost(cast: Cast, stranger: Reader) -> None:
    page = stranger.send(stranger.open("/register/"), NEXT, name="水野 さくら", kana="漢字", email="まちがい")
    assert "ふりがなは、ひらがなかカタカナ" in page.text
    assert {("name", "水野 さくら"), ("kana", "漢字"), ("email", "まちがい")} <= set(page.form(NEXT).values)
    page = stranger.send(page, NEXT, **ABOUT)
    page = stranger.send(page, "前へもどる", skill_text="書きかけ")
    assert ("name", "水野 さくら") in page.form(NEXT).values
    page = stranger.send(page, NEXT)
    assert ("skill_text", "書きかけ") in page.form(NEXT).values


def test_no_page_can_be_skipped(cast: Cast, stranger: Reader) -> None:
    page = stranger.open("/register/confirm/")
    assert page.url == "/register/about/"
    assert "「あなたのこと」を書いてから進んでください。" in page.text
    assert stranger.open("/register/nothing/").status == 404


def test_registering_twice_is_told_beside_the_form(cast: Cast, stranger: Reader) -> None:
    stranger.send(fill_in(stranger, cast), "この内容で申し込む")
    page = stranger.send(fill_in(stranger, cast), "この内容で申し込む")
    assert "すでにお預かりしています" in page.text
    assert "水野 さくら" in page.text
    assert Talent.objects.filter(name="水野 さくら").count() == 1


def test_a_double_click_registers_once(cast: Cast, stranger: Reader) -> None:
    page = fill_in(stranger, cast)
    sent = page.form("この内容で申し込む").filled()
    session = dict(stranger.client.session)
    first = stranger.client.post("/register/confirm/", sent)
    kept = stranger.client.session
    kept.update(session)
    kept.save()
    second = stranger.client.post("/register/confirm/", sent)
    assert first["Location"] == second["Location"] == "/register/done/"
    assert Talent.objects.filter(name="水野 さくら").count() == 1


@pytest.mark.parametrize("language", ["ja-simple", "en"])
def test_the_way_is_the_same_in_other_languages(cast: Cast, language: str) -> None:
    client = Client()
    client.cookies["language"] = language
    for step, data in (
        ("about", {**ABOUT, "kind": "person", "is_mailed": "on"}),
        ("skills", {"skills": [cast.sewing.pk]}),
        ("times", {"times": ["1-morning"], "places_per_term": 4, "reach_km": 8, "block": ""}),
        ("sharing", {"visibility": "city", "pledge": "on"}),
    ):
        assert client.get(f"/register/{step}/").status_code == 200
        assert client.post(f"/register/{step}/", data).status_code == 302
    page = Page(client.get("/register/confirm/"))
    assert page.status == 200
    assert "《" not in page.html
    assert client.post("/register/confirm/", {}).status_code == 302
    assert Talent.objects.get(name="水野 さくら").state == "pending"


def test_easy_japanese_shows_readings(cast: Cast) -> None:
    client = Client()
    client.cookies["language"] = "ja-simple"
    page = Page(client.get("/register/"))
    assert "<ruby>" in page.html
    assert "<rt>" in page.html


def test_renewal_by_the_link_of_the_mail(cast: Cast) -> None:
    with clock.frozen_at(dt.datetime(2027, 2, 1, 8, tzinfo=MOMENT.tzinfo)):
        remind_to_renew(on=clock.today())
        mail = OutgoingMail.objects.filter(kind="renewal_due", to="seamstress@mail.example.jp").get()
        address = next(word for word in mail.text.split() if "/renewals/" in word).split("8000")[1]
        reader = Reader(Client())
        page = reader.open(address)
        assert Talent.objects.get(pk=cast.seamstress.pk).expires_on == dt.date(2027, 3, 31)
        page = reader.send(page, "更新する", pledge="on")
        assert "更新は済んでいます" in page.text
        assert Talent.objects.get(pk=cast.seamstress.pk).expires_on == dt.date(2028, 3, 31)
        assert reader.open("/renewals/nonsense/").status == 404


def test_entry_from_paper(cast: Cast, clerk: Reader) -> None:
    page = clerk.follow(clerk.open("/talents/"), "登録を入れる")
    answers = {
        "source": "paper",
        "kind": "group",
        "name": "花の会",
        "kana": "はなのかい",
        "telephone": "0999-88-0001",
        "skills": [cast.flowers.pk],
        "times": ["0-morning"],
    }
    page = clerk.send(page, "登録する", **answers, pledge="on", block=cast.plain.pk)
    assert "代表の方のお名前を書いてください。" in page.text
    page = clerk.send(page, "登録する", contact_name="会長 一", contact_kana="かいちょう はじめ", capacity="3")
    assert "花の会さんを登録しました。" in page.text
    talent = Talent.objects.get(name="花の会")
    assert (talent.source, talent.state, talent.resource.capacity, talent.is_mailed) == ("paper", "active", 3, False)
