"""The teacher answers a mail while the instructor moves the visit."""

import datetime as dt

import pytest

from tests.cast import Cast
from tests.unit.rounds.conftest import THURSDAY, ClientOf, MakeVisit
from yuinowa.core.errors import Refused
from yuinowa.core.models import OutgoingMail
from yuinowa.rounds import actions
from yuinowa.rounds.models import Visit

SAID = "この訪問の日を変えているところです"


def test_the_school_hears_why_and_nothing_is_answered(cast: Cast, proposed: MakeVisit, planned: MakeVisit, client_of: ClientOf) -> None:
    visit, teacher = proposed(), client_of("teacher")
    page, answer = f"/visits/{visit.pk}/", f"/visits/{visit.pk}/answer/"
    assert SAID not in teacher.get(page).content.decode()
    later = {"on": THURSDAY + dt.timedelta(days=5), "arrives_at": dt.time(10), "leaves_at": dt.time(11)}
    actions.move_visit(visit, **later, by=cast.actor("instructor"))
    mails = OutgoingMail.objects.count()
    for response in (teacher.get(page), teacher.get(answer), teacher.post(answer, {"choice": "0"})):
        assert response.status_code == 404
        assert SAID in response.content.decode()
    assert (Visit.objects.get(pk=visit.pk).state, OutgoingMail.objects.count()) == (Visit.State.PLANNED, mails)
    # Another school, and a visit that no school has heard of, do not exist.
    assert SAID not in client_of("coast_teacher").get(page).content.decode()
    unheard = planned(cast.elementary, on=THURSDAY + dt.timedelta(days=12))
    assert SAID not in teacher.get(f"/visits/{unheard.pk}/").content.decode()


def test_an_answer_that_came_meanwhile_is_not_moved_over(cast: Cast, proposed: MakeVisit) -> None:
    by, visit = cast.actor("instructor"), proposed()
    seen, later = actions.place_of(visit), {"on": THURSDAY + dt.timedelta(days=5), "arrives_at": dt.time(10), "leaves_at": dt.time(11)}
    actions.confirm_visit(visit, by=cast.actor("teacher"))
    with pytest.raises(Refused, match="いま学校の返事がありました"):
        actions.move_visit(visit, **later, seen=seen, by=by)
    visit.refresh_from_db()
    assert (visit.on, visit.state) == (THURSDAY, Visit.State.CONFIRMED)
    assert actions.move_visit(visit, **later, seen=actions.place_of(visit), by=by).state == Visit.State.PLANNED
