"""The small forms of the steps between a need and its day."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yuinowa.core.actions import Channel
from yuinowa.core.errors import Refused
from yuinowa.needs.actions.wish import Wish
from yuinowa.needs.forms.need import DateInput, TimeInput, lesson_choices
from yuinowa.needs.models import NeedDate, Offer, Withdrawal
from yuinowa.organisations.models import School
from yuinowa.talents.models import Talent

ANSWERS = [("yes", _("行けます")), ("no", _("行けません"))]
WAYS = [(Channel.TELEPHONE.value, _("電話で聞いた")), (Channel.PAPER.value, _("返信はがき・用紙で届いた"))]


class PromisedForm(forms.Form):
    """What of a promise goes into the need; everything else is filled in at the need itself."""

    title = forms.CharField(label=_("お願いの名前"), max_length=100)
    tasks = forms.CharField(label=_("お願いしたいこと"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    @staticmethod
    def initial_of(wish: Wish) -> dict[str, Any]:
        return {"title": wish.title, "tasks": wish.tasks}

    def wish(self) -> Wish:
        return Wish(title=self.cleaned_data["title"], tasks=self.cleaned_data["tasks"])


class ApproveForm(forms.Form):
    """Several at once; the numbers come from the ticks of the page."""

    needs = forms.TypedMultipleChoiceField(coerce=int, label=_("承認するお願い"))

    def __init__(self, *args: Any, ids: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["needs"].choices = [(pk, pk) for pk in ids]  # type: ignore[attr-defined]


class WordForm(forms.Form):
    word = forms.CharField(label=_("直してほしいこと"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class CancelForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=200, help_text=_("お断りの連絡に、このまま入ります。例：学級閉鎖のため"))


class MoveForm(forms.Form):
    """The new day."""

    on = forms.DateField(label=_("新しい日にち"), widget=DateInput())
    lesson = forms.TypedChoiceField(label=_("校時"), coerce=int, empty_value=None, required=False)
    starts_at = forms.TimeField(label=_("始まり"), required=False, widget=TimeInput())
    ends_at = forms.TimeField(label=_("終わり"), required=False, widget=TimeInput())
    is_holiday_meant = forms.BooleanField(label=_("休日に行います"), required=False)

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lesson"].choices = lesson_choices(school)  # type: ignore[attr-defined]

    def show_refusal(self, error: Refused) -> None:
        """Beside its field; a need may have several dates, this form has one."""
        name = str(error.facts.get("field", "")).replace("dates", "on")
        self.add_error(name if name in self.fields else None, error.message)


class OffersForm(forms.Form):
    """Whom to ask, for which date, until when."""

    talents = forms.ModelMultipleChoiceField(
        Talent.objects.none(), label=_("打診する人"), error_messages={"required": _("打診する人を選んでください。")}
    )
    date = forms.ModelChoiceField(NeedDate.objects.none(), label=_("日時"), required=False)
    kind = forms.ChoiceField(
        label=_("打診のしかた"),
        choices=[
            (Offer.Kind.SEAT, _("一人ずつに打診する（空いている人数まで）")),
            (Offer.Kind.OPEN_CALL, _("多くの人に呼びかける（先に返事をした人から）")),
        ],
        initial=Offer.Kind.SEAT,
        widget=forms.RadioSelect,
    )
    accept_by = forms.DateTimeField(
        label=_("返事の期限"),
        required=False,
        help_text=_("空けておくと、7日後か、当日までの半分の、早いほうになります"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )

    def __init__(self, *args: Any, talents: Any, dates: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["talents"].queryset = talents  # type: ignore[attr-defined]
        self.fields["date"].queryset = dates  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """What somebody said by telephone or on paper."""

    answer = forms.ChoiceField(label=_("返事"), choices=ANSWERS, widget=forms.RadioSelect)
    way = forms.ChoiceField(label=_("どのように聞いたか"), choices=WAYS, initial=Channel.TELEPHONE, widget=forms.RadioSelect)
    word = forms.CharField(label=_("ひとこと"), max_length=200, required=False)


class WithdrawForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("理由"),
        widget=forms.RadioSelect,
        choices=[choice for choice in Withdrawal.Reason.choices if choice[0] != Withdrawal.Reason.MOVED],
    )
    word = forms.CharField(label=_("ひとこと"), max_length=200, required=False)


class PreMeetingForm(forms.Form):
    at = forms.DateTimeField(
        label=_("打合せの日時"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    place = forms.CharField(label=_("場所"), max_length=60, required=False)


class ThanksForm(forms.Form):
    text = forms.CharField(label=_("お礼のことば"), max_length=4000, widget=forms.Textarea(attrs={"rows": 8}))
    signed = forms.CharField(
        label=_("だれから"), max_length=60, help_text=_("例：3年1組 一同。子どもの名前（フルネーム）は書かないでください")
    )
