"""Registrations change, rest, are renewed and end."""

import datetime as dt
from dataclasses import replace

import pytest

from tests.cast import MOMENT, TODAY, Cast
from yuinowa.core import clock
from yuinowa.core.actions import system_actor
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.core.history import history_of
from yuinowa.core.models import OutgoingMail
from yuinowa.people.actions import merge_persons
from yuinowa.people.models import Person, User
from yuinowa.talents.actions import (
    FreeTime,
    TalentDetails,
    add_own_absence,
    add_skill,
    add_skill_group,
    end_own_talent,
    end_skill,
    end_talent,
    move_skill,
    pause_own_talent,
    pause_talent,
    remind_to_renew,
    remove_own_absence,
    rename_skill,
    renew_own_talent,
    renew_talent,
    resume_own_talent,
    resume_rested,
    undo_end,
    undo_own_end,
    update_own_talent,
    update_talent,
)
from yuinowa.talents.models import Absence, Skill, Talent

DAY = dt.timedelta(days=1)


def on(day: dt.date):
    return clock.frozen_at(dt.datetime.combine(day, MOMENT.timetz()))


@pytest.fixture
def details(cast: Cast) -> TalentDetails:
    return TalentDetails(
        name="森 春子",
        kana="もり はるこ",
        email="haru@mail.example.jp",
        telephone="0999-50-0014",
        block=cast.coast,
        skills=[cast.flowers],
        reach_km=15,
        times=[FreeTime(4, dt.time(13), dt.time(15))],
    )


def test_a_resident_signs_in_with_the_new_address(cast: Cast, details: TalentDetails) -> None:
    update_own_talent(cast.seamstress, by=cast.actor("seamstress"), details=details)
    assert User.objects.get(person=cast.persons["seamstress"]).email == "haru@mail.example.jp"
    assert list(OutgoingMail.objects.filter(kind="sign_in_moved").values_list("to", flat=True)) == ["seamstress@mail.example.jp"]
    with pytest.raises(Refused):
        update_own_talent(cast.seamstress, by=cast.actor("seamstress"), details=replace(details, email="teacher@city.example.jp"))


def test_the_person_changes_the_own_registration_only(cast: Cast, details: TalentDetails) -> None:
    update_own_talent(cast.seamstress, by=cast.actor("seamstress"), details=details)
    talent = Talent.objects.get(pk=cast.seamstress.pk)
    assert (talent.reach_km, talent.block, talent.person.email, talent.kana) == (15, cast.coast, "haru@mail.example.jp", "モリ ハルコ")
    assert [skill.name for skill in talent.skills.all()] == ["花壇・花づくり"]
    assert list(talent.availabilities.values_list("weekday", flat=True)) == [4]
    assert (talent.pledged_on, talent.terms_version) == (cast.seamstress.pledged_on, "1")
    with pytest.raises(NotAllowed):
        update_own_talent(cast.gardener, by=cast.actor("seamstress"), details=details)
    with pytest.raises(NotAllowed):
        update_talent(cast.seamstress, by=cast.actor("teacher"), details=details)


def test_a_change_is_found_by_search(cast: Cast, details: TalentDetails) -> None:
    update_talent(cast.seamstress, by=cast.actor("section"), details=replace(details, skill_text="竹とんぼ"))
    assert Talent.objects.filter(search_grams__contains=["竹と"]).get() == cast.seamstress


def test_a_pause_rests_until_its_day(cast: Cast) -> None:
    pause_own_talent(cast.seamstress, by=cast.actor("seamstress"), until_on=TODAY + DAY, reason="旅行")
    assert cast.seamstress not in Talent.objects.available(TODAY)
    assert resume_rested(by=system_actor("test"), on=TODAY + DAY) == 0
    with on(TODAY + 2 * DAY):
        assert resume_rested(by=system_actor("test"), on=clock.today()) == 1
    assert Talent.objects.get(pk=cast.seamstress.pk).state == "active"


def test_an_open_pause_ends_when_the_person_says_so(cast: Cast) -> None:
    me = cast.actor("seamstress")
    pause_own_talent(cast.seamstress, by=me)
    with pytest.raises(Refused, match="お休み中"):
        pause_own_talent(cast.seamstress, by=me)
    with on(TODAY + 10 * DAY):
        resume_own_talent(cast.seamstress, by=me)
    assert list(Absence.objects.values_list("from_on", "until_on")) == [(TODAY, TODAY + 9 * DAY)]
    with pytest.raises(Refused, match="お休み中ではありません"):
        resume_own_talent(cast.seamstress, by=me)


def test_absent_days_come_and_go(cast: Cast) -> None:
    me = cast.actor("seamstress")
    absence = add_own_absence(cast.seamstress, by=me, from_on=TODAY, until_on=TODAY + DAY)
    assert cast.seamstress not in Talent.objects.available(TODAY)
    assert cast.seamstress in Talent.objects.available(TODAY + 2 * DAY)
    remove_own_absence(cast.seamstress, by=me, absence_id=absence.pk)
    assert cast.seamstress in Talent.objects.available(TODAY)
    for from_on, until_on in ((TODAY + DAY, TODAY), (TODAY - 2 * DAY, TODAY - DAY)):
        with pytest.raises(Refused):
            add_own_absence(cast.seamstress, by=me, from_on=from_on, until_on=until_on)


def test_renewal_opens_in_january(cast: Cast) -> None:
    me = cast.actor("seamstress")
    with pytest.raises(Refused, match="3か月前"):
        renew_own_talent(cast.seamstress, by=me)
    with on(dt.date(2027, 2, 1)):
        renew_own_talent(cast.seamstress, by=me)
        with pytest.raises(Refused):
            renew_own_talent(cast.seamstress, by=me)
        renew_talent(cast.gardener, by=cast.actor("section"))
    talent = Talent.objects.get(pk=cast.seamstress.pk)
    assert (talent.expires_on, talent.pledged_on) == (dt.date(2028, 3, 31), dt.date(2027, 2, 1))
    assert Talent.objects.get(pk=cast.gardener.pk).pledged_on == cast.gardener.pledged_on


def test_reminders_go_out_once_each(cast: Cast) -> None:
    def kinds() -> list[str]:
        return sorted(OutgoingMail.objects.filter(kind="renewal_due").values_list("to", flat=True))

    assert remind_to_renew(on=TODAY) == 0
    with on(dt.date(2027, 2, 1)):
        remind_to_renew(on=clock.today())
        remind_to_renew(on=clock.today())
        assert kinds() == ["circle@mail.example.jp", "seamstress@mail.example.jp"]
        renew_talent(cast.circle, by=cast.actor("section"))
    with on(dt.date(2027, 3, 20)):
        remind_to_renew(on=clock.today())
    assert kinds() == ["circle@mail.example.jp", "seamstress@mail.example.jp", "seamstress@mail.example.jp"]


def test_an_ending_can_be_taken_back_within_the_day(cast: Cast) -> None:
    me, section = cast.actor("seamstress"), cast.actor("section")
    end_own_talent(cast.seamstress, by=me, reason="転居")
    undo_own_end(cast.seamstress, by=me)
    assert Talent.objects.get(pk=cast.seamstress.pk).state == "active"
    pause_talent(cast.seamstress, by=section)
    end_talent(cast.seamstress, by=section)
    undo_end(cast.seamstress, by=section)
    assert Talent.objects.get(pk=cast.seamstress.pk).state == "paused"
    end_talent(cast.seamstress, by=section)
    with on(TODAY + DAY), pytest.raises(Refused, match="終えた日のうち"):
        undo_end(cast.seamstress, by=section)
    assert [entry.verb for entry in history_of(cast.seamstress)] == ["ended", "end_undone", "ended", "paused", "end_undone", "ended"]


def test_skills_are_the_citys_own(cast: Cast) -> None:
    coordinator = cast.actor("coordinator")
    group = add_skill_group(by=coordinator, name="自然")
    stars = add_skill(group, by=coordinator, name="星の観察")
    bugs = add_skill(group, by=coordinator, name="虫とり")
    move_skill(bugs, by=coordinator, steps=-1)
    assert [skill.name for skill in group.skills.all()] == ["虫とり", "星の観察"]
    move_skill(stars, by=coordinator, group=cast.sewing.group)
    assert [skill.name for skill in cast.sewing.group.skills.all()][-1] == "星の観察"
    rename_skill(cast.sewing, by=coordinator, name="洋裁")
    assert Talent.objects.filter(search_grams__contains=["洋裁"]).get() == cast.seamstress
    end_skill(stars, by=coordinator)
    assert stars not in Skill.objects.offered()
    with pytest.raises(Refused, match="すでに"):
        add_skill(group, by=coordinator, name=" 洋裁 ")
    with pytest.raises(NotAllowed):
        add_skill(group, by=cast.actor("center_staff"), name="凧あげ")


def test_merging_persons_moves_registrations(cast: Cast) -> None:
    kept = Person.objects.create(name="森 春子", kana="もり はるこ")
    merge_persons(kept, cast.persons["seamstress"], by=cast.actor("section"))
    talent = Talent.objects.get(pk=cast.seamstress.pk)
    assert (talent.person, talent.resource.person) == (kept, kept)
    assert kept.allowed_setting.level == 0
    with pytest.raises(Refused, match="二人とも"):
        merge_persons(kept, cast.persons["gardener"], by=cast.actor("section"))
