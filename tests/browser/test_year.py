"""One year of rounds on a telephone, from the plan of a term to the successors in April: real worker, real mails, real files."""

import datetime as dt
import io
import re
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest
import python_calamine
import xlsxwriter
from playwright.sync_api import Browser, Error, Page, expect

from tests.browser.conftest import BEGINNING, address_of, create, name_of, running
from tests.browser.hands import Finger
from tests.browser.mails import Postbox
from tests.browser.notes import KEPT, UNSENT, arrived, write
from tests.browser.telephones import Year, path_of, said
from yuinowa.handover.importing.template import HOLDER, KANA, KIND, LEAVES, MAIL, MOVE, NAME, PLACE

SCHOOL, OTHER, CENTER, NEIGHBOUR = "花塚小", "柳堀中", "花塚公民館", "汐見浜公民館"
WISH = "七輪を見せてくださる方をさがす"
NOTE = "昔のくらしの授業に、七輪を見せてくださる方がほしい。"
FAMILY, GIVEN = "青木 石井 上野 江川 大島 片山 木下 久保 小池 坂口 島田 杉山".split(), "一葉 二郎 三咲 四季".split()


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def year(request: pytest.FixtureRequest, november: str, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    url, folder = address_of("browser_journey"), tmp_path_factory.mktemp("year")
    create(url, template=name_of(november))
    (folder / "clock").write_text(f"{BEGINNING}T09:00:00+09:00")
    with closing(Postbox()) as postbox, running(url, folder, EMAIL_URL=postbox.url) as site:
        made = Year(site, browser, postbox, request.param)
        yield made
        for context in made.contexts:
            context.close()


def test_a_year_of_an_instructor_on_a_telephone(year: Year) -> None:
    instructor = year.as_persona("instructor")
    planned(instructor, has_scripts=year.has_scripts)
    visit = moved_held_and_asked(instructor)
    on = another_day_wished(year, instructor, visit)
    year.at(on)
    notes_written(year, instructor, visit)
    year.at(on, "13:00")
    promise = recorded(instructor, visit)
    title = kept_through_a_need(year, instructor, promise, on)
    seen_by_the_school(year, title, on)
    taken_ill(year, instructor)
    typhoon(year)
    rolled_over(year, instructor)
    assert year.troubles == [], "\n".join(year.troubles)


# The term is planned


def planned(instructor: Finger, *, has_scripts: bool) -> None:
    """From the first page to the visits, by what is written on the buttons."""
    page = instructor.page
    instructor.press("巡回")
    instructor.open("そのほか")
    instructor.press("巡回の計画")
    instructor.press("令和8年度 3学期の計画を立てる")
    assert "まだ計画がありません" in said(instructor)
    instructor.press("変える")
    instructor.write("1校あたりの訪問", "2")
    instructor.press("変える")
    instructor.press("計画を立てる")
    instructor.press("計画を立てる")
    until_planned(page, has_scripts=has_scripts)
    for view, words in (("カレンダー", "1月"), ("表", SCHOOL), ("地図", "出て")):
        instructor.press(view)
        assert words in said(instructor)
    instructor.press("採用する")
    assert "学校には、まだ知らせません" in said(instructor)
    instructor.press("採用する")
    assert "件の訪問を入れました" in said(instructor)


def until_planned(page: Page, *, has_scripts: bool = True) -> None:
    """The page asks by itself; without scripts one opens it again."""
    for _turn in range(120):
        with suppress(Error):
            page.get_by_role("link", name="採用する").wait_for(timeout=1_000)
            return
        if not has_scripts:
            page.reload()
    raise AssertionError(page.locator("main").inner_text())


def moved_held_and_asked(instructor: Finger) -> int:
    """One visit goes to another day and stays there; then the schools of the month are asked."""
    page = instructor.page
    instructor.press(f"動かす {SCHOOL}")
    with page.expect_navigation():
        page.locator("main li form button").first.tap()
    assert f"{SCHOOL}の訪問を" in said(instructor)
    with page.expect_navigation():
        page.locator(f'a[href^="/visits/"]:not([data-carried]):has-text("{SCHOOL}")').filter(visible=True).last.tap()
    visit = int(page.url.rstrip("/").rsplit("/", 1)[1])
    instructor.press("日時を変える")
    instructor.press("動かさない")
    assert "計画しなおすとき" in said(instructor)
    instructor.press("訪問")
    page.goto("/visits/?month=2027-01")
    instructor.press("まとめて学校に確かめる")
    assert SCHOOL in said(instructor)
    instructor.press("確かめる")
    assert "校に確かめました" in said(instructor)
    return visit


# A school asks for another date


def another_day_wished(year: Year, instructor: Finger, visit: int) -> dt.date:
    """The teacher takes the second of three days; the calendar of the instructor's telephone has it."""
    _name, address = year.holder("liaison_teacher", SCHOOL)
    teacher = year.by_mail(address, f"/visits/{visit}/")
    assert teacher.page.url.endswith(f"/visits/{visit}/")
    teacher.page.locator("input[name=choice][value='1']").check()
    teacher.press("返事をする")
    assert "選んだ日に決まりました" in said(teacher)
    _name, own = year.holder("instructor", CENTER)
    assert "することはありません" in year.postbox.wait(own, f"/visits/{visit}/")
    (on,) = year.one('SELECT "on" FROM rounds_visit WHERE id = %s', visit)
    instructor.press("巡回")
    instructor.open("そのほか")
    instructor.press("カレンダーで見る")
    instructor.press("アドレスをつくる")
    feed = instructor.page.request.get(path_of(instructor.page.locator("#feed").input_value())).text()
    assert re.search(rf"DTSTART;TZID=Asia/Tokyo:{on:%Y%m%d}T\d+", feed), feed
    return on


# A day without a line


def notes_written(year: Year, instructor: Finger, visit: int) -> None:
    page = instructor.page
    instructor.press("きょう")
    instructor.press("当日シートを開く")
    assert SCHOOL in said(instructor)
    if not year.has_scripts:
        instructor.press("メモを書く")
        instructor.choose("どの訪問のメモか", f"{0}" if False else page.locator("#id_visit option", has_text=SCHOOL).first.inner_text())
        page.locator("#id_text").fill(NOTE)
        instructor.press("書きとめる")
        assert "メモが届きました" in said(instructor)
    else:
        without_a_line(page, visit)
    assert arrived(year.site, NOTE) == {NOTE: 1}


def without_a_line(page: Page, visit: int) -> None:
    page.locator(KEPT).wait_for(state="attached")
    sheet = page.url
    page.context.set_offline(True)
    page.reload()
    page.locator(f'a[href="/visits/notes/?visit={visit}"]').tap()
    write(page, NOTE)
    expect(page.locator(UNSENT)).to_contain_text("まだ送っていません")
    page.reload()
    expect(page.locator(UNSENT)).to_contain_text(NOTE)
    page.goto(sheet)
    expect(page.locator("main")).to_contain_text(SCHOOL)
    page.context.set_offline(False)
    page.goto("/visits/notes/")
    expect(page.locator("[data-said]")).to_have_text("メモはすべて届いています。")
    expect(page.locator(UNSENT)).to_have_count(0)
    page.reload()


# A promise becomes a need and is kept


def recorded(instructor: Finger, visit: int) -> str:
    """What was noted stands in the record already; a promise is born. The address of its page."""
    page = instructor.page
    page.goto(f"/visits/{visit}/")
    instructor.press("記録する")
    assert NOTE in page.get_by_label("聞いたこと").input_value()
    instructor.tick("教頭")
    page.locator("#id_promise-0-text").fill(WISH)
    instructor.press("記録する")
    assert "学校に、読んでもらうよう知らせました" in said(instructor)
    instructor.press(WISH)
    return page.url


def kept_through_a_need(year: Year, instructor: Finger, promise: str, on: dt.date) -> str:
    """Two taps make the need; the school's principal approves, somebody comes, and the promise is kept."""
    page = instructor.page
    instructor.press("お願いにする")
    instructor.press("お願いの下書きをつくる")
    need = page.url
    instructor.press("直す")
    instructor.write("日にち", (on + dt.timedelta(days=21)).isoformat())
    page.get_by_label("校時").first.select_option(index=3)
    instructor.press("直す")
    instructor.press("お願いを出す")
    instructor.press("お願いを出す")
    approved(year)
    page.goto(need)
    instructor.press("打診する人を選ぶ")
    page.locator("main input[type=checkbox]:enabled").first.check()
    instructor.press("打診を送る")
    agreed(year)
    page.goto(need)
    assert "来てくださる方 1/1" in said(instructor)
    page.goto(promise)
    instructor.press("守りました")
    assert "済み" in said(instructor)
    return WISH


def approved(year: Year) -> None:
    _name, address = year.holder("principal", SCHOOL)
    principal = year.by_mail(address, WISH)
    principal.tick(WISH)
    principal.press("印をつけたお願いを承認する")
    assert "1件を承認しました" in said(principal)


def agreed(year: Year) -> None:
    (address,) = year.one("SELECT \"to\" FROM core_outgoingmail WHERE kind = 'asked' AND strpos(subject || text, %s) > 0", WISH)
    talent = year.by_mail(address, WISH)
    talent.press("行けます")
    assert "よろしくお願いします" in said(talent)


def seen_by_the_school(year: Year, title: str, on: dt.date) -> None:
    _name, address = year.holder("liaison_teacher", SCHOOL)
    teacher = year.by_mail(address, f"{on.month}月{on.day}日")
    assert re.search(rf"{title}[^。]*済み", said(teacher)), said(teacher)
    teacher.press("このとおりです")
    assert "学校の確かめ待ち" not in said(teacher)


# Illness and typhoon


def taken_ill(year: Year, instructor: Finger) -> None:
    """In the evening before: one visit goes to the neighbour with a brief, the others get new days."""
    page = instructor.page
    on, count = year.one(
        """SELECT visit."on", count(*) FROM rounds_visit visit JOIN people_post post ON post.id = visit.post_id
        JOIN organisations_communitycenter center ON center.id = post.center_id
        WHERE center.name = %s AND visit."on" >= '2027-02-15' AND state = 'planned' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1""",
        CENTER,
    )
    page.goto(f"/visits/?month={on:%Y-%m}")
    instructor.press("まとめて学校に確かめる")
    instructor.press("確かめる")
    year.at(on - dt.timedelta(days=1), "18:00")
    instructor.press("巡回")
    instructor.press("急な変更")
    instructor.press("指導員の休みを届ける")
    instructor.write("いつから", on.isoformat())
    instructor.write("いつまで", on.isoformat())
    instructor.press("うかがえない訪問を見る")
    assert f"訪問{count}件が重なります" in said(instructor)
    choices = page.locator("input[type=radio][value=neighbour]")
    choices.first.check()
    for other in page.locator("input[type=radio][value=dates]").all()[1:]:
        other.check()
    instructor.press("だれに知らせるかを見る")
    instructor.press("届けて、知らせる")
    assert "休みを届け、知らせました" in said(instructor)
    stood_in(year, on)


def stood_in(year: Year, on: dt.date) -> None:
    _name, address = year.holder("instructor", NEIGHBOUR)
    neighbour = year.by_mail(address, f"{on.month}月{on.day}日")
    assert "申し送り" in said(neighbour)
    neighbour.press("引き受ける")
    neighbour.press("引き受ける")
    assert "引き受けました" in said(neighbour)


def typhoon(year: Year) -> None:
    """The coordinator closes a block for a day: what follows is read first, then everybody hears of it once."""
    before = len(year.postbox.mails)
    (now,) = year.one("SELECT max(\"on\") FROM rounds_visit WHERE state IN ('proposed', 'confirmed')")
    coordinator = year.as_persona("coordinator")
    coordinator.page.goto("/visits/")
    coordinator.press("急な変更")
    coordinator.press("荒天・災害で学校を休みにする")
    coordinator.write("いつから", now.isoformat())
    coordinator.write("いつまで", now.isoformat())
    coordinator.write("理由", "台風のため")
    coordinator.tick("花塚")
    coordinator.press("どうなるかを見る")
    assert "まだ何も知らせていません" in said(coordinator)
    coordinator.press("だれに知らせるかを見る")
    told = int(re.search(r"(\d+)通", said(coordinator))[1])  # type: ignore[index]
    coordinator.press("休みにして、知らせる")
    assert "全員に知らせました" in said(coordinator)
    _name, address = year.holder("liaison_teacher", SCHOOL)
    year.postbox.wait(address, "休みとしました（台風のため）")
    coordinator.page.wait_for_timeout(6_000)
    storm = [mail for mail in year.postbox.mails[before:] if "台風のため" in str(mail["Subject"])]
    assert len(storm) == told


# April


def rolled_over(year: Year, instructor: Finger) -> None:
    year.at(dt.date(2027, 3, 15))
    old = year.holder("instructor", CENTER)[1]
    section = year.as_persona("section_staff")
    section.page.goto("/handover/")
    section.press("年度替わりを進める")
    section.press("開く")
    section.press("名簿を入れかえる")
    book, coming = changed(section.page)
    section.page.locator("input[type=file]").set_input_files(
        {"name": "異動.xlsx", "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "buffer": book}
    )
    section.press("読んで確かめる")
    assert f"{len(coming)}件の異動を読み取りました" in said(section)
    section.press("準備に進む")
    assert f"{len(coming)}人を新しい担当者にします" in said(section)
    section.press("準備する")
    assert f"招待を{len(coming)}通送りました" in said(section)
    successors = {key: opened_account(year, address, key) for key, address in coming.items()}
    year.at(dt.date(2027, 4, 1))
    instructor.page.goto("/visits/")
    assert old and "花塚公民館 社会教育指導員" not in instructor.page.locator("body").inner_text()
    assert instructor.page.request.get("/promises/").status in {403, 404} or "/accounts/login/" in instructor.page.url
    for key, hand in successors.items():
        took_over(hand, key)
    finds_everything(successors[("社会教育指導員", CENTER)])


def changed(page: Page) -> tuple[bytes, dict[tuple[str, str], str]]:
    """The section's own list with a third of the posts changed: the file, and who comes where."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name="名簿のひな形をダウンロード").tap()
    sheet = python_calamine.load_workbook(str(waiting.value.path())).get_sheet_by_index(0).to_python()
    head, *rows = [[str(cell) for cell in row] for row in sheet]
    at = {name: head.index(name) for name in (KIND, PLACE, HOLDER, MOVE, NAME, KANA, MAIL)}
    mine = {("社会教育指導員", CENTER), ("事業担当教員", SCHOOL)}
    coming: dict[tuple[str, str], str] = {}
    for number, row in enumerate(rows):
        key = (row[at[KIND]], row[at[PLACE]])
        if row[at[HOLDER]] and key[1] and (key in mine or number % 3 == 0):
            name = f"{FAMILY[len(coming) % 12]} {GIVEN[len(coming) // 12 % 4]}"
            coming[key] = f"new-{len(coming)}@example.jp"
            row[at[MOVE]], row[at[NAME]], row[at[KANA]], row[at[MAIL]] = LEAVES, name, "みほん みほん", coming[key]
    assert len(rows) // 4 < len(coming) < len(rows) // 2
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        found = book.add_worksheet("異動")
        for number, row in enumerate([head, *rows]):
            found.write_row(number, 0, row)
    return stream.getvalue(), coming


def opened_account(year: Year, address: str, key: tuple[str, str]) -> Finger:
    hand = year.by_mail(address, "アカウントを開いてください")
    for one in hand.page.locator("input[type=password]").all():
        one.fill("kawa-no-mizu-2027")
    hand.press("アカウントを開いて、はじめる")
    assert f"令和9年4月1日（木）から「{key[1]}" in said(hand)
    return hand


def took_over(hand: Finger, key: tuple[str, str]) -> None:
    """The first page leads to what was left; read, and said so."""
    hand.page.goto("/")
    assert key[1] in hand.page.locator("header").inner_text()
    hand.press("引継書を読む")
    assert key[1] in said(hand)
    hand.press("読みました。受けとります")
    assert "受けとりました" in said(hand)


def finds_everything(instructor: Finger) -> None:
    """The promises of the post, its visits, the needs of its schools, and what was heard there."""
    page = instructor.page
    page.goto("/visits/records/?q=七輪")
    assert SCHOOL in said(instructor)
    page.goto("/promises/?tab=all&state=every")
    assert WISH in said(instructor)
    instructor.press("お願い")
    assert SCHOOL in said(instructor)
    instructor.press("巡回")
    assert "訪問" in said(instructor)
