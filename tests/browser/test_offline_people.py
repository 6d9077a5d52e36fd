"""Notes on a device that several people use, and what happens when the device or the server says no."""

import re
import uuid

import psycopg
import pytest
from playwright.sync_api import Error, expect

from tests.browser.conftest import Opened, Site
from tests.browser.notes import DESK, NOTES, UNSENT, arrived, at_notes, beginning, eventually, everything_kept, write
from tests.browser.walking import enter

# Who is signed in


def test_a_session_that_ended_keeps_the_notes_until_the_next_sign_in(site: Site, opened: Opened) -> None:
    start, context = beginning(), opened()
    page = at_notes(context)
    context.clear_cookies(name="session")
    write(page, f"{start}夕方")
    expect(page.locator("[data-said]")).to_have_text(re.compile("サインインの時間が切れました"))
    expect(page.get_by_role("link", name="サインインする")).to_have_attribute("href", "/accounts/login/?next=/visits/notes/")
    assert arrived(site, start) == {}
    enter(context, "instructor").goto(NOTES)
    eventually(page, site, start, {f"{start}夕方": 1})


def test_another_person_neither_sees_nor_sends_them(site: Site, opened: Opened) -> None:
    start, context = beginning(), opened()
    page = at_notes(context)
    context.set_offline(True)
    write(page, f"{start}ひみつ")
    page.close()
    context.set_offline(False)
    context.clear_cookies(name="session")
    other = at_notes(context, "coordinator")
    expect(other.locator("[data-of-others]")).to_be_visible()
    expect(other.locator("[data-unsent]").last).to_be_hidden()
    assert "ひみつ" not in other.content()
    assert "ひみつ" not in everything_kept(other)
    assert arrived(site, start) == {}
    mine = at_notes(context)
    eventually(mine, site, start, {f"{start}ひみつ": 1})
    with psycopg.connect(site.database_url) as connection:
        statement = (
            "SELECT post.kind FROM rounds_fieldnote note JOIN people_post post ON post.id = note.post_id WHERE starts_with(text, %s)"
        )
        assert connection.execute(statement, [start]).fetchall() == [("instructor",)]


def test_signing_out_takes_the_copies_and_the_key_and_leaves_the_notes(site: Site, opened: Opened) -> None:
    start, context = beginning(), opened()
    page = at_notes(context)
    page.route(DESK, lambda route: route.abort())
    write(page, f"{start}あとで")
    page.goto("/")
    page.locator("summary", has=page.locator("use[href$='#person']")).click()
    page.get_by_role("button", name="サインアウトする").click()
    page.wait_for_load_state()
    page.wait_for_function("async () => !(await caches.has('visits-1'))")
    assert page.evaluate("async () => (await indexedDB.databases()).map((one) => one.name)") == ["field-notes"]
    context.set_offline(True)
    with pytest.raises(Error, match=r"ERR_INTERNET_DISCONNECTED|ERR_FAILED"):
        page.goto(NOTES)
    context.set_offline(False)
    page.unroute(DESK)
    eventually(at_notes(context), site, start, {f"{start}あとで": 1})


def test_a_page_left_open_by_somebody_else_closes_itself(opened: Opened) -> None:
    context = opened()
    page = at_notes(context)
    page.locator("#id_text").fill("わたしの書きかけ")
    other = at_notes(context, "coordinator")
    assert other.locator("#id_text").input_value() == ""
    page.evaluate("fieldNotes.send()")
    expect(page.locator("[data-other]")).to_be_visible()
    expect(page.locator("[data-note-form]")).to_be_hidden()


def test_notes_of_who_has_not_come_back_for_a_month_go(opened: Opened) -> None:
    page = at_notes(opened())
    left = page.evaluate(
        """async () => {
        const { store, desk, send } = window.fieldNotes, me = await store.identity(desk);
        const raw = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))));
        for (const [person, days] of [["long gone", 31], ["just gone", 29]]) {
          const other = { desk: person, person, post: "", key: raw, now: new Date(Date.now() - days * 24 * 60 * 60 * 1000).toISOString() };
          await store.know(other);
          await store.keep(await store.identity(person), { key: crypto.randomUUID(), text: "前の人のメモ", visit: "", place: "" });
        }
        const before = await store.countOfOthers(me.person);
        send();
        return before;
      }"""
    )
    assert left == 2
    page.wait_for_function(
        """async () => {
        const { store, desk } = window.fieldNotes;
        return (await store.countOfOthers((await store.identity(desk)).person)) === 1;
      }"""
    )
    expect(page.locator("[data-of-others]")).to_be_visible()


def test_notes_of_a_former_post_are_shown_to_their_writer_and_not_sent(site: Site, opened: Opened) -> None:
    start = beginning()
    page = at_notes(opened())
    page.evaluate(
        """async (text) => {
        const { store, desk, changed, send } = window.fieldNotes, me = await store.identity(desk);
        await store.keep({ ...me, desk: "0".repeat(32), post: "汐見浜公民館 社会教育指導員" }, { key: crypto.randomUUID(), text, visit: "", place: "" });
        changed(); await send();
      }""",
        f"{start}三月のこと",
    )
    expect(page.locator(UNSENT)).to_contain_text("「汐見浜公民館 社会教育指導員」として書いたメモです。")
    assert arrived(site, start) == {}
    page.get_by_role("button", name="新しいメモに写す").click()
    page.get_by_role("button", name="書きとめる").click()
    eventually(page, site, start, {f"{start}三月のこと": 1})
    expect(page.locator(UNSENT)).to_have_count(0)


# When the device or the server says no


def test_a_note_that_is_too_long_stays_with_the_reason_and_is_mended(site: Site, opened: Opened) -> None:
    start = beginning()
    page = at_notes(opened())
    # Past the limit that the field itself keeps, as a page of an older version would let through.
    page.locator("#id_text").evaluate("(field) => field.removeAttribute('maxlength')")
    write(page, start + "あ" * 2000)
    expect(page.locator(UNSENT)).to_contain_text("メモは2000字までです")
    expect(page.locator("[data-said]")).to_have_text("届かなかったメモがあります。わけを見てください。")
    page.reload()
    page.get_by_role("button", name="新しいメモに写す").click()
    write(page, f"{start}短く")
    eventually(page, site, start, {f"{start}短く": 1})
    expect(page.locator(UNSENT)).to_have_count(0)


def test_other_words_under_a_known_key_stay_on_the_device(site: Site, opened: Opened) -> None:
    start = beginning()
    page = at_notes(opened())
    again = """async ([key, text]) => {
        const { store, desk, changed, send } = window.fieldNotes;
        await store.keep(await store.identity(desk), { key, text, visit: "", place: "" }); changed(); await send();
      }"""
    key = str(uuid.uuid4())
    page.evaluate(again, [key, f"{start}一"])
    eventually(page, site, start, {f"{start}一": 1})
    page.evaluate(again, [key, f"{start}二"])
    expect(page.locator(UNSENT)).to_contain_text("ちがう文でもう届いています")
    expect(page.locator(UNSENT)).to_contain_text(f"{start}二")
    assert arrived(site, start) == {f"{start}一": 1}
    page.get_by_role("button", name="消す").click()
    page.get_by_role("button", name="元にもどす").click()
    expect(page.locator(UNSENT)).to_contain_text(f"{start}二")


def test_a_private_window_without_a_store_sends_the_form(site: Site, opened: Opened) -> None:
    start, context = beginning(), opened()
    context.add_init_script("IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); }")
    page = enter(context, "instructor")
    page.goto(NOTES)
    expect(page.locator("[data-not-kept]")).to_be_visible()
    page.locator("#id_text").fill(f"{start}ひらいた窓")
    page.get_by_role("button", name="書きとめる").click()
    expect(page.get_by_text("メモが届きました。")).to_be_visible()
    assert arrived(site, start) == {f"{start}ひらいた窓": 1}


def test_a_full_device_sends_at_once_or_leaves_the_words_where_they_are(site: Site, opened: Opened) -> None:
    start, context = beginning(), opened()
    context.add_init_script(
        "const put = IDBObjectStore.prototype.put; IDBObjectStore.prototype.put = function (row) {"
        " if (this.name === 'notes') throw new DOMException('full', 'QuotaExceededError'); return put.call(this, row); };"
    )
    page = at_notes(context)
    context.set_offline(True)
    page.locator("#id_text").fill(f"{start}あふれた")
    page.get_by_role("button", name="書きとめる").click()
    expect(page.locator("[data-full]")).to_be_visible()
    expect(page.locator("#id_text")).to_have_value(f"{start}あふれた")
    context.set_offline(False)
    page.get_by_role("button", name="書きとめる").click()
    expect(page.locator("#id_text")).to_have_value("")
    expect(page.locator("[data-full]")).to_be_hidden()
    assert arrived(site, start) == {f"{start}あふれた": 1}
