"""Each role finds its pages, in its words, and nothing that does not exist."""

import pytest
from django.urls import URLResolver, get_resolver

from yuinowa.access.matrix import MATRIX, RESIDENTS, STAFF, Reach, Role
from yuinowa.ui import navigation
from yuinowa.ui.navigation import BAR, BY_ROLE, Entry, current_of, entries_for, links_for


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
    assert [link["url"] for link in links_for({Role.PRINCIPAL}, here) if link["mark"]] == current


def test_no_role_has_the_same_entry_twice():
    def doubled(entries: tuple[Entry, ...]) -> bool:
        return len({entry.url_name for entry in entries}) < len(entries)

    assert [role for role, entries in BY_ROLE.items() if doubled(entries)] == []


# Files, forms before an account, and pages that everybody reaches from the frame.
BELONG_NOWHERE = ("/search/", "/posts/switch/", "/accounts/", "/visits/worker.js", "/language/", "/demo/")
# These two roles only look a school up; the public pages carry no entries.
READS_ALONG = {Role.CLEARANCE_MANAGER, Role.SYSTEM_ADMIN}


def addresses(resolver: URLResolver, before: str = "/") -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for entry in resolver.url_patterns:
        path = before + str(entry.pattern)
        found += addresses(entry, path) if isinstance(entry, URLResolver) else [(path, entry.callback)]
    return found


def test_every_page_of_every_role_lies_under_an_entry():
    walked = [
        (role, path)
        for path, view in addresses(get_resolver())
        if (permission := getattr(view, "permission", None)) and not path.startswith(BELONG_NOWHERE)
        for role in BY_ROLE
        if role not in READS_ALONG and role in MATRIX[permission] and MATRIX[permission][role] != Reach.PUBLIC
    ]
    assert len(walked) > 500
    assert [(role, path) for role, path in walked if not current_of({role}, path)] == []


@pytest.mark.parametrize("path", ["/rounds/", "/rounds/coverage/", "/rounds/plans/3/", "/rounds/disruptions/"])
def test_the_bar_of_a_phone_marks_the_rounds(path: str):
    for role in (Role.INSTRUCTOR, Role.LIAISON_TEACHER, Role.PRINCIPAL):
        marks = {link["url"]: link["mark"] for link in links_for({role}, current_of({role}, path))}
        in_bar = [url for url in list(marks)[:BAR] if marks[url]]
        assert in_bar == (["/visits/"] if "/visits/" in list(marks)[:BAR] else [])
        assert list(marks.values()).count("page") == 1
