"""What a school says about the proposed day."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yuinowa.rounds.models import Visit
from yuinowa.ui.templatetags.dates import clock_time, wareki

THIS_DAY, NONE = "0", "none"


class AnswerForm(forms.Form):
    """The proposed day, one of the others, or none of them with a word."""

    choice = forms.ChoiceField(label=_("うかがう日"), widget=forms.RadioSelect, initial=THIS_DAY)
    word = forms.CharField(
        label=_("ひとこと"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("どの日も都合がつかないときは、いつごろならよいかを書いてください。例：12月の第2週なら、どの日でも"),
    )

    def __init__(self, *args: Any, visit: Visit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = [(THIS_DAY, _("%(day)s（いまの案）") % {"day": _span(visit)})]
        days += [(str(option.number), _span(option)) for option in visit.options.all()]
        self.fields["choice"].choices = [*days, (NONE, _("どの日も都合がつかない"))]  # type: ignore[attr-defined]


def _span(day: Any) -> str:
    return f"{wareki(day.on)} {clock_time(day.arrives_at)}～{clock_time(day.leaves_at)}"
