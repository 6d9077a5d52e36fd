"""The pictures of the guide: each a page of the running demo, as the role that works with it sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from yuinowa.cli.chromium import SWITCHES, find_chromium, has_japanese_font

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PHONE = {"width": 360, "height": 720}
DESKTOP = {"width": 1280, "height": 800}
LARGEST = 150_000


@dataclass(frozen=True)
class Shot:
    """``persona`` opens ``address``, then follows the first link in the page that each selector of ``follow`` finds."""

    name: str
    persona: str
    address: str
    on_phone: bool = False
    follow: tuple[str, ...] = ()

    @property
    def file_name(self) -> str:
        return f"{self.name}.png"


SHOTS = (
    Shot("teacher-today", "liaison_teacher", "/", on_phone=True),
    Shot("teacher-need", "liaison_teacher", "/needs/new/", on_phone=True),
    Shot("teacher-record", "liaison_teacher", "/", on_phone=True, follow=('main a[href$="/record/"]',)),
    Shot("principal-approvals", "principal", "/needs/approvals/"),
    Shot("coordinator-today", "coordinator", "/"),
    Shot("coordinator-city", "coordinator", "/city/"),
    Shot("coordinator-plan", "coordinator", "/plans/new/"),
    Shot("section-today", "section_staff", "/"),
    Shot("section-posts", "section_staff", "/posts/"),
    Shot("instructor-needs", "instructor", "/needs/"),
    Shot("instructor-plan", "instructor", "/rounds/", follow=('main a[href^="/rounds/plans/"]',)),
    Shot("instructor-visits", "instructor", "/visits/"),
    Shot("instructor-day", "instructor", "/visits/today/", on_phone=True),
    Shot("instructor-notes", "instructor", "/visits/notes/", on_phone=True),
    Shot(
        "instructor-record",
        "instructor",
        "/visits/records/",
        on_phone=True,
        follow=('main [href^="/visits/"]:not([href*="export"], [href="/visits/"])',),
    ),
    Shot("instructor-coverage", "instructor", "/rounds/coverage/"),
    Shot("coordinator-storm", "coordinator", "/rounds/storm/"),
    Shot("coordinator-advice", "coordinator", "/advice/"),
    Shot("instructor-promises", "instructor", "/promises/", on_phone=True),
    Shot("section-handover", "section_staff", "/handover/"),
    Shot("section-rollover", "section_staff", "/rollover/"),
    Shot("center-telephone", "center_staff", "/offers/telephone/", on_phone=True),
    Shot("talent-offers", "talent", "/offers/mine/", on_phone=True),
    Shot("talent-register", "public", "/register/", on_phone=True),
    Shot("clearance-manager-list", "clearance_manager", "/allowed-settings/"),
    Shot("administrator-today", "system_admin", "/"),
)


class ShotFailed(Exception):
    """A page did not answer, or its picture is too large for the guide."""


def take_all(base_url: str, folder: Path, say: Callable[[str], None]) -> None:
    """Make every picture of the guide in ``folder``."""
    from playwright.sync_api import sync_playwright

    if not has_japanese_font():
        raise ShotFailed("apt-get install fonts-noto-cjk")
    folder.mkdir(parents=True, exist_ok=True)
    path = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        for shot in SHOTS:
            say(f"{shot.file_name} {take(browser, base_url, shot, folder / shot.file_name)} bytes")
        browser.close()


def take(browser: Browser, base_url: str, shot: Shot, target: Path) -> int:
    """Make one picture; its size in bytes."""
    viewport = PHONE if shot.on_phone else DESKTOP
    context = browser.new_context(base_url=base_url, locale="ja-JP", timezone_id="Asia/Tokyo", viewport=viewport)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/demo/")
    page.locator(f'form[action="/demo/{shot.persona}/become/"] button').click()
    open_page(page, shot.address)
    for selector in shot.follow:
        page.locator(selector).first.click()
        page.wait_for_load_state()
    page.screenshot(path=target)
    context.close()
    size = target.stat().st_size
    if size > LARGEST:
        raise ShotFailed(f"{shot.file_name}: {size} bytes > {LARGEST}")
    return size


def open_page(page: Page, address: str) -> None:
    response = page.goto(address, wait_until="networkidle")
    if response is None or not response.ok:
        raise ShotFailed(f"{address}: {response.status if response else ''}")
