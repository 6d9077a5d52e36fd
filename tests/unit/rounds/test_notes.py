"""Notes of the way: each arrives once, under one post, with the words it was written with."""

import datetime as dt
import json
import uuid
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import MOMENT, TODAY, Cast, gather
from tests.unit.rounds.test_visits import visit_at
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.audit import acting
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.people.models import Appointment
from yuinowa.rounds.actions import LONGEST, discard_note, drop_old_notes, receive_note
from yuinowa.rounds.actions.notes import WIPED, tidy
from yuinowa.rounds.models import FieldNote, VisitRecord
from yuinowa.rounds.offline import kept_until, key_of, mark_of, next_working_day, person_mark

KEY = uuid.UUID(int=7)
WORDS = "ミシンの針が足りないそうです。"
MINUTE = dt.timedelta(minutes=1)


def received(cast: Cast, text: str = WORDS, key: uuid.UUID = KEY, part: str = "instructor", **more: Any) -> tuple[FieldNote, bool]:
    note: tuple[FieldNote, bool] = receive_note(key=key, text=text, written_at=clock.now(), by=cast.actor(part), **more)
    return note


def test_a_repeat_is_led_to_the_first(cast: Cast) -> None:
    note, is_new = received(cast)
    again, is_new_again = received(cast, text=f"  {WORDS}\r\n")
    assert (is_new, is_new_again, again.pk, FieldNote.objects.count()) == (True, False, note.pk, 1)


def test_other_words_under_a_key_are_refused_and_change_nothing(cast: Cast) -> None:
    received(cast)
    for part, text in (("instructor", "ほかの文"), ("coast_instructor", WORDS)):
        with pytest.raises(Refused) as refusal:
            received(cast, text=text, part=part)
        assert refusal.value.code == "another_text"
    assert [note.text for note in FieldNote.objects.all()] == [WORDS]


@pytest.mark.parametrize(("text", "code"), [("　\r\n ", "no_text"), ("あ" * (LONGEST + 1), "too_long"), ("\x00", "no_text")])
def test_what_cannot_be_kept_is_refused_with_a_reason(cast: Cast, text: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        received(cast, text=text)
    assert (refusal.value.code, FieldNote.objects.count()) == (code, 0)


def test_the_longest_note_and_a_null_byte_arrive(cast: Cast) -> None:
    note, _is_new = received(cast, text="あ\x00" * LONGEST)
    assert note.text == "あ" * LONGEST


@given(st.text())
def test_tidying_twice_is_tidying_once(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert tidy(text.replace("\n", "\r\n")) == tidy(text)


def test_a_note_belongs_to_the_visit_and_its_school(cast: Cast) -> None:
    visit = visit_at(cast, cast.elementary)
    note, _is_new = received(cast, visit_id=visit.pk)
    assert (note.visit, note.school, note.post) == (visit, cast.elementary, cast.posts["instructor"])


def test_a_visit_or_school_out_of_reach_is_left_out_and_the_words_arrive(cast: Cast) -> None:
    far = cast.coast_school
    visit = visit_at(cast, cast.elementary)
    notes = [
        received(cast, key=uuid.UUID(int=1), part="coast_instructor", visit_id=visit.pk)[0],
        received(cast, key=uuid.UUID(int=2), visit_id=10**9, school_id=far.pk)[0],
        received(cast, key=uuid.UUID(int=3), school_id=cast.junior.pk)[0],
    ]
    assert [(note.visit, note.school) for note in notes] == [(None, None), (None, None), (None, cast.junior)]


def test_a_note_from_the_future_was_written_now(cast: Cast) -> None:
    note, _is_new = receive_note(key=KEY, text=WORDS, written_at=MOMENT + dt.timedelta(days=400), by=cast.actor("instructor"))
    assert note.written_at == MOMENT


def test_only_who_makes_visits_writes_notes_and_nobody_reads_another_posts(cast: Cast) -> None:
    for part in ("teacher", "center_staff", "section", "admin"):
        with pytest.raises(NotAllowed):
            received(cast, part=part)
    received(cast)
    readers = [part for part in cast.posts if FieldNote.objects.allowing(cast.actor(part), Permission.WRITE_NOTES).exists()]
    assert readers == ["instructor"]


def test_words_thrown_away_are_gone_and_no_repeat_brings_them_back(cast: Cast) -> None:
    note, _is_new = received(cast, school_id=cast.junior.pk)
    discard_note(note, by=cast.actor("instructor"))
    again, is_new = received(cast)
    assert (again.text, again.school, is_new) == (WIPED, None, False)
    assert list(FieldNote.objects.standing()) == []


def test_a_note_that_stands_in_a_record_is_not_thrown_away(cast: Cast) -> None:
    visit = visit_at(cast, cast.elementary)
    note, _is_new = received(cast, visit_id=visit.pk)
    with acting("test:record"):
        note.used_in = VisitRecord.objects.create(visit=visit, met="教頭", heard=WORDS, written_at=MOMENT)
        note.save()
    with pytest.raises(Refused, match="写したメモ"):
        discard_note(note, by=cast.actor("instructor"))


def test_notes_are_forgotten_a_year_after_they_came(cast: Cast) -> None:
    received(cast)
    assert [drop_old_notes(MOMENT + dt.timedelta(days=n)) for n in (365, 366)] == [0, 1]
    assert FieldNote.objects.count() == 0


# What a device sends


def client_of(cast: Cast, part: str = "instructor", **options: Any) -> Client:
    client = Client(**options)
    client.force_login(cast.users[part])
    return client


def sent(client: Client, cast: Cast, notes: Any, part: str = "instructor", **more: Any) -> Any:
    body = {"desk": mark_of(cast.actor(part)), "sent_at": MOMENT.isoformat(), "notes": notes, **more}
    return client.post(reverse("notes_send"), json.dumps(body), content_type="application/json")


def note_of(number: int, text: str = WORDS, at: dt.datetime = MOMENT) -> dict[str, Any]:
    return {"key": str(uuid.UUID(int=number)), "text": text, "written_at": at.isoformat()}


def test_each_note_of_a_batch_has_its_own_answer(cast: Cast) -> None:
    client = client_of(cast)
    sent(client, cast, [note_of(1)])
    answer = sent(client, cast, [note_of(1), note_of(2), note_of(2, "ほかの文"), note_of(3, "あ" * 2001), {"key": "x", "text": "y"}])
    results = answer.json()["results"]
    assert [(one["outcome"], one.get("code")) for one in results] == [
        ("known", None),
        ("received", None),
        ("refused", "another_text"),
        ("refused", "too_long"),
        ("refused", "unreadable"),
    ]
    assert "2000字まで" in results[3]["message"]
    assert FieldNote.objects.count() == 2


def test_notes_of_another_person_or_post_are_not_taken(cast: Cast) -> None:
    answer = sent(client_of(cast, "coast_instructor"), cast, [note_of(1)], desk=mark_of(cast.actor("instructor")))
    assert (answer.status_code, answer.json(), FieldNote.objects.count()) == (409, {"code": "other_desk"}, 0)


@pytest.mark.parametrize(
    "body", ["", "[]", "{", '{"notes": 1}', '{"notes": [1]}', '{"notes": [' + ",".join(["{}"] * 51) + "]}", "あ" * 400_000]
)
def test_nonsense_is_answered_and_not_kept(cast: Cast, body: str) -> None:
    assert client_of(cast).post(reverse("notes_send"), body, content_type="application/json").status_code == 400


def test_numbers_and_dates_beyond_all_bounds_do_not_break_it(cast: Cast) -> None:
    wild = {"visit": 2**63, "school": "x", "written_at": "99999-99-99"}
    answer = sent(
        client_of(cast), cast, [{**note_of(1), **wild}, note_of(2, at=dt.datetime.min.replace(tzinfo=dt.UTC))], sent_at="9999-12-31"
    )
    assert [one["outcome"] for one in answer.json()["results"]] == ["refused", "received"]


@pytest.mark.parametrize("wrong_by", [dt.timedelta(days=-900), dt.timedelta(hours=-1), dt.timedelta(days=3650)])
def test_a_wrong_clock_is_put_right_by_the_moment_of_sending(cast: Cast, wrong_by: dt.timedelta) -> None:
    written = MOMENT - dt.timedelta(hours=2)
    sent(client_of(cast), cast, [note_of(1, at=written + wrong_by)], sent_at=(MOMENT + wrong_by).isoformat())
    assert FieldNote.objects.get().written_at == written


def test_a_stale_token_is_refused_and_the_fresh_one_of_the_desk_works(cast: Cast) -> None:
    client = client_of(cast, enforce_csrf_checks=True)
    stale = client.get(reverse("notes_desk")).json()["token"]
    # Signing in again changes the secret behind the token.
    client.cookies.pop("csrftoken")
    body = json.dumps({"desk": mark_of(cast.actor("instructor")), "notes": [note_of(1)]})
    answers = []
    for token in (stale, client.get(reverse("notes_desk")).json()["token"]):
        answers.append(
            client.post(reverse("notes_send"), body, content_type="application/json", headers={"X-CSRFToken": token}).status_code
        )
    assert answers == [403, 200]


def test_the_desk_says_for_whom_notes_may_be_sent(cast: Cast) -> None:
    answer = client_of(cast).get(reverse("notes_desk"))
    actor = cast.actor("instructor")
    found = answer.json()
    assert (found["desk"], found["person"], found["key"]) == (mark_of(actor), person_mark(actor), key_of(actor))
    assert "no-store" in answer["Cache-Control"]
    assert Client().get(reverse("notes_desk")).status_code == 302
    assert client_of(cast, "teacher").get(reverse("notes_desk")).status_code == 403


def test_marks_tell_persons_and_posts_apart(cast: Cast) -> None:
    marks = {mark_of(cast.actor(part)) for part in ("instructor", "coast_instructor", "coordinator")}
    assert (len(marks), mark_of(cast.actor("teacher"))) == (3, "")
    assert not any(str(cast.persons["instructor"].pk) == mark for mark in marks)


# The page


def test_the_page_is_kept_for_a_week_and_not_past_the_appointment(cast: Cast) -> None:
    actor = cast.actor("instructor")
    assert kept_until(actor) == MOMENT + dt.timedelta(days=7)
    with acting("test:end"):
        Appointment.objects.filter(post=cast.posts["instructor"]).update(until_on=TODAY)
    midnight = dt.datetime.combine(TODAY + dt.timedelta(days=1), dt.time(), clock.JAPAN)
    assert kept_until(actor) == midnight
    assert client_of(cast).get(reverse("note_list"))["Offline-Until"] == midnight.isoformat()


def test_without_scripts_it_is_a_form_that_may_be_sent_twice(cast: Cast) -> None:
    client = client_of(cast)
    typed = {"key": str(KEY), "visit": "", "text": WORDS}
    assert [client.post(reverse("note_list"), typed).status_code for _press in range(2)] == [302, 302]
    page = client.post(reverse("note_list"), {**typed, "text": "もどって書きかえた文"})
    assert "ちがう文でもう届いています" in page.content.decode()
    assert page.context["form"]["key"].value() != str(KEY)
    assert [note.text for note in FieldNote.objects.all()] == [WORDS]


def test_the_visit_of_today_is_chosen_and_what_arrived_is_shown(cast: Cast) -> None:
    visit = visit_at(cast, cast.elementary, on=TODAY)
    received(cast, visit_id=visit.pk)
    page = client_of(cast).get(reverse("note_list"))
    assert page.context["form"]["visit"].value() == visit.pk
    assert WORDS in page.content.decode()
    assert "花塚小" in page.content.decode()


def test_a_note_is_thrown_away_after_a_question(cast: Cast) -> None:
    note, _is_new = received(cast)
    client, address = client_of(cast), reverse("note_discard", args=[note.pk])
    assert "元にはもどせません" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    assert client.get(address).status_code == 404
    assert WORDS not in client.get(reverse("note_list")).content.decode()


def test_the_worker_is_a_script_for_visits_only(cast: Cast) -> None:
    answer = Client().get(reverse("offline_worker"))
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/javascript; charset=utf-8", "no-cache")
    assert reverse("offline_worker").rsplit("/", 1)[0] == "/visits"


@pytest.mark.parametrize(
    ("day", "following"),
    [
        (dt.date(2026, 11, 25), dt.date(2026, 11, 26)),
        (dt.date(2026, 11, 20), dt.date(2026, 11, 24)),
        (dt.date(2026, 5, 2), dt.date(2026, 5, 7)),
    ],
)
def test_the_next_working_day_passes_over_weekends_and_holidays(day: dt.date, following: dt.date) -> None:
    assert next_working_day(day) == following


@pytest.mark.django_db(transaction=True)
def test_a_hundred_sendings_at_once_leave_one_note() -> None:
    with clock.frozen_at(MOMENT), acting("test:cast"):
        cast = gather()
    outcomes: list[bool] = []

    def send() -> None:
        try:
            for _turn in range(10):
                outcomes.append(received(cast)[1])
        finally:
            connection.close()

    threads = [Thread(target=send) for _number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(outcomes), FieldNote.objects.count()) == ([False] * 99 + [True], 1)
