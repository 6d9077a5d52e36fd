"""What the form of a need makes of lessons and times, and what it says will happen."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast
from tests.unit.needs.conftest import TUESDAY, wish
from yuinowa.core.models import OutgoingMail
from yuinowa.needs.actions import WishedDate, post_need, wish_of
from yuinowa.needs.forms import NeedForm

LESSON_3 = (dt.time(10, 45), dt.time(11, 30))


def typed(cast: Cast, **changes: Any) -> tuple[WishedDate, ...]:
    """The dates that the form reads when somebody edits the sewing and changes these fields."""
    need = post_need(cast.elementary, wish=wish(), by=cast.actor("teacher")).need
    initial = NeedForm.initial_of(wish_of(need))
    shown = NeedForm(school=cast.elementary, initial=dict(initial))
    data = {name: shown.get_initial_for_field(field, name) for name, field in shown.fields.items()} | changes
    form = NeedForm({name: value for name, value in data.items() if value not in {None, False}}, school=cast.elementary, initial=initial)
    assert form.is_valid(), form.errors
    return form.wish().dates


def test_a_need_edited_without_a_change_keeps_its_dates(cast: Cast) -> None:
    assert typed(cast) == (WishedDate(TUESDAY, lesson=3),)


def test_another_lesson_takes_its_own_times(cast: Cast) -> None:
    assert typed(cast, lesson_1="2") == (WishedDate(TUESDAY, lesson=2),)


def test_typed_times_are_no_lesson(cast: Cast) -> None:
    times = dt.time(10), dt.time(11)
    assert typed(cast, starts_1=times[0], ends_1=times[1]) == (WishedDate(TUESDAY, None, *times),)


def test_a_need_of_another_timetable_keeps_its_times(cast: Cast) -> None:
    need = post_need(cast.elementary, wish=wish(), by=cast.actor("teacher")).need
    cast.elementary.lesson_periods.filter(number=3).update(starts_at=dt.time(10, 50))
    initial = NeedForm.initial_of(wish_of(need))
    shown = NeedForm(school=cast.elementary, initial=dict(initial))
    assert [shown.initial[name] for name in ("lesson_1", "starts_1", "ends_1")] == [3, *LESSON_3]


@pytest.mark.parametrize(("needs_approval", "words", "mails"), [(True, "校長に承認をお願いします", 1), (False, "を出します", 0)])
def test_handing_in_says_who_gets_a_mail(cast: Cast, client: Client, needs_approval: bool, words: str, mails: int) -> None:
    cast.municipality.needs_approval = needs_approval
    cast.municipality.save()
    need = post_need(cast.elementary, wish=wish(), by=cast.actor("teacher"), is_draft=True).need
    client.force_login(cast.users["teacher"])
    page = client.get(f"/needs/{need.pk}/submit/").content.decode()
    assert words in page
    assert ("1通" in page) == bool(mails)
    client.post(f"/needs/{need.pk}/submit/", {"sent": "1"})
    assert OutgoingMail.objects.count() == mails


def test_a_decision_names_the_page_it_came_from(cast: Cast, client: Client) -> None:
    need = post_need(cast.elementary, wish=wish(), by=cast.actor("teacher")).need
    client.force_login(cast.users["teacher"])
    page = client.get(f"/needs/{need.pk}/cancel/").content.decode()
    assert f'<li><a href="/needs/{need.pk}/">{need.title}</a></li>' in page
