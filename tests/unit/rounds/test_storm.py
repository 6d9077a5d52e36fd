"""Schools close for a storm: visits, needs, everybody told once, nothing else moved, and the way back."""

import datetime as dt

import pytest

from tests.cast import TODAY, Cast
from tests.unit.rounds.conftest import THURSDAY, MakeVisit
from yuinowa.bookings.models import Booking
from yuinowa.core import clock
from yuinowa.core.audit import acting
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.core.models import OutgoingMail
from yuinowa.needs.actions import Wish, WishedDate, accept_offer, post_need, send_offers
from yuinowa.needs.models import Need, PhoneCall
from yuinowa.organisations.models import ClosedSpan, Municipality, School
from yuinowa.people.models import Person
from yuinowa.rounds import actions
from yuinowa.rounds.adapter.storm import foresee_needs, foresee_visits
from yuinowa.rounds.models import Disruption, Visit, VisitCall

FRIDAY = THURSDAY + dt.timedelta(days=1)


def mails() -> list[tuple[str, str]]:
    return sorted(OutgoingMail.objects.values_list("kind", "to"))


def storm(cast: Cast, schools: list[School], choice: str = "move", by: str = "coordinator", **more: dt.date) -> Disruption:
    from_on, until_on = more.get("from_on", THURSDAY), more.get("until_on", THURSDAY)
    visits, needs = foresee_visits(schools, from_on, until_on), foresee_needs(schools, from_on, until_on)
    OutgoingMail.objects.all().delete()
    disruption: Disruption = actions.close_for_weather(
        schools=schools,
        from_on=from_on,
        until_on=until_on,
        reason="台風のため",
        visits=[one.visit.pk for one in visits],
        needs={one.need.pk: choice for one in needs},
        by=cast.actor(by),
    )
    return disruption


@pytest.fixture
def engaged(cast: Cast) -> Need:
    """A need of 花塚小 on THURSDAY, to which 春子 said yes."""
    with acting("test:approval"):
        Municipality.objects.update(needs_approval=False)
    date = WishedDate(on=THURSDAY, starts_at=dt.time(9), ends_at=dt.time(10))
    wish = Wish(title="ミシンの学習", dates=(date,), people=1, skill_id=cast.sewing.pk)
    need = post_need(cast.elementary, wish=wish, by=cast.actor("teacher")).need
    offers = send_offers(need, talents=[cast.seamstress], by=cast.actor("coordinator"))
    accept_offer(offers[0], by=cast.actor("seamstress"))
    need.refresh_from_db()
    return need


def test_one_storm_tells_everybody_once(cast: Cast, planned: MakeVisit, engaged: Need) -> None:
    visit = actions.propose_visit(planned(hour=13), by=cast.actor("instructor"))
    quiet = planned(cast.junior, on=FRIDAY)
    disruption = storm(cast, [cast.elementary, cast.junior])
    visit.refresh_from_db()
    quiet.refresh_from_db()
    engaged.refresh_from_db()
    assert (visit.state, visit.on > THURSDAY, quiet.on) == ("proposed", True, FRIDAY)
    assert (engaged.first_on, engaged.state) == (THURSDAY + dt.timedelta(days=7), "asking")
    assert set(ClosedSpan.objects.values_list("school", "from_on", "reason")) == {
        (cast.elementary.pk, THURSDAY, "台風のため"),
        (cast.junior.pk, THURSDAY, "台風のため"),
    }
    assert mails() == [
        ("asked", "seamstress@mail.example.jp"),
        ("storm_block", "center-staff@city.example.jp"),
        ("storm_block", "instructor@city.example.jp"),
        ("storm_school", "teacher@city.example.jp"),
        ("storm_school", "vice-principal@city.example.jp"),
    ]
    text = OutgoingMail.objects.get(kind="storm_school", to="teacher@city.example.jp").text
    assert "台風のため" in text
    assert text.count("・令和8年") == 2
    assert "「ミシンの学習」は12月10日（木）に移し" in text
    assert list(disruption.visits.values_list("outcome", flat=True)) == ["offered"]


def test_called_off_needs_free_the_people(cast: Cast, engaged: Need) -> None:
    assert Booking.objects.count() == 1
    storm(cast, [cast.elementary], "cancel")
    engaged.refresh_from_db()
    assert (engaged.state, Booking.objects.count()) == ("cancelled", 0)
    assert ("need_cancelled", "seamstress@mail.example.jp") in mails()


def test_needs_may_be_left_to_their_school(cast: Cast, engaged: Need) -> None:
    disruption = storm(cast, [cast.elementary], "leave")
    engaged.refresh_from_db()
    assert (engaged.first_on, engaged.state, disruption.needs.count()) == (THURSDAY, "filled", 0)
    assert "学校で直してください" in OutgoingMail.objects.get(kind="storm_school").text


def test_people_and_schools_without_mail_stand_on_the_telephone_lists(cast: Cast, engaged: Need) -> None:
    with acting("test:mute"):
        Person.objects.filter(pk__in=[cast.persons["teacher"].pk, cast.persons["seamstress"].pk]).update(email="")
    storm(cast, [cast.elementary], "cancel")
    assert [call.about for call in PhoneCall.objects.all()] == ["cancelled"]
    call = VisitCall.objects.get()
    assert call.school == cast.elementary
    assert "「ミシンの学習」は取りやめました" in call.text


def test_the_storm_went_by(cast: Cast, planned: MakeVisit) -> None:
    visit = actions.confirm_visit(actions.propose_visit(planned(), by=cast.actor("instructor")), by=cast.actor("teacher"))
    with acting("test:own"):
        own = ClosedSpan.objects.create(school=cast.junior, from_on=THURSDAY, until_on=THURSDAY, reason="開校記念日")
    disruption = storm(cast, [cast.elementary, cast.junior])
    OutgoingMail.objects.all().delete()
    actions.undo_storm(disruption, by=cast.actor("section"))
    visit.refresh_from_db()
    assert (visit.on, visit.state, visit.booking is not None) == (THURSDAY, "confirmed", True)
    # What the school had closed itself stays closed.
    assert list(ClosedSpan.objects.all()) == [own]
    assert mails() == [("visit_restored", "teacher@city.example.jp")]


def test_a_planned_visit_moves_without_a_word_to_the_school(cast: Cast, planned: MakeVisit) -> None:
    planned()
    disruption = storm(cast, [cast.elementary])
    assert list(disruption.visits.values_list("outcome", flat=True)) == ["moved"]
    assert "巡回訪問" not in OutgoingMail.objects.get(kind="storm_school").text


def test_a_storm_for_days_keeps_away_from_all_of_them(cast: Cast, planned: MakeVisit) -> None:
    planned()
    storm(cast, [cast.elementary], until_on=THURSDAY + dt.timedelta(days=5))
    assert Visit.objects.get().on > THURSDAY + dt.timedelta(days=5)


def test_somebody_else_changed_something_meanwhile(cast: Cast, planned: MakeVisit) -> None:
    planned()
    with pytest.raises(Refused, match="この間に"):
        actions.close_for_weather(
            schools=[cast.elementary], from_on=THURSDAY, until_on=THURSDAY, reason="台風", visits=[], needs={}, by=cast.actor("section")
        )
    assert not ClosedSpan.objects.exists()
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("part", ["instructor", "center_staff", "teacher", "principal", "admin"])
def test_only_the_office_closes_schools(cast: Cast, part: str) -> None:
    with pytest.raises(NotAllowed):
        storm(cast, [cast.elementary], by=part)


def test_nonsense_is_refused(cast: Cast) -> None:
    yesterday = TODAY - dt.timedelta(days=1)
    for schools, days, word in (
        ([], {}, "学校を選んで"),
        ([cast.elementary], {"until_on": TODAY}, "前になって"),
        ([cast.elementary], {"from_on": yesterday, "until_on": TODAY}, "過ぎた日"),
        ([cast.elementary], {"until_on": THURSDAY + dt.timedelta(days=20)}, "2週間"),
    ):
        with pytest.raises(Refused, match=word):
            storm(cast, schools, **days)


def test_a_storm_later_today_leaves_what_is_over(cast: Cast, planned: MakeVisit) -> None:
    over, ahead = planned(on=THURSDAY, hour=9), planned(cast.junior, on=THURSDAY, hour=14)
    with clock.frozen_at(over.ends_at + dt.timedelta(minutes=30)):
        storm(cast, [cast.elementary, cast.junior])
    over.refresh_from_db()
    ahead.refresh_from_db()
    assert (over.on, ahead.on > THURSDAY) == (THURSDAY, True)


def test_the_same_storm_twice_is_told_once(cast: Cast) -> None:
    storm(cast, [cast.elementary])
    with pytest.raises(Refused, match="もう休み"):
        storm(cast, [cast.elementary], by="section")
    assert Disruption.objects.count() == 1


def test_a_need_left_to_its_school_is_no_reason_to_tell_everybody_again(cast: Cast, engaged: Need) -> None:
    storm(cast, [cast.elementary], choice="leave")
    assert mails()
    with pytest.raises(Refused, match="もう休みになっています"):
        storm(cast, [cast.elementary], choice="leave")
    assert mails() == []
    storm(cast, [cast.elementary], choice="move")
    assert mails()
