"""A seat is open again: the smallest change is shown, carried out whole or not at all, and undone as long as nobody was told."""

import datetime as dt

import pytest
from django.test import Client

from tests.cast import Cast
from tests.flows.following import Page
from tests.unit.matching.test_plan import TUESDAY, need
from yuinowa.bookings.actions import book
from yuinowa.core import clock
from yuinowa.core.audit import acting
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.core.models import OutgoingMail
from yuinowa.matching import actions
from yuinowa.matching.adapter.mending import smallest_change
from yuinowa.needs.actions import accept_offer, decline_offer, record_answer, send_offers
from yuinowa.needs.models import Need, Offer
from yuinowa.people.models import Person
from yuinowa.talents.models import Talent


@pytest.fixture
def flowers(cast: Cast) -> Need:
    """The seamstress, who knows flowers too, was asked for them; the gardener is free."""
    with acting("test:mending"):
        cast.seamstress.skills.add(cast.flowers)
    row = need(cast, skill=cast.flowers, title="花壇づくり")
    send_offers(row, talents=[cast.seamstress], by=cast.actor("coordinator"))
    return row


@pytest.fixture
def sewing(cast: Cast, flowers: Need) -> Need:
    """Nobody else can sew: the other who could was asked, and said no."""
    return need(cast, skill=cast.sewing)


def mend(cast: Cast, row: Need, part: str = "coordinator") -> object:
    return actions.mend_need(need=row, expected=smallest_change(row).key, by=cast.actor(part))


def live_offers() -> set[tuple[str, str]]:
    return set(Offer.objects.waiting().values_list("need__title", "talent__name"))


def test_somebody_asked_elsewhere_steps_in_and_another_takes_their_place(cast: Cast, sewing: Need, flowers: Need) -> None:
    change = smallest_change(sewing)
    assert [(step.talent, step.need, step.left.need if step.left else None) for step in change.steps] == [
        (cast.seamstress, sewing, flowers),
        (cast.gardener, flowers, None),
    ]
    assert (change.agreed, change.waiting, change.moved, change.mails) == (0, 0, 1, 2)


def test_it_is_carried_out_with_its_mails(cast: Cast, sewing: Need, flowers: Need) -> None:
    OutgoingMail.objects.all().delete()
    mend(cast, sewing)
    assert live_offers() == {("ミシンの補助", "森 春子"), ("花壇づくり", "野原 実")}
    assert sorted(OutgoingMail.objects.values_list("kind", "to")) == [
        ("asked", "seamstress@mail.example.jp"),
        ("offer_withdrawn", "seamstress@mail.example.jp"),
    ]
    assert smallest_change(sewing).steps == ()


def test_who_is_free_comes_before_any_move(cast: Cast, sewing: Need) -> None:
    with acting("test:mending"):
        cast.gardener.skills.add(cast.sewing)
    assert [(step.talent, step.left) for step in smallest_change(sewing).steps] == [(cast.gardener, None)]


def test_whoever_agreed_stays(cast: Cast, sewing: Need, flowers: Need) -> None:
    accept_offer(flowers.offers.get(), by=cast.actor("seamstress"))
    change = smallest_change(sewing)
    assert change.steps == ()
    assert change.agreed == 1
    assert change.why_nobody is not None


def test_whoever_has_promised_enough_for_the_month_is_not_asked(cast: Cast, flowers: Need) -> None:
    """Also where the promise lies before the days that are planned: the month began on the first, not today."""
    with acting("test:mending"):
        Talent.objects.filter(pk=cast.gardener.pk).update(places_per_month=1)
    earlier = need(cast, skill=cast.flowers, on=dt.date(2026, 12, 7), title="球根うえ")
    send_offers(earlier, talents=[cast.gardener], by=cast.actor("coordinator"))
    december = need(cast, skill=cast.flowers, on=dt.date(2026, 12, 14), title="花だん")
    january = need(cast, skill=cast.flowers, on=dt.date(2027, 1, 18), title="冬の花だん")
    with clock.frozen_at(dt.datetime(2026, 12, 10, 0, tzinfo=dt.UTC)):
        assert cast.gardener not in {step.talent for step in smallest_change(december).steps}
        assert cast.gardener in {step.talent for step in smallest_change(january).steps}


def test_after_a_decline_the_one_who_declined_is_not_asked_again(cast: Cast, sewing: Need, flowers: Need) -> None:
    decline_offer(flowers.offers.get(), by=cast.actor("seamstress"))
    assert [step.talent for step in smallest_change(flowers).steps] == [cast.gardener]


def test_what_changed_meanwhile_is_refused_and_nothing_is_done(cast: Cast, sewing: Need, flowers: Need) -> None:
    shown = smallest_change(sewing).key
    other = need(cast, skill=cast.flowers, title="別の花壇")
    send_offers(other, talents=[cast.gardener], by=cast.actor("section"))
    before = live_offers()
    with pytest.raises(Refused) as refused:
        actions.mend_need(need=sewing, expected=shown, by=cast.actor("coordinator"))
    assert refused.value.code == "changed"
    assert live_offers() == before


def test_a_clash_that_the_planner_did_not_see_undoes_everything(cast: Cast, sewing: Need, monkeypatch: pytest.MonkeyPatch) -> None:
    change, before = smallest_change(sewing), live_offers()
    at = dt.datetime.combine(TUESDAY, dt.time(9, 30), dt.timezone(dt.timedelta(hours=9)))
    with acting("test:mending"):
        book(cast.gardener.resource, starts_at=at, ends_at=at + dt.timedelta(hours=1), site=sewing.site, purpose="用事")
    monkeypatch.setattr("yuinowa.matching.actions.mending.smallest_change", lambda need: change)
    with pytest.raises(Refused) as refused:
        actions.mend_need(need=sewing, expected=change.key, by=cast.actor("coordinator"))
    assert (refused.value.code, live_offers()) == ("busy", before)


@pytest.fixture
def without_mail(cast: Cast) -> None:
    with acting("test:mending"):
        Person.objects.filter(pk=cast.seamstress.person_id).update(email="")


@pytest.mark.usefixtures("without_mail")
def test_it_can_be_undone_until_somebody_answers(cast: Cast, sewing: Need, flowers: Need) -> None:
    before = live_offers()
    mend(cast, sewing)
    actions.unmend_need(need=sewing, by=cast.actor("coordinator"))
    assert live_offers() == before
    with pytest.raises(Refused):
        actions.unmend_need(need=sewing, by=cast.actor("coordinator"))
    mend(cast, sewing)
    record_answer(Offer.objects.waiting().get(need=sewing), has_accepted=True, by=cast.actor("coordinator"))
    with pytest.raises(Refused):
        actions.unmend_need(need=sewing, by=cast.actor("coordinator"))


def test_who_was_written_to_cannot_be_taken_back(cast: Cast, sewing: Need) -> None:
    mend(cast, sewing)
    with pytest.raises(Refused):
        actions.unmend_need(need=sewing, by=cast.actor("coordinator"))


def test_only_the_city_moves_people_of_other_schools(cast: Cast, sewing: Need) -> None:
    with pytest.raises(NotAllowed):
        mend(cast, sewing, "instructor")


@pytest.mark.parametrize("key", ["", "1-2", "1-x-2", "1-99999-0", f"{'9' * 30}-{'9' * 30}-1"])
def test_an_invented_change_is_refused(cast: Cast, sewing: Need, key: str) -> None:
    with pytest.raises((Refused, NotAllowed)):
        actions.mend_need(need=sewing, expected=key, by=cast.actor("coordinator"))


@pytest.mark.usefixtures("without_mail")
def test_the_coordinator_follows_the_page(cast: Cast, sewing: Need) -> None:
    client = Client()
    client.force_login(cast.users["coordinator"])
    page = Page(client, client.get(f"/needs/{sewing.pk}/")).follow("いちばん小さい変更を見る")
    assert "返事待ちの「花壇づくり」への打診を取り下げ、代わりにこちらをお願いします。" in page.text
    page = page.press("この変更をする")
    assert "2人に打診しました。1人の前の打診は、取り下げました。" in page.text
    assert live_offers() == {("ミシンの補助", "森 春子"), ("花壇づくり", "野原 実")}
    page.follow("元にもどす").press("元にもどす")
    assert live_offers() == {("花壇づくり", "森 春子")}
