"""Forms of policies, of what differs for single schools, and of copying to another term."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yuinowa.engine.calendar import Term, fiscal_year, fiscal_year_name, terms
from yuinowa.organisations.models import School
from yuinowa.people.models import Post
from yuinowa.rounds.actions import Special
from yuinowa.rounds.models import RoundPolicy, SchoolVisits

WEEKDAYS = ((0, _("月")), (1, _("火")), (2, _("水")), (3, _("木")), (4, _("金")))


class DateInput(forms.DateInput):
    """A date of the browser's own calendar."""

    def __init__(self) -> None:
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    def __init__(self) -> None:
        super().__init__(attrs={"type": "time", "step": 300}, format="%H:%M")


class PolicyForm(forms.Form):
    """How a block is gone round in a term."""

    name = forms.CharField(label=_("方針の名前"), max_length=60, help_text=_("例：令和8年度 2学期"))
    from_on = forms.DateField(label=_("いつから"), widget=DateInput())
    until_on = forms.DateField(label=_("いつまで"), widget=DateInput())
    visits = forms.IntegerField(
        label=_("1校あたりの訪問の回数"),
        min_value=1,
        max_value=12,
        help_text=_("この期間に、どの学校も何回訪問するか。学校ごとの回数は、あとで変えられます"),
    )
    spacing_days = forms.IntegerField(
        label=_("訪問の間隔（日）"), min_value=0, max_value=365, help_text=_("同じ学校への訪問の間を、何日以上あけるか")
    )
    new_teacher_days = forms.IntegerField(
        label=_("新しい先生の学校は何日以内"),
        min_value=0,
        max_value=120,
        help_text=_("事業担当教員が代わった学校への最初の訪問を、期間の始めから何日以内にするか。0なら急ぎません"),
    )
    service_minutes = forms.IntegerField(label=_("1回の訪問の時間（分）"), min_value=10, max_value=480)
    per_day = forms.IntegerField(label=_("1日に回る学校の数（最大）"), min_value=1, max_value=6)
    days_a_month = forms.IntegerField(label=_("1か月の勤務日数（最大）"), min_value=1, max_value=23)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("勤務の曜日"), choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple, help_text=_("巡回に出られる曜日")
    )
    shift_from = forms.TimeField(label=_("勤務の始まり"), widget=TimeInput(), help_text=_("公民館を出る時刻"))
    shift_until = forms.TimeField(label=_("勤務の終わり"), widget=TimeInput(), help_text=_("公民館にもどる時刻"))
    window_from = forms.TimeField(label=_("学校の受け入れの始まり"), widget=TimeInput(), help_text=_("学校が自分の時間を決めていないとき"))
    window_until = forms.TimeField(label=_("学校の受け入れの終わり"), widget=TimeInput())

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        for begin, end in (("from_on", "until_on"), ("shift_from", "shift_until"), ("window_from", "window_until")):
            if typed.get(begin) and typed.get(end) and typed[end] <= typed[begin]:
                self.add_error(end, _("終わりが、始まりより前になっています。"))
        return typed


class NewPolicyForm(PolicyForm):
    post = forms.ModelChoiceField(Post.objects.none(), label=_("指導員"), empty_label=None, help_text=_("この職の地区の方針になります"))
    field_order = ["post"]

    def __init__(self, *args: Any, posts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = posts  # type: ignore[attr-defined]


class CopyForm(forms.Form):
    """To which term; the form is asked for the coming terms only."""

    term = forms.ChoiceField(label=_("どの学期に写すか"))

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.terms = {f"{term.start}": term for term in coming_terms(today)}
        self.fields["term"].choices = [(key, term_name(term)) for key, term in self.terms.items()]  # type: ignore[attr-defined]

    def chosen(self) -> Term:
        return self.terms[self.cleaned_data["term"]]


def coming_terms(today: dt.date) -> list[Term]:
    """This term and the three after it."""
    year = fiscal_year(today)
    return [term for number in (year, year + 1) for term in terms(number) if term.end >= today][:4]


def term_name(term: Term) -> str:
    return f"{fiscal_year_name(fiscal_year(term.start))} {term.name}"


class SchoolsForm(forms.Form):
    """A row of three fields for each school of the block; empty means as the policy says."""

    def __init__(self, *args: Any, policy: RoundPolicy, schools: Sequence[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schools = schools
        now = {row.school_id: row for row in policy.schools.all()}
        for school in schools:
            self._add(school, now.get(school.pk))

    def _add(self, school: School, row: SchoolVisits | None) -> None:
        fields: dict[str, tuple[Any, Any, forms.Field]] = {
            "visits": (_("回数"), row and row.visits, forms.IntegerField(required=False, min_value=0, max_value=12)),
            "minutes": (_("分"), row and row.service_minutes, forms.IntegerField(required=False, min_value=10, max_value=480)),
            "reason": (_("理由"), row and row.reason, forms.CharField(required=False, max_length=100)),
        }
        for name, (label, now, field) in fields.items():
            field.label = f"{school.short_name} {label}"
            field.initial = now
            field.widget.attrs["aria-label"] = field.label
            self.fields[f"{name}_{school.pk}"] = field

    def rows(self) -> Iterator[dict[str, Any]]:
        """For the table: the school and its three fields."""
        for school in self.schools:
            yield {"school": school, **{name: self[f"{name}_{school.pk}"] for name in ("visits", "minutes", "reason")}}

    def specials(self) -> list[Special]:
        typed = self.cleaned_data
        return [
            Special(school, typed[f"visits_{school.pk}"], typed[f"minutes_{school.pk}"], typed[f"reason_{school.pk}"] or "")
            for school in self.schools
        ]
