"""Pictures say the numbers and stay inside their frame."""

import re

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from yuinowa.ui.maps import SHAPES, key_of
from yuinowa.ui.templatetags.charts import BOTTOM, HEIGHT, TOP, WIDTH, histogram, nice_top, percent, rings, stacked


def render(source: str, **context: object) -> str:
    return Template("{% load charts %}" + source).render(Context(context))


@given(st.integers(0, 10**6))
def test_an_axis_ends_at_an_even_number_not_far_above(highest: int):
    top = nice_top(highest)
    assert top >= highest and top % 2 == 0
    assert top <= max(2, 2.1 * highest)


@pytest.mark.parametrize(("share", "shown"), [(0, 0), (0.001, 1), (0.5, 50), (0.999, 99), (1, 100)])
def test_a_percentage_never_hides_the_last_or_the_first(share: float, shown: int):
    assert percent(share) == shown


@given(st.lists(st.tuples(st.text("回数", max_size=3), st.integers(0, 5000), st.integers(0, 5000)), max_size=12))
def test_bars_stay_inside_the_frame(rows: list[tuple[str, int, int]]):
    for bar in histogram("", rows)["bars"]:
        assert bar["x"] >= 0 and bar["x"] + bar["width"] <= WIDTH
        assert bar["y"] >= TOP - 0.1 and bar["y"] + bar["height"] == pytest.approx(HEIGHT - BOTTOM, abs=0.11)


@given(st.lists(st.tuples(st.just("校"), st.lists(st.integers(0, 900), min_size=3, max_size=3)), max_size=8))
def test_stacked_bars_end_where_the_longest_does(rows: list[tuple[str, list[int]]]):
    drawn = stacked("", rows, ["a", "b", "c"])["rows"]
    ends = [row["pieces"][-1]["x"] + row["pieces"][-1]["width"] for row in drawn]
    assert all(end <= 100.02 for end in ends)
    if any(row["total"] for row in drawn):
        assert max(ends) == pytest.approx(100, abs=0.02)


def test_a_ring_of_nothing_is_empty():
    assert rings("", [("体験", 0, 0)])["rows"][0]["percent"] == 0


def test_every_number_of_a_picture_stands_in_a_table():
    html = render("{% histogram '回数' rows '回' names %}", rows=[("1月", 31, 47), ("2月", 53, 59)], names=["前", "後"])
    assert re.findall(r'<td class="number">(\d+)</td>', html) == ["31", "47", "53", "59"]
    assert re.findall(r'<th scope="col" class="number">(.)</th>', html) == ["前", "後"]
    html = render("{% rings '種類' rows %}", rows=[("体験", 3, 4)])
    assert "4人のうち 3人" in html


def test_no_share_is_no_bar():
    assert "svg" not in render("{% meter none %}", none=None)


def test_classes_of_a_map_differ_by_shape():
    assert len(set(SHAPES.values())) == len(SHAPES)
    assert [item["shape"] for item in key_of({1: "よい", 4: "まだ"})] == [SHAPES[1], SHAPES[4]]
