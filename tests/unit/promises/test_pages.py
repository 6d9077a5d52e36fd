"""The list, the forms and the one-tap verbs: what each reader sees, at a constant cost, and nothing twice."""

import datetime as dt
import io
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from tests.cast import TODAY, Cast
from tests.unit.promises.conftest import DUE, Make
from yuinowa.core import clock
from yuinowa.core.audit import acting
from yuinowa.people.models import Appointment
from yuinowa.promises import actions
from yuinowa.promises.models import Promise

MOST_QUERIES = 12
LISTS = ["/promises/", "/promises/?tab=all&state=every&sort=-owner", "/promises/?tab=to_me", "/promises/?tab=all&q=名簿&late=1&vacant=on"]
ClientOf = Callable[[str], Client]


@pytest.fixture
def client_of(cast: Cast) -> ClientOf:
    def signed_in(part: str) -> Client:
        client = Client()
        client.force_login(cast.users[part])
        return client

    return signed_in


def words(response) -> str:
    assert response.status_code == 200
    return " ".join(strip_tags(response.content.decode()).split())


def queries_of(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("part", ["instructor", "coordinator"])
def test_lists_cost_the_same_at_any_length(cast: Cast, make: Make, client_of: ClientOf, part: str):
    client = client_of(part)
    make(owner=part, by="section")
    few = {url: queries_of(client, url) for url in LISTS}
    for number in range(29):
        make(owner=part, by="section", text=f"名簿 {number}")
    many = {url: queries_of(client, url) for url in LISTS}
    assert many == few
    assert max(many.values()) <= MOST_QUERIES


def test_a_page_costs_the_same_with_a_long_history(cast: Cast, make: Make, client_of: ClientOf):
    promise, by = make(), cast.actor("instructor")
    before = queries_of(client_of("instructor"), f"/promises/{promise.pk}/")
    for _ in range(10):
        actions.finish_promise(promise, by=by)
        actions.reopen_promise(promise, by=by)
    assert queries_of(client_of("instructor"), f"/promises/{promise.pk}/") == before <= MOST_QUERIES


def test_three_tabs_and_a_count_in_words(cast: Cast, make: Make, client_of: ClientOf):
    make(due_on=TODAY)
    make(text="講師を探す", owed_to=None, owed_to_text="PTA会長")
    make(by="teacher", owner="teacher", owed_to="instructor", text="時間割を送る")
    with clock.frozen_at(clock.now() + dt.timedelta(days=3)):
        instructor = client_of("instructor")
        mine = words(instructor.get("/promises/"))
        assert "わたしが守る（2）わたしへの（1）見られるすべて（3）" in mine
        assert "2件の約束のうち 1件が期限を過ぎています" in mine and "時間割を送る" not in mine
        assert "3日すぎています" in mine and "あと4日" in mine and "PTA会長" in mine
        assert "1件" in words(instructor.get("/promises/?tab=to_me")).split("しぼり込み")[0]
        assert "わたしが守る（1）わたしへの（1）見られるすべて（2）" in words(client_of("teacher").get("/promises/"))
        assert "約束はありません" in words(client_of("coast_teacher").get("/promises/"))


def test_a_tab_is_no_filter_and_outlives_one(cast: Cast, make: Make, client_of: ClientOf):
    make()
    html = client_of("coordinator").get("/promises/?tab=all").content.decode()
    assert '<details class="filters no-print">' in html and '<input type="hidden" name="tab" value="all">' in html
    assert "わたしが守る（0）" in client_of("coordinator").get("/promises/?tab=nonsense").content.decode()


def test_filters_find_by_two_letters_and_leave_the_closed_out(cast: Cast, make: Make, client_of: ClientOf):
    names, search = make(), client_of("coordinator")
    actions.finish_promise(make(text="講師を探す"), by=cast.actor("instructor"))
    make(by="section", owner="coast_instructor", owed_to=None, text="浜の清掃の日程を決める")

    def found(query: str) -> set[str]:
        text = words(search.get(f"/promises/?tab=all&{query}"))
        return {name for name in ("名簿", "講師", "清掃") if name in text}

    assert found("") == {"名簿", "清掃"}
    assert found("q=清掃") == {"清掃"} and found("q=道具") == {"名簿"}
    assert found("state=done") == {"講師"} and found("state=every") == {"名簿", "講師", "清掃"}
    assert found(f"block={cast.coast.pk}") == {"清掃"}
    assert found("late=1") == set() and found("block=x&state=nonsense") == {"名簿", "清掃"}
    with clock.frozen_at(clock.now() + dt.timedelta(days=14)):
        assert found("late=1") == {"名簿", "清掃"} and found("late=7") == set()
    with clock.frozen_at(clock.now() + dt.timedelta(days=16)):
        assert found("late=7") == {"名簿", "清掃"}
    with acting("test"):
        Appointment.objects.filter(post=names.owner).update(until_on=TODAY - dt.timedelta(days=1))
    assert found("vacant=on") == {"名簿"}
    assert "担当者なし" in words(search.get("/promises/?tab=all"))


@pytest.mark.parametrize(("sort", "order"), [("due", "ab"), ("-due", "ba"), ("text", "ab"), ("owner", "ba"), ("nonsense", "ab")])
def test_columns_sort(cast: Cast, make: Make, client_of: ClientOf, sort: str, order: str):
    make(by="section", owner="teacher", owed_to=None, text="a", due_on=DUE)
    make(by="section", owner="section", owed_to=None, text="b", due_on=DUE + dt.timedelta(days=1))
    html = client_of("section").get(f"/promises/?tab=all&sort={sort}").content.decode()
    assert "".join(re.findall(r'<th scope="row"><a href="[^"]*">(\w)</a>', html)) == order


def test_the_file_holds_what_the_list_shows(cast: Cast, make: Make, client_of: ClientOf):
    make(text="=名簿", source_text="11月20日の巡回訪問")
    client = client_of("instructor")
    text = client.get("/promises/export/csv/").content.decode("utf-8-sig")
    assert text.splitlines()[1].startswith(
        "2026/12/01,'=名簿,花塚公民館 社会教育指導員,花塚小 事業担当教員,まだ,0,書きとめ,11月20日の巡回訪問"
    )
    assert client.get("/promises/export/csv/?tab=to_me").content.decode().count("\n") == 1
    assert io.BytesIO(client.get("/promises/export/xlsx/").content).read(2) == b"PK"


def test_the_form_offers_usual_days_and_the_own_post(cast: Cast, client_of: ClientOf):
    html = client_of("teacher").get("/promises/new/").content.decode()
    assert "一週間後（12月1日（火））" in html and "今月の終わり（11月30日（月））" in html and "学期の終わり（12月31日（木））" in html
    assert f'<option value="{cast.posts["teacher"].pk}" selected>花塚小 事業担当教員</option>' in html
    assert "花塚公民館 社会教育指導員" in html and "汐見浜" not in html
    assert "汐見浜小 校長" in client_of("coordinator").get("/promises/new/").content.decode()


def test_the_end_of_the_term_is_its_last_open_day(cast: Cast, client_of: ClientOf):
    from yuinowa.organisations.models import ClosedSpan

    with acting("test"):
        ClosedSpan.objects.create(from_on=dt.date(2026, 12, 24), until_on=dt.date(2027, 1, 7), reason="冬休み")
    assert "学期の終わり（12月23日（水））" in client_of("teacher").get("/promises/new/").content.decode()
    with clock.frozen_at(dt.datetime(2026, 12, 28, 9, tzinfo=clock.JAPAN)):
        assert "学期の終わり（3月31日（水））" in client_of("teacher").get("/promises/new/").content.decode()


@pytest.mark.parametrize(
    ("typed", "due_on"),
    [
        ({"when": "week"}, dt.date(2026, 12, 1)),
        ({"when": "month"}, dt.date(2026, 11, 30)),
        ({"when": "week", "due_on": "2027-01-12"}, dt.date(2027, 1, 12)),
        ({"when": "day"}, None),
        ({"when": "week", "due_on": "2026-11-01"}, None),
        ({"when": "week", "due_on": "13月"}, None),
        ({"when": ""}, None),
    ],
)
def test_until_when(cast: Cast, client_of: ClientOf, typed: dict, due_on: dt.date | None):
    answer = client_of("teacher").post("/promises/new/", {"text": "時間割を送る", "owner": cast.posts["teacher"].pk, **typed})
    assert answer.status_code == (302 if due_on else 200)
    assert list(Promise.objects.values_list("due_on", flat=True)) == ([due_on] if due_on else [])


def test_a_form_sent_twice_makes_one_promise(cast: Cast, client_of: ClientOf):
    client, typed = client_of("teacher"), {"text": "時間割を送る", "owner": cast.posts["teacher"].pk, "when": "week"}
    typed["submission_key"] = "6d0d9a8e-6f2e-4e43-9d53-0a8f6f0f6a11"
    answers = [client.post("/promises/new/", typed) for _ in range(2)]
    assert Promise.objects.count() == 1
    assert {answer["Location"] for answer in answers} == {f"/promises/{Promise.objects.get().pk}/"}


def test_one_more_keeps_whom_and_where(cast: Cast, client_of: ClientOf):
    client, whom = client_of("instructor"), cast.posts["teacher"].pk
    typed = {"text": "苗を届ける", "owner": cast.posts["instructor"].pk, "owed_to": whom, "when": "week", "source_text": "巡回訪問"}
    page = client.post("/promises/new/", {**typed, "again": "1"}, follow=True).content.decode()
    assert f'<option value="{whom}" selected>' in page and 'value="巡回訪問"' in page and "苗を届ける" not in page


def test_ticked_ones_are_shown_then_kept_then_back(cast: Cast, make: Make, client_of: ClientOf):
    first, second = make(), make(text="講師を探す")
    foreign = make(by="teacher", owner="teacher", owed_to="instructor", text="時間割を送る")
    client = client_of("instructor")
    ticks = {"promise": [first.pk, second.pk, foreign.pk, "x", "9" * 30]}
    page = words(client.get("/promises/finish/", ticks))
    assert "2件の約束を「済み」にします。" in page and "講師を探す" in page and "時間割を送る" not in page
    assert Promise.objects.open().count() == 3
    done = client.post("/promises/finish/", ticks, follow=True).content.decode()
    assert "2件の約束を「済み」にしました。" in done
    assert set(Promise.objects.open()) == {foreign}
    undo = re.search(r'action="(/promises/reopen/[^"]+)"', done)
    assert undo
    client.post(undo[1].replace("&amp;", "&"))
    assert Promise.objects.open().count() == 3
    assert "印をつけてください" in words(client.get("/promises/finish/", follow=True))


def test_only_the_owner_and_the_office_find_the_verbs(cast: Cast, make: Make, client_of: ClientOf):
    promise = make()
    pages = {part: words(client_of(part).get(f"/promises/{promise.pk}/")) for part in ("instructor", "coordinator", "teacher", "principal")}
    assert {part for part, text in pages.items() if "引きつぐ" in text} == {"instructor", "coordinator"}
    assert {part for part, text in pages.items() if "守りました" in text} == {"instructor", "coordinator"}
    assert client_of("coast_instructor").get(f"/promises/{promise.pk}/").status_code == 404
    assert client_of("teacher").post(f"/promises/{promise.pk}/finish/").status_code == 404
    assert Promise.objects.get().state == "open"


def test_a_refusal_stands_beside_its_field_with_what_was_typed(cast: Cast, make: Make, client_of: ClientOf):
    promise, client = make(), client_of("instructor")
    page = client.post(f"/promises/{promise.pk}/move/", {"when": "day", "due_on": "2026-12-01", "word": "留守のため"}).content.decode()
    assert "いまの期限と同じ日です" in page and "留守のため" in page
    page = client.post(f"/promises/{promise.pk}/withdraw/", {"reason": ""}).content.decode()
    assert 'id="errors"' in page and Promise.objects.get().state == "open"


def test_words_of_others_are_shown_as_words(cast: Cast, make: Make, client_of: ClientOf):
    promise = make(text="<b>名簿</b>", owed_to=None, owed_to_text="<i>会長</i>")
    actions.finish_promise(promise, word="<u>済</u>", by=cast.actor("instructor"))
    for url in (f"/promises/{promise.pk}/", "/promises/?state=every", "/search/?q=名簿"):
        html = client_of("instructor").get(url).content.decode()
        assert not re.search(r"<b>|<i>|<u>", html) and "&lt;b&gt;" in html


def test_the_search_of_the_header_finds_promises(cast: Cast, make: Make, client_of: ClientOf):
    make()
    assert "昔の道具の<mark>名簿</mark>を届ける" in client_of("teacher").get("/search/?q=名簿").content.decode()
    assert "<mark>名簿</mark>" not in client_of("coast_teacher").get("/search/?q=名簿").content.decode().split("見つかり")[0]
