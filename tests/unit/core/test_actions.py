"""The one door: permission, lock, actor."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client

from tests.cast import Cast
from yuinowa.access.matrix import MATRIX, Permission, Role
from yuinowa.core.audit import acting
from yuinowa.core.errors import NotAllowed
from yuinowa.organisations.models import Block
from yuinowa.people import actions
from yuinowa.people.models import Person


def test_the_database_refuses_a_write_without_an_actor(cast: Cast) -> None:
    with connection.cursor() as cursor:
        # The name of the cast's actor lives until the transaction ends, and a test is one transaction.
        cursor.execute("SELECT set_config('pghistory.context_metadata', '', true)")
    with pytest.raises(IntegrityError), transaction.atomic():
        Block.objects.create(name="名なし")


def test_every_change_is_kept_with_its_actor_deletes_and_bulk_included(cast: Cast) -> None:
    with acting("test:audit"):
        Block.objects.bulk_create([Block(name="甲"), Block(name="乙")])
        Block.objects.filter(name="甲").update(name="丙")
        Block.objects.filter(name__in="丙乙").delete()
    events = apps.get_model("organisations", "BlockEvent").objects.filter(name__in="甲乙丙")
    assert sorted((e.pgh_label, e.name) for e in events) == [
        ("delete", "丙"),
        ("delete", "乙"),
        ("insert", "乙"),
        ("insert", "甲"),
        ("update", "丙"),
    ]
    assert {e.pgh_context["actor"] for e in events} == {"test:audit"}


def test_the_actor_of_an_action_is_the_post(cast: Cast) -> None:
    person = actions.add_person(name="記録 残", kana="きろく のこる", by=cast.actor("section"))
    event = apps.get_model("people", "PersonEvent").objects.get(pgh_obj_id=person.pk)
    assert event.pgh_context["actor"] == f"post:{cast.posts['section'].pk}"
    assert event.pgh_context["verb"] == "add_person"


def test_a_row_out_of_reach_is_as_if_it_did_not_exist(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        actions.change_person(cast.persons["teacher"], name="x", by=cast.actor("principal"))


def test_nobody_but_the_system_has_the_role_of_the_system() -> None:
    assert all(Role.SYSTEM not in row for row in MATRIX.values())
    assert set(MATRIX) == set(Permission)


def test_a_double_click_enters_a_person_once(cast: Cast, client: Client) -> None:
    client.force_login(cast.users["section"])
    form = {
        "submission_key": "7d444840-9dc0-11d1-b245-5ffdce74fad2",
        "name": "二度 押",
        "kana": "にど おす",
        "from_on": "2026-12-01",
    }
    vacant = cast.junior.posts.get(kind="liaison_teacher")
    first, second = (client.post(f"/posts/{vacant.pk}/appoint/", form) for _ in range(2))
    assert (first.status_code, second.status_code, first["Location"]) == (302, 302, second["Location"])
    assert Person.objects.filter(kana="にど おす").count() == 1
