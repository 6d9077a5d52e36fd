"""What a form says beside a field that was left empty: what to do, not what is forbidden."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

REQUIRED: dict[type[forms.Field], Any] = {
    forms.Field: _("書いてください。"),
    forms.ChoiceField: _("選んでください。"),
    forms.ModelChoiceField: _("選んでください。"),
    forms.MultipleChoiceField: _("選んでください。"),
    forms.ModelMultipleChoiceField: _("選んでください。"),
    forms.BooleanField: _("確かめて、印をつけてください。"),
    forms.FileField: _("ファイルを選んでください。"),
}


def speak_plainly() -> None:
    """Once, before any form is defined: a field takes its messages when it is made."""
    for field, words in REQUIRED.items():
        field.default_error_messages = {**field.default_error_messages, "required": words}
