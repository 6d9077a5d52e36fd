"""Every mail of the talent bank: to whom, with which subject, with which link; and none to those without mail."""

import pytest

from tests.cast import Cast
from yuinowa.core.models import OutgoingMail
from yuinowa.talents import mails
from yuinowa.talents.actions import end_talent

CASES = {
    "registration_received": (mails.registration_received, {}, "【結野市】登録のお申込みを受け付けました", "1週間ほどで"),
    "registration_approved": (mails.registration_approved, {}, "【結野市】地域人材バンクに登録しました", "/my-registration/"),
    "registration_declined": (
        mails.registration_declined,
        {"reason": "市外のため & <b>"},
        "【結野市】登録のお申込みについて",
        "市外のため & <b>",
    ),
    "renewal_due": (mails.renewal_due, {"days": 60}, "【結野市】登録の更新をお願いします（3月31日まで）", "/renewals/"),
}


@pytest.mark.parametrize("kind", CASES)
def test_mails_to_the_person(cast: Cast, kind: str) -> None:
    write, facts, subject, words = CASES[kind]
    for _time in range(2):
        write(cast.seamstress, **facts)
    write(cast.gardener, **facts)
    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.to, mail.subject) == (kind, "seamstress@mail.example.jp", subject)
    assert mail.text.startswith("森 春子 様\n")
    assert words in mail.text
    assert "電話 0999-00-0001" in mail.text


def test_the_ending_is_told_with_thanks(cast: Cast) -> None:
    end_talent(cast.seamstress, by=cast.actor("section"), reason="転居")
    mail = OutgoingMail.objects.get(kind="registration_ended")
    assert mail.subject == "【結野市】登録を終えました。ありがとうございました"
    assert "2026年11月24日付け" in mail.text


def test_the_office_hears_of_a_registration_without_a_name(cast: Cast) -> None:
    mails.registration_waits(cast.seamstress)
    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.to) == ("registration_waits", "kyoiku@city.example.jp")
    assert "/talents/approvals/" in mail.text
    assert "森" not in mail.subject + mail.text
