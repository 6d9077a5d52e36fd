"""From a teacher's wish to the children's thanks, by what stands on the pages."""

import datetime as dt
import re

import pytest
from django.test import Client

from tests.cast import Cast
from tests.flows.following import Page, visit
from tests.unit.needs.conftest import wish
from yuinowa.core import clock
from yuinowa.core.actions import system_actor
from yuinowa.core.audit import acting
from yuinowa.core.models import OutgoingMail
from yuinowa.core.search import fill_search_all
from yuinowa.needs.actions import WishedDate, approve_need, post_need
from yuinowa.needs.models import Candidate, Engagement, Need, Offer
from yuinowa.talents.models import Talent

pytestmark = pytest.mark.django_db
DAY = "2026-12-08"


def signed_in(cast: Cast, part: str) -> Client:
    client = Client()
    client.force_login(cast.users[part])
    return client


def link_in(kind: str, to: str) -> str:
    text = OutgoingMail.objects.filter(kind=kind, to=to).latest("pk").text
    found = re.search(r"https?://[^/]+(/\S+)", text)
    assert found
    return found[1]


def posted_and_approved(cast: Cast) -> Need:
    with acting("test:search"):
        fill_search_all(Talent.objects.all())
    page = visit(signed_in(cast, "teacher"), "/needs/").follow("お願いを出す")
    page = page.press(
        "お願いを出す",
        title="ミシンの学習のお手伝い",
        on_1=DAY,
        lesson_1="3",
        people="1",
        class_name="5年1組",
        tasks="糸かけと、布をおさえること",
    )
    assert "校長の承認を待っています" in page.text
    page = visit(signed_in(cast, "principal"), link_in("approval_asked", cast.persons["principal"].email))
    need = Need.objects.get()
    assert "1件を承認しました" in page.press("印をつけたお願いを承認する", needs=str(need.pk)).text
    return need


def test_from_need_to_thanks(cast: Cast):
    need = posted_and_approved(cast)
    with acting("test:plan"):
        Candidate.objects.create(need=need, talent=cast.seamstress, rank=1)
        Candidate.objects.create(need=need, talent=cast.gardener, rank=2)
    coordinator = signed_in(cast, "coordinator")
    page = visit(coordinator, "/needs/").follow("ミシンの学習").follow("打診する")
    assert "1人に打診しました" in page.press("打診を送る", talents=str(cast.seamstress.pk)).text

    page = visit(Client(), link_in("asked", cast.persons["seamstress"].email))
    assert Offer.objects.get().state == "waiting"
    page = page.press("行けません", word="その日は用事が")
    assert "お返事を受け取りました" in page.text

    page = visit(coordinator, "/offers/telephone/")
    page = page.follow("返事を記録する").press("記録する", answer="yes", way="telephone")
    assert "返事を記録しました" in page.text
    engagement = Engagement.objects.get()
    assert (engagement.talent, Need.objects.get().state) == (cast.gardener, "filled")
    assert cast.persons["gardener"].telephone in visit(signed_in(cast, "teacher"), f"/needs/{need.pk}/").text

    with clock.frozen_at(dt.datetime(2026, 12, 8, 15, 0, tzinfo=clock.JAPAN)):
        teacher = signed_in(cast, "teacher")
        page = visit(teacher, f"/needs/{need.pk}/").follow("記録する")
        page = page.press("記録する", pupils="28", teachers="1", result="全員がエプロンを縫えました")
        assert "記録しました" in page.text
        page = page.follow("お礼を書く").press("お礼を届ける", text="ありがとうございました。", signed="5年1組 一同")
        assert "お礼状を印刷して送ってください：野原 実" in page.text
        assert "全員がエプロンを縫えました" in visit(teacher, "/records/").follow("ミシンの学習").text
    assert Need.objects.get().state == "done"


def test_accepting_by_link_works_once_and_is_kind_afterwards(cast: Cast):
    need = posted_and_approved(cast)
    coordinator = signed_in(cast, "coordinator")
    page = visit(coordinator, f"/needs/{need.pk}/offers/?q=森")
    page.press("打診を送る", talents=str(cast.seamstress.pk))
    link = link_in("asked", cast.persons["seamstress"].email)
    first, second = visit(Client(), link), visit(Client(), link)
    assert "よろしくお願いします" in first.press("行けます").text
    assert "もう「行けます」とお返事をいただいています" in second.press("行けます").text
    assert (Engagement.objects.count(), Need.objects.get().state) == (1, "filled")
    again = first.press("行けます")  # the same form once more: the back button, a double click
    assert again.response.status_code == 200
    assert Engagement.objects.count() == 1
    feed = Client().get(next(href for text, href in visit(Client(), link).links if "カレンダー" in text))
    assert b"DTSTART;TZID=Asia/Tokyo:20261208T104500" in feed.content
    with clock.frozen_at(dt.datetime(2026, 12, 9, 9, 0, tzinfo=clock.JAPAN)):
        over = Client().get(link)
    assert (over.status_code, "もう終わっています" in over.content.decode()) == (410, True)
    assert Client().get(link.replace("answer/", "answer/x")).status_code == 404


def test_a_form_sent_twice_posts_one_need(cast: Cast):
    page = visit(signed_in(cast, "teacher"), "/needs/new/")
    typed = {"title": "𠮷野さんと🌸花壇づくり", "on_1": DAY, "lesson_1": "1"}
    outcomes = [page.press("お願いを出す", **typed).url for _ in range(2)]
    assert (Need.objects.count(), outcomes[0]) == (1, outcomes[1])
    assert "𠮷野さんと🌸花壇づくり" in visit(page.client, outcomes[0]).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"on_1": "2026-11-20", "lesson_1": "1"}, "もう過ぎています"),
        ({"on_1": DAY, "starts_1": "11:00", "ends_1": "10:00"}, "終わりの時刻が、始まりより前です"),
        ({"on_1": DAY, "lesson_1": "1", "people": "0"}, "1人から99人まで"),
        ({"on_1": DAY}, "校時か、始まりと終わりの時刻"),
        ({}, "日にちを一つ以上"),
    ],
)
def test_nonsense_stays_on_the_form_with_a_word_about_it(cast: Cast, typed: dict, said: str):
    page = visit(signed_in(cast, "teacher"), "/needs/new/").press("お願いを出す", title="花壇づくり", tasks="苗を植える", **typed)
    form = next(form for form in page.forms if "title" in form.names)
    assert (said in page.text, form.fields["title"], form.fields["tasks"], Need.objects.count()) == (True, "花壇づくり", "苗を植える", 0)


def test_two_coordinators_answer_for_one_person(cast: Cast):
    need = posted_and_approved(cast)
    coordinator, section = signed_in(cast, "coordinator"), signed_in(cast, "section")
    visit(coordinator, f"/needs/{need.pk}/offers/?q=野原").press("打診を送る", talents=str(cast.gardener.pk))
    pages = [visit(client, "/offers/telephone/").follow("返事を記録する") for client in (coordinator, section)]
    pages[0].press("記録する", answer="yes")
    late = pages[1].press("記録する", answer="no")
    assert "もう「行けます」とお返事をいただいています" in late.text
    assert Need.objects.get().state == "filled"


def test_cancelling_says_first_what_will_happen(cast: Cast):
    need = posted_and_approved(cast)
    visit(signed_in(cast, "coordinator"), f"/needs/{need.pk}/offers/?q=森").press("打診を送る", talents=str(cast.seamstress.pk))
    page = visit(signed_in(cast, "teacher"), f"/needs/{need.pk}/").follow("取りやめる")
    assert "返事待ちの方：1人" in page.text
    page = page.press("取りやめる", reason="学級閉鎖のため")
    assert "メールを1通送りました" in page.text
    assert "元にもどしました" in page.follow("元にもどす").press("元にもどす").text
    assert Need.objects.get().state == "open"
    link = link_in("asked", cast.persons["seamstress"].email)
    assert "学校の都合で取り下げました" in visit(Client(), link).text


def test_same_as_last_year_is_one_tap(cast: Cast):
    with clock.frozen_at(dt.datetime(2025, 11, 20, 9, 0, tzinfo=clock.JAPAN)):
        date = WishedDate(dt.date(2025, 12, 9), lesson=3)
        old = post_need(cast.elementary, wish=wish(dates=(date,)), by=system_actor("test")).need
        approve_need(old, by=system_actor("test"))
    page: Page = visit(signed_in(cast, "teacher"), "/needs/new/").follow("同じ内容で出す")
    form = next(form for form in page.forms if "title" in form.names)
    assert (form.fields["title"], form.fields["on_1"], form.fields["lesson_1"]) == ("ミシンの学習のお手伝い", "2026-12-08", "3")
    page.press("お願いを出す")
    assert Need.objects.latest("pk").copied_from == old
