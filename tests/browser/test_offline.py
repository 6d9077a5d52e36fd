"""Notes at a school without a line: written, kept, and sent once."""

import datetime as dt
import json
import random
import re
import uuid
from contextlib import suppress

import pytest
from playwright.sync_api import BrowserContext, Error, Page, Route, expect

from tests.browser.conftest import Opened, Site
from tests.browser.lines import AFTER, PASSED, Line
from tests.browser.notes import DESK, NOTES, UNSENT, arrived, at_notes, beginning, eventually, write
from yuinowa.core import clock
from yuinowa.rounds.offline import next_working_day

# Exactly once


def test_two_hundred_notes_arrive_exactly_once(site: Site, line: Line, opened: Opened) -> None:
    chance, start = random.Random(4), beginning()
    context = opened()
    page = at_notes(context)
    texts = [f"{start}{number}" for number in range(200)]
    line.is_bad = True
    for text in texts:
        page = disturbed(context, page, chance)
        write(page, text)
    line.is_bad = False
    context.set_offline(False)
    page.goto(NOTES)
    eventually(page, site, start, dict.fromkeys(texts, 1))
    expect(page.locator(UNSENT)).to_have_count(0)
    assert line.happened[AFTER] > 5, line.happened


def disturbed(context: BrowserContext, page: Page, chance: random.Random) -> Page:
    """What happens on the way: the line goes and comes, the page is opened again, the browser is closed, another tab stands open."""
    what = chance.choices(["nothing", "away", "back", "reload", "close", "second"], [60, 8, 14, 3, 2, 1])[0]
    if what in {"away", "back"}:
        context.set_offline(what == "away")
    elif what == "reload":
        reopened(page)
    elif what == "close":
        page.close()
        page = context.new_page()
        reopened(page)
    elif what == "second":
        reopened(context.new_page())
        page.bring_to_front()
    return page


def reopened(page: Page) -> None:
    """On a bad line the first try may fail, as it does for people; the copy stands in where there is one."""
    for _turn in range(5):
        with suppress(Error):
            page.goto(NOTES)
            page.locator("[data-said]").wait_for(state="attached")
            expect(page.locator("[data-said]")).not_to_have_text("")
            return
    raise AssertionError("the page never opened")


def test_without_its_key_a_note_would_arrive_twice(site: Site, line: Line, opened: Opened) -> None:
    """The control: each sending gets a key of its own, as if the device had none."""
    start, context = beginning(), opened()
    context.route("**/visits/notes/send/", with_new_keys)
    page = at_notes(context)
    texts = [f"{start}{number}" for number in range(12)]
    line.is_bad, line.chances = True, {AFTER: 0.5, PASSED: 0.5}
    for text in texts:
        write(page, text)
        page.locator("[data-send-now]").click(force=True) if page.locator("[data-send-now]").is_visible() else None
    line.is_bad = False
    page.goto(NOTES)
    expect(page.locator("[data-said]").first).to_have_text("メモはすべて届いています。", timeout=60_000)
    found = arrived(site, start)
    assert set(found) == set(texts)
    assert sum(found.values()) > len(texts)


def with_new_keys(route: Route) -> None:
    sent = json.loads(route.request.post_data or "{}")
    mine = {str(uuid.uuid4()): note["key"] for note in sent["notes"]}
    for note, key in zip(sent["notes"], mine, strict=True):
        note["key"] = key
    try:
        answer = route.fetch(post_data=json.dumps(sent))
    except Error:
        route.abort()
        return
    found = answer.json()
    for result in found["results"]:
        result["key"] = mine[result["key"]]
    route.fulfill(response=answer, json=found)


def test_two_tabs_that_send_at_once_send_once(site: Site, line: Line, opened: Opened) -> None:
    start, context = beginning(), opened()
    pages = [at_notes(context), context.new_page()]
    pages[1].goto(NOTES)
    context.set_offline(True)
    texts = [f"{start}{number}" for number in range(10)]
    for number, text in enumerate(texts):
        write(pages[number % 2], text)
    context.set_offline(False)
    eventually(pages[0], site, start, dict.fromkeys(texts, 1))
    for page in pages:
        expect(page.locator("[data-unsent]").last).to_be_hidden()


# Without a line


def test_the_page_opens_without_a_line_and_no_other_does(site: Site, opened: Opened) -> None:
    start, context = beginning(), opened()
    page = at_notes(context)
    context.set_offline(True)
    page.goto(NOTES)
    expect(page.get_by_role("heading", level=1)).to_have_text("訪問メモ")
    write(page, f"{start}山の学校で")
    expect(page.get_by_role("heading", name="まだ送っていないメモ 1件")).to_be_visible()
    expect(page.locator("[data-said]")).to_have_text(re.compile("電波がないようです"))
    page.close()
    again = context.new_page()
    again.goto(f"{NOTES}99/discard/")
    assert again.url.endswith("/visits/notes/?without=line")
    expect(again.locator(UNSENT)).to_have_count(1)
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        context.new_page().goto("/promises/")
    context.set_offline(False)
    eventually(again, site, start, {f"{start}山の学校で": 1})
    expect(again.locator("#arrived")).to_contain_text("山の学校で")
    expect(again.locator("[data-said]")).to_have_text("メモはすべて届いています。")


def test_only_the_marked_pages_and_what_they_are_drawn_with_are_kept(opened: Opened) -> None:
    page = at_notes(opened())
    kept = page.evaluate("async () => (await (await caches.open('visits-1')).keys()).map((one) => new URL(one.url).pathname)")
    today = clock.today()
    wanted = [f"/visits/day/{day}/" for day in (today, next_working_day(today))]
    assert sorted(path for path in kept if not path.startswith("/static/")) == sorted([*wanted, NOTES])
    assert page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).map((one) => new URL(one.scope).pathname)") == [
        "/visits/"
    ]


def test_what_was_typed_but_not_kept_outlives_a_reload(opened: Opened) -> None:
    page = at_notes(opened())
    page.locator("#id_text").fill("書きかけ")
    page.reload()
    expect(page.locator("#id_text")).to_have_value("書きかけ")
    write(page, "書きかけ")
    page.reload()
    expect(page.locator("#id_text")).to_have_value("")


def test_the_sheets_of_today_and_of_the_next_working_day_are_read_without_a_line(opened: Opened) -> None:
    context, following = opened(), next_working_day(clock.today())
    page = at_notes(context)
    context.set_offline(True)
    for day in (clock.today(), following):
        page.goto(f"/visits/day/{day}/")
        expect(page.locator("main h1")).to_contain_text(f"{day.month}月{day.day}日")
    page.goto(f"/visits/day/{following + dt.timedelta(days=40)}/")
    assert page.url.endswith("/visits/notes/?without=line")


def test_the_first_page_says_what_has_not_been_sent_and_sends_it(site: Site, opened: Opened) -> None:
    start, context = beginning(), opened()
    page = at_notes(context)
    page.route(DESK, lambda route: route.abort())
    write(page, f"{start}もどってから")
    page.goto("/")
    expect(page.locator("[data-unsent]")).to_contain_text("まだ送っていないメモ 1件")
    page.unroute(DESK)
    page.reload()
    eventually(page, site, start, {f"{start}もどってから": 1})
    expect(page.locator("[data-unsent]")).to_be_hidden()
