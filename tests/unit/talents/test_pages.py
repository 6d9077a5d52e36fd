"""Who may open which page of the talent bank, and what each then sees."""

import csv
import datetime as dt
import io
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from python_calamine import CalamineWorkbook

from tests.cast import TODAY, Cast
from yuinowa.core.actions import ANONYMOUS, system_actor
from yuinowa.core.audit import acting
from yuinowa.core.search import fill_search
from yuinowa.people.models import Person
from yuinowa.safety.actions import decide_allowed_setting
from yuinowa.talents.actions import TalentDetails, register_talent, register_talents, update_talent
from yuinowa.talents.models import Disclosure


def client_of(cast: Cast, part: str) -> Client:
    client = Client()
    if part != "stranger":
        client.force_login(cast.users[part], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_a_teacher_sees_names_and_after_a_yes_contacts(cast: Cast) -> None:
    address = reverse("talent_detail", args=[cast.seamstress.pk])
    email = cast.persons["seamstress"].email
    assert email in client_of(cast, "center_staff").get(address).content.decode()
    teacher = client_of(cast, "teacher")
    page = teacher.get(address).content.decode()
    assert ("森 春子" in page, email in page) == (True, False)
    assert teacher.get(reverse("talent_card", args=[cast.seamstress.pk])).status_code == 404
    Disclosure.objects.create(talent=cast.seamstress, school=cast.elementary, from_on=TODAY, until_on=TODAY)
    assert email in teacher.get(address).content.decode()
    assert email not in client_of(cast, "coast_teacher").get(address).content.decode()


def test_a_chosen_school_alone_sees_the_name(cast: Cast) -> None:
    details = TalentDetails(
        name="森 春子", kana="もり", telephone="0999-50-0014", visibility="school", visible_schools=[cast.coast_school], block=cast.plain
    )
    update_talent(cast.seamstress, by=cast.actor("section"), details=details)
    address = reverse("talent_detail", args=[cast.seamstress.pk])
    assert client_of(cast, "coast_teacher").get(address).status_code == 200
    assert client_of(cast, "teacher").get(address).status_code == 404


def test_the_list_narrows_sorts_and_counts_in_words(cast: Cast) -> None:
    register_talent(
        by=ANONYMOUS,
        details=TalentDetails(name="待田 圭", kana="まちだ けい", telephone="0999-70-0001", pledged_on=TODAY, block=cast.plain),
    )
    with acting("test"):
        fill_search(cast.seamstress)
    client = client_of(cast, "section")

    def names(query: str) -> list[str]:
        return [talent.name for talent in client.get(f"/talents/?{query}").context["page"].object_list]

    assert "4件のうち 1件が承認待ち" in client.get("/talents/").content.decode()
    assert names("sort=-kana") == names("sort=kana")[::-1]
    assert names("state=pending") == ["待田 圭"]
    assert names("kind=group") == ["おはなしの森"]
    assert names(f"skill={cast.flowers.pk}") == ["野原 実"]
    assert names(f"block={cast.coast.pk}") == []
    assert names("setting=2") == []
    assert names("q=ミシン") == ["森 春子"]
    assert len(names("skill=999999&state=nonsense&page=99&sort=drop")) == 4


def test_the_list_costs_the_same_at_any_length(cast: Cast, django_assert_max_num_queries: Any) -> None:
    client = client_of(cast, "section")
    rows = [
        TalentDetails(name=f"人 {n}", kana=f"ひと {n}", telephone=f"0999-60-{n:04}", skills=[cast.sewing], block=cast.plain)
        for n in range(60)
    ]
    with django_assert_max_num_queries(12) as short:
        client.get("/talents/")
    register_talents(by=system_actor("test"), rows=rows)
    with django_assert_max_num_queries(12) as long:
        client.get("/talents/")
    assert len(long) == len(short)
    for address in (
        f"/talents/{cast.seamstress.pk}/",
        "/my-registration/",
        "/allowed-settings/",
        "/skills/",
        "/register/",
        "/register/sharing/",
    ):
        part = {"/my-registration/": "seamstress", "/allowed-settings/": "clearance"}.get(address, "section")
        reader = client_of(cast, part)
        with django_assert_max_num_queries(14 if address.startswith("/talents/") else 12):
            assert reader.get(address).status_code == 200


def test_the_export_is_harmless_and_holds_only_what_one_may_see(cast: Cast) -> None:
    person = cast.persons["seamstress"]
    details = TalentDetails(
        name="=cmd|' /C calc'!A0",
        kana="もり はるこ",
        email=person.email,
        telephone="+81-999-50-0014",
        skill_text="@SUM(1)",
        block=cast.plain,
    )
    update_talent(cast.seamstress, by=cast.actor("section"), details=details)
    office = csv.reader(io.StringIO(client_of(cast, "section").get("/talents/export/?form=csv").content.decode("utf-8-sig"), newline=""))
    row = next(row for row in office if "cmd" in row[0])
    assert (row[0], row[6], row[12], row[13]) == ("'=cmd|' /C calc'!A0", "'@SUM(1)", "'+81-999-50-0014", person.email)
    school = client_of(cast, "teacher").get("/talents/export/?form=csv").content.decode("utf-8-sig")
    assert person.email not in school
    assert "0999-50-0014" not in school
    assert "cmd" in school
    book = CalamineWorkbook.from_filelike(io.BytesIO(client_of(cast, "section").get("/talents/export/").content))
    assert len(book.get_sheet_by_index(0).to_python()) == 4


def test_the_card_prints_as_page_and_as_pdf(cast: Cast) -> None:
    client = client_of(cast, "section")
    page = client.get(reverse("talent_card", args=[cast.circle.pk]))
    assert "輪島 文" in page.content.decode()
    pdf = client.get(reverse("talent_card", args=[cast.circle.pk]) + "?form=pdf")
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")


def test_the_map_shows_places_of_those_one_looks_after(cast: Cast) -> None:
    points = client_of(cast, "center_staff").get("/talents/points/").json()
    assert {point["name"] for point in points} == {"森 春子", "野原 実", "おはなしの森"}
    assert client_of(cast, "teacher").get("/talents/points/").status_code == 403


def test_a_refusal_stands_beside_the_form(cast: Cast) -> None:
    client = client_of(cast, "section")
    page = client.post(reverse("talent_approve", args=[cast.seamstress.pk])).content.decode()
    assert "すでにほかの担当が処理しました（登録中）" in page
    page = client.post("/skills/", {"name": "手しごと"}).content.decode()
    assert "「手しごと」は、すでにあります。" in page
    assert 'value="手しごと"' in page


def test_the_clearance_manager_decides_and_others_see_allowed_or_not(cast: Cast) -> None:
    person = cast.persons["seamstress"]
    clearance = client_of(cast, "clearance")
    answer = clearance.post(
        reverse("allowed_setting_decide", args=[person.pk]), {"level": 1, "recheck_on": "2027-11-24", "note": "犯罪歴なし"}
    )
    assert answer["Location"] == "/allowed-settings/"
    person = Person.objects.select_related("allowed_setting").get(pk=person.pk)
    assert (person.allowed_setting.level, person.allowed_setting.recheck_on) == (1, dt.date(2027, 11, 24))
    page = clearance.get("/allowed-settings/").content.decode()
    assert "大人が複数いる場" in page
    teacher = client_of(cast, "teacher").get(reverse("talent_detail", args=[cast.seamstress.pk])).content.decode()
    assert "できません" in teacher
    assert "2027" not in teacher
    assert client_of(cast, "clearance").get(f"/allowed-settings/{cast.persons['teacher'].pk}/decide/").status_code == 404


def test_names_are_escaped(cast: Cast) -> None:
    hostile = "<script>alert(1)</script>𠮷👩‍🌾"
    update_talent(
        cast.seamstress,
        by=cast.actor("section"),
        details=TalentDetails(name=hostile, kana="も", telephone="0999-50-0014", block=cast.plain),
    )
    decide_allowed_setting(cast.seamstress.person, by=cast.actor("clearance"), level=0, recheck_on=dt.date(2027, 1, 1))
    for part, address in (
        ("section", "/talents/"),
        ("section", f"/talents/{cast.seamstress.pk}/"),
        ("clearance", "/allowed-settings/"),
        ("seamstress", "/my-registration/"),
    ):
        page = client_of(cast, part).get(address).content.decode()
        assert hostile not in page
        assert escape(hostile) in page


def test_a_person_is_not_asked_what_groups_are_asked(cast: Cast) -> None:
    """Neither when registering nor when correcting; a group is."""
    client = client_of(cast, "stranger")
    about = {"kind": "person", "name": "森 一", "kana": "もり はじめ", "telephone": "0999-77-0009", "go": "next"}
    for kind, is_asked in (("person", False), ("group", True)):
        client.post("/register/about/", {**about, "kind": kind, "contact_name": "森 一", "contact_kana": "もり はじめ"})
        assert ("id_capacity" in client.get("/register/skills/").content.decode()) == is_asked
    section = client_of(cast, "section")
    for talent, is_asked in ((cast.seamstress, False), (cast.circle, True)):
        page = section.get(f"/talents/{talent.pk}/edit/").content.decode()
        assert [f"id_{name}" in page for name in ("contact_name", "contact_kana", "capacity")] == [is_asked] * 3


def test_correcting_a_person_keeps_them(cast: Cast) -> None:
    section = client_of(cast, "section")
    form = section.get(f"/talents/{cast.seamstress.pk}/edit/").context["form"]
    typed = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items() if name != "times"}
    typed |= {"times": ["1-morning"], "skill_text": "刺し子"}
    answer = section.post(f"/talents/{cast.seamstress.pk}/edit/", {name: value for name, value in typed.items() if value is not None})
    assert answer.status_code == 302, answer.context["form"].errors
    cast.seamstress.refresh_from_db()
    assert (cast.seamstress.skill_text, cast.seamstress.person.name) == ("刺し子", "森 春子")
