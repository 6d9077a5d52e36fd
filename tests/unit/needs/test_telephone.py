"""Who gets no mail stands on the telephone list with what there is to tell, until somebody told it."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from tests.cast import Cast
from tests.unit.needs.conftest import SYSTEM, TUESDAY
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.audit import acting
from yuinowa.core.models import HistoryEntry, OutgoingMail
from yuinowa.home.waiting import waiting_for
from yuinowa.needs.actions import (
    WishedDate,
    cancel_need,
    move_need,
    record_answer,
    remind_day_before,
    send_offers,
    set_pre_meeting,
    tell_call,
    withdraw_offer,
)
from yuinowa.needs.models import Engagement, Need, Offer, PhoneCall
from yuinowa.people.models import ContactLook
from yuinowa.talents.models import Talent

MONDAY = TUESDAY - dt.timedelta(days=1)


@pytest.fixture
def asked(cast: Cast, open_need: Callable[..., Need]) -> Need:
    """春子 gets mails, 実 is telephoned; both were asked."""
    need = open_need()
    send_offers(need, talents=[cast.seamstress, cast.gardener], by=cast.actor("coordinator"))
    return need


def listed(cast: Cast, part: str = "coordinator") -> list[tuple[str, str, str]]:
    calls = PhoneCall.objects.allowing(cast.actor(part), Permission.RECORD_ANSWERS).to_make(clock.today())
    return [(call.talent.name, call.about, call.word) for call in calls]


def yes(offer: Offer, cast: Cast) -> Engagement:
    return record_answer(offer, has_accepted=True, by=cast.actor("coordinator"))


def test_a_cancelled_need_is_told_by_telephone(cast: Cast, asked: Need):
    yes(asked.offers.get(talent=cast.gardener), cast)
    cancel_need(asked, reason="学級閉鎖のため", by=cast.actor("teacher"))
    assert listed(cast) == [("野原 実", "cancelled", "学級閉鎖のため")]
    assert list(OutgoingMail.objects.filter(kind="need_cancelled").values_list("to", flat=True)) == ["seamstress@mail.example.jp"]
    assert (listed(cast, "instructor"), listed(cast, "coast_instructor")) == (listed(cast), [])


def test_told_is_recorded_and_can_be_taken_back(cast: Cast, asked: Need, client: Client):
    cancel_need(asked, reason="学級閉鎖のため", by=cast.actor("teacher"))
    call = PhoneCall.objects.get()
    client.force_login(cast.users["center_staff"])
    assert "学級閉鎖のため" in client.get("/offers/telephone/").content.decode()
    client.post(f"/calls/{call.pk}/tell/")
    assert (listed(cast), PhoneCall.objects.get().told_at) == ([], clock.now())
    assert HistoryEntry.objects.get(verb="told").facts == {"talent": cast.gardener.pk, "about": "cancelled"}
    client.post(f"/calls/{call.pk}/untell/")
    assert listed(cast) == [("野原 実", "cancelled", "学級閉鎖のため")]


def test_who_was_moved_is_asked_again_and_marked(cast: Cast, asked: Need, client: Client):
    client.force_login(cast.users["coordinator"])
    assert "日時が変わりました" not in client.get("/offers/telephone/").content.decode()
    move_need(asked, to=WishedDate(TUESDAY + dt.timedelta(days=1), lesson=3), by=cast.actor("teacher"))
    page = client.get("/offers/telephone/").content.decode()
    assert (page.count("野原 実"), page.count("日時が変わりました"), listed(cast)) == (3, 1, [])


def test_a_taken_back_offer_is_told(cast: Cast, asked: Need):
    withdraw_offer(asked.offers.get(talent=cast.gardener), by=cast.actor("coordinator"))
    assert listed(cast) == [("野原 実", "withdrawn", "")]


def test_who_was_called_in_vain_hears_that_the_seats_are_taken(cast: Cast, open_need: Callable[..., Need]):
    need = open_need(people=1)
    offers = send_offers(need, talents=[cast.seamstress, cast.gardener], by=cast.actor("coordinator"), kind=Offer.Kind.OPEN_CALL)
    yes(offers[0], cast)
    assert listed(cast) == [("野原 実", "full", "")]


def test_a_meeting_and_the_day_before_are_told_once(cast: Cast, asked: Need):
    engagement = yes(asked.offers.get(talent=cast.gardener), cast)
    yes(asked.offers.get(talent=cast.seamstress), cast)
    meeting = dt.datetime(2026, 12, 1, 16, 0, tzinfo=clock.JAPAN)
    set_pre_meeting(engagement, at=meeting, place="校長室", by=cast.actor("teacher"))
    with clock.frozen_at(dt.datetime.combine(MONDAY, dt.time(9), tzinfo=clock.JAPAN)):
        for _again in range(2):
            remind_day_before(today=clock.today(), by=SYSTEM)
        assert listed(cast) == [("野原 実", "meeting", "12月1日（火）16:00 校長室"), ("野原 実", "tomorrow", "")]
        tell_call(PhoneCall.objects.get(about="tomorrow"), by=cast.actor("coordinator"))
        remind_day_before(today=clock.today(), by=SYSTEM)
        assert listed(cast) == [("野原 実", "meeting", "12月1日（火）16:00 校長室")]


def test_what_is_no_longer_true_leaves_the_list(cast: Cast, asked: Need):
    engagement = yes(asked.offers.get(talent=cast.gardener), cast)
    set_pre_meeting(engagement, at=clock.now() + dt.timedelta(days=3), by=cast.actor("teacher"))
    cancel_need(asked, reason="大雪のため", by=cast.actor("teacher"))
    assert listed(cast) == [("野原 実", "cancelled", "大雪のため")]
    with clock.frozen_at(dt.datetime.combine(TUESDAY + dt.timedelta(days=1), dt.time(9), tzinfo=clock.JAPAN)):
        assert listed(cast) == []


def test_the_home_page_counts_both(cast: Cast, asked: Need):
    assert [thing.sentence for thing in waiting_for(cast.actor("center_staff"), clock.today()) if "電話" in thing.sentence] == [
        "電話で聞くこと・知らせることが1件あります。"
    ]
    set_pre_meeting(yes(asked.offers.get(talent=cast.gardener), cast), at=clock.now() + dt.timedelta(days=3), by=cast.actor("teacher"))
    send_offers(asked, talents=[telephoned(cast)], by=cast.actor("coordinator"), kind=Offer.Kind.OPEN_CALL)
    assert "電話で聞くこと・知らせることが2件あります。" in [thing.sentence for thing in waiting_for(cast.actor("section"), clock.today())]


def telephoned(cast: Cast) -> Talent:
    with acting("test"):
        Talent.objects.filter(pk=cast.circle.pk).update(is_mailed=False)
    return Talent.objects.get(pk=cast.circle.pk)


def test_the_telephone_list_is_a_look_at_everybody_on_it(cast: Cast, asked: Need, client: Client):
    client.force_login(cast.users["center_staff"])
    assert "0999" in client.get("/offers/telephone/").content.decode()
    assert set(ContactLook.objects.values_list("page", "person", "post")) == {
        ("telephone", cast.gardener.person_id, cast.posts["center_staff"].pk)
    }
