"""The filters of the lists; they stay in the address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yuinowa.activities.models import ActivityKind
from yuinowa.needs.forms.need import DateInput
from yuinowa.needs.models import Need, Offer
from yuinowa.organisations.models import Block, School
from yuinowa.ui.fields import NamedChoiceField

ANY = [("", _("すべて"))]


class Filter(forms.Form):
    """Filters that are wrong are left out instead of complained about."""

    def __init__(self, data: Any, *, schools: Any = None, blocks: Any = None) -> None:
        super().__init__(data)
        for name, rows in (("school", schools), ("block", blocks)):
            if name in self.fields and not self._offer(name, rows):
                del self.fields[name]
        self.is_valid()

    def _offer(self, name: str, rows: Any) -> bool:
        if rows is None:
            return False
        self.fields[name].queryset = rows  # type: ignore[attr-defined]
        return True

    def typed(self, name: str) -> Any:
        return self.cleaned_data.get(name) or None


class NeedFilter(Filter):
    q = forms.CharField(label=_("ことば"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("状態"), required=False, choices=[*ANY, *Need.State.choices])
    kind = forms.ChoiceField(label=_("種類"), required=False, choices=[*ANY, *ActivityKind.choices])
    block = NamedChoiceField(Block.objects.none(), label=_("ブロック"), required=False, empty_label=_("すべて"))
    school = NamedChoiceField(School.objects.none(), name_column="short_name", label=_("学校"), required=False, empty_label=_("すべて"))
    from_on = forms.DateField(label=_("この日から"), required=False, widget=DateInput())
    until_on = forms.DateField(label=_("この日まで"), required=False, widget=DateInput())
    unfilled = forms.BooleanField(label=_("10日以内でまだ決まらない"), required=False)


class OfferFilter(Filter):
    state = forms.ChoiceField(label=_("返事"), required=False, choices=[*ANY, *Offer.State.choices])
    block = NamedChoiceField(Block.objects.none(), label=_("ブロック"), required=False, empty_label=_("すべて"))
    school = NamedChoiceField(School.objects.none(), name_column="short_name", label=_("学校"), required=False, empty_label=_("すべて"))


class RecordFilter(Filter):
    q = forms.CharField(label=_("ことば"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("種類"), required=False, choices=[*ANY, *ActivityKind.choices])
    school = NamedChoiceField(School.objects.none(), name_column="short_name", label=_("学校"), required=False, empty_label=_("すべて"))
    from_on = forms.DateField(label=_("この日から"), required=False, widget=DateInput())
    until_on = forms.DateField(label=_("この日まで"), required=False, widget=DateInput())
