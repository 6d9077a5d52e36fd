"""From a teacher's wish to the children's thanks, through the running server: by keyboard alone, and on a phone without scripts."""

import datetime as dt
import re
from collections.abc import Callable

import psycopg
import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE, Contexts, Site
from tests.browser.hands import Hands, Keys, Taps
from yuinowa.core import clock

Open = Callable[[], Hands]
DAYS = "SELECT date.on FROM needs_needdate date WHERE date.on > %s GROUP BY date.on ORDER BY count(*) DESC, date.on LIMIT 2"
# Who has hours on that day, the least asked first.
NAMES = """SELECT talent.name, person.email FROM talents_talent talent JOIN people_person person ON person.id = talent.person_id
    WHERE talent.state = 'active' AND talent.kind = 'person' AND person.email <> '' AND EXISTS (
        SELECT 1 FROM talents_availability hours WHERE hours.talent_id = talent.id AND hours.weekday = extract(isodow FROM %s::date) - 1
        AND hours.from_at <= '10:00' AND hours.until_at >= '11:45')
    AND NOT EXISTS (SELECT 1 FROM talents_absence away WHERE away.talent_id = talent.id)
    ORDER BY (SELECT count(*) FROM needs_offer offer WHERE offer.talent_id = talent.id), talent.id LIMIT 30"""
MAIL = 'SELECT id, "to", text FROM core_outgoingmail WHERE kind = %s AND strpos(text || "to", %s) > 0 ORDER BY id DESC LIMIT 1'


@pytest.fixture(params=["keyboard", "without scripts"])
def open_window(request: pytest.FixtureRequest, context_at: Contexts) -> Open:
    """A new person's window, used by keyboard alone or by touch without scripts."""
    if request.param == "keyboard":
        return lambda: Keys(context_at(DESKTOP).new_page())
    return lambda: Taps(context_at(PHONE, java_script_enabled=False).new_page())


def rows(site: Site, statement: str, *values: object) -> list[tuple]:
    with psycopg.connect(site.database_url) as connection:
        return connection.execute(statement, values).fetchall()


def entered(hands: Hands, role: str) -> Hands:
    hands.page.goto("/demo/")
    hands.press(f"{role}として入る")
    return hands


def opened_mail(site: Site, hands: Hands, kind: str, words: str) -> str:
    """Open the newest mail of ``kind`` that says ``words``, where the demo shows it; its address."""
    [(pk, address, _text)] = rows(site, MAIL, kind, words)
    hands.page.goto(f"/demo/mails/{pk}/")
    return address


def said(page: Page) -> str:
    return page.locator("main").inner_text()


def test_from_wish_to_thanks(site: Site, open_window: Open, request: pytest.FixtureRequest):
    title = f"ミシンの学習のお手伝い（{request.node.callspec.id}）"
    # A day of its own for each way, or the second asks for somebody whom the first has taken.
    days = rows(site, DAYS, clock.today() + dt.timedelta(days=14))
    [day] = days[request.node.callspec.id != "keyboard"]
    teacher = entered(open_window(), "事業担当教員")
    address = posted(teacher, title, day)
    approved_by_mail(site, open_window(), title)
    asked(site, entered(open_window(), "事業推進コーディネーター"), address, day)
    accepted_by_mail(site, open_window(), title)
    site.set_clock(f"{day}T18:00:00+09:00")
    try:
        recorded_and_thanked(teacher, address)
    finally:
        site.reset_clock()


def posted(teacher: Hands, title: str, day: dt.date) -> str:
    teacher.page.goto("/needs/")
    teacher.press("お願いを出す")
    teacher.write("お願いの名前", title)
    teacher.date("日にち", day)
    teacher.choose("校時", "3")
    teacher.write("お願いしたいこと", "糸かけと、布をおさえること")
    teacher.press("お願いを出す")
    assert "校長の承認を待っています" in said(teacher.page)
    return teacher.page.url


def approved_by_mail(site: Site, principal: Hands, title: str) -> None:
    """The principal opens the mail, signs in with a code of a second mail, and approves."""
    own = opened_mail(site, principal, "approval_asked", title)
    principal.press("/needs/")
    principal.press("メールに届く番号で入る")
    principal.write("メールアドレス", own)
    principal.press("番号を送る")
    [(_pk, _to, text)] = rows(site, MAIL, "login_code", own)
    code = re.search(r"^\s*([0-9A-Z]{3,}(?:-[0-9A-Z]{3,})*)\s*$", text, re.MULTILINE)
    assert code, text
    principal.write("コード", code[1])
    principal.press("この番号で進む")
    principal.tick(title)
    principal.press("印をつけたお願いを承認する")
    assert "1件を承認しました" in said(principal.page)


def asked(site: Site, coordinator: Hands, address: str, day: dt.date) -> None:
    """The coordinator asks the first person who is free then."""
    coordinator.page.goto(address)
    coordinator.press("打診する人を選ぶ")
    for name, _email in rows(site, NAMES, day):
        coordinator.write("名前・特技で探す", name)
        coordinator.press("探す")
        if coordinator.page.get_by_role("checkbox", name=name, disabled=False).count():
            break
    coordinator.tick(name)
    coordinator.press("打診を送る")
    assert "1人に打診しました" in said(coordinator.page)


def accepted_by_mail(site: Site, talent: Hands, title: str) -> None:
    opened_mail(site, talent, "asked", title)
    talent.press("/offers/answer/")
    assert title in said(talent.page)
    talent.press("行けます")
    assert "よろしくお願いします" in said(talent.page)


def recorded_and_thanked(teacher: Hands, address: str) -> None:
    teacher.page.goto(address)
    teacher.press("記録する")
    teacher.write("児童・生徒の数", "28")
    teacher.press("記録する")
    assert "記録しました" in said(teacher.page)
    teacher.press("お礼を書く")
    teacher.write("お礼のことば", "ありがとうございました。")
    teacher.write("だれから", "5年1組 一同")
    teacher.press("お礼を届ける")
    assert "お礼を届けました" in said(teacher.page)


def test_a_plan_is_proposed_by_the_worker(context_at: Contexts):
    coordinator = entered(Keys(context_at(DESKTOP).new_page()), "事業推進コーディネーター")
    coordinator.page.goto("/plans/")
    coordinator.press("計画を立てる")
    coordinator.press("計画を立てる")
    coordinator.page.wait_for_selector('main a[href$="/send/"]', timeout=120_000)
    assert "席がうまりました" in said(coordinator.page)
