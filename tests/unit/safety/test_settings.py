"""Allowed settings: decided, lapsed, and never with a word more."""

import datetime as dt

import pytest

from tests.cast import TODAY, Cast
from yuinowa.core import clock, consequences
from yuinowa.core.actions import system_actor
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.people.models import Person
from yuinowa.safety.actions import decide_allowed_setting, decide_allowed_settings, lapse_settings
from yuinowa.safety.models import AllowedSetting, Setting

NEXT_YEAR = dt.date(2027, 11, 24)


def test_only_the_clearance_manager_decides(cast: Cast) -> None:
    person = cast.persons["seamstress"]
    decided = decide_allowed_setting(person, by=cast.actor("clearance"), level=Setting.GROUP, recheck_on=NEXT_YEAR)
    assert (decided.level, decided.decided_on, decided.recheck_on) == (1, TODAY, NEXT_YEAR)
    for part in ("section", "coordinator", "instructor", "center_staff", "teacher", "principal", "admin", "seamstress"):
        with pytest.raises(NotAllowed):
            decide_allowed_setting(person, by=cast.actor(part), level=Setting.ALONE, recheck_on=NEXT_YEAR)


@pytest.mark.parametrize(("level", "recheck_on"), [(3, NEXT_YEAR), (-1, NEXT_YEAR), (1, TODAY), (1, dt.date(2020, 1, 1))])
def test_nonsense_is_refused(cast: Cast, level: int, recheck_on: dt.date) -> None:
    with pytest.raises(Refused):
        decide_allowed_setting(cast.persons["seamstress"], by=cast.actor("clearance"), level=level, recheck_on=recheck_on)


def test_a_decision_out_of_date_allows_no_more_than_beside_a_teacher(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[int, int]] = []
    monkeypatch.setitem(consequences._handlers, "setting_lapsed", [lambda person, *, by, level: heard.append((person.pk, level))])
    person, clearance = cast.persons["seamstress"], cast.actor("clearance")
    decide_allowed_setting(person, by=clearance, level=Setting.ALONE, recheck_on=TODAY + dt.timedelta(days=1))
    assert lapse_settings(by=system_actor("test"), on=TODAY + dt.timedelta(days=1)) == 0
    assert lapse_settings(by=system_actor("test"), on=TODAY + dt.timedelta(days=2)) == 1
    assert lapse_settings(by=system_actor("test"), on=TODAY + dt.timedelta(days=2)) == 0
    assert AllowedSetting.objects.get(person=person).level == Setting.WITH_TEACHER
    assert heard == [(person.pk, 0)]


def test_narrowing_has_consequences_and_widening_none(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[int] = []
    monkeypatch.setitem(consequences._handlers, "setting_lapsed", [lambda person, *, by, level: heard.append(level)])
    person, clearance = cast.persons["seamstress"], cast.actor("clearance")
    for level in (2, 1, 1, 0):
        decide_allowed_setting(person, by=clearance, level=level, recheck_on=NEXT_YEAR)
    assert heard == [1, 0]


def test_many_first_decisions(cast: Cast) -> None:
    persons = Person.objects.bulk_create([Person(name=f"人{n}", kana="ヒト") for n in range(3)])
    decide_allowed_settings(by=cast.actor("clearance"), levels=[(person, 1) for person in persons], recheck_on=NEXT_YEAR)
    assert AllowedSetting.objects.filter(person__in=persons, level=1, decided_on=clock.today()).count() == 3


def test_no_room_for_a_result() -> None:
    """Results and certificates of checks must never be stored (こども性暴力防止法 11–14条, 38条): no column may be added for them."""
    assert {field.name for field in AllowedSetting._meta.get_fields()} == {"id", "person", "level", "decided_on", "recheck_on"}
    assert {type(field).__name__ for field in AllowedSetting._meta.concrete_fields} == {
        "BigAutoField",
        "OneToOneField",
        "PositiveSmallIntegerField",
        "DateField",
    }
