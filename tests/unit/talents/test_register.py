"""Registrations begin: by oneself, on behalf, by the thousand."""

import datetime as dt
import time
from dataclasses import replace

import pytest

from tests.cast import TODAY, Cast
from yuinowa.bookings.models import Resource
from yuinowa.core.actions import ANONYMOUS, system_actor
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.core.history import history_of
from yuinowa.core.models import HistoryEntry, OutgoingMail
from yuinowa.people.models import Person, User
from yuinowa.talents.actions import (
    FreeTime,
    TalentDetails,
    approve_talent,
    decline_talent,
    end_talent,
    enter_talent,
    register_talent,
    register_talents,
)
from yuinowa.talents.models import Talent

MARCH = dt.date(2027, 3, 31)


@pytest.fixture
def details(cast: Cast) -> TalentDetails:
    return TalentDetails(
        name="𠮷野 花👩‍🌾",
        kana="よしの　はな",
        email="Hana@mail.example.jp",
        telephone="０９９９−７７−０００１",
        birth_on=dt.date(1960, 2, 29),
        block=cast.plain,
        skills=[cast.sewing],
        skill_text="ぬいもの",
        times=[FreeTime(1, dt.time(9), dt.time(12))],
        visibility="school",
        visible_schools=[cast.elementary],
        pledged_on=TODAY,
        terms_version="1",
    )


def mails() -> list[tuple[str, str]]:
    return list(OutgoingMail.objects.order_by("kind").values_list("kind", "to"))


def test_a_stranger_registers_and_waits(details: TalentDetails) -> None:
    talent = register_talent(by=ANONYMOUS, details=details)
    talent.refresh_from_db()
    assert (talent.state, talent.source, talent.name, talent.kana) == ("pending", "self", "𠮷野 花👩‍🌾", "ヨシノ ハナ")
    assert (talent.person.email, talent.person.telephone) == ("hana@mail.example.jp", "0999-77-0001")
    assert (talent.registered_on, talent.expires_on) == (TODAY, MARCH)
    assert [skill.name for skill in talent.skills.all()] == ["ミシン・裁縫"]
    assert list(talent.availabilities.values_list("weekday", "from_at", "until_at")) == [(1, dt.time(9), dt.time(12))]
    assert [school.short_name for school in talent.visible_schools.all()] == ["花塚小"]
    assert mails() == [("registration_received", "hana@mail.example.jp"), ("registration_waits", "kyoiku@city.example.jp")]
    assert [entry.verb for entry in history_of(talent)] == ["registered"]
    assert not User.objects.filter(person=talent.person).exists()


def test_without_pledge_or_guardian_nothing_is_written(details: TalentDetails) -> None:
    before = Person.objects.count()
    with pytest.raises(Refused, match="約束"):
        register_talent(by=ANONYMOUS, details=replace(details, pledged_on=None))
    with pytest.raises(Refused, match="保護者"):
        register_talent(by=ANONYMOUS, details=replace(details, birth_on=dt.date(2008, 11, 25)))
    assert Person.objects.count() == before


def test_eighteen_today_is_of_age(details: TalentDetails) -> None:
    talent = register_talent(by=ANONYMOUS, details=replace(details, birth_on=dt.date(2008, 11, 24)))
    assert not talent.is_minor


def test_the_same_person_twice_is_told_so(details: TalentDetails) -> None:
    register_talent(by=ANONYMOUS, details=details)
    again = replace(details, kana="ヨシノハナ", email="other@mail.example.jp", telephone="0999770001", birth_on=None)
    with pytest.raises(Refused) as refused:
        register_talent(by=ANONYMOUS, details=again)
    assert refused.value.code == "already_registered"


def test_a_namesake_is_somebody_else(details: TalentDetails) -> None:
    register_talent(by=ANONYMOUS, details=details)
    other = replace(details, email="other@mail.example.jp", telephone="0999-77-0002", birth_on=None)
    assert register_talent(by=ANONYMOUS, details=other).state == "pending"


def test_staff_enter_from_paper_and_it_counts_at_once(cast: Cast, details: TalentDetails) -> None:
    talent = enter_talent(by=cast.actor("center_staff"), details=replace(details, email="", pledged_on=None), source="paper")
    assert (talent.state, talent.source, talent.is_mailed) == ("active", "paper", False)
    assert mails() == []


def test_a_clerk_enters_only_in_the_own_block(cast: Cast, details: TalentDetails) -> None:
    with pytest.raises(NotAllowed):
        enter_talent(by=cast.actor("center_staff"), details=replace(details, block=cast.coast), source="paper")
    with pytest.raises(Refused, match="地区"):
        enter_talent(by=cast.actor("center_staff"), details=replace(details, block=None), source="paper")
    with pytest.raises(NotAllowed):
        enter_talent(by=cast.actor("teacher"), details=details, source="paper")


def test_a_clerk_may_insist_that_it_is_another(cast: Cast, details: TalentDetails) -> None:
    section = cast.actor("section")
    enter_talent(by=section, details=details, source="paper")
    assert enter_talent(by=section, details=details, source="telephone", is_another=True).state == "active"


def test_a_group_has_places_of_its_own(cast: Cast, details: TalentDetails) -> None:
    group = replace(
        details, kind="group", name="花の会", kana="はなのかい", contact_name="会長 一", contact_kana="かいちょう はじめ", capacity=3
    )
    talent = enter_talent(by=cast.actor("section"), details=group, source="paper")
    assert (talent.name, talent.person.name, talent.resource.capacity, talent.resource.person_id) == ("花の会", "会長 一", 3, None)


def test_a_known_person_is_occupied_once(cast: Cast, details: TalentDetails) -> None:
    teacher = cast.persons["teacher"]
    occupied = Resource.objects.create(person=teacher)
    talent = enter_talent(by=cast.actor("section"), details=replace(details, person=teacher), source="paper")
    assert (talent.person, talent.resource) == (teacher, occupied)


def test_who_ended_comes_back_to_the_same_registration(cast: Cast, details: TalentDetails) -> None:
    section = cast.actor("section")
    end_talent(cast.seamstress, by=section)
    talent = enter_talent(by=section, details=replace(details, person=cast.persons["seamstress"]), source="telephone")
    talent.refresh_from_db()
    assert (talent.pk, talent.state, talent.source) == (cast.seamstress.pk, "active", "telephone")
    assert [entry.verb for entry in history_of(talent)] == ["entered", "ended"]
    end_talent(talent, by=section)


def test_approval_opens_an_account(cast: Cast, details: TalentDetails) -> None:
    talent = register_talent(by=ANONYMOUS, details=details)
    approve_talent(talent, by=cast.actor("center_staff"))
    talent.refresh_from_db()
    assert talent.state == "active"
    assert User.objects.get(person=talent.person).email == "hana@mail.example.jp"
    with pytest.raises(Refused, match="すでに"):
        approve_talent(talent, by=cast.actor("section"))


def test_declining_needs_a_reason_and_tells_it(cast: Cast, details: TalentDetails) -> None:
    talent = register_talent(by=ANONYMOUS, details=details)
    with pytest.raises(Refused, match="理由"):
        decline_talent(talent, by=cast.actor("section"), reason=" ")
    decline_talent(talent, by=cast.actor("section"), reason="市外にお住まいのため")
    talent.refresh_from_db()
    assert (talent.state, talent.ending.was) == ("ended", "pending")
    assert "市外にお住まいのため" in OutgoingMail.objects.get(kind="registration_declined").text


def test_thousands_are_written_in_seconds(cast: Cast, details: TalentDetails, django_assert_max_num_queries) -> None:
    rows = [replace(details, name=f"人 {n}", kana=f"ヒト {n}", email=f"n{n}@mail.example.jp", telephone="") for n in range(1500)]
    start = time.monotonic()
    with django_assert_max_num_queries(40):
        talents = register_talents(by=system_actor("test"), rows=rows, registered_on=dt.date(2025, 5, 1))
    assert time.monotonic() - start < 20
    assert len(talents) == 1500
    assert Talent.objects.filter(name__startswith="人 ", expires_on=dt.date(2026, 3, 31), skills=cast.sewing).count() == 1500
    assert HistoryEntry.objects.filter(subject_kind="talents.talent", verb="entered").count() == 1500
    assert User.objects.filter(email__startswith="n").count() == 1500
