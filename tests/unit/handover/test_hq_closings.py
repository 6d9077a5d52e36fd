"""A 本部 closes or merges like a school: said first, taken back until the last day, carried out by the date."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.cast import Cast
from tests.unit.handover.conftest import FIRST, LAST, at
from tests.unit.handover.test_closings import carried_out, words
from tests.unit.people.test_hqs import commission, open_hq, person, present, signed_in
from yuinowa.core import clock
from yuinowa.core.actions import system_actor
from yuinowa.core.audit import acting
from yuinowa.core.errors import Refused
from yuinowa.core.models import OutgoingMail
from yuinowa.handover import actions
from yuinowa.handover.models import Closing, Rollover
from yuinowa.organisations.actions import serve_schools
from yuinowa.organisations.models import CollaborationHq, HqSchool
from yuinowa.people.models import HqMember


@pytest.fixture
def hq(cast: Cast) -> CollaborationHq:
    hq = open_hq(cast, schools=(cast.elementary, cast.junior))
    commission(cast, hq, person(cast), "lead_promoter")
    commission(cast, hq, person(cast, "前野 早", "まえの はや"), until=LAST.replace(year=2028))
    return hq


@pytest.fixture
def heir(cast: Cast) -> CollaborationHq:
    return open_hq(cast, "汐見浜協働本部", center=cast.coast_center)


@pytest.fixture
def section(cast: Cast) -> Client:
    return signed_in(cast, "section")


def stand() -> list[tuple[object, ...]]:
    links = HqSchool.objects.order_by("pk").values_list("hq_id", "school_id", "from_on", "until_on")
    terms = HqMember.objects.order_by("pk").values_list("hq_id", "person_id", "from_on", "until_on")
    return [*links, *terms, *CollaborationHq.objects.order_by("pk").values_list("pk", "closed_on", "successor_id")]


def test_the_outlook_names_schools_and_people_and_changes_nothing(
    cast: Cast, section: Client, hq: CollaborationHq, heir: CollaborationHq
) -> None:
    before, path = stand(), f"/hqs/{hq.pk}/close/"
    assert path in section.get(f"/hqs/{hq.pk}/").content.decode()
    page = words(section.get(f"{path}?on=2027-03-31&into={heir.pk}"))
    assert "令和9年3月31日（水）で、2人の任期が終わります：本田 協子、前野 早" in page
    assert "学校2校は、令和9年4月1日（木）から汐見浜協働本部に移ります：花塚小、花塚一中" in page
    assert "この2人は、閉じる日の前は「閉校・閉館・統合」の一覧で、" in page and "0通" in page
    alone = words(section.get(f"{path}?on=2027-03-31&into="))
    assert "本部のなくなる学校が2校：花塚小、花塚一中" in alone
    assert stand() == before and not Closing.objects.exists()


def test_planned_taken_back_and_planned_again(cast: Cast, section: Client, hq: CollaborationHq, heir: CollaborationHq) -> None:
    before, typed = stand(), {"on": "2027-03-31", "into": heir.pk}
    assert section.post(f"/hqs/{hq.pk}/close/", typed).status_code == 302
    assert "もう予定されています" in words(section.post(f"/hqs/{hq.pk}/close/", typed))
    page = words(section.get(f"/hqs/{hq.pk}/"))
    assert "令和9年3月31日（水）で閉じる予定です。学校は、次の日から汐見浜協働本部に移ります。" in page
    assert "閉じる日を決めました（汐見浜協働本部へ、最後の日は令和9年3月31日（水））" in page
    assert "予定を見る" in page and "閉じる・統合する" not in page and "更新する" not in page
    coming = words(section.get(f"/hqs/{heir.pk}/"))
    assert "花塚協働本部が令和9年3月31日（水）で閉じ、学校は次の日からこの本部に移る予定です。 予定を見る" in coming
    assert "花塚協働本部 令和9年3月31日（水） 汐見浜協働本部" in words(section.get("/closings/"))
    with pytest.raises(Refused, match="統合先になっています"):
        actions.plan_closing(heir, into=None, last_on=LAST, by=cast.actor("section"))
    closing = Closing.objects.get()
    with clock.frozen_at(at(LAST, 23, 59)):
        assert actions.carry_out_closings(today=LAST, by=system_actor("test")) == 0
        assert "いまのままです" in words(section.get(f"/closings/{closing.pk}/undo/"))
        assert section.post(f"/closings/{closing.pk}/undo/").status_code == 302
        assert "この予定は、もう取り消されています。" in words(section.post(f"/closings/{closing.pk}/undo/"))
    with clock.frozen_at(at(FIRST, 0)):
        assert actions.carry_out_closings(today=FIRST, by=system_actor("test")) == 0
    assert stand() == before
    assert "閉じる予定です" not in words(section.get(f"/hqs/{hq.pk}/"))
    again = actions.plan_closing(heir, into=None, last_on=LAST, by=cast.actor("section"))
    with pytest.raises(Refused, match="も閉じる予定です"):
        actions.plan_closing(hq, into=heir, last_on=LAST, by=cast.actor("section"))
    with clock.frozen_at(at(FIRST, 0)), pytest.raises(Refused, match="元にもどせません"):
        actions.undo_closing(again, by=cast.actor("section"))


def test_it_merges_by_the_date_and_its_people_can_go_on_there(
    cast: Cast, section: Client, hq: CollaborationHq, heir: CollaborationHq
) -> None:
    actions.plan_closing(hq, into=heir, last_on=LAST, by=cast.actor("section"))
    OutgoingMail.objects.all().delete()
    carried_out()
    hq.refresh_from_db()
    assert (hq.closed_on, hq.successor) == (LAST, heir) and not OutgoingMail.objects.exists()
    for school in (cast.elementary, cast.junior):
        assert (present(school, LAST), present(school, FIRST)) == (["花塚協働本部"], ["汐見浜協働本部"])
    assert set(HqMember.objects.filter(hq=hq).values_list("until_on", flat=True)) == {LAST}
    with clock.frozen_at(at(FIRST)):
        old = words(section.get(f"/hqs/{hq.pk}/"))
        assert "この本部は、令和9年3月31日（水）で閉じました。" in old and "本部を閉じました（花塚小、花塚一中、汐見浜協働本部へ" in old
        assert section.get(f"/hqs/{hq.pk}/edit/").status_code == section.get(f"/hqs/{hq.pk}/close/").status_code == 404
        new = words(section.get(f"/hqs/{heir.pk}/"))
        assert "統合により、学校を引きつぎました（花塚小、花塚一中、前は花塚協働本部" in new
        assert "汐見浜協働本部" in words(signed_in(cast, "teacher").get(f"/schools/{cast.elementary.pk}/"))
        assert signed_in(cast, "teacher").get(f"/hqs/{hq.pk}/").status_code == 404
        path = f"/hqs/{heir.pk}/members/renew/"
        assert "本田 協子（統括推進員、統合前の花塚協働本部で令和9年3月31日（水）まで）" in words(section.get(path))
        lead = HqMember.objects.get(hq=hq, part="lead_promoter")
        assert section.post(path, {"terms": [lead.pk], "until_on": "2028-03-31"}).status_code == 302
        again = HqMember.objects.get(hq=heir)
        assert (again.person, again.from_on, again.part) == (lead.person, FIRST, "lead_promoter")
        assert "本田" not in words(section.get(path)) and "前野" in words(section.get(path))


def test_closed_without_a_successor_the_schools_have_none(cast: Cast, section: Client, hq: CollaborationHq) -> None:
    actions.plan_closing(hq, into=None, last_on=LAST, by=cast.actor("section"))
    carried_out()
    assert present(cast.elementary, LAST) == ["花塚協働本部"] and present(cast.elementary, FIRST) == []
    with clock.frozen_at(at(FIRST)):
        assert "地域学校協働本部 決まっていません" in words(section.get(f"/schools/{cast.elementary.pk}/"))


def test_who_was_sent_elsewhere_meanwhile_stays_there(cast: Cast, hq: CollaborationHq, heir: CollaborationHq) -> None:
    other = open_hq(cast, "別の協働本部", center=cast.coast_center)
    actions.plan_closing(hq, into=heir, last_on=LAST, by=cast.actor("section"))
    serve_schools(other, schools=[cast.junior], from_on=FIRST, by=cast.actor("section"))
    carried_out()
    assert (present(cast.elementary, FIRST), present(cast.junior, FIRST)) == (["汐見浜協働本部"], ["別の協働本部"])


def test_a_closing_school_leaves_its_hq(cast: Cast, section: Client, hq: CollaborationHq) -> None:
    page = words(section.get(f"/schools/{cast.elementary.pk}/close/?on=2027-03-31&into="))
    assert "花塚小は、花塚協働本部から外れます。" in page
    assert "花塚協働本部の新しい事務局" in words(section.get(f"/centers/{cast.plain_center.pk}/close/?on=2027-03-31&into="))
    actions.plan_closing(cast.elementary, into=None, last_on=LAST, by=cast.actor("section"))
    carried_out()
    assert present(cast.elementary, LAST) == ["花塚協働本部"] and present(cast.elementary, FIRST) == []
    assert "閉校のため、学校が外れました（花塚小" in words(section.get(f"/hqs/{hq.pk}/"))


def test_the_rollover_names_the_terms_to_decide(cast: Cast, section: Client, hq: CollaborationHq) -> None:
    with acting("test"):
        Rollover.objects.create(year=2027, drafted_at=clock.now())
    assert "本部の推進員・委員1人の任期が、年度の終わりまでに切れます。" in words(section.get("/rollover/2027/"))
    section.post(f"/hqs/{hq.pk}/members/renew/", {"terms": [HqMember.objects.get(part="lead_promoter").pk], "until_on": "2028-03-31"})
    assert "切れたままになる任期はありません。" in words(section.get("/rollover/2027/"))


def test_all_are_commissioned_at_the_heir_before_the_last_day(
    cast: Cast, section: Client, hq: CollaborationHq, heir: CollaborationHq
) -> None:
    actions.plan_closing(hq, into=heir, last_on=LAST, by=cast.actor("section"))
    path = f"/hqs/{heir.pk}/members/renew/?of={hq.pk}&from={FIRST}"
    listed = section.get("/closings/")
    assert path.replace("&", "&amp;") in listed.content.decode() and "統合先で2人を委嘱する" in words(listed)
    page = section.get(path).content.decode()
    assert page.count(" checked") == 2 and "統合前の花塚協働本部で" in page
    terms = list(HqMember.objects.filter(hq=hq).values_list("pk", flat=True))
    assert section.post(path, {"terms": terms, "until_on": "2028-03-31"}).status_code == 302
    moved = HqMember.objects.filter(hq=heir).order_by("pk")
    # The term that lasted longer is cut by the closing: both begin on its first day.
    assert set(moved.values_list("person__name", "from_on", "until_on")) == {
        (name, FIRST, LAST.replace(year=2028)) for name in ("本田 協子", "前野 早")
    }
    assert "更新を待つ任期はありません。" in words(section.get(path))
    assert "委嘱する" not in words(section.get("/closings/"))
    with clock.frozen_at(at(FIRST)):
        carried_out()
        assert set(HqMember.objects.filter(hq=hq).values_list("until_on", flat=True)) == {LAST}
        assert "統合前の" not in words(section.get(f"/hqs/{heir.pk}/members/renew/"))


def test_a_plan_taken_back_takes_the_terms_given_for_it_back_too(
    cast: Cast, section: Client, hq: CollaborationHq, heir: CollaborationHq
) -> None:
    both = person(cast, "両方 務", "りょうほう つとむ")
    commission(cast, hq, both)
    commission(cast, heir, both, "promoter")
    before = stand()
    closing = actions.plan_closing(hq, into=heir, last_on=LAST, by=cast.actor("section"))
    assert "もう委嘱されています" not in words(section.get(f"/closings/{closing.pk}/undo/"))
    path = f"/hqs/{heir.pk}/members/renew/?of={hq.pk}&from={FIRST}"
    section.post(path, {"terms": list(HqMember.objects.filter(hq=hq).values_list("pk", flat=True)), "until_on": "2028-03-31"})
    given = {term.person.name: term.pk for term in HqMember.objects.filter(hq=heir, from_on=FIRST).select_related("person")}
    page = section.get(f"/closings/{closing.pk}/undo/")
    assert "汐見浜協働本部では、この統合のために3人がもう委嘱されています。" in words(page)
    # Who has a seat there already may have been renewed for its own sake.
    assert {name for name, pk in given.items() if f'value="{pk}"' in _ticked(page)} == {"本田 協子", "前野 早"}
    answer = section.post(f"/closings/{closing.pk}/undo/", {"terms": [given["本田 協子"], given["両方 務"]]}, follow=True)
    assert "汐見浜協働本部での2人の任期も取り消しました。" in words(answer)
    assert list(HqMember.objects.filter(hq=heir, from_on=FIRST).values_list("person__name", flat=True)) == ["前野 早"]
    HqMember.objects.get(pk=given["前野 早"]).delete()
    assert stand() == before


def test_terms_given_elsewhere_or_later_are_not_offered(cast: Cast, section: Client, hq: CollaborationHq, heir: CollaborationHq) -> None:
    closing = actions.plan_closing(hq, into=heir, last_on=LAST, by=cast.actor("section"))
    commission(cast, heir, person(cast, "別の 人", "べつの ひと"), from_on=FIRST, until=LAST.replace(year=2028))
    assert "べつの" not in words(section.get(f"/closings/{closing.pk}/undo/")) and not actions.given_ahead(closing).exists()
    stranger = HqMember.objects.get(person__name="別の 人")
    section.post(f"/closings/{closing.pk}/undo/", {"terms": [stranger.pk]})
    assert HqMember.objects.filter(pk=stranger.pk).exists()


def _ticked(page: HttpResponse) -> str:
    return " ".join(tag for tag in re.findall(r"<input[^>]*>", page.content.decode()) if " checked" in tag)
