"""A promise from the visit to its end, by what stands on the pages: made, seen, handed on, kept, undone."""

import datetime as dt
import re

import pytest
from django.test import Client

from tests.cast import TODAY, Cast
from tests.flows.following import Page, visit
from yuinowa.core import clock
from yuinowa.core.models import OutgoingMail
from yuinowa.promises import actions
from yuinowa.promises.models import Promise

TEXT = "昔の道具を貸してくださる方の名簿を届ける"


def signed_in(cast: Cast, part: str) -> Client:
    client = Client()
    client.force_login(cast.users[part])
    return client


def link_of(kind: str) -> str:
    found = re.search(r"https?://[^/]+(/\S+)", OutgoingMail.objects.filter(kind=kind).latest("pk").text)
    assert found
    return found[1]


def test_from_the_visit_to_the_end(cast: Cast):
    instructor, teacher, center = (signed_in(cast, part) for part in ("instructor", "teacher", "center_staff"))
    page = visit(instructor, "/").follow("約束").follow("約束を書きとめる")
    page = page.press("書きとめる", text=TEXT, owed_to=str(cast.posts["teacher"].pk), when="week", source_text="11月24日の巡回訪問")
    assert "約束を書きとめました。" in page.text
    assert "の期限は令和8年12月1日（火）です（あと7日）。" in visit(instructor, "/").text

    seen = visit(teacher, "/promises/?tab=to_me").follow(TEXT)
    assert "花塚公民館 社会教育指導員" in seen.text and "11月24日の巡回訪問" in seen.text

    page = page.follow("引きつぐ").press("引きつぐ", to=str(cast.posts["center_staff"].pk), word="館の棚にあります")
    assert "花塚公民館 担当に引きつぎました。" in page.text and "（館の棚にあります）" in page.text
    assert "約束「" not in visit(instructor, "/").text

    page = visit(center, link_of("promise_handed_on")).press("守りました")
    assert "約束を「済み」にしました。" in page.text and Promise.objects.get().state == "done"
    assert "「済み」" not in visit(teacher, seen.url).text and "約束を守りました" in visit(teacher, seen.url).text
    page = page.press("元にもどす")
    assert "「まだ」にもどしました。" in page.text and Promise.objects.get().state == "open"
    assert "あと7日" in Page(center, center.get("/promises/")).text


def test_the_coordinator_hears_block_by_block_of_what_is_late(cast: Cast):
    for part in ("instructor", "coast_instructor", "coast_teacher"):
        actions.make_promise(text=TEXT, owner=cast.posts[part], due_on=TODAY, by=cast.actor("section"))
    coordinator = signed_in(cast, "coordinator")
    with clock.frozen_at(clock.now() + dt.timedelta(days=7)):
        assert "7日より過ぎた" not in visit(coordinator, "/").text
        assert "（7日すぎています）" in visit(signed_in(cast, "coast_teacher"), "/").text
    with clock.frozen_at(clock.now() + dt.timedelta(days=8)):
        page = visit(coordinator, "/")
        assert "期限を7日より過ぎた約束が3件あります（汐見浜 2、花塚 1）。" in page.text
        assert page.follow("どの約束か見る").text.count(TEXT) == 6  # as a link and beside its tick


@pytest.mark.parametrize("part", ["section", "coordinator", "instructor"])
def test_what_has_nobody_to_keep_it_is_shown(cast: Cast, part: str):
    from yuinowa.people.models import Post

    window = Post.objects.get(kind=Post.Kind.LIAISON_TEACHER, school=cast.junior)
    actions.make_promise(text=TEXT, owner=window, due_on=TODAY, by=cast.actor("section"))
    assert ("担当者のいない職の約束が1件あります。" in visit(signed_in(cast, part), "/").text) is (part != "instructor")
    assert "担当者なし" in visit(signed_in(cast, part), "/promises/?tab=all").text
    assert "約束「" in visit(signed_in(cast, "vice_principal"), "/").text
