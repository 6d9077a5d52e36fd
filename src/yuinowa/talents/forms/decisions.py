"""What a decision about a registration needs to know."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yuinowa.safety.models import Setting
from yuinowa.talents.models import SkillGroup

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=_("見送る理由"),
        max_length=200,
        help_text=_("このまま、ご本人へのメールに載ります。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PauseForm(forms.Form):
    until_on = forms.DateField(label=_("いつまで"), widget=DATE, required=False, help_text=_("決まっていなければ空けておきます。"))
    reason = forms.CharField(label=_("理由"), max_length=100, required=False)


class AbsenceForm(forms.Form):
    from_on = forms.DateField(label=_("いつから"), widget=DATE)
    until_on = forms.DateField(label=_("いつまで"), widget=DATE)
    reason = forms.CharField(label=_("理由"), max_length=100, required=False)


class EndForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=200, required=False)


class RenewOwnForm(forms.Form):
    pledge = forms.BooleanField(label=_("「約束」と「個人情報の取扱い」を読んで、続けて同意します"))


class PlaceForm(forms.Form):
    """Where distances are counted from."""

    latitude = forms.FloatField(label=_("緯度"), min_value=20, max_value=46, required=False)
    longitude = forms.FloatField(label=_("経度"), min_value=122, max_value=154, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (data.get("latitude") is None) != (data.get("longitude") is None):
            raise forms.ValidationError(_("緯度と経度は、両方入れるか両方空けてください。"))
        return data


class SettingForm(forms.Form):
    """The widest setting and the day to look again; deliberately nothing else."""

    level = forms.TypedChoiceField(label=_("子どもと一緒にいてよい場"), choices=Setting.choices, coerce=int, widget=forms.RadioSelect)
    recheck_on = forms.DateField(label=_("次に確認する日"), widget=DATE)


class NameForm(forms.Form):
    name = forms.CharField(label=_("名前"), max_length=40)


class MoveForm(forms.Form):
    group = forms.ModelChoiceField(label=_("うつす先"), queryset=SkillGroup.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = SkillGroup.objects.all()  # type: ignore[attr-defined]


class UploadForm(forms.Form):
    file = forms.FileField(label=_("Excel または CSV ファイル"))
