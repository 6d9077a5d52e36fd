"""What the renderer writes by itself is what Django's own templates write."""

import datetime as dt
import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, override

from yuinowa.ui.fields import NameSelect
from yuinowa.ui.rendering import FormRenderer

GROUPED = [("", "すべて"), ("組 <1>", [("a", "あ & い"), ("b", "<う>")]), (3, gettext_lazy("お願い"))]
ATTRS = {"id": "id_x", "required": True, "disabled": False, "data-wide": '"<&>', "title": SafeString("a&amp;b"), "step": 5}
WIDGETS = [
    (forms.TextInput(), "ミシン <\"&'>"),
    (forms.TextInput(attrs={"type": "search"}), None),
    (forms.NumberInput(), 3),
    (forms.EmailInput(), "a@example.jp"),
    (forms.URLInput(), ""),
    (forms.PasswordInput(), "x"),
    (forms.HiddenInput(), 0),
    (forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), dt.date(2026, 11, 1)),
    (forms.TimeInput(attrs={"type": "time"}), dt.time(9, 5)),
    (forms.CheckboxInput(), True),
    (forms.CheckboxInput(), False),
    (forms.Select(choices=GROUPED), "b"),
    (forms.Select(choices=GROUPED), 3),
    (forms.NullBooleanSelect(), None),
    (forms.SelectMultiple(choices=GROUPED), ["a", "3"]),
]


def tight(html):
    """Between tags, Django's templates have line breaks that no browser shows."""
    return re.sub(r">\s+<", "><", html).strip()


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(("widget", "value"), WIDGETS)
def test_a_widget_is_written_as_django_writes_it(widget, value, language):
    with override(language):
        ours = widget.render("x<y", value, ATTRS, renderer=FormRenderer())
        assert tight(ours) == tight(widget.render("x<y", value, ATTRS, renderer=DjangoTemplates()))
        assert isinstance(ours, SafeString)


@pytest.mark.parametrize("value", [None, "", "2", 2])
def test_a_long_list_of_names_is_written_as_a_select(value):
    choices = [("", "すべて"), (1, "<平>第一小"), (2, "𠮷野小")]
    expected = forms.Select(choices=choices).render("school", value, {"id": "id_school"}, renderer=DjangoTemplates())
    assert tight(NameSelect(choices=choices).render("school", value, {"id": "id_school"})) == tight(expected)
