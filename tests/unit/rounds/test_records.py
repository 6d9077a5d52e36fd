"""A visit is recorded, promises and needs are born in it, and the school reads, adds and agrees."""

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest

from tests.cast import MOMENT, TODAY, Cast
from tests.unit.rounds.conftest import THURSDAY, ClientOf, MakeVisit, words
from yuinowa.core import clock
from yuinowa.core.audit import acting
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.core.models import OutgoingMail
from yuinowa.needs.models import Need
from yuinowa.promises.actions import Promised
from yuinowa.promises.models import Promise
from yuinowa.rounds import actions
from yuinowa.rounds.actions import Heard
from yuinowa.rounds.models import FieldNote, Introduction, Visit, VisitRecord

PLAIN = Heard(met="事業担当教員、教頭", heard="昔あそびの先生を探している", ideas="公民館の講座に声をかける")
FORM = {"met": ["liaison_teacher"], "met_other": "", "heard": "昔あそびの先生を探している", "ideas": "", "talent": "", "for_what": ""}


@pytest.fixture
def came(cast: Cast, planned: MakeVisit) -> Iterator[Visit]:
    """The instructor stands in the school: the clock is at the day of the visit."""
    visit = planned()
    with clock.frozen_at(MOMENT + (THURSDAY - TODAY)):
        yield visit


def line(number: int, text: str, owner: int, when: str = "week", due_on: str = "") -> dict[str, object]:
    prefix = f"promise-{number}"
    return {f"{prefix}-text": text, f"{prefix}-owner": owner, f"{prefix}-when": when, f"{prefix}-due_on": due_on}


def test_a_record_ends_the_visit_and_tells_the_school(cast: Cast, came: Visit) -> None:
    record = actions.record_visit(came, heard=PLAIN, by=cast.actor("instructor"))
    assert (record.visit.state, record.written_for) == ("done", cast.posts["instructor"])
    assert list(OutgoingMail.objects.values_list("kind", "to")) == [("visit_recorded", "teacher@city.example.jp")]
    assert "昔あそび" not in OutgoingMail.objects.get().text
    assert VisitRecord.objects.search("昔あそび").get() == record


def test_promises_a_need_and_an_introduction_are_born(cast: Cast, came: Visit) -> None:
    ours, theirs = cast.posts["instructor"], cast.posts["teacher"]
    heard = Heard(
        met="教頭",
        heard="相談を受けた",
        promises=[
            Promised(text="名簿を届ける", owner=ours, owed_to=theirs, due_on=dt.date(2026, 12, 10), source="visit"),
            Promised(text="時間割を送る", owner=theirs, owed_to=ours, due_on=dt.date(2026, 12, 8), source="visit"),
        ],
        need_title="昔あそびの先生",
        introductions=[(cast.gardener, "花壇の相談")],
    )
    actions.record_visit(came, heard=heard, by=cast.actor("instructor"))
    need = Need.objects.get()
    assert (need.state, need.school, need.visit_link.visit) == ("draft", cast.elementary, came)
    assert [(link.promise.text, link.promise.owner) for link in came.promises.all()] == [("名簿を届ける", ours), ("時間割を送る", theirs)]
    assert Introduction.objects.get().talent == cast.gardener
    kinds = set(OutgoingMail.objects.values_list("kind", flat=True))
    assert kinds == {"visit_recorded", "promise_given"}


def test_what_cannot_be_recorded(cast: Cast, planned: MakeVisit) -> None:
    visit, by = planned(), cast.actor("instructor")
    with pytest.raises(Refused, match="日が来てから"):
        actions.record_visit(visit, heard=PLAIN, by=by)
    with clock.frozen_at(MOMENT + (THURSDAY - TODAY)):
        for wrong, word in ((Heard(met=" ", heard="x"), "会った人"), (Heard(met="教頭", heard=" "), "聞いたこと")):
            with pytest.raises(Refused, match=word):
                actions.record_visit(visit, heard=wrong, by=by)
        actions.record_visit(visit, heard=PLAIN, by=by)
        with pytest.raises(Refused, match="もう記録"):
            actions.record_visit(visit, heard=PLAIN, by=by)
    called_off = actions.cancel_visit(planned(on=THURSDAY + dt.timedelta(days=18)), kind="school", by=by)
    with pytest.raises(Refused, match="取りやめ"):
        actions.record_visit(called_off, heard=PLAIN, by=by)


def test_a_record_with_an_impossible_promise_is_not_written_at_all(cast: Cast, came: Visit) -> None:
    late = Promised(text="名簿", owner=cast.posts["instructor"], due_on=dt.date(2026, 11, 1), owed_to_text="花塚小")
    with pytest.raises(Refused, match="過ぎています"):
        actions.record_visit(came, heard=Heard(met="教頭", heard="x", promises=[late]), by=cast.actor("instructor"))
    came.refresh_from_db()
    assert (came.state, VisitRecord.objects.count(), Promise.objects.count()) == ("planned", 0, 0)


@pytest.mark.parametrize("part", ["teacher", "principal", "center_staff", "coast_instructor"])
def test_who_may_not_record(cast: Cast, came: Visit, part: str) -> None:
    with pytest.raises(NotAllowed):
        actions.record_visit(came, heard=PLAIN, by=cast.actor(part))


def test_the_school_agrees_and_a_change_asks_again(cast: Cast, came: Visit) -> None:
    record = actions.record_visit(came, heard=PLAIN, by=cast.actor("instructor"))
    agreed = actions.agree_to_record(record, by=cast.actor("teacher"))
    assert agreed.agreed_for == cast.posts["teacher"]
    with pytest.raises(Refused, match="もう確かめて"):
        actions.agree_to_record(record, by=cast.actor("teacher"))
    assert actions.edit_record(came, heard=PLAIN, by=cast.actor("instructor")).agreed_at is not None
    changed = actions.edit_record(came, heard=Heard(met="教頭", heard="直した"), by=cast.actor("instructor"))
    assert (changed.heard, changed.agreed_at) == ("直した", None)
    assert VisitRecord.objects.search("直した").get() == record


@pytest.mark.parametrize("part", ["principal", "instructor", "coast_teacher", "coordinator"])
def test_only_the_window_speaks_for_the_school(cast: Cast, came: Visit, part: str) -> None:
    record = actions.record_visit(came, heard=PLAIN, by=cast.actor("instructor"))
    with pytest.raises(NotAllowed):
        actions.agree_to_record(record, by=cast.actor(part))
    with pytest.raises(NotAllowed):
        actions.comment_on_record(record, text="x", by=cast.actor(part))


def test_a_comment_reaches_the_instructor(cast: Cast, came: Visit) -> None:
    record = actions.record_visit(came, heard=PLAIN, by=cast.actor("instructor"))
    comment = actions.comment_on_record(record, text="日にちは12月10日です", by=cast.actor("teacher"))
    assert (comment.post, comment.record) == (cast.posts["teacher"], record)
    assert OutgoingMail.objects.order_by("pk").values_list("kind", "to").last() == ("visit_commented", "instructor@city.example.jp")


def note(cast: Cast, visit: Visit | None, text: str, part: str = "instructor") -> FieldNote:
    with acting("test:note"):
        row: FieldNote = FieldNote.objects.create(
            key=uuid.uuid4(),
            post=cast.posts[part],
            visit=visit,
            school=cast.elementary,
            text=text,
            written_at=clock.now(),
            received_at=clock.now(),
        )
    return row


def test_notes_are_taken_over_once_and_only_own_ones(cast: Cast, came: Visit, client_of: ClientOf) -> None:
    own, loose, foreign = note(cast, came, "教頭と話す"), note(cast, None, "名簿"), note(cast, came, "ひみつ", "coast_instructor")
    instructor = client_of("instructor")
    page = instructor.get(f"/visits/{came.pk}/record/").content.decode()
    assert "教頭と話す\n名簿</textarea>" in page
    assert "ひみつ" not in page
    sent = {**FORM, "heard": "教頭と話す", "notes": [own.pk, foreign.pk]}
    assert instructor.post(f"/visits/{came.pk}/record/", sent).status_code == 200
    assert FieldNote.objects.unused().count() == 3
    assert "訪問を記録しました" in words(instructor.post(f"/visits/{came.pk}/record/", {**sent, "notes": [own.pk]}, follow=True))
    assert set(FieldNote.objects.unused()) == {loose, foreign}


def test_two_minutes_on_the_page(cast: Cast, came: Visit, client_of: ClientOf) -> None:
    instructor, path = client_of("instructor"), f"/visits/{came.pk}/record/"
    assert "訪問を記録する" in words(instructor.get(path))
    sent = {
        **FORM,
        "met_other": "図書館の先生",
        "talent": cast.seamstress.pk,
        "for_what": "家庭科",
        "need_title": "昔あそびの先生",
        **line(0, "名簿を届ける", cast.posts["instructor"].pk),
        **line(1, "時間割を送る", cast.posts["teacher"].pk, "day", "2026-12-20"),
        **line(2, "", cast.posts["instructor"].pk),
    }
    page = words(instructor.post(path, sent, follow=True))
    for expected in ("事業担当教員、図書館の先生", "名簿を届ける", "時間割を送る", "昔あそびの先生", "森 春子", "学校の確かめ待ち"):
        assert expected in page
    promises = Promise.objects.order_by("pk").values_list("owner", "owed_to", "due_on", "source_text")
    ours, theirs = cast.posts["instructor"].pk, cast.posts["teacher"].pk
    assert list(promises) == [
        (ours, theirs, dt.date(2026, 12, 10), "12月3日の巡回訪問"),
        (theirs, ours, dt.date(2026, 12, 20), "12月3日の巡回訪問"),
    ]
    read = words(client_of("teacher").get(f"/visits/{came.pk}/"))
    assert "このとおりです" in read
    assert "名簿を届ける" in read


def test_wrong_input_keeps_everything(cast: Cast, came: Visit, client_of: ClientOf) -> None:
    sent = {**FORM, "met": [], "heard": "大事な話", **line(0, "名簿を届ける", cast.posts["instructor"].pk, "day", "")}
    page = client_of("instructor").post(f"/visits/{came.pk}/record/", sent)
    assert "日にちを入れてください" in words(page)
    assert "大事な話</textarea>" in page.content.decode()
    assert 'value="名簿を届ける"' in page.content.decode()
    nobody = client_of("instructor").post(f"/visits/{came.pk}/record/", {**FORM, "met": []})
    assert "会った人を選ぶか" in words(nobody)
    assert VisitRecord.objects.count() == 0


def test_the_school_agrees_undoes_and_writes(cast: Cast, came: Visit, client_of: ClientOf) -> None:
    actions.record_visit(came, heard=PLAIN, by=cast.actor("instructor"))
    teacher, path = client_of("teacher"), f"/visits/{came.pk}"
    assert "学校が確かめました" in words(teacher.post(f"{path}/agree/", follow=True))
    assert "もう確かめてあります" in words(teacher.post(f"{path}/agree/", follow=True))
    assert "学校の確かめ待ち" in words(teacher.post(f"{path}/disagree/", follow=True))
    assert teacher.post(f"{path}/comment/", {"text": "　"}).status_code == 200
    assert "日にちがちがいます" in words(teacher.post(f"{path}/comment/", {"text": "日にちがちがいます"}, follow=True))
    assert client_of("principal").post(f"{path}/agree/").status_code == 403
    assert client_of("coast_teacher").get(f"{path}/comment/").status_code == 404


def test_the_school_sees_no_promise_between_others(cast: Cast, came: Visit, client_of: ClientOf) -> None:
    inner = Promised(text="市に予算を聞く", owner=cast.posts["coordinator"], owed_to=cast.posts["instructor"], due_on=dt.date(2026, 12, 10))
    actions.record_visit(came, heard=Heard(met="教頭", heard="x", promises=[inner]), by=cast.actor("instructor"))
    assert "市に予算を聞く" in words(client_of("instructor").get(f"/visits/{came.pk}/"))
    assert "市に予算を聞く" not in words(client_of("teacher").get(f"/visits/{came.pk}/"))
