"""Lists keep their filters, states their looks, forms their keys."""

import datetime as dt
import re

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from yuinowa.core.clock import JAPAN
from yuinowa.matching.models import Plan, Proposal
from yuinowa.needs.models import Need, Offer
from yuinowa.talents.models import Talent
from yuinowa.ui.status import LOOKS


def render(source: str, path: str = "/", **context: object) -> str:
    request = RequestFactory().get(path)
    return Template("{% load ui dates %}" + source).render(Context({"request": request, **context})).strip()


def test_a_head_sorts_up_then_down_and_keeps_the_filters():
    first = render('{% sort "day" "日" %}', "/needs/?state=open&page=3")
    assert 'href="?state=open&amp;sort=day"' in first and 'aria-sort="none"' in first
    assert 'href="?state=open&amp;sort=-day"' in render('{% sort "day" "日" %}', "/needs/?state=open&sort=day")
    assert 'aria-sort="descending"' in render('{% sort "day" "日" %}', "/needs/?sort=-day")


def test_pages_keep_the_filters():
    page = Paginator(range(95), 10).page(2)
    html = render("{% pagination page %}", "/needs/?state=open&page=2", page=page)
    assert "?state=open&amp;page=3" in html and "?state=open&amp;page=10" in html
    assert re.findall(r'aria-current="page">(\d+)', html) == ["2"]


def test_a_single_page_needs_no_way():
    assert render("{% pagination page %}", page=Paginator(range(5), 10).page(1)) == ""


def test_each_form_has_a_key_of_its_own():
    keys = re.findall(r'value="([0-9a-f-]{36})"', render("{% submission_key %}{% submission_key %}"))
    assert len(set(keys)) == 2


@pytest.mark.parametrize("states", [Need.State, Offer.State, Talent.State, Plan.State, Proposal.State])
def test_every_state_has_a_look(states: type):
    assert set(states.values) - set(LOOKS) == set()


def test_a_state_is_a_word_and_a_shape():
    html = render("{% status 'filled' '決定' %}")
    assert "決定" in html and "#s-full" in html and "tone-good" in html


def test_states_of_one_kind_never_share_shape_and_tone():
    looks = [LOOKS[state] for state in (Need.State.DRAFT, Need.State.OPEN, Need.State.ASKING, Need.State.FILLED, Need.State.DONE)]
    assert len(set(looks)) == len(looks)


def test_breadcrumbs_end_with_the_page_itself():
    assert 'href="/"' in render("{% crumb 'きょう' 'home' %}")
    assert 'aria-current="page"' in render("{% crumb 'ここ' %}")


def test_dates_as_the_office_writes_them():
    day = dt.date(2026, 11, 22)
    assert render("{{ day|wareki }}", day=day) == "令和8年11月22日（日）"
    assert render("{{ day|wareki_month }}", day=day) == "令和8年11月"
    assert render("{{ day|month_day }}", day=day) == "11月22日（日）"
    late = dt.datetime(2026, 11, 21, 16, 5, tzinfo=dt.UTC)
    assert render("{{ at|day_and_time }}", at=late) == "令和8年11月22日（日） 1:05"
    assert render("{{ at|clock_time }}", at=late.astimezone(JAPAN).time()) == "1:05"
    assert render("{{ none|wareki }}{{ none|month_day }}{{ none|clock_time }}", none=None) == ""
    with translation.override("en"):
        assert "2026" in render("{{ day|wareki }}", day=day)
        assert render("{{ day|wareki_month }}", day=day) == "November 2026"
