"""From an answer to a case: who goes out of the text, who looks, who reads."""

import pytest
from django.db import IntegrityError, transaction

from tests.cast import Cast
from tests.unit.advice.conftest import Ask, told
from yuinowa.advice import actions
from yuinowa.advice.models import Knowledge, Message
from yuinowa.advice.neutral import findings, known_names, neutral
from yuinowa.core.audit import acting
from yuinowa.core.errors import NotAllowed, Refused

QUESTION = "花塚小学校の𠮷田です。髙橋校長から、森 春子さんに頼めないかと言われました。電話は０９９９−５０−０００１です。"
ANSWER = "森春子様には野原さんと一緒に来てもらいましょう。おはなしの森の輪島 文さん（circle@mail.example.jp）と花塚公民館にも聞きます。"


@pytest.fixture
def message(cast: Cast, asked: Ask) -> Message:
    return actions.answer(asked(text=QUESTION, subject="花塚小のミシン"), text=ANSWER, by=cast.actor("coordinator"))


def draft(cast: Cast, message: Message, by: str = "coordinator") -> Knowledge:
    return actions.make_knowledge(message, by=cast.actor(by))


def code_of(verb, *subject, **arguments) -> str:
    with pytest.raises(Refused) as refused:
        verb(*subject, **arguments)
    return refused.value.code


def test_a_draft_holds_the_words_and_none_of_the_people(cast: Cast, message: Message):
    case = draft(cast, message)
    assert (case.title, case.topic, case.state) == ("ある小学校のミシン", "people", "draft")
    assert case.question == "ある小学校の担当です。校長から、地域の方に頼めないかと言われました。電話は（電話番号）です。"
    assert case.answer == "地域の方にはある方と一緒に来てもらいましょう。地域の団体の地域の方（メールアドレス）と公民館にも聞きます。"
    assert [verb for verb, _who in told(case)] == ["drafted"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("吉田先生に聞く", "ある先生に聞く"),
        ("ヨシダさん", "ある方"),
        ("田中と申します", "担当と申します"),
        ("ここは森です", "ここは森です"),
        ("庭の森で野原の花を見る", "庭の森で野原の花を見る"),
        ("森　春子", "地域の方"),
        ("汐見浜小と花塚一中学校", "ある小学校とある中学校"),
        ("結野市立花塚小学校", "ある小学校"),
        ("山田太郎くんと佐藤会長", "ある子どもと会長"),
        ("皆さん、校長先生、地域の方", "皆さん、校長先生、地域の方"),
        ("090-1234-5678と(0999)50-0001", "（電話番号）と(（電話番号）"),
        ("2026-11-24の10時、3校時、予算は120000円", "2026-11-24の10時、3校時、予算は120000円"),
        ("Ｙ＠example.jpへ", "（メールアドレス）へ"),
    ],
)
def test_who_is_taken_out_and_what_stays(cast: Cast, text: str, kept: str):
    assert neutral(text, known_names(text)).text == kept


def test_what_was_taken_out_is_told_once(cast: Cast):
    found = findings("花塚小へ。花塚小から。0999-50-0001")
    assert [(one.found, one.instead, one.is_contact) for one in found] == [
        ("花塚小", "ある小学校", False),
        ("0999-50-0001", "（電話番号）", True),
    ]


def test_a_second_click_leads_to_the_same_draft(cast: Cast, message: Message):
    assert draft(cast, message) == draft(cast, message, by="section")
    assert Knowledge.objects.count() == 1


def test_a_question_is_no_case(cast: Cast, message: Message):
    question = Message.objects.get(side="asker")
    assert code_of(actions.make_knowledge, question, by=cast.actor("coordinator")) == "no_answer"


def test_only_after_a_look_the_staff_reads_it(cast: Cast, message: Message):
    case, by = draft(cast, message), cast.actor("coordinator")
    readers = ("teacher", "principal", "instructor", "center_staff", "coast_teacher", "clearance", "admin")
    assert not any(Knowledge.objects.allowing(cast.actor(part), "see_knowledge").exists() for part in readers)
    assert code_of(actions.publish_knowledge, case, is_checked=False, by=by) == "unchecked"
    actions.publish_knowledge(case, is_checked=True, by=by)
    assert all(Knowledge.objects.allowing(cast.actor(part), "see_knowledge").exists() for part in readers)
    assert not Knowledge.objects.allowing(cast.actor("seamstress"), "see_knowledge").exists()
    assert code_of(actions.publish_knowledge, case, is_checked=True, by=by) == "published"
    assert code_of(actions.edit_knowledge, case, title="a", topic="people", question="", answer="b", by=by) == "published"
    actions.withdraw_knowledge(case, by=by)
    assert code_of(actions.withdraw_knowledge, case, by=by) == "draft"
    assert not any(Knowledge.objects.allowing(cast.actor(part), "see_knowledge").exists() for part in readers)
    assert [verb for verb, _who in told(case)] == ["drafted", "published", "withdrawn"]


@pytest.mark.parametrize("contact", ["0999-50-0001", "haruko@mail.example.jp"])
def test_numbers_and_addresses_are_never_published(cast: Cast, message: Message, contact: str):
    case, by = draft(cast, message), cast.actor("coordinator")
    actions.edit_knowledge(case, title="ミシン", topic="method", question="", answer=f"{contact}へ", by=by)
    assert code_of(actions.publish_knowledge, case, is_checked=True, by=by) == "contacts"
    assert Knowledge.objects.get().state == "draft"


@pytest.mark.parametrize(("changes", "code"), [({"title": " "}, "no_title"), ({"answer": ""}, "no_answer")])
def test_a_case_needs_a_title_and_an_answer(cast: Cast, message: Message, changes: dict, code: str):
    words = {"title": "ミシン", "topic": "method", "question": "", "answer": "回覧板で集める", **changes}
    assert code_of(actions.edit_knowledge, draft(cast, message), by=cast.actor("coordinator"), **words) == code


def test_edited_words_are_found(cast: Cast, message: Message):
    case = draft(cast, message)
    actions.edit_knowledge(case, title="布を集める", topic="method", question="", answer="回覧板で", by=cast.actor("section"))
    assert list(Knowledge.objects.search("回覧板")) == [case]


@pytest.mark.parametrize("part", ["teacher", "principal", "instructor", "center_staff", "clearance", "admin", "seamstress"])
def test_who_makes_no_cases(cast: Cast, message: Message, part: str):
    case, actor = draft(cast, message), cast.actor(part)
    for verb in (
        lambda: actions.make_knowledge(message, by=actor),
        lambda: actions.edit_knowledge(case, title="a", topic="people", question="", answer="b", by=actor),
        lambda: actions.publish_knowledge(case, is_checked=True, by=actor),
        lambda: actions.withdraw_knowledge(case, by=actor),
    ):
        with pytest.raises(NotAllowed):
            verb()


def test_the_database_refuses_nonsense(cast: Cast, message: Message):
    draft(cast, message)
    with acting("test"):
        for wrong in ({"title": ""}, {"answer": ""}, {"topic": "x"}, {"state": "published"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Knowledge.objects.update(**wrong)
