"""Each role finds its pages, in its words, and nothing that does not exist."""

import pytest

from yuinowa.access.matrix import RESIDENTS, STAFF, Role
from yuinowa.ui import navigation
from yuinowa.ui.navigation import BY_ROLE, Entry, current_of, entries_for, links_for


@pytest.fixture
def two_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = {"home": "/", "need_list": "/needs/", "need_approvals": "/needs/approvals/"}
    monkeypatch.setattr(navigation, "address_of", pages.get)


def test_every_member_of_staff_and_every_talent_has_entries():
    assert [role for role in (*STAFF, Role.TALENT) if not entries_for({role})] == []


def test_strangers_have_none():
    assert entries_for({Role.PUBLIC}) == ()


def test_everybody_begins_with_today():
    assert {entries[0].url_name for entries in BY_ROLE.values()} == {"home"}


def test_a_resident_is_greeted_as_a_talent():
    assert entries_for(RESIDENTS) == BY_ROLE[Role.TALENT]


def test_a_deputy_who_stands_in_sees_the_teacher_s_pages():
    assert entries_for({Role.PRINCIPAL, Role.LIAISON_TEACHER}) == BY_ROLE[Role.LIAISON_TEACHER]


@pytest.mark.usefixtures("two_pages")
def test_pages_that_do_not_exist_are_left_out():
    assert [link["url"] for link in links_for({Role.LIAISON_TEACHER}, "/")] == ["/", "/needs/"]


@pytest.mark.usefixtures("two_pages")
@pytest.mark.parametrize(
    ("path", "current"),
    [("/", ["/"]), ("/needs/", ["/needs/"]), ("/needs/3/", ["/needs/"]), ("/needs/approvals/", ["/needs/approvals/"]), ("/posts/", [])],
)
def test_the_nearest_entry_is_current(path: str, current: list[str]):
    here = current_of({Role.PRINCIPAL}, path)
    assert [link["url"] for link in links_for({Role.PRINCIPAL}, here) if link["is_current"]] == current


def test_no_role_has_the_same_entry_twice():
    def doubled(entries: tuple[Entry, ...]) -> bool:
        return len({entry.url_name for entry in entries}) < len(entries)

    assert [role for role, entries in BY_ROLE.items() if doubled(entries)] == []
