import datetime as dt

import pytest
from django.template import Context, Template
from django.utils.translation import override

DAY = dt.date(2026, 11, 1)
MARK = "｜漢字《かんじ》"


def render(page: str, language: str = "ja", **context: object) -> str:
    with override(language):
        return Template("{% load japanese dates %}" + page).render(Context({"day": DAY, **context}))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ja", '<title>漢字</title><p title="漢字">漢字</p>'),
        ("en", '<title>漢字</title><p title="漢字">漢字</p>'),
        ("ja-simple", '<title>漢字</title><p title="漢字"><ruby>漢字<rt>かんじ</rt></ruby></p>'),
    ],
)
def test_readings_show_in_easy_japanese_only(language, expected):
    page = '{% filter ruby %}<title>{{ mark }}</title><p title="{{ mark }}">{{ mark }}</p>{% endfilter %}'
    assert render(page, language, mark=MARK) == expected


def test_what_people_typed_stays_escaped():
    assert render("{{ text|ruby }}", "ja-simple", text="<b>｜<i>《x》") == "&lt;b&gt;<ruby>&lt;i&gt;<rt>x</rt></ruby>"
    assert render("{% filter ruby %}{{ text }}{% endfilter %}", text="<script>") == "&lt;script&gt;"


def test_readings_are_added_to_typed_text_in_easy_japanese():
    page = "{% filter ruby %}{{ text|furigana }}{% endfilter %}"
    assert render(page, "ja-simple", text="地区 <b>") == "<ruby>地区<rt>ちく</rt></ruby> &lt;b&gt;"
    assert render(page, "ja", text="地区") == "地区"


@pytest.mark.parametrize(
    ("tag", "japanese", "english", "easy"),
    [
        (
            "{{ day|wareki }}",
            "令和8年11月1日（日）",
            "Sun 1 November 2026",
            "2026｜年《ねん》11｜月《がつ》｜1日《ついたち》（｜日《にち》）",
        ),
        ("{{ day|month_day }}", "11月1日（日）", "Sun 1 Nov", "11｜月《がつ》｜1日《ついたち》（｜日《にち》）"),
        ("{{ day|wareki_short }}", "R8.11.1", "2026-11-01", "2026.11.1"),
        ("{{ day|weekday }}", "日", "Sun", "日"),
        ("{{ day|fiscal_year }}", "令和8年度", "fiscal 2026", "2026｜年度《ねんど》"),
        ("{{ 2019|fiscal_year }}", "令和元年度", "fiscal 2019", "2019｜年度《ねんど》"),
        ("{{ start|time_span:end }}", "9:05～10:30", "9:05–10:30", "9:05～10:30"),
        ("{{ start|time_span:none }}", "9:05", "9:05", "9:05"),
        ("{{ none|wareki }}{{ none|wareki_short }}{{ none|weekday }}{{ none|fiscal_year }}", "", "", ""),
    ],
)
def test_dates_in_each_language(tag, japanese, english, easy):
    times = {"start": dt.time(9, 5), "end": dt.time(10, 30), "none": None}
    assert [render(tag, language, **times) for language in ("ja", "en", "ja-simple")] == [japanese, english, easy]


def test_moments_are_days_in_japan():
    moment = dt.datetime(2026, 10, 31, 15, 0, tzinfo=dt.UTC)
    assert render("{{ moment|wareki_short }} {{ moment|weekday }}", moment=moment) == "R8.11.1 日"
