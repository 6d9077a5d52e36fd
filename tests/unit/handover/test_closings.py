"""A school merges, a 公民館 closes: what follows is said first, happens by the date, and can be taken back until then."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast
from tests.unit.handover.conftest import FIRST, LAST, at
from tests.unit.handover.test_files import held_need, signed_in
from tests.unit.handover.test_rollover import stand
from yuinowa.core import clock
from yuinowa.core.actions import system_actor
from yuinowa.core.audit import acting
from yuinowa.core.errors import Refused
from yuinowa.core.models import OutgoingMail
from yuinowa.handover import actions
from yuinowa.handover.models import Closing, HandoverFile
from yuinowa.needs.models import Need
from yuinowa.organisations.models import CommunityCenter, School, Site
from yuinowa.people.models import Post
from yuinowa.promises.actions import make_promise
from yuinowa.promises.models import Promise


def words(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def section(cast: Cast) -> Client:
    return signed_in(cast.users["section"])


def promise(cast: Cast, owner: str, owed_to: str | None = None) -> Promise:
    whom = {"owed_to": cast.posts[owed_to]} if owed_to else {}
    return make_promise(text="名簿を届ける", owner=cast.posts[owner], due_on=dt.date(2027, 4, 20), by=cast.actor("section"), **whom)


def carried_out() -> None:
    with clock.frozen_at(at(FIRST, 0)):
        assert actions.carry_out_closings(today=FIRST, by=system_actor("閉校・閉館")) == 1
        assert actions.carry_out_closings(today=FIRST, by=system_actor("閉校・閉館")) == 0


def test_a_school_merges_and_the_other_one_finds_everything(cast: Cast):
    past, coming = held_need(cast, dt.date(2026, 11, 10)), held_need(cast, dt.date(2027, 4, 13), state="filled")
    kept, received = promise(cast, "teacher"), promise(cast, "instructor", "principal")
    lost = promise(cast, "teacher", "coast_teacher")
    actions.finish_note(cast.posts["teacher"], text="裏門から入ってください。", by=cast.actor("teacher"))
    actions.plan_closing(cast.elementary, into=cast.coast_school, last_on=LAST, by=cast.actor("section"))
    with clock.frozen_at(at(LAST, 23, 59)):
        assert signed_in(cast.users["teacher"]).get("/promises/").status_code == 200
        assert actions.carry_out_closings(today=LAST, by=system_actor("test")) == 0
    OutgoingMail.objects.all().delete()
    carried_out()

    for row in (past, coming, kept, received, lost, cast.elementary):
        row.refresh_from_db()
    assert (past.school, coming.school, coming.site) == (cast.elementary, cast.coast_school, cast.coast_school.site)
    assert (kept.owner, received.owed_to) == (cast.posts["coast_teacher"], cast.posts["coast_principal"])
    # Owed by the one and to the other: it would be owed to its own keeper, so somebody has to decide.
    assert lost.owner == cast.posts["teacher"] and lost in Promise.objects.without_holder(FIRST)
    assert (cast.elementary.closed_on, cast.elementary.successor) == (LAST, cast.coast_school)
    assert not Need.objects.filter(state="cancelled").exists()
    assert set(Post.objects.filter(school=cast.elementary).values_list("ended_on", flat=True)) == {LAST}
    kinds = sorted(OutgoingMail.objects.values_list("kind", "to"))
    assert kinds == [("place_moved", "seamstress@mail.example.jp"), ("promise_given", "coast-teacher@city.example.jp")]

    with clock.frozen_at(at(FIRST)):
        assert signed_in(cast.users["teacher"]).get("/promises/").status_code == 302
        heir = signed_in(cast.users["coast_teacher"])
        home = words(heir.get("/"))
        assert "前任の𠮷田 明子さんの引継書を、まだ受けとっていません。" in home and "引きついだ机" in home
        file = HandoverFile.objects.get(post=cast.posts["teacher"])
        page = words(heir.get(f"/handover/files/{file.pk}/"))
        assert "裏門から入ってください。" in page and "ミシンの補助" in page and "糸が足りませんでした。" in page
        assert heir.post(f"/handover/files/{file.pk}/acknowledge/").status_code == 302
        assert file.acknowledgement.appointment.person == cast.persons["coast_teacher"]
        assert signed_in(cast.users["junior_principal"]).get(f"/handover/files/{file.pk}/").status_code == 404
        assert "森 春子" in page


def test_a_school_without_a_successor_calls_off_what_is_open(cast: Cast):
    coming = held_need(cast, dt.date(2027, 4, 13), state="filled")
    actions.plan_closing(cast.elementary, into=None, last_on=LAST, by=cast.actor("section"))
    carried_out()
    coming.refresh_from_db()
    assert coming.state == "cancelled" and School.objects.get(pk=cast.elementary.pk).successor is None


def test_a_plan_is_taken_back_until_the_last_day(cast: Cast):
    before, by = stand(), cast.actor("section")
    closing = actions.plan_closing(cast.elementary, into=cast.coast_school, last_on=LAST, by=by)
    assert stand() != before
    with pytest.raises(Refused, match="もう予定されています"):
        actions.plan_closing(cast.elementary, into=None, last_on=LAST, by=by)
    with clock.frozen_at(at(LAST, 23, 59)):
        actions.undo_closing(closing, by=by)
    assert stand() == before
    with clock.frozen_at(at(FIRST, 0)):
        assert actions.carry_out_closings(today=FIRST, by=system_actor("test")) == 0
    assert School.objects.get(pk=cast.elementary.pk).is_open
    again = actions.plan_closing(cast.elementary, into=None, last_on=LAST, by=by)
    with clock.frozen_at(at(FIRST, 0)), pytest.raises(Refused, match="元にもどせません"):
        actions.undo_closing(again, by=by)


def test_the_schools_of_a_block_follow_its_last_center(cast: Cast):
    kept = promise(cast, "instructor")
    actions.plan_closing(cast.plain_center, into=cast.coast_center, last_on=LAST, by=cast.actor("section"))
    carried_out()
    kept.refresh_from_db()
    center = CommunityCenter.objects.get(pk=cast.plain_center.pk)
    assert (center.closed_on, center.is_hub, kept.owner) == (LAST, False, cast.posts["coast_instructor"])
    assert set(School.objects.values_list("block__name", flat=True)) == {"汐見浜"}
    with clock.frozen_at(at(FIRST)):
        assert signed_in(cast.users["coast_instructor"]).get(f"/schools/{cast.elementary.pk}/").status_code == 200


def test_the_hub_stays_in_the_block_where_another_center_is_left(cast: Cast):
    with acting("test"):
        site = Site.objects.create(name="花塚分館")
        branch = CommunityCenter.objects.create(name="花塚分館", block=cast.plain, site=site)
    actions.plan_closing(cast.plain_center, into=cast.coast_center, last_on=LAST, by=cast.actor("section"))
    carried_out()
    branch.refresh_from_db()
    assert branch.is_hub and School.objects.filter(block=cast.plain).count() == 2


def test_the_page_says_what_follows_before_it_follows(cast: Cast, section: Client):
    held_need(cast, dt.date(2027, 4, 13), state="filled")
    promise(cast, "teacher")
    promise(cast, "teacher", "coast_teacher")
    path, before = f"/schools/{cast.elementary.pk}/close/", stand()
    assert "閉校・統合する" in words(section.get(f"/schools/{cast.elementary.pk}/"))
    page = words(section.get(f"{path}?on=2027-03-31&into={cast.coast_school.pk}"))
    assert "令和9年3月31日（水）で、職が2つなくなり、2人の任期が終わります。" in page
    assert "進んでいるお願い1件は、日時はそのままで汐見浜小に移ります。" in page and "2通（いまの見こみ" in page
    assert stand() == before and not Closing.objects.exists()
    assert "今日か後の日" in words(section.post(path, {"on": "2026-11-01", "into": ""}))
    typed = {"on": "2027-03-31", "into": cast.coast_school.pk}
    assert section.post(path, typed).status_code == 302
    assert "もう予定されています" in words(section.post(path, typed))
    assert "花塚小 令和9年3月31日（水） 汐見浜小" in words(section.get("/closings/"))
    closing = Closing.objects.get()
    assert section.post(f"/closings/{closing.pk}/undo/").status_code == 302
    assert stand() == before
    assert "閉館・統合" in words(section.get("/blocks/"))
    page = words(section.get(f"/centers/{cast.plain_center.pk}/close/?on=2027-03-31&into={cast.coast_center.pk}"))
    assert "花塚の学校2校は、汐見浜に移ります。" in page
