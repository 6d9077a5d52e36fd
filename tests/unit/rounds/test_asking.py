"""A school is asked, answers by page or by telephone, is reminded, and silence reaches the instructor."""

import datetime as dt

import pytest

from tests.cast import MOMENT, TODAY, Cast
from tests.unit.rounds.conftest import THURSDAY, MakeVisit
from yuinowa.bookings.models import Booking
from yuinowa.core import clock
from yuinowa.core.actions import Channel, system_actor
from yuinowa.core.audit import acting
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.core.history import history_of
from yuinowa.core.models import OutgoingMail
from yuinowa.people.models import Appointment
from yuinowa.rounds import actions
from yuinowa.rounds.models import Visit

SYSTEM = system_actor("お知らせ")


def mails() -> list[tuple[str, str]]:
    return list(OutgoingMail.objects.order_by("pk").values_list("kind", "to"))


def days_of(visit: Visit) -> list[dt.date]:
    return [option.on for option in visit.options.all()]


def test_a_school_is_asked_with_two_other_days(cast: Cast, proposed: MakeVisit) -> None:
    visit = proposed()
    assert (visit.state, visit.answer_by) == ("proposed", dt.date(2026, 11, 30))
    assert len(days_of(visit)) == 2
    assert visit.on not in days_of(visit)
    assert mails() == [("visit_proposed", "teacher@city.example.jp")]
    text = OutgoingMail.objects.get().text
    assert "令和8年12月3日（木）10:00～11:00" in text
    assert text.count("・令和8年") == 2
    assert f"/visits/{visit.pk}/" in text


def test_a_yes_settles_the_day_and_is_told(cast: Cast, proposed: MakeVisit) -> None:
    visit = actions.confirm_visit(proposed(), by=cast.actor("teacher"))
    assert (visit.state, visit.on) == ("confirmed", THURSDAY)
    assert mails()[1:] == [("visit_answered", "instructor@city.example.jp")]
    assert OutgoingMail.objects.last().subject == "花塚小の訪問が決まりました（12月3日（木））"


def test_another_day_moves_the_visit_and_the_instructor(cast: Cast, proposed: MakeVisit) -> None:
    visit = proposed()
    other = visit.options.get(number=2)
    chosen = actions.choose_option(visit, number=2, by=cast.actor("teacher"))
    assert (chosen.state, chosen.on, chosen.arrives_at) == ("confirmed", other.on, other.arrives_at)
    booking = Booking.objects.get()
    assert booking.during.lower.astimezone(clock.JAPAN).date() == other.on
    # The first day can still be chosen after an undo.
    assert THURSDAY in days_of(actions.take_back_answer(chosen, by=cast.actor("teacher")))


def test_an_option_that_was_taken_meanwhile_is_refused_without_saying_by_whom(cast: Cast, proposed: MakeVisit, planned: MakeVisit) -> None:
    visit = proposed()
    option = visit.options.get(number=1)
    planned(school=cast.junior, on=option.on, hour=option.arrives_at.hour)
    with pytest.raises(Refused) as refusal:
        actions.choose_option(visit, number=1, by=cast.actor("teacher"))
    assert (refusal.value.code, "花塚一中" in refusal.value.message) == ("taken", False)
    visit.refresh_from_db()
    assert (visit.state, visit.on) == ("proposed", THURSDAY)


def test_no_day_suits_frees_the_instructor_and_asks_for_a_word(cast: Cast, proposed: MakeVisit) -> None:
    visit = proposed()
    with pytest.raises(Refused, match="ひとこと"):
        actions.decline_days(visit, word=" ", by=cast.actor("teacher"))
    declined = actions.decline_days(visit, word="12月の第2週なら", by=cast.actor("teacher"))
    assert (declined.state, declined.booking, Booking.objects.count(), days_of(declined)) == ("unsettled", None, 0, [])
    assert "12月の第2週なら" in OutgoingMail.objects.last().text
    again = actions.propose_visit(declined, by=cast.actor("instructor"))
    assert again.state == "proposed"
    assert again.on != THURSDAY
    assert (again.booking is not None, len(days_of(again))) == (True, 2)


def test_an_answer_by_telephone_stands_as_one(cast: Cast, proposed: MakeVisit) -> None:
    visit = actions.confirm_visit(proposed(), by=cast.actor("instructor", channel=Channel.TELEPHONE))
    assert (visit.state, history_of(visit)[0].channel) == ("confirmed", "telephone")
    assert mails() == [("visit_proposed", "teacher@city.example.jp")]


@pytest.mark.parametrize("part", ["principal", "coast_teacher", "coast_instructor", "center_staff", "vice_principal"])
def test_who_may_not_answer(cast: Cast, proposed: MakeVisit, part: str) -> None:
    with pytest.raises(NotAllowed):
        actions.confirm_visit(proposed(), by=cast.actor(part))


def test_a_vacant_window_falls_to_the_vice_principal(cast: Cast, proposed: MakeVisit) -> None:
    visit = proposed(school=cast.junior)
    assert mails() == [("visit_proposed", "vice-principal@city.example.jp")]
    assert actions.confirm_visit(visit, by=cast.actor("vice_principal")).state == "confirmed"


def test_nobody_answers_what_was_not_asked(cast: Cast, planned: MakeVisit, proposed: MakeVisit) -> None:
    with pytest.raises(NotAllowed):
        actions.confirm_visit(planned(), by=cast.actor("teacher"))
    settled = actions.confirm_visit(proposed(on=THURSDAY + dt.timedelta(days=18)), by=cast.actor("teacher"))
    for again in (actions.confirm_visit, actions.propose_visit):
        with pytest.raises(Refused, match="決定"):
            again(settled, by=cast.actor("instructor"))


def test_many_are_asked_at_once_or_none(cast: Cast, planned: MakeVisit) -> None:
    first, second = planned(), planned(school=cast.junior, hour=13)
    asked = actions.propose_visits(visits=[first, second], by=cast.actor("instructor"))
    assert [visit.state for visit in asked] == ["proposed", "proposed"]
    offered = [(option.on, option.arrives_at) for visit in asked for option in visit.options.all()]
    assert len(offered) == len(set(offered)) == 4
    third = planned(on=THURSDAY + dt.timedelta(days=21))
    with pytest.raises(Refused):
        actions.propose_visits(visits=[third, first], by=cast.actor("instructor"))
    third.refresh_from_db()
    assert third.state == "planned"


def test_silence_is_reminded_once_then_reaches_the_instructor(cast: Cast, proposed: MakeVisit) -> None:
    visit = proposed()
    for day in (dt.date(2026, 11, 27), dt.date(2026, 11, 28), dt.date(2026, 11, 28), dt.date(2026, 11, 30)):
        actions.remind_schools(today=day, by=SYSTEM)
        actions.report_unanswered(today=day, by=SYSTEM)
    assert mails()[1:] == [("visit_reminded", "teacher@city.example.jp")]
    for day in (dt.date(2026, 12, 1), dt.date(2026, 12, 2), dt.date(2026, 12, 3)):
        actions.report_unanswered(today=day, by=SYSTEM)
    assert mails()[2:] == [("visits_unanswered", "instructor@city.example.jp")]
    assert "0999-20-0001" in OutgoingMail.objects.last().text
    with clock.frozen_at(MOMENT + dt.timedelta(days=8)):
        assert actions.confirm_visit(visit, by=cast.actor("teacher")).state == "confirmed"


@pytest.mark.parametrize(("today", "told"), [(2, 1), (1, 0), (3, 0)])
def test_the_working_day_before_the_school_hears_who_comes(cast: Cast, proposed: MakeVisit, today: int, told: int) -> None:
    actions.confirm_visit(proposed(), by=cast.actor("teacher"))
    assert actions.announce_visits(today=dt.date(2026, 12, today), by=SYSTEM) == told


def test_a_monday_is_announced_on_friday(cast: Cast, proposed: MakeVisit) -> None:
    actions.confirm_visit(proposed(on=dt.date(2026, 12, 7)), by=cast.actor("teacher"))
    told = [actions.announce_visits(today=dt.date(2026, 12, day), by=SYSTEM) for day in (3, 4, 5, 6)]
    assert told == [0, 1, 0, 0]


def test_a_new_holder_gets_the_mails_of_the_post(cast: Cast, proposed: MakeVisit) -> None:
    visit = proposed()
    with acting("test:handover"):
        Appointment.objects.filter(post=cast.posts["instructor"]).update(until_on=TODAY - dt.timedelta(days=1))
        Appointment.objects.create(post=cast.posts["instructor"], person=cast.persons["coordinator"], from_on=TODAY)
    actions.confirm_visit(visit, by=cast.actor("teacher"))
    assert mails()[1:] == [("visit_answered", "coordinator@city.example.jp")]
