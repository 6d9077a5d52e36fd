import datetime as dt

import pytest
from django.core.management import call_command
from django.db.models import Count

from tests.cast import MOMENT, Cast
from yuinowa.access.matrix import Permission
from yuinowa.core import vocabulary
from yuinowa.core.audit import acting
from yuinowa.core.search import excerpt, fill_search, fill_search_all, find, highlight, near_hits, understand
from yuinowa.needs.models import Need
from yuinowa.organisations.models import School
from yuinowa.talents.models import Talent

pytestmark = pytest.mark.django_db
needs_vectors = pytest.mark.usefixtures("word_vectors")


@pytest.fixture
def needs(cast: Cast) -> dict[str, Need]:
    titles = {
        "sewing": "ミシンでエプロン作り",
        "hand": "裁縫の基本",
        "stars": "天体観測の夕べ",
        "kendo": "剣道体験（ﾌﾟﾚ）",
        "slope": "100%_旭ヶ丘\\めぐり",
    }
    with acting("test"):
        return {name: _need(cast, title, day) for day, (name, title) in enumerate(titles.items(), start=1)}


def _need(cast: Cast, title: str, day: int) -> Need:
    need = Need.objects.create(
        school=cast.elementary, site=cast.elementary.site, kind="experience", title=title, posted_at=MOMENT, first_on=dt.date(2027, 1, day)
    )
    fill_search(need)
    return need


def titles(query: str) -> list[str]:
    return [need.title for need in Need.objects.search(query)]


@pytest.mark.parametrize("query", ["剣道", "道体", "剣", "ぷれ", "プレ", "剣道　体験", "花塚小 剣道"])
def test_words_of_one_and_two_characters_are_found_in_any_spelling(needs, query):
    assert titles(query) == ["剣道体験（ﾌﾟﾚ）"]


@pytest.mark.parametrize(
    ("query", "count"), [("%", 1), ("_", 1), ("\\", 1), ("100%_", 1), ("旭が丘", 1), ("旭丘", 0), ("' OR 1=1 --", 0), ("\x00剣道", 1)]
)
def test_signs_of_patterns_stand_for_themselves(needs, query, count):
    assert len(titles(query)) == count


def test_an_empty_query_changes_nothing(needs):
    assert len(titles(" \u3000 ")) == len(needs)


def test_pairs_in_a_row_are_not_enough(needs, cast):
    with acting("test"):
        _need(cast, "道具の体操と剣", 20)
    assert Need.objects.search_exact(understand("剣道体")).get() == needs["kendo"]


@pytest.mark.parametrize("query", ["けん玉", "裁縫"])
def test_rows_stay_in_order_where_they_are_grouped(needs, query):
    assert Need.objects.annotate(offers_made=Count("pk")).search(query).ordered


@needs_vectors
def test_near_words_come_after_exact_ones(needs):
    assert titles("裁縫") == ["裁縫の基本", "ミシンでエプロン作り"]
    assert titles("ミシン") == titles("みしん") == ["ミシンでエプロン作り", "裁縫の基本"]


@needs_vectors
def test_exact_and_near_can_be_asked_apart(needs):
    query = understand("裁縫")
    assert list(Need.objects.search_exact(query)) == [needs["hand"]]
    near = list(Need.objects.search_near(query))
    assert near == [needs["sewing"]]
    assert near_hits(near[0], query) == [("裁縫", "ミシン")]
    assert near_hits(needs["hand"], query) == []


@needs_vectors
def test_near_rows_stand_after_exact_ones_and_only_where_those_leave_room(needs, django_assert_num_queries):
    query = understand("裁縫")
    with django_assert_num_queries(2):
        assert find(Need.objects.all(), query, 5) == [needs["hand"], needs["sewing"]]
        assert find(Need.objects.all(), query, 1) == [needs["hand"]]


@needs_vectors
def test_every_word_must_be_met(needs):
    assert titles("裁縫 エプロン") == ["ミシンでエプロン作り"]
    assert titles("裁縫 天体") == []


def test_without_vectors_search_still_works(needs, monkeypatch):
    monkeypatch.setattr(vocabulary, "meaning", lambda: vocabulary.Meaning(None))
    assert titles("裁縫") == ["裁縫の基本"]


@needs_vectors
def test_words_of_the_city_hold_skills_and_documents_but_no_names(needs, cast):
    words = vocabulary.collect_words()
    assert {"ミシン", "裁縫", "読み聞かせ", "天体", "剣道"} <= set(words)
    assert not {"春子", "花塚", "学校", "こと"} & set(words)


def test_rows_are_filled_once(needs, django_assert_num_queries):
    with acting("test"), django_assert_num_queries(0):
        fill_search(needs["kendo"])


def test_many_rows_are_filled_at_once(cast):
    with acting("test"):
        assert fill_search_all(Talent.objects.all()) == 3
        assert fill_search_all(School.objects.all(), batch=2) == 3
        assert fill_search_all(School.objects.all()) == 0
    assert [talent.name for talent in Talent.objects.search("ﾊﾙｺ ミシン")] == ["森 春子"]
    assert [school.short_name for school in School.objects.search("汐見浜")] == ["汐見浜小"]


def test_telephone_and_address_are_never_searched(cast):
    with acting("test"):
        Talent.objects.filter(pk=cast.seamstress.pk).update(address="結野市花塚 秘密町1")
        fill_search_all(Talent.objects.all())
    assert Talent.objects.get(pk=cast.seamstress.pk).address.endswith("秘密町1")
    assert list(Talent.objects.search("秘密町")) == []
    assert list(Talent.objects.search(cast.persons["seamstress"].telephone)) == []


def test_search_stays_within_what_the_actor_may_see(needs, cast):
    for part, expected in (("teacher", 1), ("coast_teacher", 0), ("instructor", 1), ("coast_instructor", 0), ("coordinator", 1)):
        assert Need.objects.allowing(cast.actor(part), Permission.SEE_NEEDS).search("剣道").count() == expected


def test_reindex_fills_everything(cast, capsys):
    call_command("reindex")
    out = capsys.readouterr().out
    assert "School: 3" in out and "Talent: 3" in out and "words: " in out
    assert School.objects.search("花塚一中").get() == cast.junior


def test_highlight_escapes_and_marks_what_was_written(needs):
    query = understand("剣道 ぷれ <b>")
    assert highlight("<b>剣道</b>（ﾌﾟﾚ）", query) == "<mark>&lt;b&gt;剣道</mark>&lt;/b&gt;（<mark>ﾌﾟﾚ</mark>）"


def test_an_excerpt_stands_round_the_find():
    text = "あ" * 100 + "剣道" + "い" * 100
    piece = excerpt(text, understand("剣道"), 60)
    assert piece == "…" + "あ" * 20 + "剣道" + "い" * 38 + "…"
    assert excerpt("短い文", understand("剣道")) == "短い文"
