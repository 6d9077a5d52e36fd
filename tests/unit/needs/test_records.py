"""What took place, who came, and the thanks."""

import datetime as dt

import pytest

from tests.cast import Cast
from yuinowa.activities.models import Activity
from yuinowa.core import clock
from yuinowa.core.errors import Refused
from yuinowa.core.models import OutgoingMail
from yuinowa.needs.actions import (
    Came,
    Record,
    accept_offers,
    correct_record,
    give_thanks,
    record_activities,
    record_activity,
    send_offers,
    send_thanks,
    write_thanks,
)
from yuinowa.needs.models import Attendance, Engagement, Need, Thanks

AFTER = dt.datetime(2026, 12, 8, 15, 0, tzinfo=clock.JAPAN)


@pytest.fixture
def carried_out(cast: Cast, open_need) -> Need:
    need = open_need(people=3)
    talents = [cast.seamstress, cast.gardener, cast.circle]
    accept_offers(offers=send_offers(need, talents=talents, by=cast.actor("coordinator")), by=cast.actor("coordinator"))
    return need


def test_a_record_counts_who_came(cast: Cast, carried_out: Need):
    absent = Engagement.objects.get(talent=cast.circle)
    record = Record(pupils=28, teachers=1, result="みんな縫えた", came={absent.pk: Came(has_come=False, note="急な用事")})
    with pytest.raises(Refused):
        record_activity(carried_out, record=record, by=cast.actor("teacher"))
    with clock.frozen_at(AFTER):
        activity = record_activity(carried_out, record=record, by=cast.actor("teacher"))
        with pytest.raises(Refused):
            record_activity(carried_out, record=record, by=cast.actor("coordinator"))
    assert (activity.volunteers, activity.pupils, activity.on) == (2, 28, dt.date(2026, 12, 8))
    assert Need.objects.get().state == "done"
    assert sorted(Attendance.objects.values_list("has_come", "minutes", "note")) == [(False, 0, "急な用事"), (True, 45, ""), (True, 45, "")]
    with clock.frozen_at(AFTER):
        correct_record(carried_out, record=Record(pupils=27), by=cast.actor("teacher"))
    assert (Activity.objects.get().pupils, Activity.objects.get().volunteers, Attendance.objects.count()) == (27, 3, 3)


def test_thanks_reach_those_who_came(cast: Cast, carried_out: Need):
    teacher = cast.actor("teacher")
    with clock.frozen_at(AFTER):
        record_activity(carried_out, record=Record(pupils=28), by=teacher)
        write_thanks(carried_out, text="楽しかったです。", signed="5年1組 一同", by=teacher)
        letters = send_thanks(carried_out, by=teacher)
        with pytest.raises(Refused):
            send_thanks(carried_out, by=teacher)
    assert [one.talent for one in letters] == [cast.gardener]
    assert set(OutgoingMail.objects.filter(kind="thanked").values_list("to", flat=True)) == {
        cast.persons["seamstress"].email,
        cast.persons["circle"].email,
    }
    assert "5年1組 一同" in OutgoingMail.objects.filter(kind="thanked").first().text


def test_many_are_recorded_and_thanked_in_few_queries(cast: Cast, open_need, django_assert_max_num_queries):
    needs = [open_need(title=f"お手伝い {n}") for n in range(30)]
    with clock.frozen_at(AFTER):
        with django_assert_max_num_queries(20):
            record_activities(rows=[(need, Record(pupils=30)) for need in needs], by=cast.actor("coordinator"))
        with django_assert_max_num_queries(12):
            give_thanks(rows=[(need, "ありがとう", "5年1組 一同") for need in needs], by=cast.actor("coordinator"), is_quiet=True)
    assert (Activity.objects.count(), Thanks.objects.filter(sent_at__isnull=False).count()) == (30, 30)
