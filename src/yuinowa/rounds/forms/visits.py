"""Forms and filters of the visits page."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yuinowa.organisations.models import Block, School
from yuinowa.people.models import Post
from yuinowa.rounds.forms.policies import DateInput, TimeInput
from yuinowa.rounds.models import Visit
from yuinowa.ui.fields import NamedChoiceField

STATES = [("", _("取りやめのほかすべて")), *Visit.State.choices]


class VisitFilter(forms.Form):
    """Filters that are wrong are left out instead of complained about."""

    block = NamedChoiceField(Block.objects.none(), label=_("地区"), required=False, empty_label=_("すべて"))
    school = NamedChoiceField(School.objects.none(), label=_("学校"), required=False, empty_label=_("すべて"), name_column="short_name")
    state = forms.ChoiceField(label=_("状態"), required=False, choices=STATES)

    def __init__(self, data: Any, *, blocks: Any = None, schools: Any = None) -> None:
        super().__init__(data)
        for name, rows in (("block", blocks), ("school", schools)):
            if rows is None:
                del self.fields[name]
            else:
                self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.is_valid()

    def typed(self, name: str) -> Any:
        return self.cleaned_data.get(name) or None


class MoveForm(forms.Form):
    """Another day and hour; with the hours left empty, a time that fits that day is found. ``seen``: where the visit stood."""

    on = forms.DateField(label=_("日にち"), widget=DateInput())
    arrives_at = forms.TimeField(
        label=_("始まり"), widget=TimeInput(), required=False, help_text=_("空けておくと、その日に合う時刻をさがします")
    )
    leaves_at = forms.TimeField(label=_("終わり"), widget=TimeInput(), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        begin, end = typed.get("arrives_at"), typed.get("leaves_at")
        if bool(begin) != bool(end) and "arrives_at" not in self.errors and "leaves_at" not in self.errors:
            self.add_error("leaves_at" if begin else "arrives_at", _("始まりと終わりを、両方入れるか両方空にしてください。"))
        return typed


class NewVisitForm(forms.Form):
    """One visit by hand, outside the plan."""

    post = forms.ModelChoiceField(Post.objects.none(), label=_("指導員"), empty_label=None)
    school = NamedChoiceField(School.objects.none(), label=_("学校"), empty_label=_("選んでください"), name_column="short_name")
    on = forms.DateField(label=_("日にち"), widget=DateInput())
    arrives_at = forms.TimeField(label=_("始まり"), widget=TimeInput(), initial=dt.time(10))
    leaves_at = forms.TimeField(label=_("終わり"), widget=TimeInput(), initial=dt.time(11))
    purpose = forms.CharField(label=_("用件"), max_length=100, required=False, help_text=_("例：職場体験の打ち合わせ"))

    def __init__(self, *args: Any, posts: Any, schools: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = posts  # type: ignore[attr-defined]
        self.fields["school"].queryset = schools  # type: ignore[attr-defined]
