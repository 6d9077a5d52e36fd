"""Ticks of a list and refusals on a form, as every room shows them."""

import pytest
from django import forms
from django.http import QueryDict

from yuinowa.core.errors import Refused
from yuinowa.ui.deciding import MOST_TICKED, show, ticked


class Reason(forms.Form):
    reason = forms.CharField()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("row=3&row=1", [3, 1]), ("row=x&row=-1&row=", []), ("other=1", []), (f"row={10**19}", [])],
    ids=["two", "no keys", "another list", "beyond a key of the database"],
)
def test_ticks_are_keys(asked: str, expected: list[int]) -> None:
    assert ticked(QueryDict(asked), "row") == expected


def test_no_more_than_a_page_shows() -> None:
    assert len(ticked(QueryDict("&".join(f"row={n}" for n in range(MOST_TICKED + 50))), "row")) == MOST_TICKED


def test_a_refusal_stands_beside_its_field_else_on_top() -> None:
    form = Reason({"reason": "a"})
    show(form, Refused("no_reason", "理由を入れてください。", field="reason"))
    show(form, Refused("too_late", "もう変えられません。", field="elsewhere"))
    assert form.errors == {"reason": ["理由を入れてください。"], "__all__": ["もう変えられません。"]}
    assert form["reason"].value() == "a"
