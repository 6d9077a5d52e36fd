"""The file of a desk: written by who leaves, read by who comes, seen in red until it was taken over."""

import datetime as dt
import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags
from python_calamine import CalamineWorkbook

from tests.cast import Cast
from tests.unit.handover.conftest import FIRST, LAST, Passing, at
from yuinowa.activities.models import Activity
from yuinowa.advice.models import Consultation
from yuinowa.core import clock
from yuinowa.core.actions import system_actor
from yuinowa.core.audit import acting
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.core.models import OutgoingMail
from yuinowa.handover import actions
from yuinowa.handover.models import Acknowledgement, HandoverFile
from yuinowa.handover.sections import sections_of
from yuinowa.needs.models import Engagement, Need, NeedDate
from yuinowa.people.models import ContactLook
from yuinowa.promises.actions import make_promise
from yuinowa.rounds.models import Visit, VisitRecord
from yuinowa.talents.models import Disclosure

NOTE = "花塚一中は校門の工事中です。\n\n  裏門から入ってください。"


def signed_in(user) -> Client:  # type: ignore[no-untyped-def]
    client = Client()
    client.force_login(user)
    return client


def words(response) -> str:  # type: ignore[no-untyped-def]
    assert response.status_code == 200
    return " ".join(strip_tags(response.content.decode()).split())


def held_need(cast: Cast, on: dt.date, *, state: str = "done") -> Need:
    """A need of 花塚小 to which the seamstress came."""
    with acting("test"):
        need = Need.objects.create(
            school=cast.elementary,
            site=cast.elementary.site,
            state=state,
            kind="school_support",
            title="ミシンの補助",
            class_name="6年1組",
            posted_at=clock.now(),
            first_on=on,
        )
        date = NeedDate.objects.create(need=need, on=on, starts_at=dt.time(9), ends_at=dt.time(10), is_chosen=True)
        Engagement.objects.create(need=need, date=date, talent=cast.seamstress, agreed_at=clock.now())
        Disclosure.objects.get_or_create(
            talent=cast.seamstress, school=cast.elementary, defaults={"from_on": on, "until_on": on + dt.timedelta(days=365)}
        )
        Activity.objects.create(
            school=cast.elementary,
            kind=need.kind,
            title=need.title,
            on=on,
            starts_at=dt.time(9),
            ends_at=dt.time(10),
            issue="糸が足りませんでした。",
            recorded_at=clock.now(),
        )
    return need


def test_the_note_is_kept_as_typed_until_it_is_finished(passing: Passing):
    with clock.frozen_at(at(LAST)):
        by = passing.actor(passing.leaving, LAST)
        file = actions.write_note(passing.post, text=NOTE, by=by)
        assert (file.note, file.is_finished) == (NOTE, False)
        assert actions.finish_note(passing.post, text=NOTE + "以上", by=by).finished_at == clock.now()
        with pytest.raises(Refused, match="下書きにもどして"):
            actions.write_note(passing.post, text="", by=by)
        assert not actions.reopen_note(passing.post, by=by).is_finished
    assert HandoverFile.objects.get().note == NOTE + "以上"


@pytest.mark.parametrize("part", ["section", "coordinator", "center_staff", "coast_instructor"])
def test_nobody_else_writes_the_note(passing: Passing, part: str):
    with pytest.raises(NotAllowed):
        actions.write_note(passing.post, text="別の人", by=passing.cast.actor(part))


def test_the_successor_takes_over_once(passing: Passing):
    file = HandoverFile.objects.get(leaving=passing.leaving)
    with clock.frozen_at(at(LAST)):
        with pytest.raises(Refused, match="ご自分が書いた"):
            actions.acknowledge(file, by=passing.actor(passing.leaving, LAST))
        assert HandoverFile.objects.unread(LAST).count() == 0
    with clock.frozen_at(at(FIRST)):
        assert list(HandoverFile.objects.unread_by_holder(FIRST)) == [file]
        by = passing.actor(passing.coming, FIRST)
        first, second = actions.acknowledge(file, by=by), actions.acknowledge(file, by=by)
        assert first == second == Acknowledgement.objects.get()
        assert (first.appointment, first.at) == (passing.coming, clock.now())
        assert not HandoverFile.objects.unread(FIRST).exists()


def test_each_day_has_its_readers(passing: Passing):
    file = HandoverFile.objects.get(leaving=passing.leaving)
    paths = [f"/handover/posts/{passing.post.pk}/", f"/handover/files/{file.pk}/", f"/handover/posts/{passing.post.pk}/pdf/"]

    def statuses(user) -> set[int]:  # type: ignore[no-untyped-def]
        return {signed_in(user).get(path).status_code for path in paths}

    with clock.frozen_at(at(LAST, 23, 59)):
        assert statuses(passing.leaver) == {200} and statuses(passing.successor) == {403}
    with clock.frozen_at(at(FIRST, 0)):
        assert statuses(passing.successor) == {200} and 200 not in statuses(passing.leaver)
        assert statuses(passing.cast.users["section"]) == statuses(passing.cast.users["coordinator"]) == {200}
        assert statuses(passing.cast.users["center_staff"]) == statuses(passing.cast.users["coast_instructor"]) == {404}


def test_a_file_holds_what_the_desk_may_see(cast: Cast):
    held_need(cast, dt.date(2026, 11, 10))
    held_need(cast, dt.date(2026, 12, 8), state="filled")
    make_promise(
        text="名簿を届ける",
        owner=cast.posts["teacher"],
        owed_to=cast.posts["instructor"],
        due_on=dt.date(2026, 12, 1),
        by=cast.actor("teacher"),
    )
    sections = {section.key: section for section in sections_of(cast.posts["teacher"], on=clock.today())}
    assert list(sections) == [*("promises", "owed", "needs", "visits", "advice", "weeks", "contacts", "colleagues", "heard", "cautions")]
    assert [line.cells[0] for line in sections["promises"].lines] == ["名簿を届ける"]
    assert [line.cells[1] for line in sections["needs"].lines] == ["ミシンの補助"]
    assert [line.cells for line in sections["weeks"].lines] == [
        ("第33週（11月9日（月）～）", "11月10日（火）", "ミシンの補助", "6年1組", "森 春子")
    ]
    assert sections["contacts"].lines[0].cells[0] == "森 春子" and sections["contacts"].lines[0].cells[5] == "0999-50-0014"
    assert [line.cells[3] for line in sections["cautions"].lines] == ["糸が足りませんでした。"]
    coast = {section.key: section for section in sections_of(cast.posts["coast_teacher"], on=clock.today())}
    assert {key: section.count for key, section in coast.items() if key != "colleagues"} == dict.fromkeys(
        ("promises", "owed", "needs", "visits", "advice", "weeks", "contacts", "heard", "cautions"), 0
    )


def test_contacts_that_the_post_may_not_see_stay_closed(cast: Cast):
    held_need(cast, dt.date(2026, 11, 10))
    with acting("test"):
        Disclosure.objects.update(until_on=dt.date(2026, 11, 20))
    contacts = next(s for s in sections_of(cast.posts["teacher"], on=clock.today()) if s.key == "contacts")
    assert [line.cells[5:] for line in contacts.lines] == [("公民館へ", "公民館へ")]


def test_the_clearance_manager_hands_on_whom_to_decide(cast: Cast):
    sections = [section.key for section in sections_of(cast.posts["clearance"], on=clock.today())]
    assert "settings" in sections and "needs" not in sections


def test_page_and_workbook_say_the_same(cast: Cast):
    held_need(cast, dt.date(2026, 11, 10))
    actions.write_note(cast.posts["teacher"], text=NOTE, by=cast.actor("teacher"))
    client = signed_in(cast.users["teacher"])
    page = words(client.get(f"/handover/posts/{cast.posts['teacher'].pk}/"))
    assert "花塚小 事業担当教員 の引継書" in page and "裏門から入ってください。" in page and "森 春子" in page
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"/handover/posts/{cast.posts['teacher'].pk}/xlsx/").content))
    assert book.sheet_names[0] == "引継書" and "お世話になった方" in book.sheet_names
    assert [row[0] for row in book.get_sheet_by_name("お世話になった方").to_python()] == ["名前", "森 春子"]
    assert book.get_sheet_by_name("引継書").to_python()[-1] == ["後任の方へのひとこと", NOTE]
    pdf = client.get(f"/handover/posts/{cast.posts['teacher'].pk}/pdf/")
    assert pdf["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF")


def test_a_page_costs_the_same_however_much_it_holds(cast: Cast):
    def queries() -> int:
        client = signed_in(cast.users["teacher"])
        client.get(f"/handover/posts/{cast.posts['teacher'].pk}/")
        with CaptureQueriesContext(connection) as found:
            client.get(f"/handover/posts/{cast.posts['teacher'].pk}/")
        return len(found)

    held_need(cast, dt.date(2026, 11, 10))
    few = queries()
    for day in range(1, 28):
        held_need(cast, dt.date(2026, 10, day))
    assert queries() == few <= 40


def test_writing_on_the_page_then_taking_over(passing: Passing):
    note = f"/handover/posts/{passing.post.pk}/note/"
    with clock.frozen_at(at(LAST)):
        client = signed_in(passing.leaver)
        assert "後任の方へのひとことを書いてください" in words(client.get("/"))
        assert "ひとことが空です" in words(client.post(note, {"note": "  ", "finish": "1"}))
        assert client.post(note, {"note": NOTE.replace("\n", "\r\n"), "finish": "1"}).status_code == 302
        assert "後任の方へのひとことを書いてください" not in words(client.get("/"))
    file = HandoverFile.objects.get(leaving=passing.leaving)
    assert file.note == NOTE
    with clock.frozen_at(at(FIRST)):
        client = signed_in(passing.successor)
        home = words(client.get("/"))
        assert "引きついだ机" in home and "前任の巡田 歩さんの引継書を、まだ受けとっていません。" in home
        assert "まだ受けとられていない引継書が1件あります。" in words(signed_in(passing.cast.users["section"]).get("/"))
        assert "まだ読まれていません" in words(signed_in(passing.cast.users["coordinator"]).get("/handover/?state=unread"))
        assert re.search(r"この一年の学校の週", words(client.get(f"/handover/files/{file.pk}/")))
        assert client.post(f"/handover/files/{file.pk}/acknowledge/").status_code == 302
        assert "引きついだ机" not in words(client.get("/")) and "引継書が1件" not in words(
            signed_in(passing.cast.users["section"]).get("/")
        )


def test_who_leaves_and_who_comes_are_reminded(passing: Passing):
    by = system_actor("test")

    def told(day: dt.date) -> list[tuple[str, str]]:
        with clock.frozen_at(at(day)):
            OutgoingMail.objects.all().delete()
            actions.remind_handovers(today=day, by=by)
            actions.remind_handovers(today=day, by=by)
            return list(OutgoingMail.objects.order_by("pk").values_list("kind", "to"))

    leaver, successor = passing.leaving.person.email, passing.coming.person.email
    assert told(LAST - dt.timedelta(days=15)) == []
    assert told(LAST - dt.timedelta(days=14)) == [("write_note", leaver)]
    assert told(LAST - dt.timedelta(days=3)) == [("write_note", leaver)]
    assert told(FIRST) == [("read_file", successor)]
    assert told(FIRST + dt.timedelta(days=6)) == []
    assert told(FIRST + dt.timedelta(days=7)) == [("read_file", successor)]
    with clock.frozen_at(at(FIRST + dt.timedelta(days=8))):
        actions.acknowledge(HandoverFile.objects.get(leaving=passing.leaving), by=passing.actor(passing.coming, FIRST))
    assert told(FIRST + dt.timedelta(days=14)) == []


def test_a_vacant_window_is_read_by_the_vice_principal_and_taken_over_by_nobody(cast: Cast):
    from yuinowa.people.actions import end_appointment
    from yuinowa.people.models import Appointment, Post

    window = Post.objects.get(kind=Post.Kind.LIAISON_TEACHER, school=cast.junior)
    with acting("test"):
        held = Appointment.objects.create(post=window, person=cast.persons["center_staff"], from_on=dt.date(2026, 4, 1))
    end_appointment(held, on=dt.date(2026, 11, 20), by=cast.actor("section"))
    file, deputy = HandoverFile.objects.get(), cast.actor("vice_principal")
    assert HandoverFile.objects.unread_and_vacant(clock.today()).get() == file
    assert "いま担当者がいません" in words(signed_in(cast.users["vice_principal"]).get(f"/handover/files/{file.pk}/"))
    with pytest.raises(Refused, match="後任の方です"):
        actions.acknowledge(file, by=deputy)


def test_rounds_and_consultations_come_along(cast: Cast):
    with acting("test"):
        visit = Visit.objects.create(
            school=cast.elementary,
            post=cast.posts["instructor"],
            on=dt.date(2026, 11, 12),
            arrives_at=dt.time(10),
            leaves_at=dt.time(11),
            state="done",
        )
        VisitRecord.objects.create(visit=visit, met="教頭", heard="図書の整理に手が足りない。", written_at=clock.now())
        Visit.objects.create(
            school=cast.elementary, post=cast.posts["instructor"], on=dt.date(2026, 12, 3), arrives_at=dt.time(9), leaves_at=dt.time(10)
        )
        for part, subject in (("teacher", "謝金の手続き"), ("coast_teacher", "車の手配")):
            Consultation.objects.create(
                subject=subject, topic="other", asked_by=cast.posts[part], asked_at=clock.now(), waiting_since=clock.now()
            )

    def found(part: str, key: str) -> list[str]:
        sections = {section.key: section for section in sections_of(cast.posts[part], on=clock.today())}
        return [str(line.cells[0]) for line in sections[key].lines]

    assert found("instructor", "heard") == found("teacher", "heard") == ["令和8年11月12日（木）"]
    assert found("instructor", "visits") == ["令和8年12月3日（木）"] and found("coast_instructor", "visits") == []
    assert found("teacher", "advice") == ["謝金の手続き"] and found("coordinator", "advice") == ["謝金の手続き", "車の手配"]


def test_contacts_in_a_file_are_looks_of_its_reader(cast: Cast):
    held_need(cast, dt.date(2026, 11, 10))
    post = cast.posts["teacher"]
    for ending in ("", "pdf/", "xlsx/"):
        assert signed_in(cast.users["section"]).get(f"/handover/posts/{post.pk}/{ending}").status_code == 200
    looks = ContactLook.objects.values_list("page", "person__name", "post__kind")
    assert list(looks) == [("handover", "森 春子", "section_staff")] * 3
