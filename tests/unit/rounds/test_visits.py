"""A visit: made by hand, moved, held, called off; the instructor is nowhere else meanwhile."""

import datetime as dt

import pytest

from tests.cast import TODAY, Cast
from yuinowa.bookings.models import Booking
from yuinowa.core.audit import acting
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.organisations.models import ClosedSpan, School
from yuinowa.rounds.actions import cancel_visit, lock_visit, make_visit, move_visit
from yuinowa.rounds.models import InstructorAbsence, Visit

THURSDAY = TODAY + dt.timedelta(days=9)
FRIDAY = THURSDAY + dt.timedelta(days=1)
TEN, ELEVEN, TWELVE = dt.time(10), dt.time(11), dt.time(12)


def visit_at(
    cast: Cast, school: School, on: dt.date = THURSDAY, from_at: dt.time = TEN, until_at: dt.time = ELEVEN, by: str = "instructor"
) -> Visit:
    visit: Visit = make_visit(
        school=school, post=cast.posts["instructor"], on=on, arrives_at=from_at, leaves_at=until_at, by=cast.actor(by)
    )
    return visit


def test_a_visit_occupies_the_instructor(cast: Cast) -> None:
    visit = visit_at(cast, cast.elementary)
    assert (visit.state, visit.booking.resource.person) == ("planned", cast.persons["instructor"])
    with pytest.raises(Refused, match="花塚小への巡回訪問"):
        visit_at(cast, cast.junior, from_at=dt.time(10, 30), until_at=TWELVE)
    assert visit_at(cast, cast.junior, from_at=ELEVEN, until_at=TWELVE).booking is not None


def test_moving_frees_the_old_time(cast: Cast) -> None:
    visit = visit_at(cast, cast.elementary)
    moved = move_visit(visit, on=FRIDAY, arrives_at=TEN, leaves_at=ELEVEN, by=cast.actor("instructor"))
    assert (moved.on, Booking.objects.count()) == (FRIDAY, 1)
    visit_at(cast, cast.junior)


def test_a_refused_move_changes_nothing(cast: Cast) -> None:
    visit, other = visit_at(cast, cast.elementary), visit_at(cast, cast.junior, on=FRIDAY)
    with pytest.raises(Refused):
        move_visit(visit, on=FRIDAY, arrives_at=TEN, leaves_at=ELEVEN, by=cast.actor("instructor"))
    visit.refresh_from_db()
    assert (visit.on, visit.booking is not None, other.on) == (THURSDAY, True, FRIDAY)


def test_days_that_do_not_suit_are_refused_with_the_reason(cast: Cast) -> None:
    with acting("test:days"):
        ClosedSpan.objects.create(school=cast.elementary, from_on=FRIDAY, until_on=FRIDAY, reason="定期テスト")
        InstructorAbsence.objects.create(post=cast.posts["instructor"], from_on=THURSDAY, until_on=THURSDAY, kind="leave")
    for day, word in ((FRIDAY, "定期テスト"), (THURSDAY, "休み"), (TODAY - dt.timedelta(days=1), "過ぎて")):
        with pytest.raises(Refused, match=word):
            visit_at(cast, cast.elementary, on=day)


def test_a_school_is_visited_once_a_day(cast: Cast) -> None:
    visit_at(cast, cast.elementary)
    with pytest.raises(Refused, match="もうあります"):
        visit_at(cast, cast.elementary, from_at=ELEVEN, until_at=TWELVE)


def test_calling_off_frees_the_time_and_is_final(cast: Cast) -> None:
    visit = cancel_visit(visit_at(cast, cast.elementary), kind="school", reason="行事", by=cast.actor("instructor"))
    assert (visit.state, visit.cancellation.reason, Booking.objects.count()) == ("cancelled", "行事", 0)
    with pytest.raises(Refused, match="取りやめ"):
        lock_visit(visit, is_locked=True, by=cast.actor("instructor"))


@pytest.mark.parametrize("part", ["teacher", "principal", "center_staff", "coast_instructor", "clearance"])
def test_who_does_not_go_round_plans_no_visit(cast: Cast, part: str) -> None:
    with pytest.raises(NotAllowed):
        visit_at(cast, cast.elementary, by=part)


@pytest.mark.parametrize("part", ["instructor", "coordinator", "section"])
def test_who_may_plan(cast: Cast, part: str) -> None:
    assert lock_visit(visit_at(cast, cast.elementary, by=part), is_locked=True, by=cast.actor(part)).is_locked
