"""Fields that only registrations have: a week of free times, choices under headings, dates as people write them."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from yuinowa.engine.calendar import parse_date, wareki
from yuinowa.engine.japanese.normalise import is_kana
from yuinowa.talents.actions.times import PARTS, WEEKDAYS, FreeTime, of_parts, parse_spans, spans_text, ticks_of


class GroupedChoices(forms.CheckboxSelectMultiple):
    """Check boxes under headings; ``is_folded``: each heading opens its own."""

    template_name = "talents/widgets/grouped.html"
    is_folded = False

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["is_folded"] = self.is_folded
        return context


class FoldedChoices(GroupedChoices):
    is_folded = True


class TimesWidget(forms.Widget):
    """A grid of weekday × part of the day, and beside it a line for exact times, which count instead of the boxes of that day."""

    template_name = "talents/widgets/times.html"
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, Any]:
        ticks = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return {"ticks": ticks, "exact": [data.get(f"{name}_{day}", "").strip() for day in range(7)]}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0-morning" if id_ else id_

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        shown = value if isinstance(value, dict) else as_written(value or ())
        context["widget"]["parts"] = [
            {"key": key, "label": label, "hours": spans_text([FreeTime(0, *hours)])} for key, (label, *hours) in PARTS.items()
        ]
        context["widget"]["days"] = [_day(name, day, shown) for day in range(7)]
        context["widget"]["has_exact"] = any(shown["exact"])
        return context


def _day(name: str, day: int, shown: dict[str, Any]) -> dict[str, Any]:
    boxes = [
        {"value": f"{day}-{key}", "label": label, "is_ticked": f"{day}-{key}" in shown["ticks"]} for key, (label, *_hours) in PARTS.items()
    ]
    return {"label": WEEKDAYS[day], "boxes": boxes, "exact_name": f"{name}_{day}", "exact": shown["exact"][day]}


def as_written(times: Iterable[FreeTime]) -> dict[str, Any]:
    """Times as the boxes and lines that say them."""
    times = list(times)
    ticks: list[str] = []
    exact = [""] * 7
    for day in range(7):
        boxes = ticks_of(times, day)
        if boxes is None:
            exact[day] = spans_text(time for time in times if time.weekday == day)
        else:
            ticks += boxes
    return {"ticks": ticks, "exact": exact}


class TimesField(forms.Field):
    """A list of ``FreeTime``."""

    widget = TimesWidget

    def clean(self, value: dict[str, Any]) -> list[FreeTime]:
        times = [time for time in of_parts(value["ticks"]) if not value["exact"][time.weekday]]
        for day, text in enumerate(value["exact"]):
            try:
                times += parse_spans(text, day)
            except ValueError as error:
                raise ValidationError(
                    _("%(day)s曜日の「%(text)s」が読めません。「10:00～11:30」のように書いてください。")
                    % {"day": WEEKDAYS[day], "text": text[:40]}
                ) from error
        if self.required and not times:
            raise ValidationError(_("来られる曜日と時間を、一つ以上えらんでください。"))
        return sorted(times)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return True


class WrittenDateField(forms.CharField):
    """A date as people write it: 昭和35年2月29日, S35.2.29, 1960/2/29."""

    def prepare_value(self, value: Any) -> Any:
        return wareki(value, weekday=False) if hasattr(value, "year") else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_date(text)
        except ValueError as error:
            raise ValidationError(
                _("「%(text)s」は日付として読めません。「昭和35年2月29日」か「1960/2/29」のように書いてください。") % {"text": text[:40]}
            ) from error


def check_kana(text: str) -> None:
    if not is_kana(text):
        raise ValidationError(_("ふりがなは、ひらがなかカタカナで書いてください。"))
