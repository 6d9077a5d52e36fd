"""The frame in a real browser: every role's first page fits its width, and a phone's bar stays short."""

import re

import pytest
from playwright.sync_api import Page, expect


def become(page: Page, code: str) -> None:
    page.goto("/demo/")
    page.locator(f"form[action$='/{code}/become/'] button").click()
    page.wait_for_url(re.compile(r"/$"))


@pytest.mark.parametrize("code", ["liaison_teacher", "principal", "coordinator", "instructor", "section_staff", "talent"])
def test_today_fits_its_width_and_says_no_error(page: Page, code: str):
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    become(page, code)
    expect(page.get_by_role("heading", level=1)).to_contain_text("令和")
    width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1]
    assert said == []


def test_the_bar_of_a_phone_has_at_most_four_entries(phone: Page):
    become(phone, "coordinator")
    shown = [entry for entry in phone.locator("#nav a").all() if entry.is_visible()]
    assert 2 <= len(shown) <= 4
    phone.locator("summary", has=phone.locator("use[href$='#person']")).click()
    assert phone.locator(".drop[open] li.only-phone a").count() == phone.locator("#nav a").count() - len(shown)


def test_the_words_above_a_table_lie_flat_on_a_phone(phone: Page):
    """A caption of rows that became cards was as wide as one letter."""
    become(phone, "coordinator")
    phone.goto("/city/")
    widths = phone.evaluate("[...document.querySelectorAll('caption:not(.visually-hidden)')].map(one => one.clientWidth)")
    assert widths and min(widths) > 200


def test_lines_of_a_phone_end_between_words(phone: Page):
    """The browser's own phrases; the heading that it gets wrong is kept whole (日を決めな|おす)."""
    become(phone, "section_staff")
    ways = phone.evaluate("[...document.querySelectorAll('h1, .waiting > li > p')].map(one => getComputedStyle(one).wordBreak)")
    assert set(ways) == {"auto-phrase"}
    assert len(ways) > 1
