"""Posts carry the rights; appointments begin and end them."""

import datetime as dt

import pytest

from tests.cast import Cast
from yuinowa.access.matrix import Permission, Role
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.organisations.models import School
from yuinowa.people import actions
from yuinowa.people.actors import actor_for_post, posts_of
from yuinowa.people.models import Appointment, Person, Post

TODAY = dt.date(2026, 11, 24)


def test_rights_end_with_the_last_day_of_an_appointment(cast: Cast) -> None:
    appointment = Appointment.objects.get(post=cast.posts["teacher"])
    actions.end_appointment(appointment, on=TODAY, by=cast.actor("section"))
    person = cast.persons["teacher"].pk
    assert posts_of(person, on=TODAY) == [cast.posts["teacher"]]
    assert posts_of(person, on=TODAY + dt.timedelta(days=1)) == []


def test_nobody_else_holds_a_post_that_is_held(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        actions.appoint(cast.posts["teacher"], person=cast.persons["principal"], from_on=TODAY, by=cast.actor("section"))
    assert refused.value.code == "post_is_held"


def test_the_vice_principal_covers_a_vacant_window_and_no_longer_once_it_is_filled(cast: Cast) -> None:
    post = cast.posts["vice_principal"]
    assert Role.LIAISON_TEACHER in actor_for_post(post, cast.persons["vice_principal"].pk, on=TODAY).roles
    vacant = Post.objects.get(kind=Post.Kind.LIAISON_TEACHER, school=cast.junior)
    assert list(Post.objects.vacant(TODAY)) == [vacant]
    actions.appoint(vacant, person=cast.persons["admin"], from_on=TODAY, by=cast.actor("section"))
    assert actor_for_post(post, cast.persons["vice_principal"].pk, on=TODAY).roles == {Role.PRINCIPAL}


def test_a_post_stands_at_the_place_of_its_kind(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        actions.open_post(kind=Post.Kind.PRINCIPAL, center=cast.plain_center, by=cast.actor("section"))
    assert refused.value.code == "wrong_place"


def test_only_the_section_changes_posts(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        actions.add_person(name="別所 人", kana="べっしょ ひと", by=cast.actor("coordinator"))


def test_a_teacher_reaches_the_own_school_and_an_instructor_the_block(cast: Cast) -> None:
    def schools(part: str) -> set[str]:
        found = School.objects.allowing(cast.actor(part), Permission.MANAGE_CALENDAR)
        return set(found.values_list("short_name", flat=True))

    assert schools("teacher") == {"花塚小"}
    assert schools("instructor") == {"花塚小", "花塚一中"}
    assert schools("section") == {"花塚小", "花塚一中", "汐見浜小"}
    assert schools("seamstress") == set()


def test_merging_moves_the_posts_and_keeps_the_row(cast: Cast) -> None:
    section = cast.actor("section")
    twin = actions.add_person(name="𠮷田 明子", kana="よしだ あきこ", telephone="0999-99-0001", by=section)
    post = actions.open_post(kind=Post.Kind.CENTER_STAFF, center=cast.plain_center, by=section)
    actions.appoint(post, person=twin, from_on=TODAY, by=section)
    assert (cast.persons["teacher"], twin) in Person.objects.living().likely_duplicates()
    actions.merge_persons(cast.persons["teacher"], twin, by=section)
    assert set(posts_of(cast.persons["teacher"].pk, on=TODAY)) == {cast.posts["teacher"], post}
    twin.refresh_from_db()
    assert twin.merged_into == cast.persons["teacher"]
    with pytest.raises(Refused):
        actions.merge_persons(cast.persons["teacher"], twin, by=section)


def test_names_are_found_whatever_the_spaces(cast: Cast) -> None:
    assert list(Person.objects.named("𠮷田明子")) == [cast.persons["teacher"]]
    assert list(Person.objects.named("よしだ　あきこ")) == [cast.persons["teacher"]]


@pytest.mark.parametrize(
    ("part", "label"),
    [
        ("teacher", "花塚小 事業担当教員"),
        ("center_staff", "花塚公民館 担当"),
        ("instructor", "花塚公民館 社会教育指導員"),
        ("section", "生涯学習課 担当"),
    ],
)
def test_a_post_is_called_by_its_place_once(cast: Cast, part: str, label: str) -> None:
    assert cast.posts[part].label == label
