"""Each mail: who gets it, what it says, and that the same one goes out once."""

import datetime as dt

from tests.cast import TODAY, Cast
from tests.unit.advice.conftest import PDF, Ask
from yuinowa.advice import actions
from yuinowa.advice.actions import Promised
from yuinowa.core.audit import acting
from yuinowa.core.models import OutgoingMail
from yuinowa.people.models import Appointment, Post


def mails(kind: str) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind=kind).order_by("pk"))


def leave(cast: Cast, part: str) -> None:
    with acting("test"):
        Appointment.objects.filter(post=cast.posts[part]).update(until_on=TODAY - dt.timedelta(days=1))


def test_the_coordinator_hears_of_a_question_and_of_more(cast: Cast, asked: Ask):
    consultation = asked(files=[PDF])
    (mail,) = mails("advice_asked")
    assert (mail.to, mail.subject) == ("coordinator@city.example.jp", "相談が届きました（花塚小 事業担当教員）")
    for words in (
        "結城 薫 様",
        "件名：ミシンの補助が見つからない",
        "種類：人を探す",
        "あと2人",
        "添付 1件",
        f"/advice/{consultation.pk}/",
        "0999-00-0001",
    ):
        assert words in mail.text
    actions.follow_up(consultation, text="火曜がよいです。", by=cast.actor("teacher"))
    assert mails("advice_asked")[1].subject == "相談のつづきが届きました（花塚小 事業担当教員）"
    assert "火曜がよいです。" in mails("advice_asked")[1].text and "添付" not in mails("advice_asked")[1].text


def test_without_a_coordinator_the_section_hears(cast: Cast, asked: Ask):
    leave(cast, "coordinator")
    asked()
    assert [mail.to for mail in mails("advice_asked")] == ["section@city.example.jp"]


def test_the_asking_post_hears_of_the_answer(cast: Cast, asked: Ask):
    consultation = asked()
    promised = Promised("名簿を届ける", dt.date(2026, 12, 4))
    actions.answer(consultation, text="名簿を送ります。", promised=promised, by=cast.actor("coordinator"))
    (mail,) = mails("advice_answered")
    assert (mail.to, mail.subject) == ("teacher@city.example.jp", "相談に答えが届きました（ミシンの補助が見つからない）")
    for words in (
        "𠮷田 明子 様",
        "事業推進コーディネーターから",
        "名簿を送ります。",
        "約束：名簿を届ける（事業推進コーディネーター）",
        f"/advice/{consultation.pk}/",
    ):
        assert words in mail.text
    assert mails("promise_given") == []


def test_a_promise_of_the_asker_is_told_as_every_promise(cast: Cast, asked: Ask):
    promised = Promised("時間割を送る", dt.date(2026, 12, 4), is_askers=True)
    actions.answer(asked(), text="時間割をください。", promised=promised, by=cast.actor("coordinator"))
    assert [mail.to for mail in mails("promise_given")] == ["teacher@city.example.jp"]


def test_a_vacant_window_is_read_for_by_the_deputy(cast: Cast, asked: Ask):
    window = Post.objects.get(kind=Post.Kind.LIAISON_TEACHER, school=cast.junior)
    actions.answer(asked(by="vice_principal", asked_by=window), text="はい", by=cast.actor("coordinator"))
    assert [mail.to for mail in mails("advice_answered")] == ["vice-principal@city.example.jp"]


def test_where_nobody_holds_the_post_nobody_is_written_to(cast: Cast, asked: Ask):
    consultation = asked(by="instructor")
    leave(cast, "instructor")
    actions.answer(consultation, text="はい", by=cast.actor("coordinator"))
    assert mails("advice_answered") == []


def test_what_was_heard_and_answered_on_the_telephone_writes_to_nobody(cast: Cast):
    facts = {"subject": "謝金", "topic": "cost", "channel": "telephone", "asked_on": TODAY, "text": "出せるか"}
    actions.record_consultation(asked_by=cast.posts["teacher"], answered="出せます", by=cast.actor("coordinator"), **facts)
    actions.record_consultation(asked_by=cast.posts["teacher"], by=cast.actor("coordinator"), **facts)
    assert OutgoingMail.objects.count() == 0
