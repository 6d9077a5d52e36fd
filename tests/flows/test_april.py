"""The year is rolled over with a third of the people changed; each successor finds everything on the first day."""

import datetime as dt
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import Cast
from tests.flows.following import visit
from tests.unit.handover.conftest import FIRST, LAST, at
from tests.unit.handover.lists import filled
from tests.unit.handover.test_files import held_need
from yuinowa.core import clock
from yuinowa.core.actions import system_actor
from yuinowa.core.models import OutgoingMail
from yuinowa.handover import actions
from yuinowa.handover.models import HandoverFile, Rollover
from yuinowa.people.models import Appointment, User
from yuinowa.promises.actions import make_promise

PASSWORD = "mizu-to-hikari-no-machi"
LEAVING = {
    "teacher": ("青木 結", "あおき ゆい", "aoki@city.example.jp"),
    "principal": ("赤井 誠", "あかい まこと", "akai@city.example.jp"),
    "instructor": ("緑川 渉", "みどりかわ わたる", "midorikawa@city.example.jp"),
    "coordinator": ("黒田 環", "くろだ たまき", "kuroda@city.example.jp"),
}
# The instructor of the plain goes to the coast, whose instructor leaves: five of thirteen desks change hands.
MOVED = "coast_instructor"
DESKS = (*LEAVING, MOVED)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def fill_the_desks(cast: Cast) -> None:
    """Last year's weeks, an open request, a promise of each desk, and a word of each leaver."""
    held_need(cast, dt.date(2026, 11, 10))
    held_need(cast, dt.date(2027, 4, 13), state="filled")
    for part in DESKS:
        make_promise(text=f"{part}の約束", owner=cast.posts[part], due_on=dt.date(2027, 4, 20), by=cast.actor("section"))
    for part in DESKS:
        actions.finish_note(cast.posts[part], text=f"{part}からひとこと", by=cast.actor(part))


def link_to(email: str) -> str:
    found = re.search(r"https?://[^/]+(/invitations/\S+)", OutgoingMail.objects.filter(to=email, kind="invited").latest("pk").text)
    assert found
    return found[1]


def successor_of(cast: Cast, part: str) -> User:
    return User.objects.get(person=Appointment.objects.valid(FIRST).get(post=cast.posts[part]).person)


def test_the_year_is_rolled_over_and_every_successor_finds_everything(cast: Cast):
    with clock.frozen_at(at(dt.date(2027, 3, 12))):
        fill_the_desks(cast)
        mover = cast.persons["instructor"]
        changes = {cast.posts[part]: ("出る", *who) for part, who in LEAVING.items()}
        changes[cast.posts[MOVED]] = ("出る", mover.name, mover.kana, mover.email)
        section = signed_in(cast.users["section"])
        page = visit(section, "/").follow("引継ぎ").follow("年度替わりを進める")
        assert "名簿のひな形をダウンロード" in page.text
        section.post("/rollover/2027/import/", {"file": SimpleUploadedFile("名簿.xlsx", filled(LAST, changes))})
        page = visit(section, "/rollover/2027/").follow("準備に進む")
        assert "5人の任期を終え" in page.text and "5人を新しい担当者に" in page.text and "4通" in page.text
        page = page.press("準備する")
        assert "5件の異動に日付を入れ、招待を4通送りました。" in page.text
        for _name, _kana, email in LEAVING.values():
            assert Client().post(link_to(email), {"password": PASSWORD, "again": PASSWORD}).status_code == 302

    with clock.frozen_at(at(LAST, 23, 59)):
        before = {part: signed_in(cast.users[part]) for part in DESKS}
        assert {client.get("/promises/").status_code for client in before.values()} == {200}

    with clock.frozen_at(at(FIRST, 0)):
        actions.complete_rollovers(today=FIRST, by=system_actor("test"))
        assert Rollover.objects.get().state == "done"
        assert [part for part, client in before.items() if client.get("/promises/").status_code == 200] == ["instructor"]
        assert HandoverFile.objects.unread_by_holder(FIRST).count() == len(DESKS)
        for part in DESKS:
            take_over(cast, part)
        assert not HandoverFile.objects.unread(FIRST).exists()
        assert "受けとられていない" not in visit(signed_in(cast.users["section"]), "/").text


def take_over(cast: Cast, part: str) -> None:
    client = signed_in(successor_of(cast, part))
    home = visit(client, "/")
    assert "引きついだ机" in home.text and f"{part}からひとこと" in home.text
    page = home.follow("引継書を読んで受けとる")
    assert f"{part}の約束" in page.text and f"{part}からひとこと" in page.text
    if part != MOVED:  # on the coast nothing took place
        assert "ミシンの補助" in page.text and "森 春子" in page.text and "糸が足りませんでした。" in page.text
        assert page.text.count("ミシンの補助") >= 3 or part in {"instructor", "coordinator"}  # under way, last year, cautions
    page = page.press("読みました。受けとります")
    assert "引継書を受けとりました。" in page.text
    assert "引きついだ机" not in visit(client, "/").text
