"""閲覧の記録: every page that shows a contact says so, in one INSERT; the section reads all, those looked at their own."""

import datetime as dt
import io
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.cast import TODAY, Cast
from yuinowa.core import clock
from yuinowa.core.actions import system_actor
from yuinowa.people import actions
from yuinowa.people.models import ContactLook, Person
from yuinowa.talents.models import Disclosure, Talent

Page = ContactLook.Page


def client_of(cast: Cast, part: str) -> Client:
    client = Client()
    client.force_login(cast.users[part])
    return client


def taken(**only: Any) -> list[tuple[str, str, str]]:
    """Page, whose, and which post looked; the latest first."""
    looks = ContactLook.objects.filter(**only).with_names()
    return [(look.page, look.person.name, look.post.label) for look in looks]


def test_a_page_with_a_contact_is_a_look_and_one_without_is_none(cast: Cast) -> None:
    teacher, address = client_of(cast, "teacher"), f"/talents/{cast.seamstress.pk}/"
    assert cast.persons["seamstress"].email not in teacher.get(address).content.decode()
    assert taken() == []
    Disclosure.objects.create(talent=cast.seamstress, school=cast.elementary, from_on=TODAY, until_on=TODAY)
    assert cast.persons["seamstress"].email in teacher.get(address).content.decode()
    assert taken() == [("talent", "森 春子", cast.posts["teacher"].label)]
    look = ContactLook.objects.get()
    assert (look.seen_by, look.at) == (cast.persons["teacher"], clock.now())


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/talents/{talent}/card/", Page.CARD),
        ("/talents/{talent}/edit/", Page.TALENT),
        ("/persons/{person}/", Page.PERSON),
        ("/persons/{person}/edit/", Page.PERSON),
        ("/persons/?q=森", Page.PERSONS),
        ("/talents/export/?form=csv", Page.TALENT_FILE),
        ("/talents/export/?form=xlsx", Page.TALENT_FILE),
        ("/hqs/{hq}/members/new/?q=森", Page.HQ_MEMBER),
    ],
)
def test_each_page_of_the_section_says_where(cast: Cast, address: str, page: Page) -> None:
    from tests.unit.people.test_hqs import open_hq

    hq = open_hq(cast)
    where = address.format(talent=cast.seamstress.pk, person=cast.persons["seamstress"].pk, hq=hq.pk)
    assert client_of(cast, "section").get(where).status_code == 200
    assert taken(person=cast.persons["seamstress"]) == [(page, "森 春子", cast.posts["section"].label)]


def test_a_list_is_one_insert_however_long(cast: Cast, django_assert_max_num_queries: Any) -> None:
    client = client_of(cast, "section")
    client.get("/persons/")
    ContactLook.objects.all().delete()
    with django_assert_max_num_queries(12) as few:
        client.get("/persons/?q=森")
    for number in range(30):
        actions.add_person(name=f"森 {number}", kana="もり", telephone="0999-80-0001", by=cast.actor("section"))
    with django_assert_max_num_queries(12) as many:
        client.get("/persons/?q=森")
    inserts = [query["sql"] for query in many.captured_queries if query["sql"].startswith("INSERT")]
    assert (len(few), len(inserts), ContactLook.objects.count()) == (len(many), 1, 32)


def test_neither_oneself_nor_who_has_no_contact_is_noted(cast: Cast) -> None:
    me = cast.persons["section"]
    actions.note_looks([me], page=Page.PERSON, by=cast.actor("section"))
    actions.note_looks([Person(pk=me.pk + 10_000, name="x", kana="x")], page=Page.PERSON, by=cast.actor("section"))
    assert taken() == []


def test_the_section_reads_who_looked_and_takes_it_out(cast: Cast) -> None:
    Disclosure.objects.create(talent=cast.seamstress, school=cast.elementary, from_on=TODAY, until_on=TODAY)
    client_of(cast, "teacher").get(f"/talents/{cast.seamstress.pk}/")
    section = client_of(cast, "section")
    page = section.get("/looks/").content.decode()
    assert all(word in page for word in ("森 春子", cast.persons["teacher"].name, cast.posts["teacher"].label, "人材のページ"))
    assert "森 春子" not in section.get("/looks/?page_kind=handover").content.decode()
    assert "森 春子" not in section.get("/looks/?q=いない人").content.decode()
    book = CalamineWorkbook.from_filelike(io.BytesIO(section.get("/looks/export/?form=xlsx").content))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[1][1:] == [cast.posts["teacher"].label, cast.persons["teacher"].name, "人材のページ", "森 春子"]
    detail = section.get(f"/persons/{cast.persons['seamstress'].pk}/").content.decode()
    assert "誰が連絡先を見たか" in detail
    assert cast.persons["teacher"].name in detail


def test_a_talent_reads_which_post_looked_and_no_name(cast: Cast) -> None:
    Disclosure.objects.create(talent=cast.seamstress, school=cast.elementary, from_on=TODAY, until_on=TODAY)
    client_of(cast, "teacher").get(f"/talents/{cast.seamstress.pk}/")
    other = Talent.objects.exclude(person=cast.persons["seamstress"]).exclude(person__telephone="", person__email="").first()
    assert other is not None
    client_of(cast, "section").get(f"/talents/{other.pk}/")
    talent = client_of(cast, "seamstress")
    for address in ("/my-registration/", "/looks/", "/looks/export/?form=csv"):
        page = talent.get(address).content.decode()
        assert (cast.posts["teacher"].label in page, cast.persons["teacher"].name in page) == (True, False), address
        assert cast.posts["section"].label not in page, address


@pytest.mark.parametrize("part", ["coordinator", "center_staff", "instructor", "teacher", "principal"])
def test_nobody_else_reads_the_log(cast: Cast, part: str) -> None:
    client = client_of(cast, part)
    assert [client.get(address).status_code for address in ("/looks/", "/looks/export/")] == [403, 403]
    assert "閲覧の記録" not in client.get(f"/talents/{cast.seamstress.pk}/").content.decode()


def test_a_look_is_kept_for_a_year(cast: Cast) -> None:
    actions.note_looks([cast.persons["seamstress"]], page=Page.PERSON, by=cast.actor("section"))
    taken_at = ContactLook.objects.get().at
    by = system_actor("old_looks")
    assert actions.forget_looks(now=taken_at + dt.timedelta(days=365), by=by) == 0
    assert actions.forget_looks(now=taken_at + dt.timedelta(days=365, seconds=1), by=by) == 1


def test_looks_follow_a_person_who_was_entered_twice(cast: Cast) -> None:
    twice = actions.add_person(name="森 春子", kana="もり はるこ", telephone="0999-80-0001", by=cast.actor("section"))
    actions.note_looks([twice], page=Page.PERSON, by=cast.actor("section"))
    actions.merge_persons(cast.persons["seamstress"], twice, by=cast.actor("section"))
    assert taken() == [("person", "森 春子", cast.posts["section"].label)]
