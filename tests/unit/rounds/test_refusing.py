"""A school does not wish to be visited: the reason is kept and read, and it may change its mind."""

import datetime as dt

import pytest

from tests.cast import Cast
from tests.unit.rounds.conftest import THURSDAY, ClientOf, MakeVisit, words
from yuinowa.bookings.models import Booking
from yuinowa.core.audit import acting
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.core.models import OutgoingMail
from yuinowa.organisations.models import ClosedSpan
from yuinowa.rounds import actions
from yuinowa.rounds.models import Visit

REASON = "行事が続くので、3学期に"


def refused(cast: Cast, visit: Visit, part: str = "teacher") -> Visit:
    OutgoingMail.objects.all().delete()
    found: Visit = actions.refuse_visit(visit, reason=REASON, by=cast.actor(part))
    return found


def test_the_instructor_and_the_coordinator_read_why(cast: Cast, proposed: MakeVisit) -> None:
    visit = refused(cast, proposed())
    assert (visit.state, visit.cancellation.kind, visit.cancellation.reason) == ("cancelled", "refused", REASON)
    assert not Booking.objects.exists()
    assert sorted(OutgoingMail.objects.values_list("kind", "to")) == [
        ("visit_refused", "coordinator@city.example.jp"),
        ("visit_refused", "instructor@city.example.jp"),
    ]
    assert REASON in OutgoingMail.objects.first().text


def test_who_writes_it_down_is_not_written_to(cast: Cast, proposed: MakeVisit) -> None:
    refused(cast, proposed(), part="instructor")
    assert list(OutgoingMail.objects.values_list("to", flat=True)) == ["coordinator@city.example.jp"]


def test_without_a_reason_and_by_strangers_not(cast: Cast, proposed: MakeVisit, planned: MakeVisit) -> None:
    visit = proposed()
    with pytest.raises(Refused, match="ひとこと"):
        actions.refuse_visit(visit, reason="  ", by=cast.actor("teacher"))
    for part in ("principal", "coast_teacher", "coast_instructor", "clearance"):
        with pytest.raises(NotAllowed):
            actions.refuse_visit(visit, reason=REASON, by=cast.actor(part))
    # What was not proposed yet, the school does not know.
    with pytest.raises(NotAllowed):
        actions.refuse_visit(planned(on=THURSDAY + dt.timedelta(days=20)), reason=REASON, by=cast.actor("teacher"))


def test_the_school_changes_its_mind(cast: Cast, proposed: MakeVisit) -> None:
    visit = refused(cast, proposed())
    back = actions.take_back_refusal(visit, by=cast.actor("teacher"))
    assert (back.state, back.on, back.booking is not None) == ("confirmed", THURSDAY, True)
    with pytest.raises(Refused, match="断ったものではありません"):
        actions.take_back_refusal(visit, by=cast.actor("teacher"))


def test_a_day_that_is_gone_is_found_anew(cast: Cast, proposed: MakeVisit) -> None:
    visit = refused(cast, proposed())
    with acting("test:closed"):
        ClosedSpan.objects.create(school=cast.elementary, from_on=THURSDAY, until_on=THURSDAY, reason="定期テスト")
    assert actions.take_back_refusal(visit, by=cast.actor("teacher")).state == "unsettled"


def test_by_the_page_and_back(cast: Cast, proposed: MakeVisit, client_of: ClientOf) -> None:
    visit, client = proposed(), client_of("teacher")
    assert "今回の訪問を希望しない" in words(client.get(f"/visits/{visit.pk}/"))
    page = words(client.get(f"/visits/{visit.pk}/refuse/"))
    assert "2通" in page
    assert "書いてください" in words(client.post(f"/visits/{visit.pk}/refuse/", {"reason": " "})) or "必須" in page
    assert client.post(f"/visits/{visit.pk}/refuse/", {"reason": REASON}).url == f"/visits/{visit.pk}/"
    assert REASON in words(client_of("coordinator").get("/rounds/refusals/"))
    assert REASON in words(client_of("instructor").get("/rounds/refusals/"))
    assert REASON not in words(client_of("coast_instructor").get("/rounds/refusals/"))
    assert "やはり訪問を希望する" in words(client.get(f"/visits/{visit.pk}/"))
    client.post(f"/visits/{visit.pk}/unrefuse/")
    visit.refresh_from_db()
    assert visit.state == "confirmed"
