"""Forms of this room."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PlanForm(forms.Form):
    """Which term to plan."""

    name = forms.CharField(label=_("計画の名前"), max_length=60)
    from_on = forms.DateField(label=_("いつから"), widget=DATE)
    until_on = forms.DateField(label=_("いつまで"), widget=DATE)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("from_on") and data.get("until_on") and data["until_on"] < data["from_on"]:
            self.add_error("until_on", _("終わりが、始まりより前になっています。"))
        return data


class CompareForm(forms.Form):
    """The other plan to look at."""

    other = forms.ModelChoiceField(label=_("くらべる計画"), queryset=None)

    def __init__(self, *args: Any, plans: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = plans  # type: ignore[attr-defined]
