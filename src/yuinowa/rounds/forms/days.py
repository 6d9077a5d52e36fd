"""Forms of days and hours: when a school takes visitors, and when an instructor is away."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yuinowa.people.models import Post
from yuinowa.rounds.forms.policies import WEEKDAYS, DateInput, TimeInput
from yuinowa.rounds.models import InstructorAbsence

# Of an illness the page of illness is told, because visits have to be given to others.
PLANNED = [kind for kind in InstructorAbsence.Kind.choices if kind[0] != InstructorAbsence.Kind.ILLNESS]


class HoursForm(forms.Form):
    """From and until for each weekday; both empty: nobody is taken in on that day."""

    def __init__(self, *args: Any, hours: dict[int, tuple[dt.time, dt.time]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for weekday, label in WEEKDAYS:
            for place, (name, word) in enumerate((("from", _("から")), ("until", _("まで")))):
                initial = hours[weekday][place] if weekday in hours else None
                field = forms.TimeField(label=f"{label} {word}", required=False, widget=TimeInput(), initial=initial)
                field.widget.attrs["aria-label"] = field.label
                self.fields[f"{name}_{weekday}"] = field

    def rows(self) -> list[dict[str, Any]]:
        return [{"label": label, "begin": self[f"from_{day}"], "end": self[f"until_{day}"]} for day, label in WEEKDAYS]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        for weekday, _label in WEEKDAYS:
            begin, end = typed.get(f"from_{weekday}"), typed.get(f"until_{weekday}")
            if bool(begin) != bool(end):
                self.add_error(
                    f"until_{weekday}" if begin else f"from_{weekday}", _("始まりと終わりを、両方入れるか両方空にしてください。")
                )
            elif begin and end and end <= begin:
                self.add_error(f"until_{weekday}", _("終わりが、始まりより前になっています。"))
        return typed

    def hours(self) -> dict[int, tuple[dt.time, dt.time]]:
        typed = self.cleaned_data
        return {day: (typed[f"from_{day}"], typed[f"until_{day}"]) for day, _label in WEEKDAYS if typed[f"from_{day}"]}


class AbsenceForm(forms.Form):
    post = forms.ModelChoiceField(Post.objects.none(), label=_("指導員"), empty_label=None)
    from_on = forms.DateField(label=_("いつから"), widget=DateInput())
    until_on = forms.DateField(label=_("いつまで"), widget=DateInput(), required=False, help_text=_("1日だけなら空けておきます"))
    kind = forms.ChoiceField(label=_("種類"), choices=PLANNED, widget=forms.RadioSelect, initial=InstructorAbsence.Kind.LEAVE)

    def __init__(self, *args: Any, posts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = posts  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        typed["until_on"] = typed.get("until_on") or typed.get("from_on")
        return typed
