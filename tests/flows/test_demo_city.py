"""The small demo city, built once through the actions: whoever signs in finds something waiting."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from yuinowa.cli.demo_city.building.build import build
from yuinowa.cli.demo_city.building.world import World
from yuinowa.core import clock
from yuinowa.core.models import HistoryEntry, OutgoingMail
from yuinowa.home.personas import PERSONAS, cast_now
from yuinowa.matching.models import Plan
from yuinowa.needs.models import Attendance, Engagement, Need, Offer, Thanks
from yuinowa.organisations.models import School
from yuinowa.people.models import Appointment, Person, Post
from yuinowa.promises.models import Promise
from yuinowa.rounds.models import FieldNote
from yuinowa.talents.models import Talent

NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=clock.JAPAN)


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Built inside a transaction that is rolled back after the last test of this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.frozen_at(NOW):
            yield build("small", seed=1, today=NOW.date(), say=lambda line: None)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _present(city: World, db: None) -> Iterator[None]:
    with clock.frozen_at(NOW):
        yield


def test_schools_stand_in_their_blocks_with_lessons_and_places(city: World) -> None:
    schools = School.objects.in_programme()
    assert schools.count() == 14
    assert schools.filter(block=None).count() == 0
    assert schools.filter(site__latitude=None).count() == 0
    assert {school.lesson_periods.count() for school in schools} == {6}


def test_one_desk_is_vacant(city: World) -> None:
    vacant = Post.objects.vacant(NOW.date())
    assert [post.kind for post in vacant] == [Post.Kind.LIAISON_TEACHER]
    assert Appointment.objects.valid(NOW.date()).count() == Post.objects.count() - 1


def test_talents_wait_rest_and_are_telephoned(city: World) -> None:
    states = Counter(Talent.objects.values_list("state", flat=True))
    assert states.keys() == {"active", "paused", "pending"}
    assert Talent.objects.filter(is_mailed=False).exists()
    assert set(Talent.objects.values_list("kind", flat=True)) == {"person", "group", "workplace"}
    assert not Person.objects.filter(kana="").exists()


def test_offers_have_every_state_of_an_answer(city: World) -> None:
    states = set(Offer.objects.values_list("state", flat=True))
    assert states >= {"waiting", "accepted", "declined", "expired"}


def test_somebody_has_to_be_telephoned_for_an_answer(city: World) -> None:
    assert Offer.objects.waiting().filter(talent__is_mailed=False, accept_by__gt=NOW).exists()


def test_a_plan_was_sent_and_the_next_one_waits(city: World) -> None:
    assert set(Plan.objects.values_list("state", flat=True)) == {"sent", "proposed"}
    coming = Plan.objects.get(state="proposed")
    assert (coming.from_on, coming.until_on) == (city.spec.term.first, city.spec.term.last)
    assert coming.proposals.count() > 0
    assert coming.gaps.count() > 0


def test_people_come_soon_and_one_need_is_without_anybody(city: World) -> None:
    assert Engagement.objects.filter(date__on__gt=NOW.date()).exists()
    assert Need.objects.unfilled(NOW.date(), days=10).exists()
    assert OutgoingMail.objects.filter(kind="coordinators_unfilled").exists()


def test_the_past_is_recorded_and_thanked_but_for_the_last_days(city: World) -> None:
    done = Need.objects.filter(state=Need.State.DONE)
    assert done.count() == len(city.spec.history) - Need.objects.filter(state="filled", first_on__lt=NOW.date()).count()
    assert Need.objects.filter(state="filled", first_on__lt=NOW.date()).exists()
    assert Attendance.objects.filter(has_come=True).exists()
    assert Thanks.objects.filter(sent_at__isnull=False).exists()


def test_the_front_page_tells_strangers_what_is_coming(city: World, client: Client) -> None:
    coming = client.get("/about/").context["coming"]
    assert len(coming) > 3
    assert all(need["first_on"] >= NOW.date() for need in coming)
    shown = Need.objects.filter(is_published=True, first_on__gte=NOW.date()).exclude(state__in=["draft", "awaiting_approval"])
    assert [need["title"] for need in coming] == list(shown.order_by("first_on", "pk").values_list("title", flat=True))[:10]


def test_promises_are_open_late_kept_and_some_have_nobody_to_keep_them(city: World) -> None:
    states = Counter(Promise.objects.values_list("state", flat=True))
    assert states.keys() == {"open", "done", "withdrawn"}
    assert Promise.objects.filter(advice__isnull=True, visit_link__isnull=True).count() == len(city.spec.promises)
    assert Promise.objects.stale(NOW.date()).exists()
    assert Promise.objects.without_holder(NOW.date()).open().exists()
    verbs = set(HistoryEntry.objects.filter(subject_kind="promises.promise").values_list("verb", flat=True))
    assert verbs == {"made", "finished", "handed_on", "moved", "withdrawn", "became_need"}
    assert OutgoingMail.objects.filter(kind="promises_overdue").count() == 1


def test_history_tells_who_acted_and_when(city: World) -> None:
    need = Need.objects.filter(state=Need.State.DONE).order_by("first_on").first()
    assert need is not None
    told = list(HistoryEntry.objects.filter(subject_kind="needs.need", subject_id=need.pk).order_by("at", "pk"))
    assert [entry.verb for entry in told][:3] == ["posted", "approved", "asked"]
    assert told[0].actor_label.endswith("事業担当教員")
    assert told[0].at.date() < need.first_on <= next(entry for entry in told if entry.verb == "recorded").at.date()


@pytest.mark.urls("tests.demo_urls")
def test_everybody_can_sign_in_and_opens_their_first_page(city: World, client: Client) -> None:
    played = {persona.code for persona, _part in cast_now()}
    assert played == {persona.code for persona in PERSONAS}
    for code in sorted(played):
        client.post(f"/demo/{code}/become/")
        assert (code, client.get("/").status_code) == (code, 200)


def test_it_is_never_built_outside_demo_mode(city: World) -> None:
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("demo_city", "--size", "small")


def test_nothing_is_built_over_a_city(city: World, settings: Any) -> None:
    settings.DEMO = True
    with pytest.raises(CommandError, match="空のデータベース"):
        call_command("demo_city", "--size", "small")


def test_no_two_notes_of_one_instructor_are_the_same(city: World) -> None:
    notes = Counter(FieldNote.objects.values_list("post", "text"))
    assert len({post for post, _text in notes}) == 6
    assert set(notes.values()) == {1}
    assert len({text for _post, text in notes}) > len(notes) / 2
