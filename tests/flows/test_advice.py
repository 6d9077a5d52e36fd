"""A question from the staff room to a case for everybody, by what stands on the pages."""

import datetime as dt
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import MOMENT, Cast
from tests.flows.following import visit
from tests.unit.advice.conftest import PDF
from yuinowa.advice.models import Consultation, Knowledge
from yuinowa.core import clock
from yuinowa.core.models import OutgoingMail
from yuinowa.promises.models import Promise


def signed_in(cast: Cast, part: str) -> Client:
    client = Client()
    client.force_login(cast.users[part])
    return client


def link_of(kind: str) -> str:
    found = re.search(r"https?://[^/]+(/\S+)", OutgoingMail.objects.filter(kind=kind).latest("pk").text)
    assert found
    return found[1]


def test_from_the_question_to_the_case(cast: Cast):
    teacher, coordinator, other = (signed_in(cast, part) for part in ("teacher", "coordinator", "coast_teacher"))
    page = visit(teacher, "/").follow("相談").follow("相談する")
    file = SimpleUploadedFile("案内.pdf", PDF.content)
    asked = {"subject": "花塚小でミシンの補助がほしい", "topic": "people", "text": "𠮷田です。あと2人です。"}
    page = page.press("相談を送る", attachments=file, **asked)
    assert "相談を送りました。" in page.text and "案内.pdf" in page.text and "回答待ち" in page.text

    with clock.frozen_at(MOMENT + dt.timedelta(days=2)):
        today = visit(coordinator, "/")
        assert "が2日、答えを待っています。" in today.text
        page = today.follow("読んで答える")
        page = page.press(
            "答えを送る",
            text="森 春子さんに頼みましょう。回覧板でも集められます。",
            promise="森さんに電話する",
            keeper="us",
            due_on="2026-12-01",
        )
        assert "答えを送りました。" in page.text and Promise.objects.get().owner == cast.posts["coordinator"]

        page = visit(teacher, "/").follow("答えを読む")
        assert "森 春子さんに頼みましょう" in page.text and "森さんに電話する" in page.text
        page = page.press("送る", text="ありがとうございます。火曜でよいですか。")
        assert Consultation.objects.get().state == "open"
        page = visit(coordinator, link_of("advice_asked")).press("答えを送る", text="火曜で決まりました。")
        page = page.press("この答えを事例にする")
        assert "置きかえたことば" in page.text and "「花塚小」→「ある小学校」" in page.text
        page = page.press("保存して、公開の確認へ", title="ミシンの補助がほしいとき", answer="回覧板で集める")
        page = page.press("公開する", is_checked="on")
        assert "職員に公開しました。" in page.text

        page = visit(other, "/").follow("事例").follow("ミシンの補助がほしいとき")
        assert "回覧板で集める" in page.text and "花塚小" not in page.text
        assert "ミシンの補助がほしいとき" in visit(other, "/search/?q=回覧板").text.replace("<mark>", "").replace("</mark>", "")

        page = visit(teacher, link_of("advice_answered")).press("相談を終わりにする")
        assert "相談を終わりにしました。" in page.text
        page = page.press("元にもどす")
        assert "開きなおしました。" in page.text and Consultation.objects.get().state == "answered"
    assert Knowledge.objects.get().state == "published"


def test_by_telephone_and_shown_to_the_center(cast: Cast):
    coordinator, teacher, instructor = (signed_in(cast, part) for part in ("coordinator", "teacher", "instructor"))
    page = visit(coordinator, "/").follow("相談").follow("聞いた相談を書きとめる")
    told = {"asked_by": str(cast.posts["teacher"].pk), "channel": "telephone", "subject": "謝金の出し方", "topic": "cost"}
    page = page.press("書きとめる", text="講師にお礼を出せるか", answered="要綱の額で出せます。", **told)
    assert "聞いた相談を書きとめました。" in page.text and "に終わった相談です。" in page.text

    page = visit(teacher, "/advice/?state=closed").follow("謝金の出し方").follow("公民館にも見せる").press("公民館にも見せる")
    assert "受け持ちの公民館にも見せました。" in page.text
    assert "要綱の額で出せます。" in visit(instructor, "/advice/?state=closed").follow("謝金の出し方").text
    page = visit(teacher, "/advice/").follow("校内配布用の一枚")
    assert "お願いのしかた" in page.text
