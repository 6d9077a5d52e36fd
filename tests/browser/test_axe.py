"""Every page of every role at both widths: readable by machines, no sideways scrolling, nothing said on the console."""

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE, Contexts
from tests.browser.walking import Walk, enter
from yuinowa.access.matrix import Role

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = "tags => axe.run({runOnly: tags, resultTypes: ['violations']}).then(found => found.violations)"
# Of what a page is built, whatever its words are.
SHAPE = """() => [...new Set([...document.body.querySelectorAll("*")].map(one => [
  one.parentElement.className, one.tagName, one.className.toString(), [...one.attributes].map(given => given.name), !one.textContent.trim(),
].join(" ")))].sort().join("|")"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
ROLES = {
    "public": Role.PUBLIC,
    "talent": Role.TALENT,
    "workplace": Role.WORKPLACE,
    "liaison_teacher": Role.LIAISON_TEACHER,
    "principal": Role.PRINCIPAL,
    "coordinator": Role.COORDINATOR,
    "instructor": Role.INSTRUCTOR,
    "center_staff": Role.CENTER_STAFF,
    "section_staff": Role.SECTION_STAFF,
    "clearance_manager": Role.CLEARANCE_MANAGER,
    "system_admin": Role.SYSTEM_ADMIN,
}
# The pages of one's account are the same for everybody with one.
WITH_ACCOUNT = {"public", "system_admin"}


@pytest.fixture(scope="module")
def checked() -> set[str]:
    """The shapes that axe has seen: another role's page built of the same parts has nothing new for it."""
    return set()


@pytest.mark.parametrize("code", ROLES)
def test_every_page(context_at: Contexts, checked: set[str], code: str):
    walk = Walk(enter(context_at(DESKTOP), code), ROLES[code], code in WITH_ACCOUNT)
    for name in walk.pages():
        walk.troubles += troubles_at_both_widths(walk.page, name, checked)
    assert len(walk.seen) > 3
    assert walk.troubles == [], "\n".join(walk.troubles)


def troubles_at_both_widths(page: Page, name: str, checked: set[str]) -> list[str]:
    shape = f"{name} {page.evaluate(SHAPE)}"
    is_new = shape not in checked
    checked.add(shape)
    if is_new:
        page.evaluate(AXE_SCRIPT)
    found = []
    for viewport in (DESKTOP, PHONE):
        page.set_viewport_size(viewport)
        where = f"{name} {viewport['width']}px"
        if is_new:
            found += [line for violation in page.evaluate(AXE, TAGS) for line in lines(violation, where)]
        if excess := page.evaluate(OVERFLOW):
            found.append(f"{where}: {excess}px wider than the window")
    page.set_viewport_size(DESKTOP)
    return found


def lines(violation: dict[str, Any], where: str) -> list[str]:
    return [f"{where}: {violation['id']} at {' '.join(map(str, node['target']))}: {node['html'][:160]}" for node in violation["nodes"][:3]]


ANSWERS = {
    "about": {"お名前": "見本 花子", "ふりがな": "みほん はなこ", "電話番号": "0999-00-1234"},
    "skills": {"ほかにできること": "竹とんぼ作り"},
}


def test_every_step_of_registering(desktop: Page):
    """The steps after the first open only to who has answered: each empty, then with its errors."""
    troubles, seen = [], set[str]()
    desktop.goto("/register/about/")
    for step in ("about", "skills", "times", "sharing"):
        assert desktop.url.endswith(f"/register/{step}/")
        troubles += troubles_at_both_widths(desktop, step, seen)
        go_on(desktop)
        troubles += troubles_at_both_widths(desktop, f"{step} with errors", seen)
        answered(desktop, ANSWERS.get(step, {}))
    assert desktop.url.endswith("/register/confirm/")
    troubles += troubles_at_both_widths(desktop, "confirm", seen)
    assert troubles == [], "\n".join(troubles)


def answered(page: Page, answers: dict[str, str]) -> None:
    """Fill in what a step asks (its only box where nothing has to be written), and go on."""
    for label, text in answers.items():
        page.get_by_label(label).filter(visible=True).first.fill(text)
    if not answers:
        page.locator("main input[type=checkbox]").filter(visible=True).last.check()
    go_on(page)


def go_on(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="次へ進む").click()
