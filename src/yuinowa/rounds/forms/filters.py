"""The filter of the records; wrong wishes are left out instead of complained about."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yuinowa.organisations.models import Block, School
from yuinowa.promises.forms import DateInput
from yuinowa.ui.fields import NamedChoiceField


class RecordFilter(forms.Form):
    q = forms.CharField(label=_("ことば"), required=False, max_length=100)
    block = NamedChoiceField(Block.objects.none(), label=_("ブロック"), required=False, empty_label=_("すべて"))
    school = NamedChoiceField(School.objects.none(), name_column="short_name", label=_("学校"), required=False, empty_label=_("すべて"))
    from_on = forms.DateField(label=_("この日から"), required=False, widget=DateInput())
    until_on = forms.DateField(label=_("この日まで"), required=False, widget=DateInput())
    unread = forms.BooleanField(label=_("学校の確かめ待ち"), required=False)

    def __init__(self, data: Any, *, blocks: Any, schools: Any) -> None:
        super().__init__(data)
        for name, rows in (("block", blocks), ("school", schools)):
            if rows is None:
                del self.fields[name]
            else:
                self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.is_valid()

    def typed(self, name: str) -> Any:
        return self.cleaned_data.get(name) or None

    @property
    def has_wishes(self) -> bool:
        return any(self.typed(name) for name in self.fields)
