"""The pages of the rounds as people walk them: a policy, its plan, the visits, moved and moved back."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.unit.rounds.policies import RULES, planned, policy_of
from yuinowa.core.audit import acting
from yuinowa.organisations.models import ClosedSpan
from yuinowa.rounds import actions
from yuinowa.rounds.models import InstructorAbsence, RoundPlan, RoundPolicy, SchoolVisits, Visit, VisitingHours

DECEMBER = "2026-12"


def client_of(cast: Cast, part: str) -> Client:
    client = Client()
    client.force_login(cast.users[part])
    return client


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def typed(**changes: Any) -> dict[str, Any]:
    values = RULES | changes
    return {name: f"{value:%H:%M}" if isinstance(value, dt.time) else value for name, value in values.items()}


@pytest.fixture
def visits(cast: Cast) -> list[Visit]:
    actions.adopt_plan(planned(cast, policy_of(cast, from_on=dt.date(2026, 12, 1))), by=cast.actor("instructor"))
    return list(Visit.objects.order_by("on", "arrives_at"))


def test_from_the_policy_to_the_visits(cast: Cast) -> None:
    client = client_of(cast, "instructor")
    answer = client.post("/rounds/policies/new/", typed(post=cast.posts["instructor"].pk, from_on="2026-12-01"))
    policy = RoundPolicy.objects.get()
    assert (answer.status_code, policy.block, policy.weekdays) == (302, cast.plain, [0, 1, 2, 3, 4])
    assert "花塚一中" in text_of(client, answer["Location"])
    answer = client.post(f"/rounds/policies/{policy.pk}/plan/")
    plan = RoundPlan.objects.get()
    assert "この計画をやめる" in text_of(client, answer["Location"])
    assert client.post(f"/rounds/plans/{plan.pk}/discard/").status_code == 302
    plan = planned(cast, policy)
    page = f"/rounds/plans/{plan.pk}/"
    assert "たしかめられました" in text_of(client, page)
    for view in ("calendar", "table", "map"):
        assert "花塚小" in text_of(client, f"{page}?view={view}")
    assert "花塚小" in client.get(f"{page}export/csv/").content.decode("utf-8-sig")
    assert "新しい訪問 2件" in text_of(client, f"{page}adopt/")
    assert client.post(f"{page}adopt/").status_code == 302
    month = f"{Visit.objects.earliest('on').on:%Y-%m}"
    for view in ("calendar", "table", "map"):
        assert "花塚一中" in text_of(client, f"/visits/?view={view}&month={month}")
    assert "花塚一中" in client.get(f"/visits/export/csv/?month={month}").content.decode("utf-8-sig")


def test_a_wrong_policy_says_what_is_wrong_and_loses_nothing(cast: Cast) -> None:
    policy_of(cast)
    client = client_of(cast, "instructor")
    body = client.post("/rounds/policies/new/", typed(post=cast.posts["instructor"].pk, name="かさなる方針")).content.decode()
    assert "重なっています" in body
    assert "かさなる方針" in body
    body = client.post("/rounds/policies/new/", typed(post=cast.posts["coast_instructor"].pk)).content.decode()
    assert RoundPolicy.objects.count() == 1
    assert "has-error" in body


def test_a_visit_moves_and_comes_back(cast: Cast, visits: list[Visit]) -> None:
    client, visit = client_of(cast, "instructor"), visits[0]
    day = next(d for d in (visit.on + dt.timedelta(days=n) for n in range(1, 9)) if d.weekday() < 5)
    answer = client.post(f"/visits/{visit.pk}/move/", {"on": day, "seen": actions.place_of(visit), "next": f"/visits/?month={DECEMBER}"})
    assert answer["Location"] == f"/visits/?month={DECEMBER}"
    before = (visit.on, visit.arrives_at)
    visit.refresh_from_db()
    assert (visit.on, visit.arrives_at) == (day, before[1])
    assert f"/visits/{visit.pk}/return/" in text_of(client, answer["Location"])
    client.post(f"/visits/{visit.pk}/return/")
    visit.refresh_from_db()
    assert (visit.on, visit.arrives_at) == before


def test_a_refused_move_leaves_things_and_says_why(cast: Cast, visits: list[Visit]) -> None:
    client, visit = client_of(cast, "instructor"), visits[0]
    with acting("test:closed"):
        ClosedSpan.objects.create(school=visit.school, from_on=dt.date(2026, 12, 7), until_on=dt.date(2026, 12, 7), reason="持久走大会")
    body = client.post(f"/visits/{visit.pk}/move/", {"on": "2026-12-07", "seen": actions.place_of(visit)}).content.decode()
    assert "持久走大会" in body
    on = visit.on
    visit.refresh_from_db()
    assert (visit.on, visit.booking is not None) == (on, True)


def test_two_browsers_do_not_move_one_visit_twice(cast: Cast, visits: list[Visit]) -> None:
    visit, seen = visits[0], actions.place_of(visits[0])
    first, second = client_of(cast, "instructor"), client_of(cast, "coordinator")
    assert first.post(f"/visits/{visit.pk}/move/", {"on": "2026-12-08", "seen": seen}).status_code == 302
    body = second.post(f"/visits/{visit.pk}/move/", {"on": "2026-12-09", "seen": seen}).content.decode()
    assert "ほかの画面で動かされました" in body
    visit.refresh_from_db()
    assert visit.on == dt.date(2026, 12, 8)


def test_a_day_that_has_visits_already_gets_another_hour(cast: Cast, visits: list[Visit]) -> None:
    first, other = visits
    on, begin = dt.date(2026, 12, 9), other.arrives_at
    by = cast.actor("instructor")
    for visit in visits:
        actions.move_visit(visit, on=dt.date(2026, 12, 10) if visit == first else on, arrives_at=begin, leaves_at=other.leaves_at, by=by)
    first.refresh_from_db()
    client_of(cast, "instructor").post(f"/visits/{first.pk}/move/", {"on": on, "seen": actions.place_of(first)})
    first.refresh_from_db()
    assert (first.on, first.arrives_at != begin) == (on, True)


def test_locking_and_releasing(cast: Cast, visits: list[Visit]) -> None:
    client = client_of(cast, "instructor")
    for wanted in (True, False):
        client.post(f"/visits/{visits[0].pk}/lock/")
        assert Visit.objects.get(pk=visits[0].pk).is_locked == wanted


def test_days_off_take_the_day_from_visits_no_school_knows(cast: Cast, visits: list[Visit]) -> None:
    client, visit = client_of(cast, "instructor"), visits[0]
    span = {"post": cast.posts["instructor"].pk, "from_on": visit.on, "kind": "leave"}
    assert client.post("/rounds/days-off/", span).status_code == 302
    visit.refresh_from_db()
    assert (visit.state, visit.booking) == ("unsettled", None)
    # A span keeps 決めなおす on one line.
    assert "日を決めなおす</span>訪問が" in text_of(client, "/visits/")
    absence = InstructorAbsence.objects.get()
    assert client.post(f"/rounds/days-off/{absence.pk}/drop/").status_code == 302
    assert not InstructorAbsence.objects.exists()


def test_a_school_says_when_it_takes_visitors(cast: Cast) -> None:
    client, path = client_of(cast, "teacher"), f"/schools/{cast.elementary.pk}/visiting-hours/"
    assert "両方" in client.post(path, {"from_1": "10:00"}).content.decode()
    client.post(path, {"from_1": "10:00", "until_1": "12:00"})
    assert list(VisitingHours.objects.values_list("weekday", "from_at", "until_at")) == [(1, dt.time(10), dt.time(12))]
    client.post(path, {})
    assert not VisitingHours.objects.exists()
    assert client.get(f"/schools/{cast.coast_school.pk}/visiting-hours/").status_code == 404


def test_single_schools_and_copies(cast: Cast) -> None:
    policy, client = policy_of(cast), client_of(cast, "instructor")
    school = cast.junior.pk
    client.post(f"/rounds/policies/{policy.pk}/schools/", {f"visits_{school}": "0", f"reason_{school}": "改築中"})
    assert list(SchoolVisits.objects.values_list("school", "visits", "reason")) == [(school, 0, "改築中")]
    client.post("/rounds/policies/copy/", {"term": "2027-01-01"})
    copy = RoundPolicy.objects.get(from_on=dt.date(2027, 1, 1))
    assert (copy.name, copy.schools.get().visits, copy.spacing_days) == ("令和8年度 3学期", 0, 14)


def test_the_grid_of_schools_and_months(cast: Cast, visits: list[Visit]) -> None:
    body = text_of(client_of(cast, "coordinator"), "/rounds/coverage/")
    assert "地区をくらべる" in body
    assert f"/visits/{visits[0].pk}/" in body
    own = text_of(client_of(cast, "teacher"), "/rounds/coverage/")
    assert "花塚小" in own
    assert "花塚一中" not in own
    assert "花塚一中" in client_of(cast, "section").get("/rounds/coverage/csv/").content.decode("utf-8-sig")


def test_a_school_sees_its_visits_only_once_they_were_proposed(cast: Cast, visits: list[Visit]) -> None:
    client = client_of(cast, "teacher")
    mine = next(visit for visit in visits if visit.school == cast.elementary)
    assert f"/visits/{mine.pk}/" not in text_of(client, f"/visits/?month={mine.on:%Y-%m}")
    with acting("test:proposed"):
        Visit.objects.update(state="proposed")
    assert f"/visits/{mine.pk}/" in text_of(client, f"/visits/?month={mine.on:%Y-%m}")


@pytest.mark.parametrize("path", ["/visits/?view=calendar", "/visits/?view=table", "/visits/?view=map", "/rounds/coverage/?"])
def test_a_list_costs_the_same_for_one_visit_and_for_many(cast: Cast, path: str) -> None:
    client = client_of(cast, "coordinator")
    counts = []
    for days in (1, 12):
        with acting("test:many"):
            Visit.objects.all().delete()
            for number in range(days):
                facts = {"arrives_at": dt.time(10), "leaves_at": dt.time(11), "post": cast.posts["instructor"]}
                Visit.objects.create(school=cast.elementary, on=dt.date(2026, 12, 1) + dt.timedelta(days=number), **facts)
        client.get(f"{path}&month={DECEMBER}")
        with CaptureQueriesContext(connection) as seen:
            client.get(f"{path}&month={DECEMBER}")
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] < 30


def test_a_plan_that_cannot_be_made_says_why_and_what_to_change(cast: Cast) -> None:
    plan = planned(cast, policy_of(cast, visits=4, per_day=1, days_a_month=2, spacing_days=1))
    body = text_of(client_of(cast, "instructor"), f"/rounds/plans/{plan.pk}/")
    assert "月に2日までの勤務では、すべての訪問を回りきれません。" in body
    assert "変えるところ" in body
    assert "方針を見なおす" in body


def test_schools_below_the_policy_are_named_with_the_reason(cast: Cast) -> None:
    with acting("test:closed"):
        ClosedSpan.objects.create(school=cast.junior, from_on=dt.date(2026, 11, 1), until_on=dt.date(2026, 12, 31), reason="改築")
    plan = planned(cast, policy_of(cast))
    client = client_of(cast, "coordinator")
    body = text_of(client, f"/rounds/plans/{plan.pk}/")
    assert "方針より回数の少ない学校 1校" in body
    assert "学校の行事予定か受け入れの曜日を見なおす" in body
    actions.adopt_plan(plan, by=cast.actor("coordinator"))
    assert "受け入れられる日が0日しか残っておらず" in text_of(client, "/rounds/coverage/")


def test_a_move_against_the_policy_is_carried_out_and_said(cast: Cast, visits: list[Visit]) -> None:
    client, visit = client_of(cast, "instructor"), visits[0]
    hours = {"on": "2026-12-09", "arrives_at": "16:30", "leaves_at": "17:30", "next": f"/visits/?month={DECEMBER}"}
    answer = client.post(f"/visits/{visit.pk}/move/", hours | {"seen": actions.place_of(visit)})
    assert "受け入れ時間、訪問の間隔、1日の校数、移動の時間のどれかに合いません" in text_of(client, answer["Location"])


def test_plans_wait_on_the_first_page(cast: Cast) -> None:
    policy, client = policy_of(cast), client_of(cast, "instructor")
    assert "まだ計画がありません" in text_of(client, "/")
    plan = planned(cast, policy)
    assert "花塚の巡回の計画（令和8年度 2学期）ができています。" in text_of(client, "/")
    actions.adopt_plan(plan, by=cast.actor("instructor"))
    assert "花塚の巡回" not in text_of(client, "/")
