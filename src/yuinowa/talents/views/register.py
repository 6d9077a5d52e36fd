"""Public registration: five short pages. What was typed stays in the session, whatever happens."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core.errors import Refused
from yuinowa.core.submissions import FIELD, once
from yuinowa.organisations.models import Municipality
from yuinowa.people.models import Person
from yuinowa.talents import actions
from yuinowa.talents.actions.times import WEEKDAYS, FreeTime, spans_text
from yuinowa.talents.forms.registration import AboutForm, PledgeForm, SkillsForm, TimesForm, details_of
from yuinowa.talents.models import Talent

KEPT = "talent_register"
STEPS: dict[str, tuple[Any, type[forms.Form]]] = {
    "about": (gettext_lazy("あなたのこと"), AboutForm),
    "skills": (gettext_lazy("できること"), SkillsForm),
    "times": (gettext_lazy("いつ・どこまで"), TimesForm),
    "sharing": (gettext_lazy("見られる人と約束"), PledgeForm),
}
CONFIRM = "confirm"
NAMES = [*STEPS, CONFIRM]


@requires(Permission.REGISTER_TALENT)
def talent_register(request: HttpRequest) -> HttpResponse:
    return talent_register_step(request, NAMES[0])


@requires(Permission.REGISTER_TALENT)
def talent_register_step(request: HttpRequest, step: str) -> HttpResponse:
    if step == CONFIRM:
        return _confirm(request)
    if step not in STEPS:
        raise Http404
    if request.method == "POST":
        _keep(request, step)
        if request.POST.get("go") == "back":
            return redirect("talent_register_step", step=_before(step))
    form = _form(request, step)
    if request.method == "POST" and form.is_valid():
        return redirect("talent_register_step", step=NAMES[NAMES.index(step) + 1])
    return render(
        request,
        "talents/register_step.html",
        {
            "form": form,
            "step": step,
            "title": STEPS[step][0],
            "steps": _progress(step),
            "is_first": step == NAMES[0],
            "city": Municipality.objects.first(),
        },
    )


@requires(Permission.REGISTER_TALENT)
def talent_registered(request: HttpRequest) -> HttpResponse:
    return render(request, "talents/registered.html", {"city": Municipality.objects.first()})


def _confirm(request: HttpRequest) -> HttpResponse:
    filled = {step: _form(request, step) for step in STEPS}
    missing = next((step for step, form in filled.items() if not form.is_valid()), None)
    if missing:
        messages.warning(request, _("「%s」を書いてから進んでください。") % STEPS[missing][0])
        return redirect("talent_register_step", step=missing)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(once(request, lambda: _register(request, filled)))
        except Refused as refused:
            form.add_error(None, refused.message)
    parts = [{"step": step, "title": STEPS[step][0], "answers": _answers(one)} for step, one in filled.items()]
    return render(request, "talents/register_confirm.html", {"form": form, "parts": parts, "steps": _progress(CONFIRM)})


def _register(request: HttpRequest, filled: dict[str, forms.Form]) -> str:
    data = {name: value for form in filled.values() for name, value in form.cleaned_data.items()}
    details = details_of({**data, "person": _person(request)}, city=Municipality.objects.first())
    actions.register_talent(by=request.actor, details=details)
    request.session.pop(KEPT, None)
    return reverse("talent_registered")


def _keep(request: HttpRequest, step: str) -> None:
    hidden = {FIELD, "csrfmiddlewaretoken", "go"}
    kept = request.session.get(KEPT, {})
    request.session[KEPT] = {**kept, step: {name: values for name, values in request.POST.lists() if name not in hidden}}


def _form(request: HttpRequest, step: str) -> forms.Form:
    kept = request.session.get(KEPT, {})
    form_class = STEPS[step][1]
    if step in kept:
        data = QueryDict(mutable=True)
        for name, values in kept[step].items():
            data.setlist(name, values)
        form = form_class(data)
    else:
        form = form_class(initial=_known(request) if step == "about" else None)
    if isinstance(form, SkillsForm) and kept.get("about", {}).get("kind") == [Talent.Kind.PERSON]:
        form.ask_a_person()
    return form


def _person(request: HttpRequest) -> Person | None:
    """A resident who is signed in registers as themselves; somebody at a desk may be helping another."""
    if request.actor.person_id is None or request.actor.post_id is not None:
        return None
    return Person.objects.get(pk=request.actor.person_id)


def _known(request: HttpRequest) -> dict[str, Any]:
    person = _person(request)
    return {name: getattr(person, name) for name in ("name", "kana", "email", "telephone", "birth_on")} if person else {}


def _before(step: str) -> str:
    return NAMES[max(NAMES.index(step) - 1, 0)]


def _progress(current: str) -> list[dict[str, Any]]:
    labels = {**{step: label for step, (label, _form) in STEPS.items()}, CONFIRM: _("確認")}
    place = NAMES.index(current)
    return [{"label": labels[step], "is_current": step == current, "is_done": number < place} for number, step in enumerate(NAMES)]


def _answers(form: forms.Form) -> list[tuple[Any, str]]:
    """Label and answer of each field that has one, in words."""
    shown = [(field.label, _in_words(field, form.cleaned_data.get(field.name))) for field in form]
    return [(label, text) for label, text in shown if text]


def _in_words(field: forms.BoundField, value: Any) -> str:
    if value is None or value == "" or value is False or value == []:
        return ""
    if value is True:
        return _("はい")
    if isinstance(value, list):
        return _week(value) if isinstance(value[0], FreeTime) else "、".join(map(str, value))
    choices = dict(getattr(field.field, "choices", ())) if isinstance(field.field, forms.TypedChoiceField | forms.ChoiceField) else {}
    if isinstance(field.field, forms.ModelChoiceField):
        return str(value)
    return str(choices.get(value, value))


def _week(times: list[FreeTime]) -> str:
    days = {day: [time for time in times if time.weekday == day] for day in range(7)}
    return " / ".join(f"{WEEKDAYS[day]} {spans_text(found)}" for day, found in days.items() if found)
