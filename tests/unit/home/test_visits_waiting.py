"""What of the rounds stands on きょう, in the week and on the page of days to settle."""

import datetime as dt

from tests.cast import MOMENT, TODAY, Cast
from tests.unit.rounds.conftest import THURSDAY, ClientOf, MakeVisit, client_of, planned, proposed, words  # noqa: F401  fixtures
from yuinowa.core import clock
from yuinowa.home.visits import near_visits
from yuinowa.home.week import week_of_needs
from yuinowa.rounds import actions
from yuinowa.rounds.actions import Heard


def sentences(cast: Cast, part: str, on: dt.date = TODAY) -> list[tuple[str, str, bool]]:
    return [(thing.sentence, thing.url, thing.is_late) for thing in near_visits(cast.actor(part), on).waiting()]


def test_the_school_is_asked_then_reads(cast: Cast, proposed: MakeVisit) -> None:  # noqa: F811
    visit = proposed()
    assert sentences(cast, "teacher") == [
        (
            "指導員が令和8年12月3日（木）に訪問してよいか、返事を待っています（令和8年11月30日（月）まで）。",
            f"/visits/{visit.pk}/",
            False,
        )
    ]
    actions.confirm_visit(visit, by=cast.actor("teacher"))
    assert sentences(cast, "teacher") == []
    with clock.frozen_at(MOMENT + (THURSDAY - TODAY)):
        actions.record_visit(visit, heard=Heard(met="教頭", heard="x"), by=cast.actor("instructor"))
        assert sentences(cast, "teacher", THURSDAY) == [
            ("令和8年12月3日（木）の訪問の記録を読んで、確かめてください。", f"/visits/{visit.pk}/", False)
        ]


def test_the_instructor_is_led_from_asking_to_the_record(cast: Cast, planned: MakeVisit, proposed: MakeVisit) -> None:  # noqa: F811
    visit, later = planned(), proposed(on=THURSDAY + dt.timedelta(days=1), school=cast.junior)
    assert sentences(cast, "instructor") == [
        ("3週間のうちの訪問で、まだ学校に確かめていないものが1件あります。", "/visits/waiting/", False)
    ]
    on = THURSDAY
    assert sentences(cast, "instructor", on) == [
        ("きょうは1校を訪問します。", f"/visits/day/{on}/", False),
        ("訪問の日の返事が期限を過ぎた学校が1校あります。", "/visits/waiting/", True),
    ]
    actions.decline_days(later, word="学期末", by=cast.actor("vice_principal"))
    found = sentences(cast, "instructor", on + dt.timedelta(days=3))
    assert found[0] == ("花塚小への訪問（令和8年12月3日（木））の記録がまだです。2分で書けます。", f"/visits/{visit.pk}/record/", True)
    assert found[1] == ("日を決めなおす訪問が1件あります。", "/visits/waiting/", True)


def test_visits_stand_in_the_week(cast: Cast, proposed: MakeVisit) -> None:  # noqa: F811
    proposed(on=TODAY + dt.timedelta(days=2))
    texts = {
        part: [entry.text for day in week_of_needs(cast.actor(part), TODAY, near_visits(cast.actor(part), TODAY)) for entry in day.entries]
        for part in ("teacher", "instructor", "coast_instructor", "coordinator", "center_staff")
    }
    assert texts == {"teacher": ["巡回訪問"], "instructor": ["花塚小 訪問"], "coast_instructor": [], "coordinator": [], "center_staff": []}


def test_days_to_settle_on_one_page(
    cast: Cast,
    planned: MakeVisit,  # noqa: F811
    proposed: MakeVisit,  # noqa: F811
    client_of: ClientOf,  # noqa: F811
) -> None:
    planned()
    actions.decline_days(proposed(on=THURSDAY + dt.timedelta(days=18)), word="年があけてから", by=cast.actor("teacher"))
    silent = proposed(school=cast.junior, on=THURSDAY + dt.timedelta(days=1))
    with clock.frozen_at(MOMENT + dt.timedelta(days=8)):
        page = words(client_of("instructor").get("/visits/waiting/"))
        assert "学校のことば：年があけてから" in page
        assert "花塚一中 令和8年12月4日（金） 10:00 0999-20-0001" in page
        assert "令和8年12月3日（木） 10:00 花塚小" in page
        assert (
            "花塚"
            not in words(client_of("coast_instructor").get("/visits/waiting/")).split("訪問の日を決める", 2)[-1].split("生涯学習課")[0]
        )
    assert client_of("teacher").get("/visits/waiting/").status_code == 403
    assert silent.state == "proposed"


def test_today_leads_to_the_sheet(cast: Cast, client_of: ClientOf) -> None:  # noqa: F811
    assert client_of("instructor").get("/visits/today/")["Location"] == f"/visits/day/{TODAY}/"
