"""The pages: what each reader sees, at a constant cost, nothing twice, and nothing typed is lost."""

import datetime as dt
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import MOMENT, TODAY, Cast
from tests.unit.advice.conftest import PDF, Ask, ClientOf, case_of, office, picture, words
from yuinowa.advice import actions
from yuinowa.advice.files import Sent
from yuinowa.advice.models import Attachment, Consultation, Message
from yuinowa.core import clock
from yuinowa.promises.models import Promise

MOST_QUERIES = 13
MOST_DETAIL = 19
DAY = dt.timedelta(days=1)
LISTS = ["/advice/", "/advice/?state=every&sort=-asker", "/advice/?q=ミシン&topic=people&year=2026", "/advice/counts/"]


def upload(file: Sent) -> SimpleUploadedFile:
    return SimpleUploadedFile(file.name, file.content)


def queries_of(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_lists_cost_the_same_at_any_length(cast: Cast, asked: Ask, client_of: ClientOf):
    client = client_of("coordinator")
    for _ in range(2):
        case_of(cast, asked)
        asked()
    few = {url: queries_of(client, url) for url in (*LISTS, "/knowledge/")}
    for number in range(28):
        actions.answer(asked(subject=f"ミシン {number}"), text="探します", by=cast.actor("coordinator"))
    assert {url: queries_of(client, url) for url in (*LISTS, "/knowledge/")} == few
    assert max(few.values()) <= MOST_QUERIES


def test_a_thread_costs_the_same_at_any_length(cast: Cast, asked: Ask, client_of: ClientOf):
    consultation = asked(files=[PDF])
    by = cast.actor("coordinator")
    promised = actions.Promised("名簿を届ける", TODAY)
    actions.answer(consultation, text="はい", by=by, files=[picture()], promised=promised)
    url = f"/advice/{consultation.pk}/"
    few = {part: queries_of(client_of(part), url) for part in ("coordinator", "teacher")}
    for number in range(8):
        actions.follow_up(consultation, text=f"もう一つ {number}", by=cast.actor("teacher"), files=[PDF])
        actions.answer(consultation, text="はい", by=by, promised=promised)
    assert {part: queries_of(client_of(part), url) for part in few} == few
    assert max(few.values()) <= MOST_DETAIL


def test_the_list_says_who_waits_how_long(cast: Cast, asked: Ask, client_of: ClientOf):
    asked()
    costs = asked(subject="費用のこと", topic="cost")
    with clock.frozen_at(MOMENT + 4 * DAY):
        actions.answer(costs, text="はい", by=cast.actor("coordinator"))
        text = words(client_of("coordinator").get("/advice/"))
        assert "2件の相談のうち 1件が回答待ちです" in text and "回答待ち（4日）" in text and "花塚小 事業担当教員" in text
        assert "新しい答えがあります" in words(client_of("teacher").get("/advice/"))
    assert "終わっていない相談はありません。" in words(client_of("coast_teacher").get("/advice/"))


def test_filters_stay_in_the_address_and_find(cast: Cast, asked: Ask, client_of: ClientOf):
    asked()
    actions.close(asked(subject="謝金の出し方", topic="cost", text="出せますか"), by=cast.actor("teacher"))
    asked(by="coast_teacher", subject="浜の清掃", topic="safety", text="保険は")
    client = client_of("coordinator")

    def found(query: str) -> set[str]:
        text = words(client.get(f"/advice/?{query}"))
        return {name for name in ("見つからない", "謝金", "清掃") if name in text}

    assert found("") == {"見つからない", "清掃"}
    assert found("state=closed") == {"謝金"} and found("state=every") == {"見つからない", "謝金", "清掃"}
    assert found("topic=safety") == {"清掃"} and found(f"block={cast.coast.pk}") == {"清掃"}
    assert found("q=保険") == {"清掃"} and found("q=袋作り") == {"見つからない"}
    assert found("year=2026") == {"見つからない", "清掃"} and found("year=1999&topic=x&block=z&state=n") == {"見つからない", "清掃"}


@pytest.mark.parametrize(
    ("sort", "order"), [("asked", "ab"), ("-asked", "ba"), ("subject", "ab"), ("-subject", "ba"), ("asker", "ba"), ("waiting", "ab")]
)
def test_columns_sort(cast: Cast, asked: Ask, client_of: ClientOf, sort: str, order: str):
    asked(by="teacher", subject="a")
    with clock.frozen_at(MOMENT + DAY):
        asked(by="coast_teacher", subject="b")
        html = client_of("coordinator").get(f"/advice/?sort={sort}").content.decode()
    named = "".join(re.findall(r'<th scope="row"><a href="[^"]*">(\w)</a>', html))
    # しおみはま before はなづか in the order of kana.
    assert named == order


def test_the_files_hold_what_the_lists_show(cast: Cast, asked: Ask, client_of: ClientOf):
    asked(subject="=謝金")
    client = client_of("coordinator")
    with clock.frozen_at(MOMENT + 2 * DAY):
        text = client.get("/advice/export/csv/").content.decode("utf-8-sig")
    assert text.splitlines()[1] == "2026/11/24,'=謝金,人を探す,花塚小 事業担当教員,回答待ち,2,画面から,1,,"
    assert client_of("coast_teacher").get("/advice/export/csv/").content.decode().count("\n") == 1
    assert client.get("/advice/export/xlsx/?state=closed").content[:2] == b"PK"
    case_of(cast, asked)
    assert "布の集め方,人を探す" in client.get("/knowledge/export/csv/").content.decode()
    assert "回覧板で集めます。" in client_of("teacher").get("/knowledge/export/csv/").content.decode()


def test_a_bad_file_is_refused_and_the_words_stay(cast: Cast, client_of: ClientOf):
    typed = {"subject": "図を見てください", "topic": "method", "text": "こう並べたいです。"}
    client = client_of("teacher")
    page = client.post("/advice/new/", {**typed, "attachments": upload(Sent("図.svg", b"<svg/>"))}).content.decode()
    assert "「図.svg」は送れません。この種類のファイルは送れません" in page and "ファイルだけ、もう一度選んでください" in page
    assert "図を見てください" in page and "こう並べたいです。" in page and '<option value="method" selected>' in page
    assert Consultation.objects.count() == 0
    files = [upload(PDF) for _ in range(4)]
    assert "一度に3つまで" in client.post("/advice/new/", {**typed, "attachments": files}).content.decode()
    assert "中身が空です" in client.post("/advice/new/", {**typed, "attachments": upload(Sent("空.pdf", b""))}).content.decode()
    assert client.post("/advice/new/", {**typed, "attachments": [upload(PDF), upload(office())]}).status_code == 302
    assert list(Attachment.objects.values_list("name", flat=True)) == ["案内.pdf", "名簿.xlsx"]


def test_a_file_in_an_answer_is_refused_there(cast: Cast, asked: Ask, client_of: ClientOf):
    consultation = asked()
    page = (
        client_of("coordinator")
        .post(f"/advice/{consultation.pk}/answer/", {"text": "図です", "attachments": upload(Sent("図.pdf", b"MZ"))})
        .content.decode()
    )
    assert "中身が .pdf のファイルではない" in page and "図です" in page and Message.objects.count() == 1
    page = client_of("teacher").post(f"/advice/{consultation.pk}/ask-more/", {"text": "", "attachments": upload(PDF)}).content.decode()
    assert 'id="errors"' in page and Attachment.objects.count() == 0


def test_a_file_comes_to_be_saved_and_only_through_the_thread(cast: Cast, asked: Ask, client_of: ClientOf):
    asked(files=[Sent("../案内　「最終」\r\n.pdf", PDF.content)])
    url = f"/advice/attachments/{Attachment.objects.get().pk}/"
    answer = client_of("teacher").get(url)
    assert answer.content == PDF.content
    assert (
        answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E6%A1%88%E5%86%85")
        and "\n" not in answer["Content-Disposition"]
    )
    assert (answer["X-Content-Type-Options"], answer["Content-Type"], answer["Cache-Control"]) == (
        "nosniff",
        "application/pdf",
        "private, no-store",
    )
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert client_of("coordinator").get(url).status_code == 200
    assert {client_of(part).get(url).status_code for part in ("principal", "instructor", "coast_teacher")} == {404}
    assert client_of("seamstress").get(url).status_code == 403
    assert Client().get(url).status_code == 302


def test_reading_marks_as_read_but_only_for_the_desk(cast: Cast, asked: Ask, client_of: ClientOf):
    consultation = asked(is_shared=True)
    with clock.frozen_at(MOMENT + DAY):
        actions.answer(consultation, text="はい", by=cast.actor("coordinator"))
        for part in ("coordinator", "instructor"):
            client_of(part).get(f"/advice/{consultation.pk}/")
        client_of("teacher").get(f"/advice/{consultation.pk}/", headers={"Sec-Purpose": "prefetch"})
        client_of("teacher").head(f"/advice/{consultation.pk}/")
        assert Consultation.objects.unread().exists()
        client_of("teacher").get(f"/advice/{consultation.pk}/")
    assert not Consultation.objects.unread().exists()


def test_each_reader_finds_only_what_they_can_do(cast: Cast, asked: Ask, client_of: ClientOf):
    consultation = asked(is_shared=True, files=[PDF])
    actions.answer(consultation, text="探します", by=cast.actor("coordinator"))
    pages = {
        part: words(client_of(part).get(f"/advice/{consultation.pk}/")) for part in ("coordinator", "section", "teacher", "instructor")
    }

    def who(word: str) -> set[str]:
        return {part for part, text in pages.items() if word in text}

    assert "花塚小 事業担当教員に、メールが1通行きます。" in pages["coordinator"]
    assert who("答えを送る") == who("この答えを事例にする") == {"coordinator", "section"}
    assert who("送る 相談を終わりにする") == {"coordinator", "section", "teacher"}
    assert who("公民館に見せるのをやめる") == {"teacher"}
    assert who("案内.pdf") == set(pages) and who("消す案内.pdf") == {"coordinator", "section", "teacher"}


def test_a_promise_in_the_answer_stands_in_the_thread(cast: Cast, asked: Ask, client_of: ClientOf):
    consultation, client = asked(), client_of("coordinator")
    url = f"/advice/{consultation.pk}/answer/"
    assert "約束の期限を入れてください。" in client.post(url, {"text": "はい", "promise": "名簿を届ける"}).content.decode()
    assert "何を約束するか" in client.post(url, {"text": "はい", "due_on": "2026-12-04"}).content.decode()
    page = client.post(url, {"text": "はい", "promise": "名簿", "due_on": "2026-11-01", "keeper": "us"}).content.decode()
    assert "もう過ぎています" in page and "名簿" in page
    client.post(url, {"text": "名簿を送ります", "promise": "名簿を届ける", "due_on": "2026-12-04", "keeper": "us"})
    text = words(client_of("teacher").get(f"/advice/{consultation.pk}/"))
    assert "約束：名簿を届ける（事業推進コーディネーター・12月4日（金）まで）まだ" in text
    assert "名簿を届ける" in words(client_of("teacher").get("/promises/?tab=to_me"))
    assert Promise.objects.get().source == "advice"


def test_a_form_sent_twice_asks_and_answers_once(cast: Cast, client_of: ClientOf):
    key = {"submission_key": "6d0d9a8e-6f2e-4e43-9d53-0a8f6f0f6a11"}
    typed = {"subject": "ミシン", "topic": "people", "text": "あと2人", **key}
    client = client_of("teacher")
    answers = {client.post("/advice/new/", typed)["Location"] for _ in range(2)}
    assert (Consultation.objects.count(), answers) == (1, {f"/advice/{Consultation.objects.get().pk}/"})
    key["submission_key"] = "6d0d9a8e-6f2e-4e43-9d53-0a8f6f0f6a12"
    for _ in range(2):
        client_of("coordinator").post(f"{answers.copy().pop()}answer/", {"text": "はい", **key})
    assert Message.objects.count() == 2


def test_an_answer_to_what_ended_meanwhile_keeps_its_words(cast: Cast, asked: Ask, client_of: ClientOf):
    consultation = asked()
    actions.close(consultation, by=cast.actor("teacher"))
    page = client_of("coordinator").post(f"/advice/{consultation.pk}/answer/", {"text": "長い答え"}).content.decode()
    assert "もう終わっています" in page and "長い答え" in page and "開きなおす" in page


def test_pressed_in_two_windows_sharing_does_not_turn_to_and_fro(cast: Cast, asked: Ask, client_of: ClientOf):
    consultation, client = asked(), client_of("teacher")
    url = f"/advice/{consultation.pk}/share/"
    for _ in range(2):
        client.post(url, {"was": "0"})
    assert Consultation.objects.get().is_shared


def test_ticked_ones_are_shown_then_closed_then_back(cast: Cast, asked: Ask, client_of: ClientOf):
    first, second, foreign = asked(), asked(subject="費用"), asked(by="coast_teacher", subject="浜")
    client = client_of("teacher")
    ticks = {"consultation": [first.pk, second.pk, foreign.pk, "x", "9" * 30]}
    page = words(client.get("/advice/close/", ticks))
    assert "2件の相談を終わりにします。" in page and "費用（回答待ち）" in page and "浜" not in page
    assert Consultation.objects.open().count() == 3
    done = client.post("/advice/close/", ticks, follow=True).content.decode()
    assert "2件の相談を終わりにしました。" in done and set(Consultation.objects.open()) == {foreign}
    undo = re.search(r'action="(/advice/reopen/[^"]+)"', done)
    assert undo
    client.post(undo[1].replace("&amp;", "&"))
    assert Consultation.objects.open().count() == 3
    assert "印をつけてください" in words(client.get("/advice/close/", follow=True))


def test_what_was_heard_by_telephone_is_written_down(cast: Cast, client_of: ClientOf):
    client = client_of("coordinator")
    html = client.get("/advice/record/").content.decode()
    assert "花塚小 事業担当教員" in html and "事業推進コーディネーター</option>" not in html
    typed = {
        "asked_by": cast.posts["teacher"].pk,
        "channel": "telephone",
        "asked_on": "2026-11-20",
        "subject": "謝金",
        "topic": "cost",
        "text": "出せるか",
    }
    page = client.post("/advice/record/", {**typed, "asked_on": "2026-12-01"}).content.decode()
    assert "まだ来ていません" in page and "出せるか" in page
    page = words(client.post("/advice/record/", {**typed, "answered": "要綱の額で"}, follow=True))
    assert "聞いた相談を書きとめました。" in page and "電話で" in page and "事業推進コーディネーターが書きました" in page
    assert "謝金" in words(client_of("teacher").get("/advice/?state=every"))
    assert client_of("teacher").get("/advice/record/").status_code == 403


def test_today_tells_both_sides(cast: Cast, asked: Ask, client_of: ClientOf):
    consultation = asked()
    assert "花塚小 事業担当教員から、きょう相談「ミシンの補助が見つからない」が届きました。" in words(client_of("coordinator").get("/"))
    with clock.frozen_at(MOMENT + 8 * DAY):
        assert "が8日、答えを待っています。" in words(client_of("coordinator").get("/"))
        assert "7日より長く答えを待つ相談が1件あります。" in words(client_of("section").get("/"))
        actions.answer(consultation, text="はい", by=cast.actor("coordinator"))
        assert "答えを待っています" not in words(client_of("coordinator").get("/"))
        teacher = client_of("teacher")
        assert "相談「ミシンの補助が見つからない」に答えが届いています。" in words(teacher.get("/"))
        teacher.get(f"/advice/{consultation.pk}/")
        assert "に答えが届いています" not in words(teacher.get("/"))


def test_today_names_three_and_counts_the_rest(cast: Cast, asked: Ask, client_of: ClientOf):
    for number in range(5):
        asked(subject=f"相談 {number}")
    text = words(client_of("coordinator").get("/"))
    assert "ほかに、答えを待つ相談が2件あります。" in text


def test_words_of_others_are_shown_as_words(cast: Cast, asked: Ask, client_of: ClientOf):
    consultation = asked(subject="<b>袋</b>", text="<i>袋</i>", files=[Sent("<u>袋.pdf", PDF.content)])
    case_of(cast, asked, "<b>袋</b>")
    for url in (f"/advice/{consultation.pk}/", "/advice/?state=every", "/search/?q=袋", "/knowledge/"):
        html = client_of("teacher").get(url).content.decode()
        assert not re.search(r"<b>|<i>|<u>", html) and "&lt;b&gt;" in html


def test_the_print_menu_and_links_of_the_role(cast: Cast, client_of: ClientOf):
    html = client_of("coordinator").get("/").content.decode()
    bar = re.findall(r'<a[^>]*href="(/[^"]*)"', html)
    assert [url for url in bar if url in ("/", "/plans/", "/city/", "/advice/", "/knowledge/")][:5] != []
    for part in ("teacher", "principal", "instructor", "center_staff", "section"):
        assert {"/advice/", "/knowledge/"} <= set(re.findall(r'href="(/[^"]*)"', client_of(part).get("/").content.decode()))


def test_bytes_of_files_stay_out_of_pages(cast: Cast, asked: Ask, client_of: ClientOf):
    consultation = asked(files=[PDF])
    client_of("teacher").get(f"/advice/{consultation.pk}/")
    with CaptureQueriesContext(connection) as queries:
        client_of("coordinator").get(f"/advice/{consultation.pk}/")
    assert not [query["sql"] for query in queries if '"advice_attachment"."content"' in query["sql"]]
    assert io.BytesIO(bytes(Attachment.objects.get().content)).read(4) == b"%PDF"
