import pytest
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.html import format_html
from django.utils.safestring import SafeString

from yuinowa.needs.models import Need
from yuinowa.ui.tables import Column, Table, whole, words

ROWS = ({"name": "<b>ミシン & 糸", "count": 3}, {"name": "読み聞かせ", "count": 0})
COLUMNS = (
    Column("名前", lambda row: format_html("<em>{}</em>", row["name"]), sort="name", is_name=True),
    Column("数 <n>", lambda row: row["count"], css="number"),
)


def render(query="", rows=ROWS):
    request = RequestFactory().get(f"/list/?{query}")
    table = Table("一覧 <x>", COLUMNS, rows)
    return Template("{% load ui %}{% table table %}").render(Context({"table": table, "request": request}))


def test_a_table_escapes_what_people_typed_and_keeps_what_was_made_safely():
    html = render()
    assert '<th scope="row"><em>&lt;b&gt;ミシン &amp; 糸</em></th>' in html
    assert '<td data-label="数 &lt;n&gt;" class="number">3</td>' in html
    assert '<caption class="visually-hidden">一覧 &lt;x&gt;</caption>' in html
    assert html.count("<tr>") == 3


@pytest.mark.parametrize(
    ("query", "direction", "address"),
    [
        ("", "none", "?sort=name"),
        ("sort=name&q=a%26b&page=3", "ascending", "?sort=-name&amp;q=a%26b"),
        ("sort=-name", "descending", "?sort=name"),
        ("sort=other", "none", "?sort=name"),
    ],
)
def test_a_head_sorts_and_keeps_the_filters(query, direction, address):
    assert f'<th scope="col" aria-sort="{direction}"><a class="sort" href="{address}">名前</a></th>' in render(query)


def test_a_table_without_a_sort_key_has_a_plain_head():
    assert '<th scope="col" class="number">数 &lt;n&gt;</th>' in Table("", COLUMNS, ()).html(QueryDict())


def test_a_column_without_label_shows_its_head_and_says_nothing_before_its_cells():
    columns = (Column("", lambda row: row["count"], head=SafeString("<input>"), css="no-print"),)
    html = Table("", columns, ROWS).html(QueryDict())
    assert '<th scope="col" class="no-print"><input></th>' in html and '<tr><td class="no-print">3</td></tr>' in html


def test_words_are_those_of_the_choices():
    assert words(Need.State)["open"] == "募集中"


def test_a_file_says_what_it_has_no_room_for():
    rows = [["a"], ["b"], ["c"]]
    assert list(whole(iter(rows), 3)) == rows
    assert list(whole(iter(rows), 2)) == [["a"], ["b"], ["ここまでで2件です。のこりは、しぼり込んで分けて取り出してください。"]]
