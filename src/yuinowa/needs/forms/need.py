"""The form of a need: few fields first, the rest folded away."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yuinowa.activities.models import ActivityKind
from yuinowa.core.errors import Refused
from yuinowa.needs.actions.wish import MOST_WEEKS, Wish, WishedDate
from yuinowa.needs.models import Need
from yuinowa.organisations.models import LessonPeriod, School
from yuinowa.safety.models import Setting
from yuinowa.talents.models import Skill
from yuinowa.ui.templatetags.dates import clock_time

DATES = 3
DATE_PARTS = ("on", "lesson", "starts", "ends")
# What the form and the wish call alike and write alike.
PLAIN = tuple("title kind class_name people tasks place subject aim pupils contact note is_published setting priority".split())


class DateInput(forms.DateInput):
    """A date of the browser's own calendar."""

    def __init__(self) -> None:
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    def __init__(self) -> None:
        super().__init__(attrs={"type": "time"}, format="%H:%M")


def wished_date(on: dt.date, lesson: int | None, starts_at: dt.time | None, ends_at: dt.time | None) -> WishedDate:
    """A date as typed: times that somebody typed say that it is no lesson."""
    return WishedDate(on, None if starts_at and ends_at else lesson, starts_at, ends_at)


def lesson_choices(school: School) -> list[tuple[str, Any]]:
    """The school's own timetable: 3校時 10:45～11:30."""
    periods = LessonPeriod.objects.filter(school=school)
    named = [
        (
            str(period.number),
            _("%(number)s校時 %(from)s～%(until)s")
            % {
                "number": period.number,
                "from": clock_time(period.starts_at),
                "until": clock_time(period.ends_at),
            },
        )
        for period in periods
    ]
    return [("", _("校時を選ぶ") if named else _("時刻で入れる")), *named]


class SchoolChoice(forms.Form):
    """For whom the need is, where the actor looks after several schools."""

    school = forms.ModelChoiceField(School.objects.none(), label=_("学校"))

    def __init__(self, *args: Any, schools: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = schools  # type: ignore[attr-defined]


class NeedForm(forms.Form):
    """What a teacher says about a need; up to three possible dates."""

    title = forms.CharField(label=_("お願いの名前"), max_length=100, help_text=_("例：ミシンの学習のお手伝い"))
    kind = forms.ChoiceField(label=_("活動の種類"), choices=ActivityKind, initial=ActivityKind.SCHOOL_SUPPORT, widget=forms.RadioSelect)
    class_name = forms.CharField(label=_("学年・組"), max_length=60, required=False, help_text=_("例：5年1組・2組"))
    people = forms.IntegerField(label=_("来てほしい人数"), initial=1, help_text=_("1人から99人まで"))
    tasks = forms.CharField(label=_("お願いしたいこと"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    skill = forms.ModelChoiceField(Skill.objects.none(), label=_("あるとよい特技"), required=False, empty_label=_("特になし"))
    place = forms.CharField(label=_("場所"), max_length=60, required=False, help_text=_("例：家庭科室"))
    subject = forms.CharField(label=_("教科"), max_length=40, required=False)
    aim = forms.CharField(label=_("ねらい"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    pupils = forms.IntegerField(label=_("児童・生徒の数"), required=False, min_value=0, max_value=2000)
    minimum = forms.IntegerField(
        label=_("少なくとも必要な人数"), required=False, min_value=0, max_value=99, help_text=_("これより少ないと行えないとき")
    )
    setting = forms.TypedChoiceField(
        label=_("どんな場面か"),
        choices=Setting,
        coerce=int,
        initial=Setting.WITH_TEACHER,
        required=False,
        empty_value=0,  # type: ignore[arg-type]
    )
    priority = forms.TypedChoiceField(
        label=_("大事さ"),
        choices=Need.Priority,
        coerce=int,
        initial=Need.Priority.ORDINARY,
        required=False,
        empty_value=1,  # type: ignore[arg-type]
    )
    contact = forms.CharField(label=_("当日の連絡先"), max_length=80, required=False, help_text=_("例：職員室 電話番号"))
    note = forms.CharField(label=_("ひとこと"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    is_published = forms.BooleanField(
        label=_("公開ページでお知らせしてよい"), required=False, help_text=_("お願いの名前・学校・日にちだけが出ます")
    )
    weeks = forms.IntegerField(
        label=_("毎週くりかえす回数"),
        required=False,
        min_value=1,
        max_value=MOST_WEEKS,
        help_text=_("1週目を入れた回数。休みの週はとばします"),
    )
    is_holiday_meant = forms.BooleanField(label=_("休日に行います"), required=False)

    FOLDED = ("subject", "aim", "pupils", "minimum", "setting", "priority", "contact", "note", "is_published")

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skill"].queryset = Skill.objects.filter(ended_on__isnull=True).select_related("group")  # type: ignore[attr-defined]
        lessons = lesson_choices(school)
        for number in range(1, DATES + 1):
            self._add_date(number, lessons)
        self._leave_times_to_lessons(school)
        # A draft may still be without a day.
        self.fields["on_1"].required = "draft" not in self.data
        self.fields["on_1"].error_messages["required"] = _("日にちを一つ以上入れてください。")

    def _add_date(self, number: int, lessons: Sequence[tuple[str, Any]]) -> None:
        label = _("日にち") if number == 1 else _("ほかに行える日")
        self.fields[f"on_{number}"] = forms.DateField(label=label, required=False, widget=DateInput())
        self.fields[f"lesson_{number}"] = forms.TypedChoiceField(
            label=_("校時"), choices=lessons, coerce=int, empty_value=None, required=False
        )
        self.fields[f"starts_{number}"] = forms.TimeField(label=_("始まり"), required=False, widget=TimeInput())
        self.fields[f"ends_{number}"] = forms.TimeField(label=_("終わり"), required=False, widget=TimeInput())

    @property
    def date_rows(self) -> list[list[Any]]:
        """The fields of each possible date, bound."""
        return [[self[f"{name}_{number}"] for name in DATE_PARTS] for number in range(1, DATES + 1)]

    @property
    def folded(self) -> list[Any]:
        return [self[name] for name in self.FOLDED]

    @property
    def is_folded_used(self) -> bool:
        """Whether the folded part holds an error, so that it must stand open."""
        return any(self[name].errors for name in self.FOLDED)

    def wish(self, *, copied_from_id: int | None = None) -> Wish:
        """The wish that was typed; the action checks it."""
        typed = self.cleaned_data
        return Wish(
            **{name: typed[name] for name in PLAIN},
            skill_id=typed["skill"].pk if typed["skill"] else None,
            minimum=typed["minimum"] or 0,
            weeks=typed["weeks"] or 1,
            is_holiday_meant=typed["is_holiday_meant"],
            dates=self._dates(),
            copied_from_id=copied_from_id,
        )

    def _dates(self) -> tuple[WishedDate, ...]:
        return tuple(self._date(number) for number in range(1, DATES + 1) if self.cleaned_data.get(f"on_{number}"))

    def _date(self, number: int) -> WishedDate:
        on, *when = [self.cleaned_data[f"{name}_{number}"] for name in DATE_PARTS]
        is_as_it_was = when == [self.initial.get(f"{name}_{number}") for name in DATE_PARTS[1:]]
        return WishedDate(on, *when) if is_as_it_was else wished_date(on, *when)

    def _leave_times_to_lessons(self, school: School) -> None:
        """Show no times beside a lesson that has the same: who then chooses another lesson would keep the old times."""
        given = {number: self.initial.get(f"lesson_{number}") for number in range(1, DATES + 1)}
        if not any(given.values()):
            return
        periods = {period.number: (period.starts_at, period.ends_at) for period in LessonPeriod.objects.filter(school=school)}
        for number, lesson in given.items():
            names = f"starts_{number}", f"ends_{number}"
            if lesson and tuple(self.initial.get(name) for name in names) == periods.get(lesson):
                self.initial.update(dict.fromkeys(names))

    def show_refusal(self, error: Refused) -> None:
        """Put what an action refused beside the field that it concerns."""
        name = str(error.facts.get("field", ""))
        if name == "dates":
            name = f"on_{int(str(error.facts.get('number', 0))) + 1}"
        self.add_error(name if name in self.fields else None, error.message)

    @staticmethod
    def initial_of(wish: Wish) -> dict[str, Any]:
        """What to show for a wish, to edit it or to post it again."""
        first: dict[str, Any] = {name: getattr(wish, name) for name in PLAIN}
        first |= {"skill": wish.skill_id, "minimum": wish.minimum or None, "is_holiday_meant": wish.is_holiday_meant}
        for number, date in enumerate(wish.dates[:DATES], start=1):
            first |= {
                f"on_{number}": date.on,
                f"lesson_{number}": date.lesson,
                f"starts_{number}": date.starts_at,
                f"ends_{number}": date.ends_at,
            }
        return first
