"""The forms and filters of this room: they parse, the actions decide."""

import calendar
import datetime as dt
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import F
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from yuinowa.engine.calendar import Term, term_of
from yuinowa.organisations.calendar import closed_days_everywhere, days
from yuinowa.organisations.models import Block
from yuinowa.people.models import Post
from yuinowa.promises.models import Promise
from yuinowa.ui.fields import NamedChoiceField
from yuinowa.ui.templatetags.dates import month_day

LATE = [("", _("すべて")), ("1", _("期限を過ぎたもの")), ("7", _("7日より過ぎたもの"))]
STATES = [("", _("まだのもの")), *Promise.State.choices[1:], ("every", _("すべて"))]


class PostIterator(ModelChoiceIterator):
    """The posts place by place: the city hall, the 公民館, the schools; one query, and no objects."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        order = (F("school__kana").asc(nulls_first=True), F("center__kana").asc(nulls_first=True), "school", "center", "kind", "number")
        rows = self.queryset.order_by(*order).values_list("pk", "kind", "number", "school__short_name", "center__name")
        for place, posts in groupby(rows, key=lambda row: row[3] or row[4] or ""):
            yield place or _now("市役所"), [(pk, _named(place, kind, number)) for pk, kind, number, _school, _center in posts]


def _named(place: str, kind: str, number: int) -> str:
    label = Post.named(kind, place)
    return f"{label}（{number}）" if number > 1 else label


class PostField(forms.ModelChoiceField):
    """A choice among posts."""

    iterator = PostIterator


class DateInput(forms.DateInput):
    """A date of the browser's own calendar."""

    def __init__(self) -> None:
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


class DueForm(forms.Form):
    """Until when: one of the usual days, or a date, which wins where both are given."""

    when = forms.ChoiceField(label=_("いつまで"), widget=forms.RadioSelect, initial="week")
    due_on = forms.DateField(label=_("ほかの日にち"), required=False, widget=DateInput(), help_text=_("入れると、上の選択より先になります"))

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.usual = usual_days(today)
        words = [(key, f"{label}（{month_day(self.usual[key])}）") for key, label in USUAL]
        self.fields["when"].choices = [*words, ("day", _("日にちを入れる"))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = self.cleaned_data
        if not typed.get("due_on") and "due_on" not in self.errors and "when" in typed:
            typed["due_on"] = self.usual.get(typed["when"])
            if typed["due_on"] is None:
                self.add_error("due_on", _("日にちを入れてください。"))
        return typed


USUAL = (("week", _("一週間後")), ("month", _("今月の終わり")), ("term", _("学期の終わり")))


def usual_days(today: dt.date) -> dict[str, dt.date]:
    """The usual days until which people promise; one query."""
    last = calendar.monthrange(today.year, today.month)[1]
    return {"week": today + dt.timedelta(days=7), "month": today.replace(day=last), "term": _last_school_day(today)}


def _last_school_day(today: dt.date) -> dt.date:
    """Of this term, or in the holidays of the next one."""
    term = term_of(today)
    following = term_of(term.end + dt.timedelta(days=1))
    closed = closed_days_everywhere(today, following.end)
    return max(_open(term, today, closed), default=None) or max(_open(following, today, closed), default=following.end)


def _open(term: Term, today: dt.date, closed: dict[dt.date, str]) -> list[dt.date]:
    return [day for day in days(max(term.start, today), term.end) if day not in closed]


class PromiseForm(DueForm):
    """What somebody owes somebody, until when."""

    text = forms.CharField(
        label=_("何を約束したか"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("例：昔の道具を貸してくださる方の名簿を届ける"),
    )
    owner = PostField(Post.objects.none(), label=_("守る人"), empty_label=None)
    owed_to = PostField(Post.objects.none(), label=_("相手"), required=False, empty_label=_("職のない方、または自分の宿題"))
    owed_to_text = forms.CharField(
        label=_("職のない相手"), max_length=80, required=False, help_text=_("例：PTA会長、町内会。上で職を選んだときは空けておきます")
    )
    source_text = forms.CharField(label=_("どこで約束したか"), max_length=100, required=False, help_text=_("例：10月5日の巡回訪問"))
    field_order = ["text", "owner", "owed_to", "owed_to_text", "when", "due_on", "source_text"]

    def __init__(self, *args: Any, posts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("owner", "owed_to"):
            self.fields[name].queryset = posts  # type: ignore[attr-defined]

    def promised(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("text", "owner", "owed_to", "owed_to_text", "due_on", "source_text")}


class FinishForm(forms.Form):
    word = forms.CharField(
        label=_("ひとこと"), max_length=200, required=False, help_text=_("相手も読めます。例：名簿を教頭先生に渡しました")
    )


class HandOnForm(forms.Form):
    to = PostField(Post.objects.none(), label=_("引きつぐ先"), empty_label=_("選んでください"))
    word = forms.CharField(
        label=_("ひとこと"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("メールに、このまま入ります")
    )

    def __init__(self, *args: Any, posts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = posts  # type: ignore[attr-defined]


class MoveForm(DueForm):
    word = forms.CharField(
        label=_("わけ"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("相手も、ここまでの経過として読めます")
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("相手へのメールに、このまま入ります")
    )


class PromiseFilter(forms.Form):
    """Filters that are wrong are left out instead of complained about."""

    q = forms.CharField(label=_("ことば"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("状態"), required=False, choices=STATES)
    late = forms.ChoiceField(label=_("期限"), required=False, choices=LATE)
    block = NamedChoiceField(Block.objects.none(), label=_("ブロック"), required=False, empty_label=_("すべて"))
    vacant = forms.BooleanField(label=_("担当者がいない"), required=False)

    def __init__(self, data: Any, *, blocks: Any = None) -> None:
        super().__init__(data)
        if blocks is None:
            del self.fields["block"]
        else:
            self.fields["block"].queryset = blocks  # type: ignore[attr-defined]
        self.is_valid()

    def typed(self, name: str) -> Any:
        return self.cleaned_data.get(name) or None

    @property
    def has_wishes(self) -> bool:
        return any(self.typed(name) for name in self.fields)
