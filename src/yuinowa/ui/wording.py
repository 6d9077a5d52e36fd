"""What a form says beside a field: what to do, not what is forbidden."""

from typing import Any

from django import forms
from django.core import validators
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from yuinowa.core.days import EARLIEST, LATEST

REQUIRED: dict[type[forms.Field], Any] = {
    forms.Field: gettext_lazy("書いてください。"),
    forms.ChoiceField: gettext_lazy("選んでください。"),
    forms.ModelChoiceField: gettext_lazy("選んでください。"),
    forms.MultipleChoiceField: gettext_lazy("選んでください。"),
    forms.ModelMultipleChoiceField: gettext_lazy("選んでください。"),
    forms.BooleanField: gettext_lazy("確かめて、印をつけてください。"),
    forms.FileField: gettext_lazy("ファイルを選んでください。"),
}
# Somebody else may have changed what there is to choose while the page stood open.
GONE = gettext_lazy("選べるものが変わりました。選びなおしてください。")
INVALID: dict[type[forms.Field], dict[str, Any]] = {
    forms.ChoiceField: {"invalid_choice": GONE},
    forms.ModelChoiceField: {"invalid_choice": GONE},
    forms.MultipleChoiceField: {"invalid_choice": GONE},
    forms.ModelMultipleChoiceField: {"invalid_choice": GONE, "invalid_pk_value": GONE},
    forms.TimeField: {"invalid": gettext_lazy("時刻を「9:30」のように書いてください。")},
    forms.DateField: {"invalid": gettext_lazy("日にちを「2026-04-01」のように書いてください。")},
    forms.FileField: {"empty": gettext_lazy("ファイルが空です。中身のあるファイルを選んでください。")},
    forms.IntegerField: {"invalid": gettext_lazy("数字だけで書いてください。")},
}


def speak_plainly() -> None:
    """Once, before any form is defined: a field takes its messages when it is made."""
    for field, words in REQUIRED.items():
        field.default_error_messages = {**field.default_error_messages, "required": words}
    for kind, messages in INVALID.items():
        kind.default_error_messages = {**kind.default_error_messages, **messages}
    for dated in (forms.DateField, forms.DateTimeField):
        dated.default_validators = [in_our_time]
    validators.MaxLengthValidator.message = ngettext_lazy(
        "%(limit_value)d文字までで書いてください（いまは%(show_value)d文字です）。",
        "%(limit_value)d文字までで書いてください（いまは%(show_value)d文字です）。",
        "limit_value",
    )
    validators.MinValueValidator.message = gettext_lazy("%(limit_value)s以上にしてください。")
    validators.MaxValueValidator.message = gettext_lazy("%(limit_value)s以下にしてください。")


def in_our_time(day: Any) -> None:
    """A year of two digits too few or too many is mistyped, and no calendar reaches there."""
    if not EARLIEST.year <= day.year <= LATEST.year:
        raise forms.ValidationError(_("年を確かめてください。"), code="beyond")
