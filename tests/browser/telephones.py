"""Everybody's telephone in one city: who signs in how, and what no page may do."""

import datetime as dt
import re
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import psycopg
from playwright.sync_api import Browser, BrowserContext, Error, Page

from tests.browser.conftest import PHONE, Site
from tests.browser.hands import Finger
from tests.browser.mails import Postbox, link_in

CODE_MAIL = "サインインの番号"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Year:
    """The city of one journey, and everybody's telephone in it."""

    site: Site
    browser: Browser
    postbox: Postbox
    has_scripts: bool
    contexts: list[BrowserContext] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def telephone(self) -> Finger:
        context = self.browser.new_context(
            base_url=self.site.url,
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
            viewport=PHONE,
            is_mobile=True,
            has_touch=True,
            java_script_enabled=self.has_scripts,
        )
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("load", self._look)
        return Finger(page)

    def _look(self, page: Page) -> None:
        """No page may be wider than the telephone. One that gave way to the next meanwhile is not looked at."""
        with suppress(Error):
            if excess := page.evaluate(OVERFLOW):
                self.troubles.append(f"{page.url}: {excess}px wider than the window")

    def as_persona(self, code: str) -> Finger:
        """Somebody of the demo, who signs in with one tap."""
        hand = self.telephone()
        hand.page.goto("/demo/")
        with hand.page.expect_navigation():
            hand.page.locator(f'form[action="/demo/{code}/become/"] button').tap()
        return hand

    def by_mail(self, address: str, words: str) -> Finger:
        """Opens the link of a mail; who is not known yet signs in by the number in a second one."""
        hand, text = self.telephone(), self.postbox.wait(address, words)
        hand.page.goto(path_of(link_in(text)))
        if hand.page.url.find("/accounts/login/") > 0:
            self.sign_in(hand, address)
        return hand

    def sign_in(self, hand: Finger, address: str) -> None:
        known = len(self.postbox.of(address, CODE_MAIL))
        hand.press("メールに届く番号で入る")
        hand.write("メールアドレス", address)
        hand.press("番号を送る")
        number = re.search(r"^\s*([0-9A-Z]{4}-[0-9A-Z]{4})\s*$", self.postbox.wait(address, CODE_MAIL, after=known), re.MULTILINE)
        assert number
        hand.write("コード", number[1])
        hand.press("この番号で進む")

    def at(self, day: dt.date, hour: str = "08:00") -> None:
        """The server's time, for everybody."""
        self.site.set_clock(f"{day}T{hour}:00+09:00")

    def one(self, statement: str, *values: object) -> tuple:
        with psycopg.connect(self.site.database_url) as connection:
            found = connection.execute(statement, values).fetchall()
        assert len(found) == 1, (statement, values, found)
        return found[0]

    def holder(self, kind: str, place: str) -> tuple[str, str]:
        """Name and address of who holds a post on the server's day."""
        on = (self.site.folder / "clock").read_text()[:10]
        statement = """SELECT person.name, person.email FROM people_appointment held JOIN people_person person ON person.id = held.person_id
            JOIN people_post post ON post.id = held.post_id LEFT JOIN organisations_school school ON school.id = post.school_id
            LEFT JOIN organisations_communitycenter center ON center.id = post.center_id
            WHERE post.kind = %s AND coalesce(school.short_name, center.name) = %s
            AND held.from_on <= %s AND coalesce(held.until_on, 'infinity') >= %s"""
        return self.one(statement, kind, place, on, on)


def path_of(link: str) -> str:
    return urlsplit(link).path


def said(hand: Finger) -> str:
    return hand.page.locator("main").inner_text()
