"""What a telephone shows first: the next step, days near the visit, what was heard last."""

import datetime as dt

import pytest

from tests.cast import TODAY, Cast
from tests.unit.rounds.conftest import THURSDAY, ClientOf, MakeVisit, words
from tests.unit.rounds.policies import planned as plan_of
from tests.unit.rounds.policies import policy_of
from yuinowa.core import clock
from yuinowa.needs.actions import Wish, WishedDate, post_need
from yuinowa.rounds import actions
from yuinowa.rounds.actions import Heard
from yuinowa.rounds.models import Substitution, Visit
from yuinowa.rounds.pictures.planned import in_hours
from yuinowa.rounds.views.around import around
from yuinowa.rounds.views.substitutions import brief_of


def test_the_list_of_policies_leads_to_the_term_without_a_plan(cast: Cast, client_of: ClientOf) -> None:
    policy = policy_of(cast)
    page = client_of("instructor").get("/rounds/").content.decode()
    assert f'class="button button-primary" href="/rounds/policies/{policy.pk}/"' in page
    assert "計画を立てる" not in words(client_of("teacher").get("/rounds/"))
    plan_of(cast, policy)
    page = client_of("instructor").get("/rounds/").content.decode()
    assert 'class="button button-primary" href="/rounds/policies/new/"' in page


def test_free_days_lie_near_the_visit_and_are_others(cast: Cast, planned: MakeVisit, client_of: ClientOf) -> None:
    visit = planned(on=TODAY + dt.timedelta(days=30))
    page = client_of("instructor").get(f"/visits/{visit.pk}/move/")
    slots = page.context["slots"]
    assert len(slots) == 5
    assert all(abs((slot.on - visit.on).days) <= 10 for slot in slots), slots
    assert (visit.on, visit.arrives_at) not in [(slot.on, slot.arrives_at) for slot in slots]


def test_the_page_of_a_visit_says_that_it_is_held(cast: Cast, planned: MakeVisit, client_of: ClientOf) -> None:
    visit = planned()
    assert "計画しなおすとき" not in words(client_of("instructor").get(f"/visits/{visit.pk}/"))
    actions.lock_visit(visit, is_locked=True, by=cast.actor("instructor"))
    assert "計画しなおすとき動かさない" in words(client_of("instructor").get(f"/visits/{visit.pk}/"))


def test_the_brief_has_what_was_heard_today(cast: Cast, planned: MakeVisit) -> None:
    today = planned(on=TODAY, hour=15)
    coming = planned(on=THURSDAY)
    heard = Heard(met="教頭", heard="七輪を見せてくださる方がほしい。")
    with clock.frozen_at(dt.datetime.combine(TODAY, dt.time(16), clock.JAPAN)):
        actions.record_visit(today, heard=heard, by=cast.actor("instructor"))
        row = Substitution(visit=coming, instead_of=cast.posts["instructor"], post=cast.posts["coast_instructor"])
        assert [record.heard for record in brief_of(row).records] == [heard.heard]


def test_needs_of_one_name_stand_there_once(cast: Cast) -> None:
    for weeks in (3, 4, 5):
        date = WishedDate(on=TODAY + dt.timedelta(weeks=weeks), starts_at=dt.time(9), ends_at=dt.time(10))
        post_need(cast.elementary, wish=Wish(title="朝の読み聞かせ", dates=(date,)), by=cast.actor("section"))
    cast.elementary.needs.update(state="open")
    known = around([cast.elementary], cast.actor("instructor"), TODAY)[cast.elementary.pk]
    assert [(need.title, more) for need, more in known.asked] == [("朝の読み聞かせ", 2)]


@pytest.mark.parametrize("minutes", [(0, "0分"), (40, "40分"), (60, "1時間0分"), (95, "1時間35分")])
def test_short_ways_are_told_in_minutes(minutes: tuple[int, str]) -> None:

    assert in_hours(minutes[0]) == minutes[1]


def test_the_warning_keeps_its_words_whole(cast: Cast, planned: MakeVisit, client_of: ClientOf) -> None:
    visit = planned()
    Visit.objects.filter(pk=visit.pk).update(state=Visit.State.UNSETTLED)
    page = client_of("instructor").get(f"/visits/?month={visit.on:%Y-%m}").content.decode()
    assert '<span class="nowrap">日を決めなおす</span>訪問が1件あります</h2>' in page
