"""Schools close for the weather: which and when, what that changes, then one confirmation of everything."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.errors import Refused
from yuinowa.core.submissions import sent_before
from yuinowa.organisations.models import School
from yuinowa.rounds import actions, mails
from yuinowa.rounds.actions.storm import CANCEL, MOVE
from yuinowa.rounds.adapter.foresight import Lost
from yuinowa.rounds.adapter.storm import LostNeed, foresee_needs, foresee_visits
from yuinowa.rounds.forms import LostNeedForm, StormForm
from yuinowa.rounds.forms.upset import DECIDED, days_words, seen, span_of
from yuinowa.ui.deciding import confirm, yes

LISTED = 30


@requires(Permission.CLOSE_FOR_WEATHER)
def storm(request: Any) -> HttpResponse:
    if outcome := sent_before(request):
        return redirect(outcome)
    typed = request.POST if request.method == "POST" else request.GET
    form = StormForm(typed if "from_on" in typed else None, initial={"from_on": clock.today(), "until_on": clock.today()})
    if not form.is_bound or not form.is_valid() or not _is_possible(form):
        return render(request, "rounds/storm.html", {"form": form, **_choice(typed)})
    asked, schools = form.cleaned_data, form.picked()
    lost = foresee_visits(schools, asked["from_on"], asked["until_on"])
    needs = foresee_needs(schools, asked["from_on"], asked["until_on"])
    has_decided = DECIDED in typed and _as_shown(typed, lost, needs)
    choices = LostNeedForm(typed if has_decided else None, lost=needs)
    if not has_decided or (needs and not choices.is_valid()):
        if DECIDED in typed and not has_decided:
            messages.warning(request, _("この間に、訪問かお願いの予定が変わりました。もう一度、確かめてください。"))
        return render(request, "rounds/storm_lost.html", {"choices": choices, **_consequences(asked, schools, lost, needs)})
    return _confirm(request, asked, schools, lost, needs, choices.choices() if needs else {})


def _is_possible(form: StormForm) -> bool:
    asked = form.cleaned_data
    try:
        actions.check_storm(form.picked(), asked["from_on"], asked["until_on"], asked["reason"])
    except Refused as error:
        field = str(error.facts.get("field", ""))
        form.add_error(field if field in form.fields else None, error.message)
    return form.is_valid()


def _choice(typed: Any) -> dict[str, Any]:
    """All schools to tick, on the list and on the map."""
    schools = School.objects.in_programme().select_related("site", "block").order_by("block__order", "kind", "code")
    points = [
        {
            "lat": school.site.latitude,
            "lon": school.site.longitude,
            "name": school.short_name,
            "text": str(school.block or ""),
            "key": school.pk,
        }
        for school in schools
        if school.site.latitude is not None
    ]
    return {"schools": schools, "points": points, "ticked": typed.getlist("schools")}


def _as_shown(typed: Any, lost: list[Lost], needs: list[LostNeed]) -> bool:
    visits = {int(key) for key in typed.getlist("visit") if key.isdecimal()}
    return visits == {one.visit.pk for one in lost} and seen(typed, "need_") == {one.need.pk for one in needs}


def _hidden(asked: dict[str, Any], schools: list[School], lost: list[Lost]) -> list[tuple[str, Any]]:
    days = [("from_on", asked["from_on"].isoformat()), ("until_on", asked["until_on"].isoformat()), ("reason", asked["reason"])]
    rows = [*(("schools", school.pk) for school in schools), *(("visit", one.visit.pk) for one in lost)]
    return [*days, *rows, (DECIDED, "1")]


def _consequences(asked: dict[str, Any], schools: list[School], lost: list[Lost], needs: list[LostNeed]) -> dict[str, Any]:
    return {
        "schools": schools,
        "span": mails.span_words(_Span(asked)),
        "reason": asked["reason"],
        "visits": [{"visit": one.visit, "when": span_of(one.visit), "word": days_words(one)} for one in lost],
        "needs": needs,
        "hidden": _hidden(asked, schools, lost),
    }


class _Span:
    """What a form asked for, as a span of days."""

    def __init__(self, asked: dict[str, Any]) -> None:
        self.from_on, self.until_on = asked["from_on"], asked["until_on"]


def _confirm(
    request: Any, asked: dict[str, Any], schools: list[School], lost: list[Lost], needs: list[LostNeed], choices: dict[int, str]
) -> HttpResponse:
    counts = {"n": len(schools), "days": mails.span_words(_Span(asked)), "visits": len(lost), "needs": len(needs)}
    lines = [f"{span_of(one.visit)} {one.visit.school.short_name}：{days_words(one)}" for one in lost]
    lines += [f"{one.need.school.short_name}「{one.need.title}」：{_said(one, choices)}" for one in needs]
    more = [_("ほか%(n)s件") % {"n": len(lines) - LISTED}] if len(lines) > LISTED else []
    return confirm(
        request,
        yes(request),
        lambda: _closed(request, asked, schools, lost, choices),
        title=_("学校を休みにする"),
        verb=_("休みにして、知らせる"),
        sentence=_("%(n)s校を%(days)sに受け入れのない日とします。訪問%(visits)s件、お願い%(needs)s件の日が変わります。") % counts,
        details=[*lines[:LISTED], *more, *_untold(schools, needs, choices)],
        mails=_mails(schools, needs, choices),
        hidden=[*_hidden(asked, schools, lost), *((f"need_{key}", choice) for key, choice in choices.items())],
        up=_("荒天・災害"),
        back=reverse("storm"),
        is_undoable=not any(choice in (MOVE, CANCEL) for choice in choices.values()),
        is_grave=True,
    )


def _said(one: LostNeed, choices: dict[int, str]) -> str:
    field = LostNeedForm(lost=[one]).fields[f"need_{one.need.pk}"]
    return str(dict(field.choices)[choices[one.need.pk]])  # type: ignore[attr-defined]


def _changed(needs: list[LostNeed], choices: dict[int, str]) -> list[LostNeed]:
    return [one for one in needs if choices[one.need.pk] in (MOVE, CANCEL)]


def _untold(schools: list[School], needs: list[LostNeed], choices: dict[int, str]) -> list[str]:
    """How many are telephoned: schools where nobody reads mail, and people without mail."""
    readers = mails.readers_at({school.pk for school in schools})
    silent = sum(not any(person.email for person in people) for people in readers.values())
    people = sum(one.concerned.calls for one in _changed(needs, choices))
    said = [_("メールの届かない学校%(n)s校は、訪問の電話の一覧に入ります。") % {"n": silent}] if silent else []
    return said + ([_("メールのない方%(n)s人は、電話をかける一覧に入ります。") % {"n": people}] if people else [])


def _mails(schools: list[School], needs: list[LostNeed], choices: dict[int, str]) -> int:
    readers = mails.readers_at({school.pk for school in schools})
    to_schools = sum(bool(person.email) for people in readers.values() for person in people)
    blocks = {school.block_id for school in schools if school.block_id}
    to_blocks = sum(bool(person.email) for _block, person in mails.block_readers(blocks))
    return to_schools + to_blocks + sum(one.concerned.mails for one in _changed(needs, choices))


def _closed(request: Any, asked: dict[str, Any], schools: list[School], lost: list[Lost], choices: dict[int, str]) -> str:
    disruption = actions.close_for_weather(
        schools=schools,
        from_on=asked["from_on"],
        until_on=asked["until_on"],
        reason=asked["reason"],
        visits=[one.visit.pk for one in lost],
        needs=choices,
        by=request.actor,
    )
    messages.success(request, _("休みにし、全員に知らせました。"))
    return reverse("disruption", args=[disruption.pk])
