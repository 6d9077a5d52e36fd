"""Cases and counts on their pages: nobody reads a draft, everybody a case; months are counted in Japan's time."""

import datetime as dt

from tests.cast import Cast
from tests.unit.advice.conftest import Ask, ClientOf, case_of, words
from yuinowa.advice import actions
from yuinowa.advice.models import Knowledge
from yuinowa.core import clock


def test_a_draft_is_looked_at_then_published_then_taken_back(cast: Cast, asked: Ask, client_of: ClientOf):
    consultation = asked(subject="花塚小のミシン", text="𠮷田先生から森 春子さんへ")
    message = actions.answer(consultation, text="野原さん（0999-50-0001）へ", by=cast.actor("coordinator"))
    client = client_of("coordinator")
    page = words(client.post(f"/advice/messages/{message.pk}/case/", follow=True))
    case = Knowledge.objects.get()
    for told in (
        "「花塚小」→「ある小学校」",
        "「𠮷田先生」→「ある先生」",
        "「0999-50-0001」→「電話番号」",
        "まだ、だれにも公開されていません。",
    ):
        assert told in page
    assert client_of("teacher").get(f"/knowledge/{case.pk}/").status_code == 404
    assert "ある小学校のミシン" not in words(client_of("teacher").get("/knowledge/"))
    typed = {"title": "花塚小のミシン", "topic": "method", "question": "", "answer": "回覧板で集める", "publish": "1"}
    page = words(client.post(f"/knowledge/{case.pk}/edit/", typed, follow=True))
    assert "人や学校がわかるかもしれないことば：花塚小" in page
    page = words(client.post(f"/knowledge/{case.pk}/publish/", {}))
    assert "確かめて、印をつけてください" in page
    page = client.post(f"/knowledge/{case.pk}/publish/", {"is_checked": "on"}, follow=True).content.decode()
    assert "職員に公開しました。" in page and f"/knowledge/{case.pk}/withdraw/" in page
    assert "回覧板で集める" in words(client_of("admin").get(f"/knowledge/{case.pk}/"))
    assert "もとの相談を見る" not in words(client_of("teacher").get(f"/knowledge/{case.pk}/"))
    client.post(f"/knowledge/{case.pk}/withdraw/")
    assert client_of("teacher").get(f"/knowledge/{case.pk}/").status_code == 404


def test_making_a_case_is_no_link(cast: Cast, asked: Ask, client_of: ClientOf):
    message = actions.answer(asked(), text="はい", by=cast.actor("coordinator"))
    assert client_of("coordinator").get(f"/advice/messages/{message.pk}/case/").status_code == 405
    assert client_of("teacher").post(f"/advice/messages/{message.pk}/case/").status_code == 403


def test_similar_cases_stand_beside_the_question(cast: Cast, asked: Ask, client_of: ClientOf):
    case_of(cast, asked, "ミシンの布の集め方")
    case_of(cast, asked, "浜の清掃", is_published=False)
    consultation = asked(subject="ミシンの布")
    text = words(client_of("teacher").get(f"/advice/{consultation.pk}/"))
    assert "ミシンの布の集め方" in text.split("似たことの事例")[1] and "清掃" not in text


def test_months_are_counted_by_kind(cast: Cast, asked: Ask, client_of: ClientOf):
    asked()
    asked(topic="cost", by="coast_teacher")
    with clock.frozen_at(dt.datetime(2027, 3, 31, 23, 30, tzinfo=clock.JAPAN)):
        actions.answer(asked(topic="cost"), text="はい", by=cast.actor("coordinator"))
    client = client_of("coordinator")
    with clock.frozen_at(dt.datetime(2027, 4, 1, 9, tzinfo=clock.JAPAN)):
        text = words(client.get("/advice/counts/?year=2026"))
        assert "令和8年度の相談は3件、いちばん多い月は11月の2件です。" in text and "画面から 3" in text
        rows = client.get("/advice/counts/export/csv/?year=2026").content.decode("utf-8-sig").splitlines()
        assert rows[0] == "種類,4月,5月,6月,7月,8月,9月,10月,11月,12月,1月,2月,3月,計"
        assert "費用・保険,0,0,0,0,0,0,0,1,0,0,0,1,2" in rows and rows[-1] == "計,0,0,0,0,0,0,0,2,0,0,0,1,3"
        assert "令和9年度の相談は、まだありません。" in words(client.get("/advice/counts/?year=abc"))
        assert client.get("/advice/counts/export/xlsx/?year=99999999999").content[:2] == b"PK"
    assert client_of("teacher").get("/advice/counts/").status_code == 403


def test_the_search_of_the_header_finds_within_reach(cast: Cast, asked: Ask, client_of: ClientOf):
    case_of(cast, asked, "タオルの集め方")
    case_of(cast, asked, "タオルの下書き", is_published=False)
    teacher = client_of("teacher").get("/search/?q=タオル").content.decode()
    assert teacher.count("<mark>タオル</mark>の集め方") == 2 and teacher.count("<mark>タオル</mark>の下書き") == 1
    other = client_of("coast_teacher").get("/search/?q=タオル").content.decode()
    assert other.count("<mark>タオル</mark>の集め方") == 1 and "の下書き" not in other
