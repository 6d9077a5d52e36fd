"""A plan of the rounds from its order to the visits, with the real engine."""

import datetime as dt

import pytest

from tests.cast import TODAY, Cast
from tests.unit.rounds.policies import planned, policy_of
from yuinowa.bookings.models import Booking
from yuinowa.core.audit import acting
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.core.models import Work
from yuinowa.organisations.models import ClosedSpan
from yuinowa.rounds import actions
from yuinowa.rounds.adapter.running import run_rounds
from yuinowa.rounds.models import InstructorAbsence, RoundPlan, Visit, VisitingHours

DAY = dt.timedelta(days=1)


def test_the_plan_visits_each_school_in_its_hours_from_tomorrow_on(cast: Cast) -> None:
    plan = planned(cast, policy_of(cast))
    assert (plan.state, plan.status) == ("proposed", "proven")
    rows = list(plan.visits.order_by("school"))
    assert {row.school for row in rows} == {cast.elementary, cast.junior}
    assert all(TODAY < row.on <= plan.policy.until_on and row.on.weekday() < 5 for row in rows)
    assert all(dt.time(9) <= row.arrives_at < row.leaves_at <= dt.time(16) and row.arrives_at.minute % 5 == 0 for row in rows)
    assert plan.travel_minutes == plan.bound_minutes > 0
    assert not Visit.objects.exists()


def test_the_engine_runs_in_a_process_of_its_own(cast: Cast) -> None:
    plan = actions.order_plan(policy_of(cast), by=cast.actor("instructor"))
    run_rounds(plan.pk)
    plan.refresh_from_db()
    assert (plan.state, plan.visits.count(), len(plan.input_sha256)) == ("proposed", 2, 64)
    assert Work.objects.get(pk=plan.work_id).state == Work.State.DONE
    run_rounds(plan.pk)
    assert plan.visits.count() == 2


def test_adopting_makes_the_visits_and_books_the_instructor(cast: Cast) -> None:
    plan = planned(cast, policy_of(cast))
    other = planned(cast, plan.policy)
    assert actions.adopt_plan(plan, by=cast.actor("instructor")) == actions.Adopted(made=2, moved=0, kept=0)
    assert set(Visit.objects.values_list("state", "policy")) == {("planned", plan.policy_id)}
    assert Booking.objects.count() == 2
    other.refresh_from_db()
    assert other.state == RoundPlan.State.DISCARDED
    with pytest.raises(Refused, match="採用"):
        actions.adopt_plan(plan, by=cast.actor("instructor"))


def test_a_day_that_closed_meanwhile_is_refused_with_its_name_and_nothing_is_made(cast: Cast) -> None:
    plan = planned(cast, policy_of(cast))
    row = plan.visits.get(school=cast.junior)
    with acting("test:closed"):
        ClosedSpan.objects.create(school=cast.junior, from_on=row.on, until_on=row.on, reason="防災訓練")
    with pytest.raises(Refused, match=r"花塚一中.*防災訓練"):
        actions.adopt_plan(plan, by=cast.actor("instructor"))
    assert (Visit.objects.count(), Booking.objects.count()) == (0, 0)


def test_a_replan_moves_only_what_lost_its_day(cast: Cast) -> None:
    policy = policy_of(cast, visits=2, spacing_days=7)
    actions.adopt_plan(planned(cast, policy), by=cast.actor("instructor"))
    before = {visit.pk: visit.on for visit in Visit.objects.all()}
    lost = Visit.objects.order_by("on").last()
    with acting("test:closed"):
        ClosedSpan.objects.create(school=lost.school, from_on=lost.on, until_on=lost.on, reason="防災訓練")
    plan = planned(cast, policy, is_replan=True)
    assert plan.moved == 1
    done = actions.adopt_plan(plan, by=cast.actor("instructor"))
    assert (done.made, done.moved + done.kept) == (0, 4)
    after = {visit.pk: visit.on for visit in Visit.objects.all()}
    assert lost.pk in {pk for pk in before if before[pk] != after[pk]}
    assert not Visit.objects.filter(school=lost.school, on=lost.on).exists()
    assert Booking.objects.count() == 4


def test_what_is_locked_or_agreed_stays_with_its_hour(cast: Cast) -> None:
    policy, by = policy_of(cast), cast.actor("instructor")
    on, begin, end = dt.date(2026, 12, 10), dt.time(13, 10), dt.time(14, 0)
    visit = actions.make_visit(school=cast.junior, post=cast.posts["instructor"], on=on, arrives_at=begin, leaves_at=end, by=by)
    actions.lock_visit(visit, is_locked=True, by=by)
    plan = planned(cast, policy)
    row = plan.visits.get(school=cast.junior)
    assert (row.visit_id, row.on, row.arrives_at, row.leaves_at) == (visit.pk, on, begin, end)
    # The other school is on the way.
    assert plan.visits.get(school=cast.elementary).on == on
    assert actions.adopt_plan(plan, by=by) == actions.Adopted(made=1, moved=0, kept=1)


def test_days_off_and_hours_of_schools_are_kept(cast: Cast) -> None:
    with acting("test:days"):
        for weekday in (2, 4):
            VisitingHours.objects.create(school=cast.elementary, weekday=weekday, from_at=dt.time(13), until_at=dt.time(15))
        InstructorAbsence.objects.create(
            post=cast.posts["instructor"], from_on=TODAY, until_on=dt.date(2026, 12, 20), kind=InstructorAbsence.Kind.LEAVE
        )
    row = planned(cast, policy_of(cast)).visits.get(school=cast.elementary)
    assert row.on > dt.date(2026, 12, 20)
    assert row.on.weekday() in (2, 4)
    assert dt.time(13) <= row.arrives_at < row.leaves_at <= dt.time(15)


def test_a_school_without_enough_days_falls_below_the_policy_and_the_plan_says_why(cast: Cast) -> None:
    with acting("test:closed"):
        ClosedSpan.objects.create(school=cast.junior, from_on=TODAY, until_on=dt.date(2026, 12, 31), reason="改築")
    plan = planned(cast, policy_of(cast))
    assert [row.school for row in plan.visits.all()] == [cast.elementary]
    (word,) = plan.figures["below"]
    assert (word["schools"], word["names"]) == ([cast.junior.pk], ["花塚一中"])
    assert "0日しか残って" in word["why"]
    assert "行事予定" in word["fix"]


def test_rules_that_collide_are_said_with_what_would_help(cast: Cast) -> None:
    policy = policy_of(cast, visits=4, per_day=1, days_a_month=2, spacing_days=1)
    plan = planned(cast, policy)
    assert plan.state == RoundPlan.State.FAILED
    (word,) = plan.figures["conflicts"]
    assert "月に2日まで" in word["why"]
    assert "勤務日数" in word["fix"]
    assert Work.objects.get(pk=plan.work_id).error == "この方針のままでは、計画できませんでした。"


def test_no_month_has_more_days_than_the_instructor_works(cast: Cast) -> None:
    plan = planned(cast, policy_of(cast, visits=2, per_day=1, days_a_month=4, spacing_days=1))
    assert plan.state == "proposed"
    assert all(count <= 4 for count in plan.figures["days_by_month"].values())


def test_a_visit_that_took_place_counts_and_keeps_its_distance(cast: Cast) -> None:
    policy = policy_of(cast, visits=2)
    with acting("test:past"):
        Visit.objects.create(
            school=cast.elementary,
            post=cast.posts["instructor"],
            policy=policy,
            on=TODAY - DAY,
            arrives_at=dt.time(10),
            leaves_at=dt.time(11),
            state="done",
        )
    rows = planned(cast, policy).visits
    (row,) = rows.filter(school=cast.elementary)
    assert (row.on - TODAY).days >= 13
    assert rows.filter(school=cast.junior).count() == 2


def test_other_appointments_of_the_instructor_are_no_days_for_rounds(cast: Cast) -> None:
    policy, by = policy_of(cast, until_on=dt.date(2026, 11, 27)), cast.actor("coordinator")
    coast = policy_of(cast, "coast_instructor", until_on=dt.date(2026, 11, 27))
    actions.make_visit(
        school=cast.coast_school, post=cast.posts["instructor"], on=TODAY + DAY, arrives_at=dt.time(10), leaves_at=dt.time(11), by=by
    )
    assert TODAY + DAY not in set(planned(cast, policy).visits.values_list("on", flat=True))
    assert planned(cast, coast).figures["done"] == 1


@pytest.mark.parametrize("part", ["teacher", "principal", "center_staff", "coast_instructor", "clearance"])
def test_who_plans_no_rounds_orders_no_plan(cast: Cast, part: str) -> None:
    policy = policy_of(cast)
    with pytest.raises(NotAllowed):
        actions.order_plan(policy, by=cast.actor(part))


def test_one_plan_of_a_policy_at_a_time_and_a_stop(cast: Cast) -> None:
    policy, by = policy_of(cast), cast.actor("instructor")
    plan = actions.order_plan(policy, by=by)
    with pytest.raises(Refused, match="いま計画している"):
        actions.order_plan(policy, by=by)
    actions.stop_rounds(plan, by=by)
    assert Work.objects.get(pk=plan.work_id).is_stop_asked
    actions.discard_rounds(plan, by=by)
    run_rounds(plan.pk)
    assert not plan.visits.exists()
