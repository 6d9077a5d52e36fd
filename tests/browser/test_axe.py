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


@pytest.mark.parametrize("code", ROLES)
def test_every_page(context_at: Contexts, code: str):
    walk = Walk(enter(context_at(DESKTOP), code), ROLES[code], code in WITH_ACCOUNT)
    for name in walk.pages():
        walk.troubles += troubles_at_both_widths(walk.page, name)
    print(f"{code}: {len(walk.seen)} pages")
    assert walk.troubles == [], "\n".join(walk.troubles)


def troubles_at_both_widths(page: Page, name: str) -> list[str]:
    page.evaluate(AXE_SCRIPT)
    found = []
    for viewport in (DESKTOP, PHONE):
        page.set_viewport_size(viewport)
        found += [line for violation in page.evaluate(AXE, TAGS) for line in lines(violation, f"{name} {viewport['width']}px")]
    if excess := page.evaluate(OVERFLOW):
        found.append(f"{name}: {excess}px wider than a phone")
    page.set_viewport_size(DESKTOP)
    return found


def lines(violation: dict[str, Any], where: str) -> list[str]:
    return [f"{where}: {violation['id']} at {' '.join(map(str, node['target']))}: {node['html'][:160]}" for node in violation["nodes"][:3]]
