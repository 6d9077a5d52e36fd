"""An instructor is suddenly away: whose days and which, what becomes of each visit, then one confirmation of everything."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.errors import Refused
from yuinowa.core.submissions import sent_before
from yuinowa.people.models import Post
from yuinowa.rounds import actions, mails
from yuinowa.rounds.actions.absence import NEIGHBOUR
from yuinowa.rounds.adapter.foresight import Lost
from yuinowa.rounds.forms import AbsenceForm, LostForm
from yuinowa.rounds.forms.upset import DECIDED, seen, span_of
from yuinowa.ui.deciding import confirm, yes


@requires(Permission.REPORT_ABSENCE)
def absence_report(request: Any) -> HttpResponse:
    if outcome := sent_before(request):
        return redirect(outcome)
    typed = request.POST if request.method == "POST" else request.GET
    form = _form(request, typed)
    if not form.is_bound or not form.is_valid() or not _is_possible(form):
        return render(request, "rounds/absence_report.html", {"form": form})
    asked = form.cleaned_data
    lost = actions.foresee_absence(asked["post"], asked["from_on"], asked["until_on"])
    has_decided = DECIDED in typed and seen(typed, "visit_") == {one.visit.pk for one in lost}
    choices = LostForm(typed if has_decided else None, lost=lost)
    if lost and not choices.is_valid():
        if DECIDED in typed and not has_decided:
            messages.warning(request, _("この間に、訪問の予定が変わりました。もう一度、えらんでください。"))
        return render(request, "rounds/absence_lost.html", {"form": form, "choices": choices, "lost": lost, "hidden": _hidden(asked)})
    return _confirm(request, asked, lost, choices.choices() if lost else {})


def _form(request: Any, typed: Any) -> AbsenceForm:
    today = clock.today()
    posts = Post.objects.filter(kind=Post.Kind.INSTRUCTOR).allowing(request.actor, Permission.REPORT_ABSENCE).standing(today)
    initial = {"post": request.actor.post_id, "from_on": today, "until_on": today}
    return AbsenceForm(typed if "from_on" in typed else None, posts=posts, initial=initial)


def _is_possible(form: AbsenceForm) -> bool:
    asked = form.cleaned_data
    try:
        actions.check_absence(asked["post"], asked["from_on"], asked["until_on"])
    except Refused as error:
        field = str(error.facts.get("field", ""))
        form.add_error(field if field in form.fields else None, error.message)
    return form.is_valid()


def _hidden(asked: dict[str, Any]) -> list[tuple[str, str]]:
    days = [("from_on", asked["from_on"].isoformat()), ("until_on", asked["until_on"].isoformat())]
    return [("post", str(asked["post"].pk)), *days, ("kind", asked["kind"]), (DECIDED, "1")]


def _confirm(request: Any, asked: dict[str, Any], lost: list[Lost], choices: dict[int, str]) -> HttpResponse:
    n, words = len(lost), {"post": asked["post"].label, "days": mails.span_words(_Span(asked))}
    some = ngettext(
        "%(post)sは%(days)sを休みにします。その間の訪問%(n)s件を、次のようにします。",
        "%(post)sは%(days)sを休みにします。その間の訪問%(n)s件を、次のようにします。",
        n,
    )
    none = _("%(post)sは%(days)sを休みにします。その間の訪問はありません。")
    hidden = [*_hidden(asked), *((f"visit_{key}", choice) for key, choice in choices.items())]
    return confirm(
        request,
        yes(request),
        lambda: _reported(request, asked, choices),
        title=_("指導員の休みを届ける"),
        verb=_("届けて、知らせる"),
        sentence=(some if n else none) % {**words, "n": n},
        details=[*(_line(one, choices) for one in lost), *_untold(lost, choices)],
        mails=_mails(lost, choices),
        hidden=hidden,
        up=_("指導員の休み"),
        back=reverse("absence_report"),
        is_undoable=True,
    )


class _Span:
    """What a form asked for, as a span of days."""

    def __init__(self, asked: dict[str, Any]) -> None:
        self.from_on, self.until_on = asked["from_on"], asked["until_on"]


def _line(one: Lost, choices: dict[int, str]) -> str:
    where = {"when": span_of(one.visit), "school": one.visit.school.short_name}
    if choices[one.visit.pk] == NEIGHBOUR:
        return _("%(when)s %(school)s：%(post)sに代わりを頼みます。") % {**where, "post": one.neighbours[0].post.label}
    if not one.slots:
        return _("%(when)s %(school)s：空いている日がありません。日を決めなおします。") % where
    days = _("か").join(span_of(slot) for slot in one.slots)
    if one.is_known:
        return _("%(when)s %(school)s：学校に%(days)sから選んでもらいます。") % {**where, "days": days}
    return _("%(when)s %(school)s：%(days)sに移します。") % {**where, "days": days}


def _untold(lost: list[Lost], choices: dict[int, str]) -> list[str]:
    """Which schools are telephoned, because nobody there reads mail."""
    known = [one.visit.school for one in lost if one.is_known and choices[one.visit.pk] != NEIGHBOUR]
    readers = mails.readers_at({school.pk for school in known})
    silent = {school.pk: school.short_name for school in known if not any(person.email for person in readers[school.pk])}
    return [_("%(school)sにはメールが届かないので、電話の一覧に入ります。") % {"school": name} for name in silent.values()]


def _mails(lost: list[Lost], choices: dict[int, str]) -> int:
    posts = {one.neighbours[0].post.pk: one.neighbours[0].post for one in lost if choices[one.visit.pk] == NEIGHBOUR}
    told = [one.visit for one in lost if one.is_known and choices[one.visit.pk] != NEIGHBOUR]
    return mails.counted_holders(list(posts.values())) + mails.counted(told)


def _reported(request: Any, asked: dict[str, Any], choices: dict[int, str]) -> str:
    disruption = actions.report_absence(**asked, choices=choices, by=request.actor)
    messages.success(request, _("休みを届け、知らせました。"))
    return reverse("disruption", args=[disruption.pk])
