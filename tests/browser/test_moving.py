"""A visit is put on another day by hand: dragged, and with the keyboard; a day that does not suit says why and leaves it."""

import datetime as dt
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Contexts
from tests.browser.walking import enter
from yuinowa.core import clock

OPEN = "td[data-day]:not(.is-closed):not(:has(.visit))"


@pytest.fixture
def calendar(context_at: Contexts) -> Page:
    """The month with the instructor's next visit that can move."""
    page = enter(context_at(DESKTOP), "instructor")
    return at_next_visit(page)


def at_next_visit(page: Page) -> Page:
    first = clock.today().replace(day=1)
    for _month in range(5):
        page.goto(f"/visits/?month={first:%Y-%m}")
        if page.locator("[data-move]").count():
            return page
        first = (first + dt.timedelta(days=32)).replace(day=1)
    raise AssertionError("the demo has no visit that can move")


def later_day(page: Page, visit: Locator) -> Locator:
    """A free day after the visit, or before it."""
    here = str(visit.locator("xpath=ancestor::td").get_attribute("data-day"))
    days = [str(cell.get_attribute("data-day")) for cell in page.locator(OPEN).all()]
    today = clock.today().isoformat()
    chosen = next((day for day in days if day > here), None) or next(day for day in reversed(days) if today < day < here)
    return page.locator(f'td[data-day="{chosen}"]')


def where(page: Page, school: str) -> str | None:
    return page.locator(f'[data-school="{school}"]').first.locator("xpath=ancestor::td").get_attribute("data-day")


def test_dragged_and_put_back(calendar: Page) -> None:
    visit = calendar.locator("[data-move]").first
    school, before = str(visit.get_attribute("data-school")), visit.locator("xpath=ancestor::td").get_attribute("data-day")
    target = later_day(calendar, visit)
    day = target.get_attribute("data-day")
    with calendar.expect_navigation():
        visit.drag_to(target)
    expect(calendar.locator("#messages")).to_contain_text(f"{school}の訪問を")
    assert where(calendar, school) == day
    with calendar.expect_navigation():
        calendar.get_by_role("button", name="元にもどす").click()
    assert where(calendar, school) == before


def test_carried_with_the_keyboard(calendar: Page) -> None:
    visit = calendar.locator("[data-move]").first
    school, before = str(visit.get_attribute("data-school")), str(visit.locator("xpath=ancestor::td").get_attribute("data-day"))
    visit.locator("[data-carried]").focus()
    calendar.keyboard.press("Enter")
    expect(calendar.locator("#moving-said")).to_contain_text("つまみました")
    target = later_day(calendar, visit)
    day = str(target.get_attribute("data-day"))
    cells = [cell.get_attribute("data-day") for cell in calendar.locator("td[data-day]").all()]
    steps = cells.index(day) - cells.index(before)
    for _step in range(abs(steps)):
        calendar.keyboard.press("ArrowRight" if steps > 0 else "ArrowLeft")
    expect(calendar.locator(".is-over")).to_have_attribute("data-day", day)
    with calendar.expect_navigation():
        calendar.keyboard.press("Enter")
    assert where(calendar, school) == day
    with calendar.expect_navigation():
        calendar.get_by_role("button", name="元にもどす").click()
    assert where(calendar, school) == before


def test_escape_leaves_it_where_it_is(calendar: Page) -> None:
    calendar.locator("[data-carried]").first.focus()
    calendar.keyboard.press("Enter")
    calendar.keyboard.press("ArrowRight")
    calendar.keyboard.press("Escape")
    expect(calendar.locator("#moving-said")).to_have_text("やめました。")
    expect(calendar.locator(".is-over, .is-carried")).to_have_count(0)


def test_a_day_that_is_over_or_closed_says_why(calendar: Page) -> None:
    closed = calendar.locator("td.is-closed[data-day]")
    if not closed.count():
        pytest.skip("this month has no closed day")
    address, before = calendar.url, calendar.locator("[data-move]").first.get_attribute("data-seen")
    with calendar.expect_navigation():
        calendar.locator("[data-move]").first.drag_to(closed.first)
    expect(calendar.locator("#errors")).to_contain_text(re.compile("受け入れられない|休みの日|過ぎています"))
    calendar.goto(address)
    assert calendar.locator("[data-move]").first.get_attribute("data-seen") == before


def test_on_a_phone_the_button_leads_to_a_form(context_at: Contexts) -> None:
    page = at_next_visit(enter(context_at(PHONE, java_script_enabled=False), "instructor"))
    page.locator("[data-carried]").first.click()
    expect(page.get_by_role("heading", name="空いている日から選ぶ")).to_be_visible()
    with page.expect_navigation():
        page.locator("main li form button").first.click()
    expect(page.locator("#messages")).to_contain_text("動かしました")
    page.get_by_role("button", name="元にもどす").click()
    expect(page.locator("#messages")).to_contain_text("もどしました")


def test_the_way_of_a_day_is_on_the_map(context_at: Contexts) -> None:
    page = at_next_visit(enter(context_at(DESKTOP), "instructor"))
    page.goto(page.url.replace("?", "?view=map&"))
    expect(page.locator(".route-stop").first).to_be_visible()
    page.locator("[data-map] > summary").click()
    expect(page.locator("path.map-way")).to_have_count(1)
    assert page.locator(".leaflet-marker-icon").count() == page.locator(".route-stop").count() + 1
