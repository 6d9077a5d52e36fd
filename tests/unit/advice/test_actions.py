"""Every verb: what it changes, what it refuses and why, who may, and what the history tells."""

import datetime as dt

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from tests.cast import MOMENT, TODAY, Cast
from tests.unit.advice.conftest import PDF, Ask, picture, told
from yuinowa.advice import actions
from yuinowa.advice.actions import Promised
from yuinowa.advice.models import Attachment, Consultation, Message
from yuinowa.core import clock
from yuinowa.core.actions import system_actor
from yuinowa.core.audit import acting
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.people.models import Appointment, Post
from yuinowa.promises.models import Promise

TEACHER, COORDINATOR = "花塚小 事業担当教員", "事業推進コーディネーター"
DUE = dt.date(2026, 12, 4)
DAY = dt.timedelta(days=1)


def code_of(verb, *subject, **arguments) -> str:
    with pytest.raises(Refused) as refused:
        verb(*subject, **arguments)
    return refused.value.code


def record(cast: Cast, by: str = "coordinator", **changes) -> Consultation:
    plain = {
        "asked_by": cast.posts["teacher"],
        "subject": "謝金の出し方",
        "topic": "cost",
        "channel": "telephone",
        "asked_on": TODAY - DAY,
        "text": "講師にお礼を出せるか",
    }
    return actions.record_consultation(by=cast.actor(by), **{**plain, **changes})


def test_a_question_waits_for_an_answer(cast: Cast, asked: Ask):
    consultation = asked(files=[PDF])
    kept = Consultation.objects.get()
    assert (kept.state, kept.asked_by, kept.asked_at, kept.waiting_since, kept.channel) == (
        "open",
        cast.posts["teacher"],
        MOMENT,
        MOMENT,
        "page",
    )
    message = Message.objects.get()
    assert (message.side, message.post, message.text) == ("asker", cast.posts["teacher"], "3年生の袋作りで、あと2人ほしいです。")
    assert list(message.attachments.values_list("name", "form", "size")) == [("案内.pdf", "pdf", len(PDF.content))]
    assert told(consultation) == [("asked", TEACHER)]
    assert list(Consultation.objects.search("袋作り")) == [consultation]
    assert list(Consultation.objects.waiting()) == list(Consultation.objects.for_post(cast.posts["teacher"])) == [consultation]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"subject": "  "}, "no_subject"),
        ({"text": " \n"}, "no_text"),
        ({"text": "あ" * 5001}, "long_text"),
        ({"files": [PDF] * 4}, "too_many_files"),
    ],
)
def test_what_cannot_be_asked(cast: Cast, asked: Ask, changes: dict, code: str):
    assert code_of(asked, **changes) == code
    assert Consultation.objects.count() == 0


def test_of_several_files_none_is_kept_when_one_is_bad(cast: Cast, asked: Ask):
    assert code_of(asked, files=[PDF, picture("x.svg")]) == "bad_file"
    assert (Consultation.objects.count(), Attachment.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("by", "may_ask"),
    [
        *((part, True) for part in ("teacher", "principal", "vice_principal", "instructor", "center_staff", "coast_teacher")),
        *((part, False) for part in ("section", "coordinator", "clearance", "admin", "seamstress")),
    ],
)
def test_who_asks(cast: Cast, asked: Ask, by: str, may_ask: bool):
    if may_ask:
        assert asked(by=by).asked_by == cast.posts[by]
    else:
        with pytest.raises(NotAllowed):
            asked(by=by)


def test_nobody_asks_for_another_post_but_the_deputy_for_the_vacant_window(cast: Cast, asked: Ask):
    window = Post.objects.get(kind=Post.Kind.LIAISON_TEACHER, school=cast.junior)
    assert asked(by="vice_principal", asked_by=window).asked_by == window
    for part, post in (("principal", cast.posts["teacher"]), ("junior_principal", window), ("teacher", cast.posts["coast_teacher"])):
        with pytest.raises(NotAllowed):
            asked(by=part, asked_by=post)


@pytest.mark.parametrize(
    ("part", "sees", "sees_shared", "answers", "asks_more"),
    [
        ("section", True, True, True, False),
        ("coordinator", True, True, True, False),
        ("teacher", True, True, False, True),
        ("principal", False, False, False, False),
        ("instructor", False, True, False, False),
        ("center_staff", False, True, False, False),
        ("junior_principal", False, False, False, False),
        ("coast_instructor", False, False, False, False),
        ("coast_teacher", False, False, False, False),
        ("clearance", False, False, False, False),
        ("admin", False, False, False, False),
        ("seamstress", False, False, False, False),
    ],
)
def test_who_reads_answers_and_goes_on(cast: Cast, asked: Ask, part: str, sees: bool, sees_shared: bool, answers: bool, asks_more: bool):
    consultation, actor = asked(files=[PDF]), cast.actor(part)
    rows = Consultation.objects.allowing(actor, "see_advice"), Attachment.objects.allowing(actor, "see_advice")
    assert {row.exists() for row in rows} == {sees}
    verbs = (
        (lambda: actions.answer(consultation, text="探します", by=actor), answers),
        (lambda: actions.follow_up(consultation, text="もう一つ", by=actor), asks_more),
        (lambda: actions.mark_read(consultation, by=actor), asks_more),
        (lambda: actions.close(consultation, by=actor), answers or asks_more),
        (lambda: actions.reopen(consultation, by=actor), answers or asks_more),
        (lambda: actions.remove_attachment(Attachment.objects.get(), by=actor), answers or asks_more),
        (lambda: record(cast, by=part), answers),
        (lambda: actions.make_knowledge(Message.objects.first(), by=actor), None),
    )
    for verb, is_allowed in verbs[:-1]:
        if is_allowed:
            verb()
        else:
            with pytest.raises(NotAllowed):
                verb()
    if not answers:
        with pytest.raises(NotAllowed):
            verbs[-1][0]()
    actions.share(consultation, by=cast.actor("teacher"))
    assert Consultation.objects.allowing(actor, "see_advice").filter(pk=consultation.pk).exists() is sees_shared


def test_the_center_reads_along_but_does_not_write(cast: Cast, asked: Ask):
    consultation = asked(is_shared=True)
    assert Consultation.objects.allowing(cast.actor("instructor"), "see_advice").get() == consultation
    for verb in (actions.follow_up, actions.answer):
        with pytest.raises(NotAllowed):
            verb(consultation, text="持って行きます", by=cast.actor("instructor"))
    actions.unshare(consultation, by=cast.actor("teacher"))
    assert not Consultation.objects.allowing(cast.actor("instructor"), "see_advice").exists()
    assert code_of(actions.unshare, consultation, by=cast.actor("teacher")) == "same"
    assert told(consultation) == [("asked", TEACHER), ("unshared", TEACHER)]


def test_answered_asked_again_and_answered_again(cast: Cast, asked: Ask):
    consultation, by = asked(), cast.actor("coordinator")
    with clock.frozen_at(MOMENT + DAY):
        actions.answer(consultation, text="おはなしの森に声をかけます。", by=by)
    kept = Consultation.objects.get()
    assert (kept.state, kept.waiting_since, kept.answered_at, kept.first_answered_at) == ("answered", None, MOMENT + DAY, MOMENT + DAY)
    assert list(Consultation.objects.unread()) == [kept]
    with clock.frozen_at(MOMENT + 2 * DAY):
        actions.follow_up(consultation, text="火曜はどうですか。", by=cast.actor("teacher"))
    with clock.frozen_at(MOMENT + 3 * DAY):
        actions.follow_up(consultation, text="木曜でもよいです。", by=cast.actor("teacher"))
    kept.refresh_from_db()
    assert (kept.state, kept.waiting_since) == ("open", MOMENT + 2 * DAY)
    assert not Consultation.objects.unread().exists()
    with clock.frozen_at(MOMENT + 4 * DAY):
        actions.answer(consultation, text="木曜に来られます。", by=by)
    kept.refresh_from_db()
    assert (kept.state, kept.first_answered_at) == ("answered", MOMENT + DAY)
    assert [verb for verb, _who in told(consultation)] == ["asked", "answered", "followed", "followed", "answered"]


def test_read_by_the_asking_desk(cast: Cast, asked: Ask):
    consultation = asked()
    with clock.frozen_at(MOMENT + DAY):
        actions.answer(consultation, text="探します", by=cast.actor("coordinator"))
        assert Consultation.objects.unread().exists()
        actions.mark_read(consultation, by=cast.actor("teacher"))
    assert not Consultation.objects.unread().exists()


def test_closed_and_reopened_as_it_was(cast: Cast, asked: Ask):
    waiting, answered, by = asked(), asked(), cast.actor("coordinator")
    actions.answer(answered, text="探します", by=by)
    actions.close_all(consultations=[waiting, answered], by=by)
    assert set(Consultation.objects.values_list("state", flat=True)) == {"closed"}
    assert not Consultation.objects.open().exists()
    assert code_of(actions.close, waiting, by=by) == "closed"
    assert code_of(actions.answer, waiting, text="はい", by=by) == "closed"
    assert code_of(actions.follow_up, waiting, text="はい", by=cast.actor("teacher")) == "closed"
    actions.reopen_all(consultations=[waiting, answered], by=by)
    assert dict(Consultation.objects.values_list("pk", "state")) == {waiting.pk: "open", answered.pk: "answered"}
    assert Consultation.objects.get(pk=waiting.pk).waiting_since == MOMENT
    assert code_of(actions.reopen, waiting, by=by) == "open"


def test_of_several_none_closes_when_one_is_closed_or_foreign(cast: Cast, asked: Ask):
    own, closed, foreign = asked(), asked(), asked(by="coast_teacher")
    actions.close(closed, by=cast.actor("teacher"))
    assert code_of(actions.close_all, consultations=[own, closed], by=cast.actor("teacher")) == "closed"
    with pytest.raises(NotAllowed):
        actions.close_all(consultations=[own, foreign], by=cast.actor("teacher"))
    assert Consultation.objects.open().count() == 2


def test_a_promise_is_born_in_an_answer(cast: Cast, asked: Ask):
    consultation, by = asked(), cast.actor("coordinator")
    message = actions.answer(consultation, text="名簿を送ります", by=by, promised=Promised("名簿を届ける", DUE))
    promise = Promise.objects.get()
    assert (message.promise, promise.owner, promise.owed_to, promise.due_on) == (
        promise,
        cast.posts["coordinator"],
        cast.posts["teacher"],
        DUE,
    )
    assert (promise.source, promise.source_text) == ("advice", "相談「ミシンの補助が見つからない」")
    actions.answer(consultation, text="時間割をください", by=by, promised=Promised("時間割を送る", DUE, is_askers=True))
    assert Promise.objects.latest("pk").owner == cast.posts["teacher"]
    assert code_of(actions.answer, consultation, text="また", by=by, promised=Promised("前に", TODAY - DAY)) == "past_due"
    assert Message.objects.filter(side="adviser").count() == 2


def test_what_was_asked_by_telephone_is_recorded_as_heard(cast: Cast):
    waits = record(cast)
    kept = Consultation.objects.get()
    assert (kept.state, kept.channel, kept.asked_by, kept.asked_at.astimezone(clock.JAPAN).date()) == (
        "open",
        "telephone",
        cast.posts["teacher"],
        TODAY - DAY,
    )
    assert Message.objects.get().post == cast.posts["coordinator"]
    assert told(waits) == [("recorded", COORDINATOR)]
    assert list(Consultation.objects.allowing(cast.actor("teacher"), "see_advice")) == [waits]
    done = record(cast, channel="visit", answered="要綱の額で出せます。")
    assert (done.state, done.waiting_since, done.answered_at == done.asked_at) == ("closed", None, True)
    assert [message.side for message in done.messages.all()] == ["asker", "adviser"]
    assert not Consultation.objects.unread().exists()


@pytest.mark.parametrize(
    ("changes", "code"), [({"channel": "page"}, "own_page"), ({"asked_on": TODAY + DAY}, "future"), ({"text": " "}, "no_text")]
)
def test_what_cannot_be_recorded(cast: Cast, changes: dict, code: str):
    assert code_of(record, cast, **changes) == code
    assert Consultation.objects.count() == 0


def test_today_is_recorded_no_later_than_now(cast: Cast):
    assert record(cast, asked_on=TODAY).asked_at == MOMENT


def test_each_side_removes_its_own_files(cast: Cast, asked: Ask):
    consultation = asked(files=[PDF])
    actions.answer(consultation, text="図です", by=cast.actor("coordinator"), files=[picture()])
    theirs, ours = Attachment.objects.order_by("pk")
    assert code_of(actions.remove_attachment, ours, by=cast.actor("teacher")) == "not_yours"
    actions.remove_attachment(theirs, by=cast.actor("teacher"))
    actions.remove_attachment(ours, by=cast.actor("section"))
    assert Attachment.objects.count() == 0
    assert [verb for verb, _who in told(consultation)][-2:] == ["attachment_removed"] * 2


def test_files_go_three_years_after_the_end_and_words_stay(cast: Cast, asked: Ask):
    ended, running = asked(files=[PDF]), asked(files=[PDF])
    actions.close(ended, by=cast.actor("teacher"))
    system = system_actor("test")
    assert actions.drop_attachments(today=dt.date(2029, 11, 24), by=system) == 0
    assert actions.drop_attachments(today=dt.date(2029, 11, 26), by=system) == 1
    assert actions.drop_attachments(today=dt.date(2029, 11, 26), by=system) == 0
    assert Attachment.objects.get().message.consultation == running
    assert Message.objects.filter(consultation=ended).exists()


def test_on_a_leap_day_files_go_too(cast: Cast, asked: Ask):
    assert actions.drop_attachments(today=dt.date(2028, 2, 29), by=system_actor("test")) == 0


def test_the_successor_reads_what_the_post_asked(cast: Cast, asked: Ask):
    consultation = asked()
    with acting("test"):
        Appointment.objects.filter(post=cast.posts["teacher"]).update(person=cast.persons["admin"])
    assert Consultation.objects.allowing(cast.actor("teacher"), "see_advice").get() == consultation
    assert Consultation.objects.kept_by(cast.actor("teacher")).get() == consultation


def test_the_database_keeps_every_word_and_refuses_nonsense(cast: Cast, asked: Ask):
    consultation = asked()
    with acting("test"):
        for row in (consultation, Message.objects.get()):
            with pytest.raises(ProgrammingError, match="Cannot delete"), transaction.atomic():
                type(row).objects.filter(pk=row.pk)._raw_delete("default")
        for wrong in ({"subject": ""}, {"topic": "gossip"}, {"channel": "dream"}, {"state": "answered"}, {"waiting_since": None}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Consultation.objects.update(**wrong)
