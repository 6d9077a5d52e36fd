"""An instructor is ill: neighbours are asked, schools get other days, everybody is told once, and all of it can be taken back."""

import datetime as dt

import pytest

from tests.cast import APRIL, MOMENT, TODAY, Cast
from tests.unit.rounds.conftest import THURSDAY, MakeVisit
from yuinowa.core import clock
from yuinowa.core.actions import system_actor
from yuinowa.core.audit import acting
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.core.history import history_of
from yuinowa.core.models import OutgoingMail
from yuinowa.people.models import Appointment, Person, Post
from yuinowa.promises.actions import Promised
from yuinowa.rounds import actions
from yuinowa.rounds.models import DisruptedVisit, Disruption, InstructorAbsence, Substitution, Visit, VisitCall

SYSTEM = system_actor("お知らせ")
NEXT_DAY = THURSDAY + dt.timedelta(days=1)


def mails() -> list[tuple[str, str]]:
    return list(OutgoingMail.objects.order_by("pk").values_list("kind", "to"))


def ill(cast: Cast, choice: str = "neighbour", by: str = "instructor", until_on: dt.date = THURSDAY, **more: str) -> Disruption:
    """The cast's instructor is away from THURSDAY on; ``choice`` holds for every visit."""
    lost = actions.foresee_absence(cast.posts["instructor"], THURSDAY, until_on)
    OutgoingMail.objects.all().delete()
    disruption: Disruption = actions.report_absence(
        post=cast.posts["instructor"],
        from_on=THURSDAY,
        until_on=until_on,
        kind="illness",
        choices={one.visit.pk: choice for one in lost},
        by=cast.actor(by),
    )
    return disruption


def confirmed(cast: Cast, visit: Visit) -> Visit:
    return actions.confirm_visit(actions.propose_visit(visit, by=cast.actor("instructor")), by=cast.actor("teacher"))


def outcome(disruption: Disruption) -> list[str]:
    return list(disruption.visits.values_list("outcome", flat=True))


def test_a_neighbour_is_asked_and_nothing_else_happens(cast: Cast, planned: MakeVisit) -> None:
    visit = confirmed(cast, planned())
    disruption = ill(cast)
    asked = Substitution.objects.get()
    assert (asked.post, asked.instead_of, asked.state) == (cast.posts["coast_instructor"], cast.posts["instructor"], "asked")
    assert outcome(disruption) == ["asked"]
    assert mails() == [("substitution_asked", "coast-instructor@city.example.jp")]
    text = OutgoingMail.objects.get().text
    assert "結野市立花塚小学校" in text
    assert f"/rounds/substitutions/{asked.pk}/" in text
    assert "病気" not in text
    visit.refresh_from_db()
    assert (visit.on, visit.state, visit.post) == (THURSDAY, "confirmed", cast.posts["instructor"])


def test_she_agrees_and_the_school_hears_who_comes(cast: Cast, planned: MakeVisit) -> None:
    visit = confirmed(cast, planned())
    ill(cast)
    actions.accept_substitution(Substitution.objects.get(), by=cast.actor("coast_instructor"))
    visit.refresh_from_db()
    assert (visit.post, visit.state, visit.on) == (cast.posts["coast_instructor"], "confirmed", THURSDAY)
    assert visit.booking.resource.person == cast.persons["coast_instructor"]
    assert mails()[1:] == [("visit_substituted", "teacher@city.example.jp"), ("substitution_answered", "instructor@city.example.jp")]
    with pytest.raises(Refused, match="引き受け"):
        actions.accept_substitution(Substitution.objects.get(), by=cast.actor("coast_instructor"))


def test_a_no_gives_the_school_two_days(cast: Cast, planned: MakeVisit) -> None:
    visit = confirmed(cast, planned())
    disruption = ill(cast)
    actions.decline_substitution(Substitution.objects.get(), by=cast.actor("coast_instructor"))
    visit.refresh_from_db()
    assert (visit.state, visit.post, visit.options.count()) == ("proposed", cast.posts["instructor"], 1)
    assert visit.on != THURSDAY
    assert outcome(disruption) == ["offered"]
    assert mails()[1:] == [("visit_day_lost", "teacher@city.example.jp"), ("substitution_none", "instructor@city.example.jp")]
    assert OutgoingMail.objects.get(kind="visit_day_lost").text.count("・令和8年") == 2
    # The school answers as it answers any proposal.
    assert actions.choose_option(visit, number=1, by=cast.actor("teacher")).state == "confirmed"


def test_a_no_passes_to_the_next_neighbour_first(cast: Cast, planned: MakeVisit) -> None:
    with acting("test:third"):
        third = Post.objects.create(kind=Post.Kind.INSTRUCTOR, center=cast.coast_center, number=2)
        person = Person.objects.create(name="沖 遥", kana="おき はるか", email="third@city.example.jp")
        Appointment.objects.create(post=third, person=person, from_on=APRIL)
    planned()
    ill(cast)
    first = Substitution.objects.get()
    actions.decline_substitution(first, by=cast.actor("coordinator"))
    second = Substitution.objects.exclude(pk=first.pk).get()
    assert {first.post, second.post} == {third, cast.posts["coast_instructor"]}
    assert mails()[-1][0] == "substitution_asked"
    assert Visit.objects.get().on == THURSDAY


def test_silence_passes_it_on_by_itself(cast: Cast, planned: MakeVisit) -> None:
    planned()
    ill(cast)
    asked = Substitution.objects.get()
    assert asked.answer_by == MOMENT + dt.timedelta(days=1)
    assert actions.expire_substitutions(now=MOMENT, by=SYSTEM) == 0
    later = asked.answer_by + dt.timedelta(minutes=5)
    with clock.frozen_at(later):
        assert [actions.expire_substitutions(now=later, by=SYSTEM) for _ in range(2)] == [1, 0]
    visit = Visit.objects.get()
    # No school knew the day: it simply moves, and no school hears of it.
    assert (visit.state, visit.options.count(), visit.on != THURSDAY) == ("planned", 0, True)
    assert "visit_day_lost" not in [kind for kind, _to in mails()]


def test_a_yes_may_be_given_back(cast: Cast, planned: MakeVisit) -> None:
    visit = confirmed(cast, planned())
    ill(cast)
    asked = actions.accept_substitution(Substitution.objects.get(), by=cast.actor("coast_instructor"))
    actions.decline_substitution(asked, by=cast.actor("coast_instructor"))
    visit.refresh_from_db()
    assert (visit.state, visit.post) == ("proposed", cast.posts["instructor"])


def test_other_days_at_once_leave_every_other_visit_alone(cast: Cast, planned: MakeVisit) -> None:
    hit, other = confirmed(cast, planned()), planned(cast.junior, on=NEXT_DAY)
    disruption = ill(cast, "dates")
    other.refresh_from_db()
    assert (other.on, other.arrives_at) == (NEXT_DAY, dt.time(10))
    assert outcome(disruption) == ["offered"]
    assert mails() == [("visit_day_lost", "teacher@city.example.jp")]
    hit.refresh_from_db()
    assert hit.on not in {THURSDAY, other.on} or hit.arrives_at != other.arrives_at


def test_a_school_without_mail_stands_on_the_telephone_list(cast: Cast, planned: MakeVisit) -> None:
    visit = actions.propose_visit(planned(cast.junior), by=cast.actor("instructor"))
    with acting("test:mute"):
        Person.objects.filter(pk=cast.persons["vice_principal"].pk).update(email="")
    ill(cast, "dates")
    call = VisitCall.objects.get()
    assert (call.school, mails()) == (cast.junior, [])
    assert "指導員の都合" in call.text
    visit.refresh_from_db()
    told = actions.tell_visit_call(call, by=cast.actor("center_staff"))
    assert told.told_at == MOMENT
    assert actions.untell_visit_call(told, by=cast.actor("center_staff")).told_at is None
    with pytest.raises(NotAllowed):
        actions.tell_visit_call(call, by=cast.actor("coast_instructor"))


def test_well_again(cast: Cast, planned: MakeVisit) -> None:
    visit = confirmed(cast, planned())
    disruption = ill(cast)
    actions.accept_substitution(Substitution.objects.get(), by=cast.actor("coast_instructor"))
    OutgoingMail.objects.all().delete()
    undoing = actions.undo_absence(disruption, by=cast.actor("instructor"))
    visit.refresh_from_db()
    assert (len(undoing.back), len(undoing.stays)) == (1, 0)
    assert (visit.post, visit.state, visit.on) == (cast.posts["instructor"], "confirmed", THURSDAY)
    assert visit.booking.resource.person == cast.persons["instructor"]
    assert sorted(mails()) == [
        ("substitution_withdrawn", "coast-instructor@city.example.jp"),
        ("visit_restored", "teacher@city.example.jp"),
    ]
    assert not InstructorAbsence.objects.exists()
    with pytest.raises(Refused, match="もう取り消して"):
        actions.undo_absence(disruption, by=cast.actor("instructor"))


def test_what_the_school_agreed_to_since_stays(cast: Cast, planned: MakeVisit) -> None:
    visit = confirmed(cast, planned())
    disruption = ill(cast, "dates")
    visit.refresh_from_db()
    actions.confirm_visit(visit, by=cast.actor("teacher"))
    undoing = actions.undo_absence(disruption, by=cast.actor("instructor"))
    visit.refresh_from_db()
    assert (len(undoing.back), visit.on != THURSDAY, visit.state) == (0, True, "confirmed")


def test_what_was_shown_is_what_happens_or_nothing(cast: Cast, planned: MakeVisit) -> None:
    planned()
    with pytest.raises(Refused, match="この間に"):
        actions.report_absence(
            post=cast.posts["instructor"], from_on=THURSDAY, until_on=THURSDAY, kind="illness", choices={}, by=cast.actor("instructor")
        )
    assert not InstructorAbsence.objects.exists()


def test_wrong_spans_and_wrong_people_are_refused(cast: Cast) -> None:
    def report(part: str, post: str = "instructor", from_on: dt.date = THURSDAY, until_on: dt.date = THURSDAY) -> Disruption:
        disruption: Disruption = actions.report_absence(
            post=cast.posts[post], from_on=from_on, until_on=until_on, kind="illness", choices={}, by=cast.actor(part)
        )
        return disruption

    for part in ("teacher", "principal", "coast_instructor", "clearance"):
        with pytest.raises(NotAllowed):
            report(part)
    for wrong, word in (
        ({"until_on": TODAY}, "前になっています"),
        ({"from_on": TODAY - dt.timedelta(days=2), "until_on": TODAY - dt.timedelta(days=1)}, "過ぎています"),
        ({"until_on": THURSDAY + dt.timedelta(days=100)}, "3か月"),
    ):
        with pytest.raises(Refused, match=word):
            report("instructor", **wrong)
    report("center_staff")
    with pytest.raises(Refused, match="もう休みが"):
        report("section")


def test_no_time_to_ask_means_other_days(cast: Cast, planned: MakeVisit) -> None:
    visit = planned(hour=10)
    with clock.frozen_at(visit.starts_at - dt.timedelta(hours=1)):
        lost = actions.foresee_absence(cast.posts["instructor"], THURSDAY, THURSDAY)
        assert (len(lost), actions.can_be_asked(lost[0])) == (1, False)
    with clock.frozen_at(visit.ends_at):
        assert actions.foresee_absence(cast.posts["instructor"], THURSDAY, THURSDAY) == []


def test_a_neighbour_who_is_busy_or_away_is_not_asked(cast: Cast, planned: MakeVisit) -> None:
    planned()
    with acting("test:away"):
        InstructorAbsence.objects.create(post=cast.posts["coast_instructor"], from_on=THURSDAY, until_on=THURSDAY, kind="leave")
    lost = actions.foresee_absence(cast.posts["instructor"], THURSDAY, THURSDAY)
    assert lost[0].neighbours == ()


def test_the_history_says_what_happened(cast: Cast, planned: MakeVisit) -> None:
    visit = planned()
    ill(cast, "dates")
    assert [entry.verb for entry in history_of(visit)] == ["lost_day", "made"]
    assert DisruptedVisit.objects.get().before_on == THURSDAY


def test_a_visit_that_changes_ends_the_question(cast: Cast, planned: MakeVisit) -> None:
    visit = planned()
    ill(cast)
    actions.cancel_visit(visit, kind="school", reason="行事", by=cast.actor("coordinator"))
    assert Substitution.objects.get().state == "withdrawn"
    assert mails()[-1] == ("substitution_withdrawn", "coast-instructor@city.example.jp")
    with pytest.raises(Refused, match="取り消し"):
        actions.accept_substitution(Substitution.objects.get(), by=cast.actor("coast_instructor"))


def test_who_stood_in_writes_what_was_promised_there(cast: Cast, planned: MakeVisit) -> None:
    visit = confirmed(cast, planned())
    ill(cast)
    actions.accept_substitution(Substitution.objects.get(), by=cast.actor("coast_instructor"))
    visit.refresh_from_db()
    with clock.frozen_at(visit.ends_at):
        own = Promised(
            text="名簿を届ける", owner=cast.posts["coast_instructor"], owed_to=cast.posts["teacher"], due_on=NEXT_DAY, source="visit"
        )
        record = actions.record_visit(
            visit, heard=actions.Heard(met="教頭", heard="昔遊びの方を探している", promises=[own]), by=cast.actor("coast_instructor")
        )
    assert [link.promise.text for link in record.visit.promises.all()] == ["名簿を届ける"]
