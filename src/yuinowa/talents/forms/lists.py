"""Which talents to list; kept in the address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yuinowa.organisations.models import Block
from yuinowa.safety.models import Setting
from yuinowa.talents.models import Skill, Talent
from yuinowa.ui.fields import NamedChoiceField

ANY = [("", _("すべて"))]
SORTS = {
    "kana": ("kana", "pk"),
    "-kana": ("-kana", "-pk"),
    "expires": ("expires_on", "kana", "pk"),
    "-expires": ("-expires_on", "kana", "pk"),
    "registered": ("registered_on", "pk"),
    "-registered": ("-registered_on", "-pk"),
}


class TalentFilter(forms.Form):
    """Every field narrows; what cannot be understood narrows nothing."""

    q = forms.CharField(label=_("言葉"), max_length=100, required=False, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(label=_("状態"), choices=[*ANY, *Talent.State.choices], required=False)
    kind = forms.ChoiceField(label=_("種別"), choices=[*ANY, *Talent.Kind.choices], required=False)
    skill = NamedChoiceField(Skill.objects.none(), label=_("できること"), required=False, empty_label=_("すべて"))
    block = NamedChoiceField(Block.objects.none(), label=_("地区"), required=False, empty_label=_("すべて"))
    setting = forms.TypedChoiceField(label=_("できる場"), choices=[*ANY, *Setting.choices], coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skill"].queryset = Skill.objects.all()  # type: ignore[attr-defined]
        self.fields["block"].queryset = Block.objects.all()  # type: ignore[attr-defined]

    def narrow(self, talents: Any) -> Any:
        """The talents that the filter leaves; ended ones only when asked for."""
        self.is_valid()
        asked = self.cleaned_data
        talents = talents.filter(state=asked["state"]) if asked.get("state") else talents.exclude(state=Talent.State.ENDED)
        for name, column in (("kind", "kind"), ("skill", "skills"), ("block", "block")):
            if asked.get(name):
                talents = talents.filter(**{column: asked[name]})
        if asked.get("setting") is not None:
            talents = talents.allowed_at(asked["setting"])
        return talents.search(asked["q"]) if asked.get("q") else talents


def sorted_by(talents: Any, key: str, *, is_searched: bool) -> Any:
    """In the order asked for; a search comes best first unless an order is asked for."""
    if key in SORTS:
        return talents.order_by(*SORTS[key])
    return talents if is_searched else talents.order_by(*SORTS["kana"])
