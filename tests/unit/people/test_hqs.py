"""地域学校協働本部: a school in one at a time, people with terms, renewed together; each reader sees those of the own schools."""

import datetime as dt
import io
import re
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from tests.cast import APRIL, MOMENT, Cast
from yuinowa.core import clock
from yuinowa.core.audit import acting
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.organisations import actions as places
from yuinowa.organisations.models import CollaborationHq, HqSchool
from yuinowa.people import actions
from yuinowa.people.models import HqMember, Person

LAST = dt.date(2027, 3, 31)
NEXT = dt.date(2028, 3, 31)


def words(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def signed_in(cast: Cast, part: str) -> Client:
    client = Client()
    client.force_login(cast.users[part])
    return client


def person(cast: Cast, name: str = "本田 協子", kana: str = "ほんだ きょうこ") -> Person:
    return actions.add_person(name=name, kana=kana, telephone="0999-80-0001", by=cast.actor("section"))


def open_hq(cast: Cast, name: str = "花塚協働本部", *, schools: tuple[Any, ...] = (), **office: Any) -> CollaborationHq:
    where = office or {"center": cast.plain_center}
    hq = places.open_hq(name=name, kana="はなづかきょうどうほんぶ", opened_on=APRIL, by=cast.actor("section"), **where)
    places.serve_schools(hq, schools=schools, from_on=APRIL, by=cast.actor("section"))
    return hq


def commission(cast: Cast, hq: CollaborationHq, who: Person, part: str = "promoter", until: dt.date = LAST, **facts: Any) -> HqMember:
    return actions.commission(hq, person=who, part=part, from_on=facts.get("from_on", APRIL), until_on=until, by=cast.actor("section"))


@pytest.fixture
def hq(cast: Cast) -> CollaborationHq:
    return open_hq(cast, schools=(cast.elementary, cast.junior))


def present(school: Any, on: dt.date) -> list[str]:
    return list(HqSchool.objects.valid(on).filter(school=school).values_list("hq__name", flat=True))


def test_the_office_is_in_one_place_and_names_are_unique(cast: Cast, hq: CollaborationHq) -> None:
    for office in ({}, {"center": cast.plain_center, "school": cast.elementary}):
        with pytest.raises(Refused, match="どちらか一つ"):
            places.open_hq(name="別の本部", kana="べつ", opened_on=APRIL, by=cast.actor("section"), **office)
    with pytest.raises(Refused, match="すでにあります"):
        open_hq(cast)
    with acting("test"), pytest.raises(IntegrityError, match="hq_has_one_office"), transaction.atomic():
        CollaborationHq.objects.create(name="よその本部", kana="よそ", opened_on=APRIL)
    renamed = places.rename_hq(hq, name="花塚地域本部", kana="はなづか", school=cast.junior, by=cast.actor("section"))
    assert (renamed.office, renamed.center) == (cast.junior, None)


def test_a_school_belongs_to_one_at_a_time(cast: Cast, hq: CollaborationHq) -> None:
    coast, by = open_hq(cast, "汐見浜協働本部", center=cast.coast_center), cast.actor("section")
    with acting("test"), pytest.raises(IntegrityError, match="one_hq_at_a_time"), transaction.atomic():
        HqSchool.objects.create(hq=coast, school=cast.junior, from_on=dt.date(2026, 10, 1))
    day = dt.date(2027, 4, 1)
    assert places.serve_schools(coast, schools=[cast.junior], from_on=day, by=by) == 1
    assert places.serve_schools(coast, schools=[cast.junior], from_on=day, by=by) == 0
    assert present(cast.junior, LAST) == ["花塚協働本部"] and present(cast.junior, day) == ["汐見浜協働本部"]
    # Somebody sends it there earlier: until the day that was decided first.
    places.leave_hq(HqSchool.objects.get(hq=hq, school=cast.junior), on=dt.date(2026, 12, 31), by=by)
    assert places.serve_schools(hq, schools=[cast.junior], from_on=dt.date(2027, 2, 1), by=by) == 1
    assert [present(cast.junior, on) for on in (dt.date(2027, 1, 31), dt.date(2027, 2, 1), day)] == [
        [],
        ["花塚協働本部"],
        ["汐見浜協働本部"],
    ]
    with pytest.raises(Refused, match="入った日より前"):
        places.leave_hq(HqSchool.objects.get(hq=hq, school=cast.elementary), on=dt.date(2026, 3, 1), by=by)


def test_terms_of_one_person_in_one_hq_do_not_overlap(cast: Cast, hq: CollaborationHq) -> None:
    who = person(cast)
    term = commission(cast, hq, who)
    with pytest.raises(Refused, match="もう委嘱されています"):
        commission(cast, hq, who, "member", from_on=LAST, until=NEXT)
    commission(cast, open_hq(cast, "汐見浜協働本部", center=cast.coast_center), who)
    with pytest.raises(Refused, match="始まりより前"):
        actions.end_term(term, on=dt.date(2026, 3, 1), by=cast.actor("section"))
    with pytest.raises(Refused, match="できる日より前"):
        commission(cast, hq, person(cast, "前野 早", "まえの はや"), from_on=dt.date(2026, 3, 1))
    with pytest.raises(NotAllowed):
        actions.end_term(term, on=LAST, by=cast.actor("coordinator"))
    assert actions.end_term(term, on=dt.date(2026, 12, 31), by=cast.actor("section")).until_on == dt.date(2026, 12, 31)


def test_the_way_to_renew_stands_on_the_page_while_there_is_somebody_to_renew(cast: Cast, hq: CollaborationHq) -> None:
    section, path, page = signed_in(cast, "section"), f"/hqs/{hq.pk}/members/renew/", f"/hqs/{hq.pk}/"
    commission(cast, hq, person(cast, "来年 まで", "らいねん まで"), until=LAST.replace(year=2029))
    assert path not in section.get(page).content.decode()
    term = commission(cast, hq, person(cast))
    assert path in section.get(page).content.decode()
    assert path not in signed_in(cast, "teacher").get(page).content.decode()
    with clock.frozen_at(dt.datetime(2027, 4, 10, 9, tzinfo=clock.JAPAN)):
        # Papers come late in April: the term is over, and may still be renewed without a gap.
        assert path in section.get(page).content.decode()
        section.post(path, {"terms": [term.pk], "until_on": "2029-03-31"})
        assert HqMember.objects.filter(person=term.person).count() == 2
        assert path not in section.get(page).content.decode()


def test_all_terms_of_the_year_are_renewed_by_one_button(cast: Cast, hq: CollaborationHq) -> None:
    lead, other = commission(cast, hq, person(cast), "lead_promoter"), commission(cast, hq, person(cast, "前野 早", "まえの はや"))
    commission(cast, hq, person(cast, "永田 残", "ながた のこる"), until=NEXT)
    section = signed_in(cast, "section")
    path = f"/hqs/{hq.pk}/members/renew/"
    for month, is_said in ((11, False), (2, True)):
        with clock.frozen_at(MOMENT.replace(year=2026 + (month < 4), month=month, day=5)):
            assert ("今年度で任期が終わる人が2人います。" in words(section.get(f"/hqs/{hq.pk}/"))) is is_said
            assert ("今年度で任期が終わる人が2人" in words(section.get("/hqs/")).split("花塚協働本部")[-1]) is is_said
    page = section.get(path).content.decode()
    assert page.count(" checked") == 2 and "2028-03-31" in page and "永田 残" not in page
    assert "より後の日" in words(section.post(path, {"terms": [lead.pk], "until_on": "2027-03-31"}))
    assert section.post(path, {"terms": [lead.pk, other.pk], "until_on": "2028-03-31"}).status_code == 302
    renewed = HqMember.objects.filter(hq=hq, from_on=dt.date(2027, 4, 1)).order_by("pk")
    assert list(renewed.values_list("person_id", "part", "until_on")) == [
        (lead.person_id, "lead_promoter", NEXT),
        (other.person_id, "promoter", NEXT),
    ]
    assert "更新を待つ任期はありません。" in words(section.get(path))
    assert section.post(f"/hq-members/{renewed[0].pk}/end/").status_code == 302
    assert renewed.count() == 1 and section.get(path).content.decode().count(" checked") == 1
    with clock.frozen_at(MOMENT.replace(year=2027, month=4, day=20)):
        assert "本田 協子" in words(section.get(path))
    with clock.frozen_at(MOMENT.replace(year=2027, month=7, day=20)):
        assert "本田 協子" not in words(section.get(path))


def test_who_is_registered_is_found_before_somebody_is_entered_twice(cast: Cast, hq: CollaborationHq) -> None:
    section, path = signed_in(cast, "section"), f"/hqs/{hq.pk}/members/new/"
    assert "森 春子（もり はるこ）" in words(section.get(f"{path}?q=モリ"))
    assert "登録はありません" in words(section.get(f"{path}?q=いない人"))
    typed = {"name": "森 晴子", "kana": "モリ ハルコ", "part": "member", "from_on": "2026-11-24", "until_on": "2027-03-31"}
    assert "ひらがなかカタカナ" in words(section.post(path, {**typed, "kana": "森"}))
    refused = words(section.post(path, typed))
    assert "同じふりがなの人が登録されています" in refused and "別の人です" in refused
    assert not HqMember.objects.exists()
    talent = cast.persons["seamstress"]
    assert section.post(path, {**typed, "person": talent.pk}).status_code == 302
    assert section.post(path, {**typed, "is_other": "on"}).status_code == 302
    assert sorted(HqMember.objects.values_list("person__name", "part")) == [("森 春子", "member"), ("森 晴子", "member")]
    assert "花塚協働本部" in words(section.get(f"/persons/{talent.pk}/"))


def test_each_reader_sees_those_of_the_own_schools(cast: Cast, hq: CollaborationHq) -> None:
    term = commission(cast, hq, person(cast), "lead_promoter")
    coast = open_hq(cast, "汐見浜協働本部", schools=(cast.coast_school,), center=cast.coast_center)
    seen = {
        part: ["花塚協働本部" in page, "汐見浜協働本部" in page]
        for part in ("section", "coordinator", "instructor", "center_staff", "teacher", "principal", "coast_teacher", "coast_instructor")
        for page in [words(signed_in(cast, part).get("/hqs/"))]
    }
    near, far, both = [True, False], [False, True], [True, True]
    assert seen == {
        "section": both,
        "coordinator": both,
        "instructor": near,
        "center_staff": near,
        "teacher": near,
        "principal": near,
        "coast_teacher": far,
        "coast_instructor": far,
    }
    teacher = signed_in(cast, "teacher")
    assert "本田 協子" in words(teacher.get(f"/hqs/{hq.pk}/")) and "0999-80-0001" not in words(teacher.get(f"/hqs/{hq.pk}/"))
    assert teacher.get(f"/hqs/{coast.pk}/").status_code == 404
    assert "花塚協働本部" in words(teacher.get(f"/schools/{cast.elementary.pk}/"))
    for path in (f"/hqs/{hq.pk}/edit/", f"/hqs/{hq.pk}/members/new/", f"/hq-members/{term.pk}/end/", "/hqs/new/"):
        assert [signed_in(cast, part).get(path).status_code for part in ("teacher", "instructor", "coordinator")] == [403, 403, 403]
    # Somebody of the block has to telephone; another block does not, and nobody once the term is over.
    address = f"/persons/{term.person_id}/"
    assert "0999-80-0001" in words(signed_in(cast, "center_staff").get(address))
    assert signed_in(cast, "coast_instructor").get(address).status_code == 404
    with clock.frozen_at(MOMENT.replace(year=2027, month=4, day=1)):
        assert signed_in(cast, "center_staff").get(address).status_code == 404


def test_the_section_sets_one_up_from_nothing(cast: Cast) -> None:
    section = signed_in(cast, "section")
    assert "本部がまだありません。" in words(section.get("/hqs/"))
    typed = {"name": "花塚協働本部", "kana": "はなづか", "center": cast.plain_center.pk, "school": "", "opened_on": "2026-04-01"}
    assert "すでに" not in words(section.get("/hqs/new/")) and section.post("/hqs/new/", typed).status_code == 302
    hq = CollaborationHq.objects.get()
    assert "「花塚協働本部」はすでにあります。" in words(section.post("/hqs/new/", typed))
    coast = open_hq(cast, "汐見浜協働本部", schools=(cast.coast_school,), center=cast.coast_center)
    path = f"/hqs/{hq.pk}/schools/assign/"
    assert "汐見浜小（いまは汐見浜協働本部）" in words(section.get(path))
    narrowed = section.get(f"{path}?block={cast.plain.pk}")
    assert "汐見浜小" not in words(narrowed)
    assert re.findall(r'<a href="\?([^"]*)" aria-current="true">', narrowed.content.decode()) == [f"block={cast.plain.pk}"]
    choice = {"schools": [cast.elementary.pk, cast.coast_school.pk], "from_on": "2026-12-01"}
    asked = words(section.post(path, choice))
    assert "2校（花塚小、汐見浜小）が、令和8年12月1日（火）から花塚協働本部に属します。" in asked
    assert "汐見浜小は、令和8年11月30日（月）で汐見浜協働本部から外れます。" in asked
    assert not HqSchool.objects.filter(hq=hq).exists()
    assert section.post(path, {**choice, "confirmed": "1"}).status_code == 302
    assert present(cast.coast_school, dt.date(2026, 12, 1)) == ["花塚協働本部"]
    page = words(section.get(f"/hqs/{coast.pk}/"))
    assert "学校が外れました（汐見浜小、最後の日は令和8年11月30日（月））" in page
    assert section.post(f"/hqs/{hq.pk}/edit/", {**typed, "name": "花塚地域本部"}).status_code == 302
    assert "前は花塚協働本部" in words(section.get(f"/hqs/{hq.pk}/"))
    link = HqSchool.objects.get(hq=hq, school=cast.elementary)
    assert section.post(f"/hq-schools/{link.pk}/end/", {"on": "2027-03-31"}).status_code == 302
    assert present(cast.elementary, LAST) == ["花塚地域本部"] and present(cast.elementary, dt.date(2027, 4, 1)) == []


def test_the_list_is_searched_filtered_and_exported(cast: Cast, hq: CollaborationHq) -> None:
    commission(cast, hq, person(cast), "lead_promoter")
    commission(cast, hq, person(cast, "前野 早", "まえの はや"), "member", until=NEXT)
    coast = open_hq(cast, "汐見浜協働本部", center=cast.coast_center)
    section = signed_in(cast, "section")

    def found(query: str) -> list[str]:
        page = words(section.get(f"/hqs/?{query}"))
        return [name for name in ("花塚協働本部", "汐見浜協働本部") if name in page]

    assert found("") == ["花塚協働本部", "汐見浜協働本部"]
    assert found("q=花塚一中") == found("q=ホンダ") == found("state=ending") == ["花塚協働本部"]
    assert found(f"block={cast.coast.pk}") == ["汐見浜協働本部"] and found("state=closed") == found("q=いない") == []
    places.close_hq(coast, on=dt.date(2026, 11, 1), successor=hq, by=cast.actor("section"))
    assert "花塚協働本部に統合" in words(section.get("/hqs/?state=closed"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(section.get("/hqs/export/?form=xlsx").content))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0] == ["本部", "事務局", "学校", "統括推進員", "推進員", "委員", "任期"]
    span = "令和8年4月1日～令和9年3月31日、令和8年4月1日～令和10年3月31日"
    assert rows[1:] == [["花塚協働本部", "花塚公民館", "花塚小、花塚一中", "本田 協子", "", "前野 早", span]]
    assert "汐見浜" not in signed_in(cast, "teacher").get("/hqs/export/?form=csv").content.decode()


def test_the_list_costs_the_same_with_thirty(cast: Cast, hq: CollaborationHq) -> None:
    section = signed_in(cast, "section")
    commission(cast, hq, person(cast))

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert section.get("/hqs/").status_code == 200
        return len(seen)

    queries()
    one = queries()
    for n in range(29):
        more = open_hq(cast, f"本部{n}", center=cast.coast_center)
        commission(cast, more, person(cast, f"人{n} 子", f"ひと{'あ' * (n + 1)}"))
    assert queries() == one


def test_who_has_a_term_is_not_deleted(cast: Cast, hq: CollaborationHq) -> None:
    free, member = person(cast, "前野 早", "まえの はや"), person(cast)
    commission(cast, hq, member)
    section = cast.actor("section")
    assert actions.forget_person(free, by=section) and not actions.forget_person(member, by=section)
    assert Person.objects.filter(pk=member.pk).exists() and not Person.objects.filter(pk=free.pk).exists()


def test_a_person_entered_twice_keeps_the_terms(cast: Cast, hq: CollaborationHq) -> None:
    kept, twice = person(cast), person(cast)
    commission(cast, hq, kept, until=dt.date(2026, 12, 31))
    clash = commission(cast, hq, twice)
    with pytest.raises(Refused, match="同じ本部に同じ時期"):
        actions.merge_persons(kept, twice, by=cast.actor("section"))
    with acting("test"):
        HqMember.objects.filter(pk=clash.pk).update(from_on=dt.date(2027, 1, 1))
    actions.merge_persons(kept, twice, by=cast.actor("section"))
    assert HqMember.objects.filter(person=kept).count() == 2


def test_terms_that_end_soon_wait_in_one_line_and_for_oneself(cast: Cast, hq: CollaborationHq) -> None:
    commission(cast, hq, person(cast)), commission(cast, hq, cast.persons["seamstress"])

    def said(part: str) -> str:
        return words(signed_in(cast, part).get("/"))

    all_of_them, own = (
        "本部の委嘱が60日のうちに終わる人が2人います。",
        "花塚協働本部での委嘱（推進員）が、令和9年3月31日（水）で終わります。",
    )
    assert (all_of_them in said("section"), own in said("seamstress")) == (False, False)
    with clock.frozen_at(MOMENT.replace(year=2027, month=2, day=5)):
        assert (all_of_them in said("section"), own in said("seamstress")) == (True, True)
        assert "60日のうちに" not in said("coordinator")
