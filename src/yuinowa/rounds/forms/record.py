"""The record in two minutes: whom, what, and what follows from it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yuinowa.people.models import Post
from yuinowa.promises.actions import Promised
from yuinowa.promises.forms import USUAL, DateInput
from yuinowa.promises.models import Promise
from yuinowa.rounds.actions import Heard
from yuinowa.rounds.models import FieldNote, Visit
from yuinowa.talents.models import Talent
from yuinowa.ui.templatetags.dates import month_day

LINES = 3
DAY = "day"
OFFICES = [(str(kind), kind.label) for kind in (Post.Kind.LIAISON_TEACHER, Post.Kind.VICE_PRINCIPAL, Post.Kind.PRINCIPAL)]


class PromiseLine(forms.Form):
    """One promise; a line without words is none."""

    text = forms.CharField(label=_("約束"), max_length=300, required=False)
    owner = forms.ChoiceField(label=_("守る人"), required=False)
    when = forms.ChoiceField(label=_("いつまで"), required=False, initial="week")
    due_on = forms.DateField(label=_("日にち"), required=False, widget=DateInput())

    def __init__(self, *args: Any, owners: Sequence[Post], days: dict[str, dt.date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owners, self.days = {str(post.pk): post for post in owners}, days
        self.fields["owner"].choices = [(key, post.label) for key, post in self.owners.items()]  # type: ignore[attr-defined]
        usual = [(key, f"{label}（{month_day(days[key])}）") for key, label in USUAL]
        self.fields["when"].choices = [*usual, (DAY, _("日にちを入れる"))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = self.cleaned_data
        if typed.get("due_on"):
            return typed
        typed["due_on"] = self.days.get(typed.get("when") or "week")
        if typed.get("text") and typed["due_on"] is None and "due_on" not in self.errors:
            self.add_error("due_on", _("日にちを入れてください。"))
        return typed

    def promised(self, ours: Post, theirs: Post | None, visit: Visit) -> Promised | None:
        """Owed to the school, or where the school itself owes it, to whoever came."""
        typed = self.cleaned_data
        if not typed.get("text", "").strip():
            return None
        owner = self.owners.get(typed.get("owner") or "", ours)
        owed_to = ours if theirs and owner.pk == theirs.pk else theirs
        return Promised(
            text=typed["text"],
            owner=owner,
            due_on=typed["due_on"],
            owed_to=owed_to,
            owed_to_text="" if owed_to else visit.school.short_name,
            source=Promise.Source.VISIT,
            # Kept as it is, whatever language the writer reads.
            source_text=f"{visit.on.month}月{visit.on.day}日の巡回訪問",
        )


class VisitRecordForm(forms.Form):
    met = forms.MultipleChoiceField(
        label=_("会った人"),
        required=False,
        choices=OFFICES,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("印をつけるか、下の欄に書きます。どちらかは入れてください"),
    )
    met_other = forms.CharField(
        label=_("ほかに会った人"), max_length=150, required=False, help_text=_("名前より役目で書きます。例：図書館の担当の先生")
    )
    heard = forms.CharField(
        label=_("聞いたこと"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("学校も読みます。子どもの名前は書きません"),
    )
    ideas = forms.CharField(label=_("考えたこと・案"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    notes = forms.ModelMultipleChoiceField(
        FieldNote.objects.none(), label=_("記録に写したメモ"), required=False, widget=forms.CheckboxSelectMultiple
    )
    need_title = forms.CharField(
        label=_("お願いの名前"), max_length=100, required=False, help_text=_("下書きができ、学校がつづきを書きます。例：昔あそびの先生")
    )
    need_tasks = forms.CharField(label=_("お願いしたいこと"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    talent = forms.ChoiceField(label=_("紹介した人"), required=False)
    for_what = forms.CharField(label=_("何のために"), max_length=100, required=False)

    def __init__(self, *args: Any, notes: Any, talents: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["notes"].queryset = notes  # type: ignore[attr-defined]
        self.fields["notes"].label_from_instance = _shown  # type: ignore[attr-defined]
        self.fields["talent"].choices = [("", _("いません")), *talents]  # type: ignore[attr-defined]

    def heard_with(self, promises: Sequence[Promised]) -> Heard:
        """What the action takes; ``promises`` come from the lines."""
        typed, offices = self.cleaned_data, dict(OFFICES)
        met = "、".join([*(str(offices[key]) for key in typed["met"]), *([typed["met_other"]] if typed["met_other"] else [])])
        talent = Talent.objects.filter(pk=typed["talent"]).first() if typed["talent"] else None
        return Heard(
            met=met,
            heard=typed["heard"],
            ideas=typed["ideas"],
            promises=promises,
            need_title=typed["need_title"],
            need_tasks=typed["need_tasks"],
            introductions=[(talent, typed["for_what"])] if talent else [],
            notes=list(typed["notes"]),
        )


class CommentForm(forms.Form):
    text = forms.CharField(
        label=_("書きそえること"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("指導員にメールで知らせます。例：名簿は12月10日までに届きました"),
    )


def split_met(met: str) -> tuple[list[str], str]:
    """The ticks and the words that a record's "met" was made of."""
    keys = {str(label): key for key, label in OFFICES}
    parts = [part for part in met.split("、") if part]
    return [keys[part] for part in parts if part in keys], "、".join(part for part in parts if part not in keys)


def _shown(note: FieldNote) -> str:
    return f"{month_day(note.written_at)}　{note.text}"
