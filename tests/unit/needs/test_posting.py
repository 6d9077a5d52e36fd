"""What a need must say, and what is refused with a word about what to do."""

import datetime as dt
from dataclasses import replace

import pytest

from tests.cast import Cast
from tests.unit.needs.conftest import TUESDAY, wish
from yuinowa.core import clock
from yuinowa.core.audit import acting
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.core.history import history_of
from yuinowa.core.models import OutgoingMail
from yuinowa.needs.actions import (
    WishedDate,
    approve_need,
    approve_needs,
    cancel_need,
    copy_need,
    edit_need,
    post_need,
    post_needs,
    reopen_need,
    send_back_need,
    submit_need,
    wish_of,
)
from yuinowa.needs.models import Need
from yuinowa.organisations.models import ClosedSpan, Municipality


def test_a_posted_need_waits_for_the_principal(cast: Cast):
    need = post_need(cast.elementary, wish=wish(), by=cast.actor("teacher")).need
    date = need.dates.get()
    assert (need.state, need.first_on, need.site, need.posted_for) == (
        "awaiting_approval",
        TUESDAY,
        cast.elementary.site,
        cast.posts["teacher"],
    )
    assert (date.lesson, date.starts_at, date.ends_at) == (3, dt.time(10, 45), dt.time(11, 30))
    assert [entry.verb for entry in history_of(need)] == ["posted"]
    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.kind) == (cast.persons["principal"].email, "approval_asked")
    assert mail.subject == "承認をお願いします：ミシンの学習のお手伝い（1件）"


def test_without_the_setting_a_need_is_open_at_once(cast: Cast):
    with acting("test"):
        Municipality.objects.update(needs_approval=False)
    assert post_need(cast.elementary, wish=wish(), by=cast.actor("teacher")).need.state == "open"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"dates": ()}, "no_date"),
        ({"dates": (WishedDate(dt.date(2026, 11, 23), lesson=1),)}, "past_date"),
        ({"dates": (WishedDate(TUESDAY, starts_at=dt.time(11), ends_at=dt.time(10)),)}, "end_before_start"),
        ({"dates": (WishedDate(TUESDAY, starts_at=dt.time(11), ends_at=dt.time(11)),)}, "end_before_start"),
        ({"dates": (WishedDate(TUESDAY),)}, "no_time"),
        ({"dates": (WishedDate(TUESDAY, lesson=9),)}, "no_time"),
        ({"dates": (WishedDate(dt.date(2026, 12, 6), lesson=1),)}, "holiday"),
        ({"people": 0}, "people"),
        ({"people": 100}, "people"),
        ({"people": 2, "minimum": 3}, "minimum"),
        ({"title": " 　"}, "no_title"),
        ({"kind": "party"}, "kind"),
        ({"weeks": 0}, "weeks"),
    ],
)
def test_nonsense_is_refused_and_nothing_is_kept(cast: Cast, changes: dict, code: str):
    with pytest.raises(Refused) as refusal:
        post_need(cast.elementary, wish=wish(**changes), by=cast.actor("teacher"))
    assert (refusal.value.code, Need.objects.count()) == (code, 0)


def test_a_closed_day_is_refused_with_its_reason(cast: Cast):
    with acting("test"):
        ClosedSpan.objects.create(school=cast.elementary, from_on=TUESDAY, until_on=TUESDAY, reason="創立記念日")
    with pytest.raises(Refused, match="創立記念日"):
        post_need(cast.elementary, wish=wish(), by=cast.actor("teacher"))
    assert post_need(cast.coast_school, wish=wish(), by=cast.actor("coast_teacher")).need.first_on == TUESDAY


def test_a_holiday_can_be_meant(cast: Cast):
    sunday = wish(dates=(WishedDate(dt.date(2026, 12, 6), lesson=1),), is_holiday_meant=True)
    assert post_need(cast.elementary, wish=sunday, by=cast.actor("teacher")).need.first_on == dt.date(2026, 12, 6)


def test_a_weekly_wish_becomes_a_series_that_skips_closed_days(cast: Cast):
    with acting("test"):
        ClosedSpan.objects.create(from_on=dt.date(2026, 12, 24), until_on=dt.date(2027, 1, 7), reason="冬休み")
    posted = post_need(cast.elementary, wish=wish(weeks=6), by=cast.actor("teacher"))
    assert [need.first_on.isoformat() for need in posted.needs] == ["2026-12-08", "2026-12-15", "2026-12-22", "2027-01-12"]
    assert posted.skipped == [dt.date(2026, 12, 29), dt.date(2027, 1, 5)]
    assert {need.series.title for need in posted.needs} == {"ミシンの学習のお手伝い"}


def test_names_and_titles_of_any_script_are_kept(cast: Cast):
    need = post_need(cast.elementary, wish=wish(title="𠮷田先生の🌸花壇づくり 髙﨑"), by=cast.actor("teacher")).need
    assert Need.objects.get(pk=need.pk).title == "𠮷田先生の🌸花壇づくり 髙﨑"


def test_another_school_is_not_allowed(cast: Cast):
    with pytest.raises(NotAllowed):
        post_need(cast.coast_school, wish=wish(), by=cast.actor("teacher"))
    with pytest.raises(NotAllowed):
        post_needs(rows=[(cast.elementary, wish()), (cast.coast_school, wish())], by=cast.actor("teacher"))
    assert Need.objects.count() == 0


def test_many_needs_take_few_queries(cast: Cast, django_assert_max_num_queries):
    rows = [(cast.elementary, wish(title=f"読み聞かせ {n}")) for n in range(300)]
    with django_assert_max_num_queries(25):
        needs = post_needs(rows=rows, by=cast.actor("coordinator"))
    assert (len(needs), OutgoingMail.objects.count()) == (300, 1)


def test_a_bad_row_names_itself(cast: Cast):
    with pytest.raises(Refused) as refusal:
        post_needs(rows=[(cast.elementary, wish()), (cast.elementary, wish(people=0))], by=cast.actor("teacher"))
    assert (refusal.value.facts["row"], refusal.value.facts["field"]) == (1, "people")


def test_the_principal_approves_several_or_sends_back(cast: Cast):
    teacher, principal = cast.actor("teacher"), cast.actor("principal")
    one, two, three = (post_need(cast.elementary, wish=wish(title=title), by=teacher).need for title in "一二三")
    assert {need.state for need in approve_needs(needs=[one, two], by=principal)} == {"open"}
    assert send_back_need(three, word="人数を見直してください", by=principal).state == "draft"
    assert OutgoingMail.objects.get(kind="sent_back").to == cast.persons["teacher"].email
    with pytest.raises(Refused):
        approve_need(one, by=principal)
    with pytest.raises(NotAllowed):
        approve_need(three, by=cast.actor("coast_principal"))
    assert submit_need(three, by=teacher).state == "awaiting_approval"


def test_a_draft_may_be_unfinished_but_is_handed_in_whole(cast: Cast):
    draft = post_need(cast.elementary, wish=wish(dates=()), by=cast.actor("teacher"), is_draft=True).need
    assert (draft.state, draft.first_on) == ("draft", None)
    with pytest.raises(Refused):
        submit_need(draft, by=cast.actor("teacher"))
    edit_need(draft, wish=replace(wish_of(draft), dates=wish().dates), by=cast.actor("teacher"))
    assert submit_need(draft, by=cast.actor("teacher")).state == "awaiting_approval"


def test_same_as_last_year_falls_into_the_same_school_week(cast: Cast):
    need = post_need(cast.elementary, wish=wish(), by=cast.actor("teacher")).need
    copied = copy_need(need, today=dt.date(2027, 4, 10))
    assert [(date.on, date.lesson) for date in copied.dates] == [(dt.date(2027, 12, 7), 3)]
    assert (copied.copied_from_id, copied.class_name) == (need.pk, "5年1組")


def test_a_cancelled_need_can_be_reopened_within_a_day(cast: Cast):
    need = post_need(cast.elementary, wish=wish(), by=cast.actor("teacher")).need
    approve_need(need, by=cast.actor("principal"))
    cancel_need(need, reason="行事が変わったため", by=cast.actor("teacher"))
    assert Need.objects.get(pk=need.pk).state == "cancelled"
    assert reopen_need(need, by=cast.actor("teacher")).state == "open"
    cancel_need(need, reason="やはり", by=cast.actor("teacher"))
    with clock.frozen_at(clock.now() + dt.timedelta(days=2)), pytest.raises(Refused):
        reopen_need(need, by=cast.actor("teacher"))


def test_the_same_need_is_not_posted_twice(cast: Cast) -> None:
    """Who goes back and sends again; another class, another day or a cancelled one is another need."""
    teacher = cast.actor("teacher")
    first = post_need(cast.elementary, wish=wish(), by=teacher).need
    with pytest.raises(Refused) as refused:
        post_need(cast.elementary, wish=wish(), by=teacher)
    assert (refused.value.code, refused.value.facts["field"]) == ("same_need", "title")
    post_need(cast.elementary, wish=wish(class_name="5年2組"), by=teacher)
    post_need(cast.elementary, wish=wish(dates=(WishedDate(TUESDAY, lesson=2),)), by=teacher)
    post_need(cast.elementary, wish=wish(), by=teacher, is_draft=True)
    cancel_need(first, reason="学級閉鎖", by=teacher)
    post_need(cast.elementary, wish=wish(), by=teacher)
    assert Need.objects.count() == 5
