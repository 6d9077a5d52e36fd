"""Two people at the same thing, an impatient finger, and the way back: nothing twice, and a sentence that says how it stands."""

import re
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import BEGINNING, Site, address_of, create, name_of, running
from tests.browser.hands import Finger
from tests.browser.mails import Postbox
from tests.browser.telephones import Year, said
from tests.browser.test_year import SCHOOL, until_planned


@pytest.fixture
def town(november: str, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A city for each test: after one, no day may be left that the next looks for."""
    url, folder = address_of("browser_windows"), tmp_path_factory.mktemp("windows")
    create(url, template=name_of(november))
    (folder / "clock").write_text(f"{BEGINNING}T09:00:00+09:00")
    with running(url, folder) as site:
        yield site


@pytest.fixture
def both(town: Site, browser: Browser) -> Iterator[Year]:
    with closing(Postbox()) as postbox:
        made = Year(town, browser, postbox, has_scripts=True)
        yield made
        for context in made.contexts:
            context.close()


def count(year: Year, statement: str) -> int:
    (found,) = year.one(statement)
    return int(found)


def at_once(*pages: Page) -> None:
    """The last button of the form is pressed on each page before any has an answer."""
    for page in pages:
        page.evaluate("() => document.querySelector('main form:has(button.button-primary)').requestSubmit()")
    for page in pages:
        page.wait_for_load_state("networkidle")


def test_two_coordinators_carry_out_one_storm(both: Year) -> None:
    hands = [both.as_persona("coordinator") for _window in range(2)]
    address = "/rounds/storm/?from_on=2026-12-09&until_on=2026-12-09&reason=台風のため&blocks=1"
    for hand in hands:
        hand.page.goto(address)
        hand.press("だれに知らせるかを見る")
    mails = "SELECT count(*) FROM core_outgoingmail WHERE kind LIKE 'storm%%'"
    storms, before = "SELECT count(*) FROM rounds_disruption WHERE kind = 'weather'", count(both, mails)
    was = count(both, storms)
    told = int(re.search(r"(\d+)通", said(hands[0]))[1])  # type: ignore[index]
    at_once(*(hand.page for hand in hands))
    words = [said(hand) for hand in hands]
    assert sum("全員に知らせました" in one for one in words) == 1, words
    assert sum(bool(re.search("もう|この間に", one)) for one in words) == 1, words
    assert count(both, storms) == was + 1
    assert count(both, mails) == before + told


def test_adopting_with_an_impatient_finger_and_the_way_back(both: Year) -> None:
    instructor = both.as_persona("instructor")
    page = instructor.page
    page.goto("/rounds/")
    instructor.press("計画を立てる")
    instructor.press("計画を立てる")
    instructor.press("計画を立てる")
    until_planned(page)
    before = count(both, "SELECT count(*) FROM rounds_visit")
    instructor.press("採用する")
    page.get_by_role("button", name="採用する").dblclick()
    page.wait_for_load_state("networkidle")
    assert re.search(r"\d+件の訪問を入れました", said(instructor))
    (made,) = both.one("SELECT (facts->>'made')::int FROM core_historyentry WHERE verb = 'adopted' ORDER BY id DESC LIMIT 1")
    assert count(both, "SELECT count(*) FROM rounds_visit") == before + made > before
    page.go_back()
    page.get_by_role("button", name="採用する").click()
    page.wait_for_load_state("networkidle")
    assert count(both, "SELECT count(*) FROM rounds_visit") == before + made
    page.go_back()
    page.reload()
    page.get_by_role("button", name="採用する").click()
    assert "この計画は、もう「採用」です" in said(instructor)
    assert count(both, "SELECT count(*) FROM rounds_visit") == before + made


def test_the_instructor_moves_the_visit_while_the_teacher_answers(both: Year) -> None:
    instructor, visit = both.as_persona("instructor"), asked_visit(both)
    _name, address = both.holder("liaison_teacher", SCHOOL)
    teacher = signed_in(both, address, f"/visits/{visit}/")
    instructor.page.goto(f"/visits/{visit}/move/")
    with instructor.page.expect_navigation():
        instructor.page.locator("main li form button").first.tap()
    (on, state) = both.one('SELECT "on", state FROM rounds_visit WHERE id = %s', visit)
    assert state == "planned"
    teacher.press("返事をする")
    assert "日を変えているところです" in said(teacher)
    assert both.one('SELECT "on", state FROM rounds_visit WHERE id = %s', visit) == (on, "planned")


def test_the_teacher_answers_while_the_instructor_moves(both: Year) -> None:
    instructor, visit = both.as_persona("instructor"), asked_visit(both)
    _name, address = both.holder("liaison_teacher", SCHOOL)
    teacher = signed_in(both, address, f"/visits/{visit}/")
    instructor.page.goto(f"/visits/{visit}/move/")
    teacher.press("返事をする")
    with instructor.page.expect_navigation():
        instructor.page.locator("main li form button").first.tap()
    assert "いま学校の返事がありました" in said(instructor)
    assert both.one("SELECT state FROM rounds_visit WHERE id = %s", visit) == ("confirmed",)


def asked_visit(year: Year) -> int:
    """A visit about which the school is asked now, made by hand."""
    instructor = year.as_persona("instructor")
    instructor.page.goto("/visits/new/")
    instructor.page.get_by_label("学校").select_option(label=SCHOOL)
    instructor.write("日にち", "2026-12-15")
    instructor.write("始まり", "15:00")
    instructor.write("終わり", "15:40")
    instructor.press("入れる")
    instructor.press("学校に確かめる")
    instructor.press("確かめる")
    return int(instructor.page.url.rstrip("/").rsplit("/", 1)[1])


def signed_in(year: Year, address: str, url: str) -> Finger:
    """By the number of a mail, which the demo shows."""
    hand = year.telephone()
    hand.page.goto(url)
    hand.press("メールに届く番号で入る")
    hand.write("メールアドレス", address)
    hand.press("番号を送る")
    statement = "SELECT text FROM core_outgoingmail WHERE kind = 'login_code' AND \"to\" = %s ORDER BY id DESC LIMIT 1"
    number = re.search(r"^\s*([0-9A-Z]{4}-[0-9A-Z]{4})\s*$", year.one(statement, address)[0], re.MULTILINE)
    assert number
    hand.write("コード", number[1])
    hand.press("この番号で進む")
    return hand
