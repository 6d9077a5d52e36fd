"""The note as a person types it, and as a device sends it."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yuinowa.rounds.actions.notes import LONGEST


class NoteForm(forms.Form):
    """Words, and at which visit they were heard. The key goes along, so that a second sending is known."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    visit = forms.TypedChoiceField(
        label=_("どの訪問のメモか"), required=False, coerce=int, empty_value=None, help_text=_("きょうの訪問がはじめに選ばれます")
    )
    text = forms.CharField(
        label=_("メモ"),
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": LONGEST}),
        help_text=_("子どもの名前や、だれのことか分かることは書かないでください。"),
    )

    def __init__(self, *args: Any, visits: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visit"].choices = [("", _("訪問のほか")), *visits]  # type: ignore[attr-defined]

    def key_of_note(self) -> uuid.UUID:
        return self.cleaned_data.get("key") or uuid.uuid4()


class DeviceTime(forms.DateTimeField):
    """What the clock of a device said. It may be wrong by any number of years, and no note is lost for it."""

    default_validators = []


class SentNote(forms.Form):
    """One note of a batch; its length is the action's to judge."""

    key = forms.UUIDField()
    text = forms.CharField(strip=False, required=False)
    written_at = DeviceTime(required=False)
    visit = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    school = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
