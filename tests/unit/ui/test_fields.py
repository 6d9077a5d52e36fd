"""One template serves every field: its words, its help and its error belong together for the eye and the ear."""

import re

import pytest
from django import forms
from django.template import Context, Template

HELP = "学年と組を書いてください。"


class Sample(forms.Form):
    title = forms.CharField(label="題名", max_length=10)
    note = forms.CharField(label="メモ", required=False, widget=forms.Textarea, help_text=HELP)
    on = forms.DateField(label="日", widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(label="種類", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect)
    days = forms.MultipleChoiceField(label="曜日", choices=[("0", "月"), ("1", "火")], widget=forms.CheckboxSelectMultiple, required=False)
    agreed = forms.BooleanField(label="同意します")


def group(name: str, data: dict[str, str] | None = None) -> str:
    return str(Sample(data)[name].as_field_group())


def test_a_wanted_field_says_so_in_words():
    assert "必須" in group("title")
    assert "なくてもよい" in group("note") and "必須" not in group("note")


def test_label_points_at_the_field():
    assert re.search(r'<label[^>]*for="id_title"', group("title"))
    assert 'id="id_title"' in group("title")


def test_help_is_read_with_the_field():
    html = group("note")
    described = re.search(r'aria-describedby="([^"]+)"', html)
    assert described and re.search(rf'id="{described[1]}"[^>]*>{HELP}', html)


@pytest.mark.parametrize("name", ["title", "on", "kind", "agreed"])
def test_error_stands_beside_the_field_and_is_read_with_it(name: str):
    html = group(name, {"x": "1"})
    assert f'id="id_{name}_error"' in html
    assert f"id_{name}_error" in "".join(re.findall(r'aria-describedby="([^"]+)"', html))
    assert "has-error" in html


def test_an_empty_field_says_what_to_do():
    form = Sample({"x": "1"})
    assert {name: list(found) for name, found in form.errors.items()} == {
        "title": ["書いてください。"],
        "on": ["書いてください。"],
        "kind": ["選んでください。"],
        "agreed": ["確かめて、印をつけてください。"],
    }


def test_help_may_be_a_list():
    form = Sample()
    form.fields["note"].help_text = "<ul><li>一つめ</li></ul>"
    assert re.search(r'<div class="field-help" id="id_note_helptext">.*一つめ.*</div>', str(form["note"].as_field_group()))


def test_choices_are_a_group_with_a_legend():
    for name in ("kind", "days"):
        html = group(name)
        assert html.count("<fieldset") == html.count("</fieldset>") == html.count("<legend") == 1


def test_only_dates_have_a_place_for_the_weekday():
    assert 'data-wareki="id_on"' in group("on")
    assert "data-wareki" not in group("title")


def test_what_people_typed_is_escaped():
    form = Sample({"title": "<script>x</script>"})
    assert "<script>" not in str(form["title"].as_field_group())


def test_summary_links_to_places_that_exist():
    form = Sample({"title": "a" * 11})
    page = Template("{% load ui %}{% errors form %}{{ form }}").render(Context({"form": form}))
    targets = re.findall(r'<a href="#([^"]+)"', page)
    assert len(targets) == 4
    assert [target for target in targets if f'id="{target}"' not in page] == []


def test_a_form_without_errors_has_no_summary():
    assert Template("{% load ui %}{% errors form %}").render(Context({"form": Sample()})).strip() == ""


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_year_that_nobody_means_is_asked_about(day: str) -> None:
    assert "年を確かめてください。" in group("on", {"on": day})
    assert "年を確かめてください。" not in group("on", {"on": "1935-04-01"})


def test_what_does_not_fit_is_answered_by_what_to_do() -> None:
    assert "10文字までで書いてください（いまは11文字です）。" in group("title", {"title": "あ" * 11})
    assert "選べるものが変わりました。選びなおしてください。" in group("kind", {"kind": "c"})
    assert "日にちを「2026-04-01」のように書いてください。" in group("on", {"on": "あした"})
