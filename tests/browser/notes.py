"""A telephone with the page of notes: write, and see what has arrived at the server."""

import uuid
from collections import Counter

import psycopg
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Site
from tests.browser.walking import enter

NOTES, DESK = "/visits/notes/", "**/visits/notes/desk/"
UNSENT = "[data-unsent-list] > li"
KEPT = "[data-field-notes][data-kept]"


def at_notes(context: BrowserContext, code: str = "instructor") -> Page:
    """The page of notes, opened once with a line, so that it is kept."""
    page = enter(context, code)
    page.goto(NOTES)
    page.locator(KEPT).wait_for(state="attached")
    return page


def write(page: Page, text: str) -> None:
    page.locator("#id_text").fill(text)
    page.get_by_role("button", name="書きとめる").click()
    expect(page.locator("#id_text")).to_have_value("")


def arrived(site: Site, beginning: str) -> dict[str, int]:
    """How often each text that begins so lies at the server."""
    with psycopg.connect(site.database_url) as connection:
        rows = connection.execute("SELECT text FROM rounds_fieldnote WHERE starts_with(text, %s)", [beginning]).fetchall()
    return Counter(text for (text,) in rows)


def eventually(page: Page, site: Site, beginning: str, wanted: dict[str, int], seconds: int = 60) -> None:
    for _turn in range(seconds * 5):
        if arrived(site, beginning) == wanted:
            return
        page.wait_for_timeout(200)
    assert arrived(site, beginning) == wanted


def beginning() -> str:
    return f"メモ{uuid.uuid4().hex[:8]} "


def everything_kept(page: Page) -> str:
    """All that this browser keeps, as text: both databases, the copies of pages, the small stores."""
    return page.evaluate(
        """async () => {
        const found = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
        for (const { name } of await indexedDB.databases()) {
          const base = await new Promise((done) => { const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result); });
          for (const store of base.objectStoreNames) {
            const rows = await new Promise((done) => { const asked = base.transaction(store).objectStore(store).getAll(); asked.onsuccess = () => done(asked.result); });
            for (const row of rows) found.push(JSON.stringify(row), new TextDecoder().decode(row.sealed ?? new Uint8Array()));
          }
          base.close();
        }
        for (const name of await caches.keys()) for (const answer of await (await caches.open(name)).matchAll()) found.push(await answer.text());
        return found.join("\\n");
      }"""
    )
