import datetime as dt

import pytest
from django.test import Client
from django.utils.html import strip_tags

from tests.cast import MOMENT, Cast
from tests.unit.people.test_hqs import open_hq
from yuinowa.core.audit import acting
from yuinowa.core.search import fill_search_everywhere
from yuinowa.needs.models import Need

pytestmark = pytest.mark.django_db
needs_vectors = pytest.mark.usefixtures("word_vectors")
MOST_QUERIES = 12


@pytest.fixture
def filled(cast: Cast) -> Cast:
    with acting("test"):
        add(cast, "ミシンでエプロン作り", "糸かけを見守ってください。<b>" + "あ" * 200)
        add(cast, "裁縫の基本", "玉結びの練習です。")
        fill_search_everywhere()
    return cast


def add(cast: Cast, title: str, tasks: str = "", count: int = 1) -> None:
    for _ in range(count):
        Need.objects.create(
            school=cast.elementary,
            site=cast.elementary.site,
            kind="experience",
            title=title,
            tasks=tasks,
            posted_at=MOMENT,
            first_on=dt.date(2027, 1, 12),
            state="open",
        )


def signed_in(cast: Cast, part: str) -> Client:
    client = Client()
    client.force_login(cast.users[part], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def page(cast: Cast, part: str, query: str) -> str:
    return asked(signed_in(cast, part), query)


def asked(client: Client, query: str) -> str:
    response = client.get("/search/", {"q": query})
    assert response.status_code == 200
    return response.content.decode()


def words(html: str) -> str:
    return " ".join(strip_tags(html).split())


@needs_vectors
def test_groups_highlights_and_near_words(filled):
    html = page(filled, "coordinator", "裁縫")
    assert [html.index(f'id="group-{key}"') for key in ("needs", "talents")] == sorted(
        html.index(f'id="group-{key}"') for key in ("needs", "talents")
    )
    assert html.index("<mark>裁縫</mark>の基本") < html.index("<mark>ミシン</mark>でエプロン作り")
    assert "「裁縫」に近いことば：ミシン" in html
    assert "森 春子" in html


def test_places_are_found_with_their_centers(filled):
    text = words(page(filled, "coordinator", "花塚"))
    assert "花塚公民館" in text and "花塚小" in text and "花塚一中" in text and "汐見浜小" not in text.split("見つかりました")[1]


def test_a_hq_is_found_by_its_name_its_reading_and_its_schools(filled):
    hq = open_hq(filled, "ひなた協働本部", schools=(filled.elementary,))
    for query in ("ひなた", "ハナヅカ 本部", "花塚小"):
        html = page(filled, "coordinator", query)
        assert f'href="/hqs/{hq.pk}/"' in html, query
    assert f'href="/hqs/{hq.pk}/"' not in page(filled, "coast_teacher", "ひなた")
    assert f'href="/hqs/{hq.pk}/"' not in page(filled, "coordinator", "ひなた 汐見浜")


def test_what_one_may_not_see_is_not_found(filled):
    assert "ミシンで<mark>エプロン</mark>作り" in page(filled, "teacher", "エプロン")
    assert "<mark>エプロン作り</mark>" in page(filled, "teacher", "エプロン作り")
    html = page(filled, "coast_teacher", "エプロン作り")
    assert "<mark>エプロン作り</mark>" not in html
    assert "「エプロン作り」は見つかりませんでした。" in html
    assert "さがしたところ：お願い、人・団体、約束、訪問の記録、相談、事例、学校・公民館・本部" in html


def test_strangers_are_sent_to_sign_in_and_residents_away(filled):
    assert Client().get("/search/?q=花塚").status_code == 302
    client = signed_in(filled, "seamstress")
    assert client.get("/search/?q=花塚").status_code == 403


@pytest.mark.parametrize("query", ["", "   ", "<script>alert(1)</script>", "\x00", "%" * 300, "'\"", "﨑" * 50, "a " * 60])
def test_odd_queries_are_answered_calmly(filled, query):
    html = page(filled, "coordinator", query)
    assert "<script>alert" not in html


def test_typed_text_of_rows_stays_escaped(filled):
    html = page(filled, "coordinator", "エプロン 糸かけ")
    assert "<mark>糸かけ</mark>を見守ってください。&lt;b&gt;" in html


def test_a_page_costs_the_same_whatever_is_found(filled, django_assert_max_num_queries):
    client = signed_in(filled, "coordinator")
    asked(client, "エプロン")
    with django_assert_max_num_queries(MOST_QUERIES) as few:
        asked(client, "エプロン")
    with acting("test"):
        add(filled, "エプロン作り", count=30)
        fill_search_everywhere()
    with django_assert_max_num_queries(MOST_QUERIES) as many:
        html = asked(client, "エプロン")
    assert len(few) == len(many)
    assert "はじめの 10件" in html


@needs_vectors
def test_near_words_cost_no_query_more(filled, django_assert_max_num_queries):
    client = signed_in(filled, "coordinator")
    asked(client, "裁縫")
    with django_assert_max_num_queries(MOST_QUERIES):
        html = asked(client, "裁縫")
    assert "ミシン" in html
