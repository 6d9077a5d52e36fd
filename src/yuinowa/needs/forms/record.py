"""The two-minute record: one line per person, a few numbers, two sentences."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yuinowa.needs.actions import Came, Record
from yuinowa.needs.models import Engagement

CAME = [("yes", _("来た")), ("no", _("来られなかった"))]


class RecordForm(forms.Form):
    """``rows`` gives the fields of each engaged person."""

    pupils = forms.IntegerField(label=_("児童・生徒の数"), min_value=0, max_value=5000)
    teachers = forms.IntegerField(label=_("教職員の数"), min_value=0, max_value=500, initial=1)
    result = forms.CharField(label=_("よかったこと"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    issue = forms.CharField(label=_("つぎに向けて"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    is_published = forms.BooleanField(label=_("公開ページで紹介してよい"), required=False, help_text=_("来てくださった方の名前は出ません"))

    def __init__(self, *args: Any, engagements: Sequence[Engagement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.engagements = engagements
        for one in engagements:
            name = one.talent.name
            self.fields[f"came_{one.pk}"] = forms.ChoiceField(
                label=_("%(name)sさん") % {"name": name}, choices=CAME, initial="yes", widget=forms.RadioSelect
            )
            self.fields[f"minutes_{one.pk}"] = forms.IntegerField(
                label=_("%(name)sさんの時間（分）") % {"name": name}, required=False, min_value=0, max_value=720
            )

    @property
    def people(self) -> list[tuple[Any, Any]]:
        return [(self[f"came_{one.pk}"], self[f"minutes_{one.pk}"]) for one in self.engagements]

    def record(self) -> Record:
        typed = self.cleaned_data
        came = {one.pk: Came(has_come=typed[f"came_{one.pk}"] == "yes", minutes=typed[f"minutes_{one.pk}"]) for one in self.engagements}
        names = ("pupils", "teachers", "result", "issue", "is_published")
        return Record(**{name: typed[name] for name in names}, came=came)
