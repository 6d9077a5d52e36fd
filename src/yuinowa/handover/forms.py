"""The forms and filters of this room: they parse, the actions decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yuinowa.organisations.forms import BlockFilter
from yuinowa.organisations.models import School
from yuinowa.people.models import HqMember
from yuinowa.ui.fields import NamedChoiceField

LONGEST_NOTE = 10_000
STATES = [
    ("", _("すべて")),
    ("unread", _("受けとりを待っている")),
    ("vacant", _("後任がいない")),
    ("leaving", _("これから引きつぐ")),
    ("read", _("受けとった")),
]


class NoteForm(forms.Form):
    """The free note; an empty one may be kept as a draft, not finished."""

    note = forms.CharField(
        label=_("後任の方へのひとこと"),
        max_length=LONGEST_NOTE,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("例：年間の流れ、気をつけること、だれに何を聞けばよいか。子どもの名前や健康のことは書かないでください。"),
    )


class FileFilter(BlockFilter):
    """Which files to list; what is wrong in the address is left out."""

    state = forms.ChoiceField(label=_("受けとり"), required=False, choices=STATES)
    field_order = ["state", "block"]


class TransferForm(forms.Form):
    """The last day of who holds the post (or the first day for a vacant one), and who comes; nobody leaves it vacant."""

    on = forms.DateField(label=_("いまの担当者の最後の日"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    name = forms.CharField(label=_("後任の氏名"), max_length=80, required=False)
    kana = forms.CharField(label=_("ふりがな"), max_length=80, required=False)
    email = forms.EmailField(
        label=_("メールアドレス"),
        required=False,
        help_text=_("市の中で職が変わる人は、いまのアドレスを書くと、アカウントがそのまま使えます。"),
    )
    telephone = forms.CharField(label=_("電話"), max_length=20, required=False)

    def __init__(self, *args: Any, is_held: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_held:
            self.fields["on"].label = _("着任の日")


class ClosingForm(forms.Form):
    """The last day of a school or a 公民館, and which one carries on."""

    on = forms.DateField(label=_("最後の日"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    into = NamedChoiceField(School.objects.none(), label=_("統合先"), required=False, empty_label=_("なし（引きつぐところがない）"))

    def __init__(self, data: Any, *, others: Any) -> None:
        super().__init__(data)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]


class UndoHqForm(forms.Form):
    """Which terms at the 本部 that was to carry on are taken back together with the plan."""

    terms = forms.ModelMultipleChoiceField(
        label=_("任期を取り消す人"), queryset=HqMember.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, terms: Any, label: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["terms"]
        field.label_from_instance = label
        field.queryset = terms
