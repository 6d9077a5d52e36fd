"""When days are lost: whose and which, what becomes of each visit and need, and why."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuinowa.core import clock
from yuinowa.organisations.models import Block, School
from yuinowa.promises.forms import DateInput, PostField
from yuinowa.promises.mails import short_day
from yuinowa.rounds.actions.absence import DATES, NEIGHBOUR, can_be_asked
from yuinowa.rounds.actions.storm import CANCEL, LEAVE, MOVE
from yuinowa.rounds.actions.substitution import answer_until
from yuinowa.rounds.adapter.diary import Slot
from yuinowa.rounds.adapter.foresight import Lost
from yuinowa.rounds.adapter.storm import LostNeed
from yuinowa.rounds.models import InstructorAbsence
from yuinowa.ui.templatetags.dates import clock_time

DECIDED = "decided"


def span_of(slot: Any) -> str:
    """12月3日（木）10:00～11:00, of a visit, an option or a slot."""
    return f"{short_day(slot.on)}{clock_time(slot.arrives_at)}～{clock_time(slot.leaves_at)}"


class AbsenceForm(forms.Form):
    """Which instructor is away, and until when."""

    post = PostField(queryset=None, label=gettext_lazy("休む指導員"), empty_label=None)
    from_on = forms.DateField(label=gettext_lazy("いつから"), widget=DateInput)
    until_on = forms.DateField(
        label=gettext_lazy("いつまで"),
        widget=DateInput,
        help_text=gettext_lazy("わからないときは、わかっている日までを入れます。のびたら、つづきの日を入れてください。"),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("わけ"),
        choices=[
            (InstructorAbsence.Kind.ILLNESS, gettext_lazy("病気など")),
            (InstructorAbsence.Kind.DUTY, gettext_lazy("ほかの用務")),
            (InstructorAbsence.Kind.LEAVE, gettext_lazy("休暇")),
        ],
        widget=forms.RadioSelect,
        initial=InstructorAbsence.Kind.ILLNESS,
        help_text=gettext_lazy("くわしいわけは書きません。学校には「指導員の都合」とだけ伝わります。"),
    )

    def __init__(self, *args: Any, posts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = posts  # type: ignore[attr-defined]


class LostForm(forms.Form):
    """For each visit: a neighbour is asked, or the school gets other days."""

    def __init__(self, *args: Any, lost: Iterable[Lost], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in lost:
            choices = [(NEIGHBOUR, _neighbour_words(one))] if can_be_asked(one) else []
            choices.append((DATES, days_words(one)))
            label = _("%(when)s %(school)s（%(state)s）") % {
                "when": span_of(one.visit),
                "school": one.visit.school.short_name,
                "state": one.visit.get_state_display(),
            }
            self.fields[f"visit_{one.visit.pk}"] = forms.ChoiceField(
                label=label, choices=choices, initial=choices[0][0], widget=forms.RadioSelect
            )

    def choices(self) -> dict[int, str]:
        """By the key of the visit."""
        return {int(name.removeprefix("visit_")): choice for name, choice in self.cleaned_data.items()}


class StormForm(forms.Form):
    """Which schools are shut, when and why."""

    blocks = forms.ModelMultipleChoiceField(
        Block.objects.none(),
        label=gettext_lazy("ブロック"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("印をつけたブロックの、すべての学校を休みにします。"),
    )
    schools = forms.ModelMultipleChoiceField(School.objects.none(), label=gettext_lazy("学校"), required=False)
    from_on = forms.DateField(label=gettext_lazy("いつから"), widget=DateInput)
    until_on = forms.DateField(label=gettext_lazy("いつまで"), widget=DateInput)
    reason = forms.CharField(
        label=gettext_lazy("理由"), max_length=60, help_text=gettext_lazy("メールに、このまま入ります。例：台風のため")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["blocks"].queryset = Block.objects.all()  # type: ignore[attr-defined]
        self.fields["schools"].queryset = School.objects.in_programme()  # type: ignore[attr-defined]

    def picked(self) -> list[School]:
        """The ticked schools and those of the ticked blocks."""
        rows = School.objects.in_programme()
        by_block = rows.filter(block__in=self.cleaned_data["blocks"])
        keys = {school.pk for school in [*by_block, *self.cleaned_data["schools"]]}
        return list(rows.filter(pk__in=keys).select_related("site", "block").order_by("block__order", "kind", "code"))


class LostNeedForm(forms.Form):
    """For each need: moved to a later week, called off, or left to its school."""

    def __init__(self, *args: Any, lost: Iterable[LostNeed], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in lost:
            choices = need_choices(one)
            self.fields[f"need_{one.need.pk}"] = forms.ChoiceField(
                label=_need_label(one), choices=choices, initial=choices[0][0], widget=forms.RadioSelect, help_text=_concerned_words(one)
            )

    def choices(self) -> dict[int, str]:
        """By the key of the need."""
        return {int(name.removeprefix("need_")): choice for name, choice in self.cleaned_data.items()}


def days_words(one: Lost) -> str:
    """What happens to the visit when nobody comes in the instructor's place."""
    if not one.slots:
        return _("空いている日がありません。「日を決めなおす」にします")
    if not one.is_known:
        return _("%(day)sに移す（学校には、まだ知らせていません）") % {"day": span_of(one.slots[0])}
    return _("学校に新しい日を選んでもらう：%(days)s") % {"days": _or(one.slots)}


def need_choices(one: LostNeed) -> list[tuple[str, str]]:
    choices = []
    if one.new_on and one.date:
        choices.append((MOVE, _("%(day)sの同じ時刻に移し、来てくださる方に聞きなおす") % {"day": short_day(one.new_on)}))
    return [*choices, (CANCEL, _("取りやめる")), (LEAVE, _("このままにして、学校に日を直してもらう"))]


def seen(typed: Any, prefix: str) -> set[int]:
    """The keys that the page showed when it was sent."""
    return {int(name.removeprefix(prefix)) for name in typed if name.startswith(prefix) and name.removeprefix(prefix).isdecimal()}


def _or(slots: Sequence[Slot]) -> str:
    return _("か").join(span_of(slot) for slot in slots)


def _neighbour_words(one: Lost) -> str:
    near, until = one.neighbours[0], answer_until(one.visit, clock.now())
    hour = _moment(until) if until else ""
    return _("%(post)sに代わりを頼む（学校まで約%(minutes)s分。返事は%(until)sまで）") % {
        "post": near.post.label,
        "minutes": near.minutes,
        "until": hour,
    }


def _moment(at: dt.datetime) -> str:
    local = at.astimezone(clock.JAPAN)
    return f"{short_day(local.date())}{clock_time(local)}"


def _need_label(one: LostNeed) -> str:
    day = short_day(one.need.first_on) if one.need.first_on else ""
    return _("%(day)s %(school)s「%(title)s」") % {"day": day, "school": one.need.school.short_name, "title": one.need.title}


def _concerned_words(one: LostNeed) -> str:
    words = {"engaged": len(one.concerned.engaged), "waiting": len(one.concerned.waiting)}
    return _("決まった方%(engaged)s人、返事待ち%(waiting)s人") % words
