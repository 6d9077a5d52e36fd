"""A plan from its order to the offers, through the real engine in its own process."""

import datetime as dt

import pytest
from django.utils import translation

from tests.cast import Cast
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.core.models import Work
from yuinowa.matching import actions
from yuinowa.matching.adapter import running
from yuinowa.matching.adapter.running import price_plan, rank_now, run_plan
from yuinowa.matching.models import Plan, Proposal
from yuinowa.matching.templatetags.matching import reason_words
from yuinowa.needs.models import Candidate, Need, NeedDate, Offer, Refusal
from yuinowa.organisations.models import School
from yuinowa.talents.models import Skill

TUESDAY = dt.date(2026, 12, 1)


def need(
    cast: Cast, *, skill: Skill, on: dt.date = TUESDAY, school: School | None = None, people: int = 1, title: str = "ミシンの補助"
) -> Need:
    place = school or cast.elementary
    row = Need.objects.create(
        school=place,
        site=place.site,
        state=Need.State.OPEN,
        kind="school_support",
        title=title,
        skill=skill,
        people=people,
        posted_at=dt.datetime(2026, 11, 20, tzinfo=dt.UTC),
        first_on=on,
    )
    NeedDate.objects.create(need=row, on=on, starts_at=dt.time(9, 40), ends_at=dt.time(10, 25))
    return row


def plan_for(cast: Cast, previous: Plan | None = None) -> Plan:
    plan = actions.make_plan(
        name="2学期", from_on=dt.date(2026, 11, 24), until_on=dt.date(2026, 12, 25), previous=previous, by=cast.actor("coordinator")
    )
    run_plan(plan.pk)
    plan.refresh_from_db()
    return plan


@pytest.fixture
def needs(cast: Cast) -> dict[str, Need]:
    return {
        "sewing": need(cast, skill=cast.sewing),
        "flowers": need(cast, skill=cast.flowers, title="花壇づくり"),
        "nobody": need(cast, skill=cast.sewing, on=dt.date(2026, 12, 2), title="水曜のミシン"),
    }


def test_the_plan_proposes_who_can_come_and_says_why_nobody(cast: Cast, needs: dict[str, Need]) -> None:
    plan = plan_for(cast)
    assert (plan.state, plan.status) == (Plan.State.PROPOSED, "proven")
    assert {(p.need, p.talent) for p in plan.proposals.all()} == {(needs["sewing"], cast.seamstress), (needs["flowers"], cast.gardener)}
    gap = plan.gaps.get()
    assert (gap.need, gap.missing) == (needs["nobody"], 1)
    assert "技能が合う方1人 → 曜日・時間が合う方0人。「技能」の条件をゆるめれば、4人が候補になります。" in reason_words(gap.why)
    with translation.override("en"):
        assert "1 with the skill → 0 free at that hour" in reason_words(gap.why)
    assert plan.figures["seats"] == 3
    assert plan.figures["seats_filled"] == 2
    work = Work.objects.get(plan=plan)
    assert (work.state, work.share) == (Work.State.DONE, 1)


def test_a_plan_run_twice_is_written_once(cast: Cast, needs: dict[str, Need]) -> None:
    plan = plan_for(cast)
    run_plan(plan.pk)
    assert plan.proposals.count() == 2


def test_a_large_plan_is_priced_after_it_is_on_its_page(cast: Cast, needs: dict[str, Need], monkeypatch: pytest.MonkeyPatch) -> None:
    plan = actions.make_plan(name="2学期", from_on=TUESDAY, until_on=TUESDAY, by=cast.actor("coordinator"))
    result = run_plan(plan.pk)
    assert result is not None
    priced = {row.pk: row.reasons for row in plan.proposals.all()}
    for row in plan.proposals.all():
        row.reasons[0]["values"].pop("without")
        row.save()
    price_plan(plan.pk, result)
    assert "この方がいないと" not in reason_words(plan.proposals.first().reasons[0])
    monkeypatch.setattr(running, "MOST_STUDIED", 0)
    price_plan(plan.pk, result)
    assert {row.pk: row.reasons for row in plan.proposals.all()} == priced
    assert "この方がいないと、全体で1席がうまらなくなります。" in reason_words(plan.proposals.first().reasons[0])


def test_who_was_put_in_by_hand_has_no_price(cast: Cast, needs: dict[str, Need]) -> None:
    plan = plan_for(cast)
    row = plan.proposals.get(need=needs["sewing"])
    actions.replace_talent(row, talent=cast.gardener, by=cast.actor("coordinator"))
    actions.receive_prices(plan, prices={(row.need_id, cast.gardener.pk): {"seats": 1}}, by=running.WORKER)
    row.refresh_from_db()
    assert row.reasons == []


def test_refused_pairs_stay_away_and_can_come_back(cast: Cast, needs: dict[str, Need]) -> None:
    plan, by = plan_for(cast), cast.actor("coordinator")
    proposal = plan.proposals.get(need=needs["sewing"])
    actions.refuse(proposal, by=by)
    assert not plan_for(cast, previous=plan).proposals.filter(need=needs["sewing"]).exists()
    actions.release(proposal, by=by)
    assert not Refusal.objects.exists()
    assert plan_for(cast, previous=plan).proposals.filter(need=needs["sewing"]).exists()


def test_fixed_pairs_stay_fixed_in_the_next_plan(cast: Cast, needs: dict[str, Need]) -> None:
    plan = plan_for(cast)
    actions.fix(plan.proposals.get(need=needs["sewing"]), by=cast.actor("coordinator"))
    again = plan_for(cast, previous=plan)
    assert again.proposals.get(need=needs["sewing"]).state == Proposal.State.LOCKED


def test_sending_asks_each_once_and_books_nobody(cast: Cast, needs: dict[str, Need]) -> None:
    plan, by = plan_for(cast), cast.actor("coordinator")
    sent = actions.send_plan(plan, by=by)
    assert {offer.talent for offer in sent.offers} == {cast.seamstress, cast.gardener}
    assert not cast.seamstress.resource.bookings.exists()
    with pytest.raises(Refused):
        actions.send_plan(plan, by=by)
    assert Offer.objects.count() == 2
    with pytest.raises(Refused):
        actions.fix(plan.proposals.first(), by=by)


def test_the_next_plan_knows_who_was_asked(cast: Cast, needs: dict[str, Need]) -> None:
    actions.send_plan(plan_for(cast), by=cast.actor("coordinator"))
    assert plan_for(cast).figures["seats"] == 1


def test_candidates_are_ranked_for_a_late_need(cast: Cast) -> None:
    late = need(cast, skill=cast.sewing)
    rank_now([late.pk])
    assert [(row.talent, row.rank) for row in Candidate.objects.filter(need=late)] == [(cast.seamstress, 1)]


def test_only_the_city_plans(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        actions.make_plan(name="x", from_on=TUESDAY, until_on=TUESDAY, by=cast.actor("instructor"))


@pytest.mark.parametrize(
    ("from_on", "until_on", "code"),
    [
        (dt.date(2026, 12, 2), dt.date(2026, 12, 1), "wrong_term"),
        (dt.date(2026, 1, 1), dt.date(2026, 2, 1), "wrong_term"),
        (dt.date(2026, 12, 1), dt.date(2028, 12, 1), "term_too_long"),
    ],
)
def test_impossible_terms_are_refused(cast: Cast, from_on: dt.date, until_on: dt.date, code: str) -> None:
    with pytest.raises(Refused) as refused:
        actions.make_plan(name="x", from_on=from_on, until_on=until_on, by=cast.actor("coordinator"))
    assert refused.value.code == code


def test_the_pages_of_a_plan(cast: Cast, needs: dict[str, Need], client) -> None:  # type: ignore[no-untyped-def]
    plan = plan_for(cast)
    client.force_login(cast.users["coordinator"])
    proposal = plan.proposals.get(need=needs["sewing"])
    for address in (
        "/plans/",
        "/plans/new/",
        f"/plans/{plan.pk}/",
        f"/plans/{plan.pk}/proposals/",
        f"/plans/{plan.pk}/gaps/",
        f"/plans/{plan.pk}/send/",
        f"/plans/{plan.pk}/again/",
        f"/proposals/{proposal.pk}/replace/",
    ):
        assert client.get(address).status_code == 200, address
    assert client.post(f"/proposals/{proposal.pk}/fix/").status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.LOCKED
    again = plan_for(cast, previous=plan)
    assert client.get(f"/plans/{plan.pk}/compare/?other={again.pk}").status_code == 200
    client.force_login(cast.users["teacher"])
    assert client.get(f"/plans/{plan.pk}/").status_code == 403
