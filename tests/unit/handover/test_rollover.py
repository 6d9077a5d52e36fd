"""An April: the list is read, looked at, dated by one button, and taken back exactly as it was."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import Cast
from tests.unit.handover.conftest import FIRST, LAST, at
from tests.unit.handover.lists import filled, workbook
from yuinowa.core import clock
from yuinowa.core.actions import system_actor
from yuinowa.core.audit import acting
from yuinowa.core.errors import Refused
from yuinowa.core.models import OutgoingMail
from yuinowa.handover import actions, importing
from yuinowa.handover.models import HandoverFile, Rollover, Transfer
from yuinowa.people.actions import accept_invitation, appoint, end_appointment, end_post
from yuinowa.people.models import Appointment, Invitation, Person, Post, User

MARCH = dt.date(2027, 3, 10)
NEW = ("新川 めぐみ", "にいかわ めぐみ", "niikawa@city.example.jp", "")


def changes(cast: Cast) -> dict[Post, tuple[str, ...]]:
    """The teacher leaves and somebody new comes; the instructor moves to the coast, whose instructor leaves; the window of 花塚一中 is filled."""
    window = Post.objects.get(kind=Post.Kind.LIAISON_TEACHER, school=cast.junior)
    mover = cast.persons["instructor"]
    return {
        cast.posts["teacher"]: ("出る", *NEW),
        cast.posts["instructor"]: ("出る",),
        cast.posts["coast_instructor"]: ("出る", mover.name, mover.kana, mover.email),
        window: ("", "窓口 新", "まどぐち あらた", "", ""),
    }


def draft(cast: Cast, wanted: dict[Post, tuple[str, ...]] | None = None) -> Rollover:
    found = importing.preview("list.xlsx", filled(LAST, changes(cast) if wanted is None else wanted), last_on=LAST)
    assert found.errors == ()
    return actions.draft_rollover(year=2027, rows=found.rows, by=cast.actor("section"))


def stand() -> list[tuple[Any, ...]]:
    """Everything that an undo must bring back."""
    rows = Appointment.objects.order_by("pk").values_list("post_id", "person_id", "from_on", "until_on")
    return [*rows, *Person.objects.order_by("pk").values_list("pk", "name"), *HandoverFile.objects.values_list("leaving_id", "note")]


def words(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def section(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.users["section"])
    return client


def test_the_list_is_read_as_it_was_meant(cast: Cast):
    found = importing.preview("list.xlsx", filled(LAST, changes(cast)), last_on=LAST)
    assert found.errors == ()
    assert sorted((row.kind, row.post.label, row.coming.name if row.coming else "") for row in found.rows) == [
        ("come", "花塚一中 事業担当教員", "窓口 新"),
        ("leave", "花塚公民館 社会教育指導員", ""),
        ("replace", "汐見浜公民館 社会教育指導員", "巡田 歩"),
        ("replace", "花塚小 事業担当教員", "新川 めぐみ"),
    ]
    moved = next(row for row in found.rows if row.post == cast.posts["coast_instructor"])
    assert moved.coming and moved.coming.person == cast.persons["instructor"]


def test_nothing_filled_in_changes_nothing(cast: Cast):
    assert importing.preview("list.xlsx", filled(LAST, {}), last_on=LAST) == importing.Preview((), ())


def test_every_bad_row_is_named_with_its_column_its_reason_and_what_to_do(cast: Cast):
    teacher, principal, admin = (cast.posts[part] for part in ("teacher", "principal", "admin"))
    window = Post.objects.get(kind=Post.Kind.LIAISON_TEACHER, school=cast.junior)
    known = cast.persons["coast_teacher"]
    rows = (
        (teacher.pk, "事業担当教員", "花塚小", "", "たぶん"),
        (principal.pk, "校長", "花塚小", "", "", "甲", "こう", "kou@example.jp"),
        (window.pk, "事業担当教員", "花塚一中", "", "出る"),
        (admin.pk, "校長", "", "", "出る"),
        (999_999, "校長", "", "", "出る"),
        (admin.pk, "システム管理者", "", "", "出る", "丁", ""),
        (admin.pk, "システム管理者", "", "", "出る", "丁", "てい", "x@"),
        (admin.pk, "システム管理者", "", "", "出る", "別の人", "べつ", known.email),
        (admin.pk, "システム管理者", "", "", "出る", known.name, known.kana, known.email),
        (principal.pk, "校長", "花塚小", "", "出る"),
        (principal.pk, "校長", "花塚小", "", "出る"),
    )
    found = importing.preview("list.xlsx", workbook(*rows), last_on=LAST)
    assert [(error.row, error.column) for error in found.errors] == [
        (2, "異動"),
        (3, "異動"),
        (4, "異動"),
        (5, "職"),
        (6, "番号"),
        (7, "後任のふりがな"),
        (8, "後任のメール"),
        (9, "後任のメール"),
        (12, "番号"),
        (10, "後任の氏名"),
    ]
    assert all(str(error.reason) and str(error.fix) for error in found.errors)
    assert "磯﨑 美波さんのアドレス" in str(found.errors[7].reason)


def test_the_same_person_twice_is_asked_about(cast: Cast):
    wanted = {cast.posts["teacher"]: ("出る", *NEW), cast.posts["principal"]: ("出る", *NEW)}
    found = importing.preview("list.xlsx", filled(LAST, wanted), last_on=LAST)
    assert [(error.column, "同じ人が" in str(error.reason)) for error in found.errors] == [("後任の氏名", True)]


def test_prepared_then_undone_everything_is_as_before(cast: Cast):
    before, by = stand(), cast.actor("section")
    with clock.frozen_at(at(MARCH)):
        rollover = draft(cast)
        assert stand() == before
        assert actions.mails_of(rollover) == 1
        OutgoingMail.objects.all().delete()
        assert actions.prepare_rollover(rollover, by=by) == {"transfers": 4, "invited": 1}
        assert list(OutgoingMail.objects.values_list("kind", "to")) == [("invited", "niikawa@city.example.jp")]
        assert Invitation.objects.get().expires_on == FIRST + dt.timedelta(days=14)
        assert set(Appointment.objects.filter(until_on=LAST).values_list("post__pk", flat=True)) == {
            cast.posts[part].pk for part in ("teacher", "instructor", "coast_instructor")
        }
        assert Appointment.objects.filter(from_on=FIRST).count() == 3 and HandoverFile.objects.count() == 3
        with pytest.raises(Refused, match="もう準備してあります"):
            actions.prepare_rollover(rollover, by=by)
        assert actions.open_invitations_of(rollover) == 1
    with clock.frozen_at(at(LAST, 23, 59)):
        assert actions.undo_rollover(rollover, by=by) == 1
        assert stand() == before
        assert OutgoingMail.objects.filter(kind="invitation_withdrawn").count() == 1 and not Invitation.objects.exists()
        with pytest.raises(Refused, match="元にもどすものがありません"):
            actions.undo_rollover(rollover, by=by)
        # The list is a draft again and can be prepared as it stands.
        assert actions.prepare_rollover(rollover, by=by) == {"transfers": 4, "invited": 1}


def test_the_undo_ends_at_midnight(cast: Cast):
    with clock.frozen_at(at(MARCH)):
        rollover = draft(cast)
        actions.prepare_rollover(rollover, by=cast.actor("section"))
    with clock.frozen_at(at(FIRST, 0)):
        assert actions.complete_rollovers(today=FIRST, by=system_actor("test")) == 1
        assert actions.complete_rollovers(today=FIRST, by=system_actor("test")) == 0
        with pytest.raises(Refused):
            actions.undo_rollover(rollover, by=cast.actor("section"))
    assert Rollover.objects.get().state == "done"


def test_who_opened_the_account_stays_known_after_an_undo(cast: Cast):
    by = cast.actor("section")
    with clock.frozen_at(at(MARCH)):
        rollover = draft(cast)
        actions.prepare_rollover(rollover, by=by)
        accept_invitation(invitation_id=Invitation.objects.get().pk, password="mizu-to-hikari-no-machi", by=by)
        assert actions.undo_rollover(rollover, by=by) == 0
        person = Person.objects.get(name="新川 めぐみ")
        assert User.objects.filter(person=person).exists() and not Appointment.objects.filter(person=person).exists()


def test_a_change_by_hand_stops_what_no_longer_fits(cast: Cast):
    by = cast.actor("section")
    with clock.frozen_at(at(MARCH)):
        rollover = draft(cast)
        window = Post.objects.get(kind=Post.Kind.LIAISON_TEACHER, school=cast.junior)
        with acting("test"):
            other = Person.objects.create(name="先 着", kana="せん ちゃく")
        appoint(window, person=other, from_on=FIRST, by=by)
        with pytest.raises(Refused, match="花塚一中 事業担当教員"):
            actions.prepare_rollover(rollover, by=by)
        assert not Appointment.objects.filter(until_on=LAST).exists()


def test_a_filled_vacancy_stops_the_undo_in_words(cast: Cast):
    by = cast.actor("section")
    with clock.frozen_at(at(MARCH)):
        rollover = draft(cast)
        actions.prepare_rollover(rollover, by=by)
        with acting("test"):
            other = Person.objects.create(name="後 任", kana="あと にん")
        appoint(cast.posts["instructor"], person=other, from_on=FIRST, by=by)
        state = stand()
        with pytest.raises(Refused, match="花塚公民館 社会教育指導員"):
            actions.undo_rollover(rollover, by=by)
        assert stand() == state and Rollover.objects.get().state == "prepared"


def test_terms_of_a_year_are_renewed_for_who_stays(cast: Cast):
    by = cast.actor("section")
    with acting("test"):
        Appointment.objects.filter(post=cast.posts["principal"]).update(until_on=LAST)
    before = stand()
    with clock.frozen_at(at(MARCH)):
        rollover = draft(cast, {})
        assert [row.kind for row in rollover.transfers.all()] == ["renew"]
        actions.prepare_rollover(rollover, by=by)
        assert Appointment.objects.get(post=cast.posts["principal"]).until_on == dt.date(2028, 3, 31)
        actions.undo_rollover(rollover, by=by)
        assert stand() == before


def test_from_the_file_to_the_button_and_back_on_the_pages(cast: Cast, section: Client):
    with clock.frozen_at(at(MARCH)):
        section.force_login(cast.users["section"])
        assert "名簿のひな形をダウンロード" in words(section.get("/rollover/"))
        assert section.get("/rollover/2027/template/").status_code == 200
        bad = SimpleUploadedFile("list.xlsx", workbook((cast.posts["teacher"].pk, "事業担当教員", "花塚小", "", "たぶん")))
        assert "なおすところが1か所あります" in words(section.post("/rollover/2027/import/", {"file": bad}))
        assert not Rollover.objects.exists()
        for _time in range(2):
            good = SimpleUploadedFile("list.xlsx", filled(LAST, changes(cast)))
            assert section.post("/rollover/2027/import/", {"file": good}).status_code == 302
        assert Transfer.objects.count() == 4
        page = words(section.get("/rollover/2027/"))
        assert "出る 3 来る 3 うち登録のある人 1 任期をのばす 0 4月1日に空く 1" in page
        assert "花塚公民館 社会教育指導員 受け持つ人がいません" in page
        assert "招待のメール" in words(section.get("/rollover/2027/prepare/")) and "1通" in words(section.get("/rollover/2027/prepare/"))
        assert section.post("/rollover/2027/prepare/").status_code == 302
        assert "もう準備してあります" in words(section.post("/rollover/2027/prepare/"))
        again = SimpleUploadedFile("list.xlsx", filled(LAST, {}))
        assert "もう準備してあります" in words(section.post("/rollover/2027/import/", {"file": again}))
        assert section.post("/rollover/2027/undo/").status_code == 302
        assert Rollover.objects.get().state == "draft"


def test_a_vacant_window_falls_to_the_vice_principal(cast: Cast, section: Client):
    with clock.frozen_at(at(MARCH)):
        draft(cast, {cast.posts["teacher"]: ("出る", *NEW)})
        section.force_login(cast.users["section"])
        assert "花塚一中 事業担当教員 教頭の教野 実さんが受け持ち、メールも届きます。" in words(section.get("/rollover/2027/"))
        html = section.get("/rollover/2027/").content.decode()
        assert re.search(r"/posts/\d+/appoint/\?from_on=2027-04-01", html)


def test_blocks_are_confirmed_and_a_later_change_shows(cast: Cast, section: Client):
    with clock.frozen_at(at(MARCH)):
        rollover = draft(cast)
        section.force_login(cast.users["section"])
        html = section.get("/rollover/2027/").content.decode()
        seal = re.search(rf'name="block" value="{cast.plain.pk}"><input type="hidden" name="seal" value="(\w+)"', html)
        assert seal
        section.post("/rollover/2027/blocks/", {"block": cast.plain.pk, "seal": seal[1]})
        assert words(section.get("/rollover/2027/")).count("確かめました") == 2  # beside the block, and in the history
        with acting("test"):
            cast.coast_school.block = cast.plain
            cast.coast_school.save(update_fields=["block"])
        assert "確かめたあとに変わりました" in words(section.get("/rollover/2027/"))
        section.post("/rollover/2027/blocks/", {"block": cast.plain.pk, "reopen": "1"})
        assert not rollover.block_checks.exists()


def test_one_post_passes_on_within_the_year_and_back(cast: Cast, section: Client):
    before, path = stand(), f"/handover/posts/{cast.posts['teacher'].pk}/transfer/"
    typed = {"on": "2026-11-30", "name": NEW[0], "kana": NEW[1], "email": NEW[2]}
    assert "別の" not in words(section.get(path))
    wrong = {**typed, "email": cast.persons["coast_teacher"].email}
    assert "磯﨑 美波さんのアドレスとして登録されています" in words(section.post(path, wrong))
    assert "今日か後の日" in words(section.post(path, {**typed, "on": "2026-11-20"}))
    assert stand() == before
    assert section.post(path, typed).status_code == 302
    row = Transfer.objects.get()
    assert (row.kind, row.state, row.first_on) == ("replace", "dated", dt.date(2026, 12, 1))
    assert Appointment.objects.get(post=cast.posts["teacher"], person__name=NEW[0]).from_on == dt.date(2026, 12, 1)
    assert section.post(f"/handover/transfers/{row.pk}/undo/").status_code == 302
    assert stand() == before
    assert "もう取り消されています" in words(section.post(f"/handover/transfers/{row.pk}/undo/"))


def test_a_link_of_an_ended_appointment_is_over(cast: Cast):
    from yuinowa.people.actions import invite

    by = cast.actor("section")
    held = end_appointment(Appointment.objects.get(post=cast.posts["teacher"]), on=dt.date(2026, 11, 30), by=by)
    invitation = invite(held, by=by)
    assert list(Invitation.objects.open(dt.date(2026, 11, 30))) == [invitation]
    assert not Invitation.objects.open(dt.date(2026, 12, 1)).exists()
    with pytest.raises(Refused):
        end_post(cast.posts["teacher"], on=dt.date(2026, 11, 25), by=by)
