"""A plan adopted by mistake is taken back as long as no school was asked and nothing was changed."""

import pytest

from tests.cast import Cast
from tests.unit.rounds.conftest import ClientOf, words
from tests.unit.rounds.policies import planned, policy_of
from yuinowa.bookings.models import Booking
from yuinowa.core.audit import acting
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.core.models import OutgoingMail
from yuinowa.organisations.models import ClosedSpan
from yuinowa.rounds import actions
from yuinowa.rounds.models import RoundPlan, Visit


def adopted(cast: Cast) -> RoundPlan:
    plan = planned(cast, policy_of(cast))
    actions.adopt_plan(plan, by=cast.actor("instructor"))
    return plan


def places() -> list[tuple]:
    return list(Visit.objects.order_by("pk").values_list("school", "on", "arrives_at", "state"))


def test_what_it_made_goes_and_it_can_be_adopted_again(cast: Cast) -> None:
    plan, by = adopted(cast), cast.actor("instructor")
    before = [row[:3] for row in places()]
    assert actions.unadopt_plan(plan, by=by) == actions.Adopted(made=2, moved=0, kept=0)
    plan.refresh_from_db()
    assert (plan.state, Visit.objects.count(), Booking.objects.count()) == (RoundPlan.State.PROPOSED, 0, 0)
    assert actions.adopt_plan(plan, by=by) == actions.Adopted(made=2, moved=0, kept=0)
    assert [row[:3] for row in places()] == before
    assert not OutgoingMail.objects.exists()
    assert actions.unadopt_plan(plan, by=by).made == 2


def test_what_it_moved_returns_to_its_day(cast: Cast) -> None:
    by, plan = cast.actor("instructor"), adopted(cast)
    visit = Visit.objects.order_by("on").first()
    assert visit
    with acting("test:closed"):
        closed = ClosedSpan.objects.create(school=visit.school, from_on=visit.on, until_on=visit.on, reason="防災訓練")
    before, again = places(), planned(cast, plan.policy, is_replan=True)
    moved = actions.adopt_plan(again, by=by).moved
    after = places()
    assert moved and after != before
    with pytest.raises(Refused, match="防災訓練"):
        actions.unadopt_plan(again, by=by)
    assert places() == after
    with acting("test:opened"):
        closed.delete()
    assert actions.unadopt_plan(again, by=by) == actions.Adopted(made=0, moved=moved, kept=0)
    assert places() == before


def test_once_a_school_was_asked_or_a_visit_moved_it_stays(cast: Cast) -> None:
    plan, by = adopted(cast), cast.actor("instructor")
    visit = Visit.objects.order_by("on").first()
    assert visit
    actions.propose_visit(visit, by=by)
    with pytest.raises(Refused, match="学校に確認中"):
        actions.unadopt_plan(plan, by=by)
    assert Visit.objects.count() == 2


def test_held_where_it_is_means_wanted(cast: Cast) -> None:
    plan, by = adopted(cast), cast.actor("instructor")
    visit = Visit.objects.first()
    assert visit
    actions.lock_visit(visit, is_locked=True, by=by)
    with pytest.raises(Refused, match="元にはもどせません"):
        actions.unadopt_plan(plan, by=by)


def test_a_proposal_has_nothing_to_take_back_and_others_may_not(cast: Cast) -> None:
    plan = planned(cast, policy_of(cast))
    with pytest.raises(Refused, match="取り消す採用がありません"):
        actions.unadopt_plan(plan, by=cast.actor("instructor"))
    actions.adopt_plan(plan, by=cast.actor("instructor"))
    for part in ("teacher", "coast_instructor", "center_staff"):
        with pytest.raises(NotAllowed):
            actions.unadopt_plan(plan, by=cast.actor(part))


def test_one_tap_after_adopting_and_a_link_on_the_page(cast: Cast, client_of: ClientOf) -> None:
    plan, client = planned(cast, policy_of(cast)), client_of("instructor")
    adopt, back = f"/rounds/plans/{plan.pk}/adopt/", f"/rounds/plans/{plan.pk}/unadopt/"
    answer = client.post(adopt, follow=True)
    assert f'action="{back}"' in answer.content.decode()
    assert f'href="{back}"' in client.get(f"/rounds/plans/{plan.pk}/").content.decode()
    assert "訪問2件をなくし" in words(client.get(back))
    assert "採用を取り消しました" in words(client.post(back, follow=True))
    assert not Visit.objects.exists()
    # The page was still open in another window.
    assert "取り消す採用がありません" in words(client.post(back))
