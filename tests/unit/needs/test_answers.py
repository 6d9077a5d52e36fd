"""Offers never book, acceptances do; a no and silence pass the question on."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.cast import Cast
from tests.unit.needs.conftest import SYSTEM, TUESDAY
from yuinowa.bookings.models import Booking
from yuinowa.core import clock
from yuinowa.core.actions import Channel
from yuinowa.core.audit import acting
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.core.history import history_of
from yuinowa.core.models import OutgoingMail
from yuinowa.needs.actions import (
    Ask,
    WishedDate,
    accept_offer,
    accept_offers,
    cancel_need,
    decline_offer,
    edit_need,
    expire_offers,
    move_need,
    record_answer,
    remind_day_before,
    remind_offers,
    send_offers,
    send_offers_bulk,
    set_pre_meeting,
    warn_unfilled,
    wish_of,
    withdraw_engagement,
    withdraw_offer,
)
from yuinowa.needs.models import Candidate, Engagement, Need, Offer
from yuinowa.people.actors import resident_actor
from yuinowa.safety.models import Setting
from yuinowa.talents.models import Disclosure, Talent

Make = Callable[..., Need]


def state(need: Need) -> str:
    return Need.objects.get(pk=need.pk).state


def mailed(kind: str) -> list[str]:
    return sorted(OutgoingMail.objects.filter(kind=kind).values_list("to", flat=True))


def test_an_offer_books_nothing_and_an_acceptance_does(cast: Cast, open_need: Make):
    need = open_need(people=1)
    offer = send_offers(need, talents=[cast.seamstress], by=cast.actor("coordinator"))[0]
    assert (state(need), Booking.objects.count()) == ("asking", 0)
    assert offer.accept_by == clock.now() + dt.timedelta(days=7)
    engagement = accept_offer(offer, by=cast.actor("seamstress", channel=Channel.LINK))
    assert (state(need), engagement.talent, Booking.objects.get().during.lower.astimezone(clock.JAPAN)) == (
        "filled",
        cast.seamstress,
        at(10, 45),
    )
    assert Offer.objects.get().answer_channel == "link"
    assert Disclosure.objects.get().school == cast.elementary
    assert mailed("agreed") == [cast.persons["seamstress"].email]
    assert "BEGIN:VEVENT" in OutgoingMail.objects.get(kind="agreed").calendar
    assert mailed("school_told_yes") == [cast.persons["teacher"].email]
    assert [entry.verb for entry in history_of(need)] == ["accepted", "asked", "approved", "posted"]


def test_half_the_time_left_where_that_is_earlier(cast: Cast, open_need: Make):
    need = open_need(dates=(WishedDate(dt.date(2026, 11, 26), starts_at=dt.time(9), ends_at=dt.time(10)),))
    offer = send_offers(need, talents=[cast.gardener], by=cast.actor("coordinator"))[0]
    assert offer.accept_by == clock.now() + dt.timedelta(days=1)
    assert OutgoingMail.objects.filter(kind="asked").count() == 0  # he has no mail: the telephone list


def test_no_more_seat_offers_than_seats_but_a_call_goes_to_many(cast: Cast, open_need: Make, helpers):
    need, talents = open_need(people=2), helpers(4)
    with pytest.raises(Refused) as refusal:
        send_offers(need, talents=talents[:3], by=cast.actor("coordinator"))
    assert (refusal.value.code, Offer.objects.count()) == ("too_many", 0)
    offers = send_offers(need, talents=talents, by=cast.actor("coordinator"), kind="open_call")
    for offer in offers[:2]:
        record_answer(offer, has_accepted=True, by=cast.actor("coordinator"))
    assert sorted(Offer.objects.values_list("state", flat=True)) == ["accepted", "accepted", "full", "full"]
    with pytest.raises(Refused) as refusal:
        record_answer(offers[2], has_accepted=True, by=cast.actor("coordinator"))
    assert (refusal.value.code, mailed("full")) == ("full", [talents[2].person.email, talents[3].person.email])


def test_a_decline_asks_the_next_candidate(cast: Cast, open_need: Make, helpers):
    need, talents = open_need(people=1), helpers(3)
    rank(need, talents)
    first = send_offers(need, talents=talents[:1], by=cast.actor("coordinator"))[0]
    decline_offer(first, by=resident(talents[0]), word="仕事のため")
    assert [(offer.talent, offer.state) for offer in Offer.objects.order_by("pk")] == [(talents[0], "declined"), (talents[1], "waiting")]
    assert mailed("asked") == [talents[0].person.email, talents[1].person.email]
    assert state(need) == "asking"


def test_silence_asks_the_next_and_at_last_nobody_is_left(cast: Cast, open_need: Make, helpers):
    need, talents = open_need(people=1), helpers(2)
    rank(need, talents)
    send_offers(need, talents=talents[:1], by=cast.actor("coordinator"))
    for expected in ("asking", "open"):
        later = clock.now() + dt.timedelta(days=8)
        with clock.frozen_at(Offer.objects.waiting().get().accept_by + dt.timedelta(minutes=1)):
            expire_offers(need, at=clock.now(), by=SYSTEM)
            expire_offers(need, at=clock.now(), by=SYSTEM)
        assert (state(need), later > clock.now()) == (expected, True)
    assert [offer.state for offer in Offer.objects.all()] == ["expired", "expired"]
    assert history_of(need).filter(verb="nobody_left").exists()


def test_nobody_is_in_two_places_at_once(cast: Cast, open_need: Make):
    one, two = open_need(people=1), open_need(people=1, title="家庭科の手伝い")
    offers = [send_offers(need, talents=[cast.seamstress], by=cast.actor("coordinator"))[0] for need in (one, two)]
    accept_offer(offers[0], by=cast.actor("seamstress"))
    with pytest.raises(Refused, match="ミシンの学習のお手伝い") as refusal:
        accept_offer(offers[1], by=cast.actor("seamstress"))
    assert (refusal.value.code, state(two), Engagement.objects.count()) == ("double_booking", "asking", 1)


def test_a_short_way_between_two_places_is_asked_about(cast: Cast, open_need: Make):
    need = open_need(people=1)
    with acting("test"):
        resource = cast.seamstress.resource
        Booking.objects.create(
            resource=resource,
            site=cast.coast_school.site,
            purpose="汐見浜小 読み聞かせ",
            during=(at(9, 40), at(10, 40)),
        )
    offer = send_offers(need, talents=[cast.seamstress], by=cast.actor("coordinator"))[0]
    with pytest.raises(Refused, match="汐見浜小") as refusal:
        accept_offer(offer, by=cast.actor("seamstress"))
    assert refusal.value.code == "short_travel"
    assert accept_offer(offer, by=cast.actor("seamstress"), despite_short_travel=True).need == need


def test_who_cannot_be_asked(cast: Cast, open_need: Make, helpers):
    alone, coordinator = open_need(setting=Setting.ALONE), cast.actor("coordinator")
    with pytest.raises(Refused, match="一対一") as refusal:
        send_offers(alone, talents=[cast.seamstress], by=coordinator)
    assert refusal.value.code == "setting"
    need, (paused, hidden) = open_need(title="刺し子のお手伝い"), helpers(2)
    with acting("test"):
        Talent.objects.filter(pk=paused.pk).update(state="paused")
        Talent.objects.filter(pk=hidden.pk).update(visibility="school")
    codes = []
    for talent in Talent.objects.filter(pk__in=[paused.pk, hidden.pk]).order_by("pk"):
        with pytest.raises(Refused) as refusal:
            send_offers(need, talents=[talent], by=coordinator)
        codes.append(refusal.value.code)
    assert codes == ["not_active", "not_visible"]


def test_a_plan_sends_hundreds_of_offers_in_few_queries(cast: Cast, open_need: Make, helpers, django_assert_max_num_queries):
    talents = helpers(60)
    needs = [
        open_need(people=3, title=f"お手伝い {n}", dates=(WishedDate(TUESDAY + dt.timedelta(days=n % 3), lesson=1),)) for n in range(20)
    ]
    rows = [Ask(need, need.dates.get(), talents[3 * n + k]) for n, need in enumerate(needs) for k in range(3)]
    with django_assert_max_num_queries(32):
        sent = send_offers_bulk(rows=[*rows, rows[0]], by=cast.actor("coordinator"))
    assert (len(sent.offers), [problem.code for _ask, problem in sent.left_out]) == (60, ["already_asked"])
    assert OutgoingMail.objects.filter(kind="asked").count() == 60
    engagements = accept_offers(offers=sent.offers, by=cast.actor("coordinator"))
    assert (len(engagements), {state(need) for need in needs}) == (60, {"filled"})


def test_a_paper_answer_after_the_deadline_counts_while_the_seat_is_free(cast: Cast, open_need: Make):
    need = open_need(people=1)
    offer = send_offers(need, talents=[cast.gardener], by=cast.actor("coordinator"))[0]
    with clock.frozen_at(offer.accept_by + dt.timedelta(hours=1)):
        expire_offers(need, at=clock.now(), by=SYSTEM)
        with pytest.raises(Refused):
            accept_offer(offer, by=cast.actor("gardener"))
        record_answer(offer, has_accepted=True, by=cast.actor("center_staff", channel=Channel.PAPER))
    assert (state(need), Offer.objects.get().answer_channel) == ("filled", "paper")


def test_others_offers_are_as_if_they_did_not_exist(cast: Cast, open_need: Make):
    offer = send_offers(open_need(), talents=[cast.seamstress], by=cast.actor("coordinator"))[0]
    with pytest.raises(NotAllowed):
        accept_offer(offer, by=cast.actor("gardener"))
    with pytest.raises(NotAllowed):
        record_answer(offer, has_accepted=True, by=cast.actor("coast_instructor"))
    with pytest.raises(NotAllowed):
        send_offers(offer.need, talents=[cast.gardener], by=cast.actor("teacher"))


def test_a_withdrawn_offer_can_no_longer_be_answered(cast: Cast, open_need: Make):
    need = open_need()
    offer = send_offers(need, talents=[cast.seamstress], by=cast.actor("coordinator"))[0]
    withdraw_offer(offer, by=cast.actor("coordinator"))
    with pytest.raises(Refused) as refusal:
        accept_offer(offer, by=cast.actor("seamstress"))
    assert (refusal.value.code, state(need), mailed("offer_withdrawn")) == ("withdrawn", "open", [cast.persons["seamstress"].email])
    assert send_offers(need, talents=[cast.seamstress], by=cast.actor("coordinator"))[0].state == "waiting"


def test_illness_frees_the_time_tells_the_school_and_asks_the_next(cast: Cast, open_need: Make, helpers):
    need = open_need(people=1)
    rank(need, helpers(1))
    offer = send_offers(need, talents=[cast.seamstress], by=cast.actor("coordinator"))[0]
    engagement = accept_offer(offer, by=cast.actor("seamstress"))
    withdraw_engagement(engagement, reason="illness", word="発熱", by=cast.actor("coordinator"))
    assert (state(need), Booking.objects.count(), mailed("school_told_withdrawal")) == ("asking", 0, [cast.persons["teacher"].email])
    assert Engagement.objects.get().withdrawal.reason == "illness"
    assert Offer.objects.waiting().get().talent.name == "協力 0"


def test_cancelling_takes_offers_back_and_frees_everybody(cast: Cast, open_need: Make):
    need = open_need(people=2)
    offers = send_offers(need, talents=[cast.seamstress, cast.gardener], by=cast.actor("coordinator"))
    accept_offer(offers[0], by=cast.actor("seamstress"))
    concerned = cancel_need(need, reason="学級閉鎖のため", by=cast.actor("teacher"))
    assert (concerned.mails, concerned.calls, state(need), Booking.objects.count()) == (1, 1, "cancelled", 0)
    assert set(Offer.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert "学級閉鎖のため" in OutgoingMail.objects.get(kind="need_cancelled").text


def test_moving_asks_everybody_again_for_the_new_day(cast: Cast, open_need: Make):
    need = open_need(people=2)
    offers = send_offers(need, talents=[cast.seamstress, cast.circle], by=cast.actor("coordinator"))
    accept_offer(offers[0], by=cast.actor("seamstress"))
    move_need(need, to=WishedDate(dt.date(2026, 12, 10), lesson=2), by=cast.actor("teacher"))
    moved = Need.objects.get(pk=need.pk)
    assert (moved.state, moved.first_on, Booking.objects.count()) == ("asking", dt.date(2026, 12, 10), 0)
    assert {(offer.talent, offer.date.on) for offer in Offer.objects.waiting()} == {
        (cast.seamstress, dt.date(2026, 12, 10)),
        (cast.circle, dt.date(2026, 12, 10)),
    }
    assert OutgoingMail.objects.filter(kind="asked", subject__startswith="日時が変わりました").count() == 2


def test_dates_stand_once_people_are_asked(cast: Cast, open_need: Make):
    need = open_need()
    send_offers(need, talents=[cast.seamstress], by=cast.actor("coordinator"))
    plan = wish_of(need)
    with pytest.raises(Refused) as refusal:
        edit_need(need, wish=replace(plan, dates=(WishedDate(dt.date(2026, 12, 9), lesson=1),)), by=cast.actor("teacher"))
    assert refusal.value.code == "has_offers"
    assert edit_need(need, wish=replace(plan, place="家庭科室"), by=cast.actor("teacher")).place == "家庭科室"


def test_reminders_go_out_once(cast: Cast, open_need: Make):
    need = open_need(people=3)
    offers = send_offers(need, talents=[cast.seamstress, cast.circle], by=cast.actor("coordinator"))
    accept_offer(offers[0], by=cast.actor("seamstress"))
    with clock.frozen_at(clock.now() + dt.timedelta(days=4)):
        assert [remind_offers(at=clock.now(), by=SYSTEM) for _ in range(2)] == [1, 0]
    for _ in range(2):
        remind_day_before(today=dt.date(2026, 12, 7), by=SYSTEM)
        assert warn_unfilled(today=dt.date(2026, 11, 30), by=SYSTEM) == [need]
    assert (mailed("reminded"), mailed("tomorrow")) == ([cast.persons["circle"].email], [cast.persons["seamstress"].email])
    assert mailed("school_tomorrow") == mailed("school_unfilled") == [cast.persons["teacher"].email]
    assert mailed("coordinators_unfilled") == [cast.persons["coordinator"].email]


def test_a_pre_meeting_lies_before_the_day(cast: Cast, open_need: Make):
    offer = send_offers(open_need(people=1), talents=[cast.seamstress], by=cast.actor("coordinator"))[0]
    engagement = accept_offer(offer, by=cast.actor("seamstress"))
    with pytest.raises(Refused):
        set_pre_meeting(engagement, at=at(16, 0) + dt.timedelta(days=1), by=cast.actor("teacher"))
    set_pre_meeting(engagement, at=at(16, 0) - dt.timedelta(days=5), place="会議室", by=cast.actor("teacher"))
    assert "会議室" in OutgoingMail.objects.get(kind="pre_meeting").text


def at(hour: int, minute: int) -> dt.datetime:
    return dt.datetime.combine(TUESDAY, dt.time(hour, minute), tzinfo=clock.JAPAN)


def rank(need: Need, talents: list[Talent]) -> None:
    with acting("test:rank"):
        Candidate.objects.bulk_create([Candidate(need=need, talent=talent, rank=n) for n, talent in enumerate(talents, start=1)])


def resident(talent: Talent):
    return resident_actor(talent.person_id)
