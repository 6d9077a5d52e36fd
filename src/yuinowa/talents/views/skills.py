"""The skill taxonomy on one page."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core.errors import Refused
from yuinowa.core.submissions import once
from yuinowa.talents import actions
from yuinowa.talents.forms.decisions import MoveForm, NameForm
from yuinowa.talents.models import Skill, SkillGroup


@requires(Permission.MANAGE_SKILLS)
def skill_list(request: HttpRequest) -> HttpResponse:
    """All skills under their headings, with how many talents have each; the form adds a heading."""
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        verb = lambda: actions.add_skill_group(by=request.actor, **form.cleaned_data)  # noqa: E731
        if response := _carry_out(request, form, verb, _("見出しを加えました。")):
            return response
    living = Count("talents", filter=Q(talents__state__in=["active", "paused"]))
    groups = SkillGroup.objects.prefetch_related(Prefetch("skills", Skill.objects.annotate(holders=living)))
    return render(request, "talents/skill_list.html", {"form": form, "groups": groups})


@requires(Permission.MANAGE_SKILLS)
def skill_new(request: HttpRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(SkillGroup, pk=pk)
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        verb = lambda: actions.add_skill(group, by=request.actor, **form.cleaned_data)  # noqa: E731
        if response := _carry_out(request, form, verb, _("加えました。")):
            return response
    return _page(request, form, title=_("「%s」に加える") % group.name, verb=_("加える"))


@requires(Permission.MANAGE_SKILLS)
def skill_group_rename(request: HttpRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(SkillGroup, pk=pk)
    form = NameForm(request.POST or None, initial={"name": group.name})
    if request.method == "POST" and form.is_valid():
        verb = lambda: actions.rename_skill_group(group, by=request.actor, **form.cleaned_data)  # noqa: E731
        if response := _carry_out(request, form, verb, _("名前をなおしました。")):
            return response
    return _page(request, form, title=_("見出しの名前をなおす"), verb=_("なおす"))


@requires(Permission.MANAGE_SKILLS)
def skill_rename(request: HttpRequest, pk: int) -> HttpResponse:
    skill = get_object_or_404(Skill, pk=pk)
    form = NameForm(request.POST or None, initial={"name": skill.name})
    if request.method == "POST" and form.is_valid():
        verb = lambda: actions.rename_skill(skill, by=request.actor, **form.cleaned_data)  # noqa: E731
        if response := _carry_out(request, form, verb, _("名前をなおしました。")):
            return response
    return _page(request, form, title=_("「%s」の名前をなおす") % skill.name, verb=_("なおす"))


@requires(Permission.MANAGE_SKILLS)
def skill_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Up or down with the buttons of the list, or under another heading with the form."""
    skill = get_object_or_404(Skill, pk=pk)
    if request.POST.get("steps") in {"1", "-1"}:
        actions.move_skill(skill, by=request.actor, steps=int(request.POST["steps"]))
        return redirect("skill_list")
    form = MoveForm(request.POST or None, initial={"group": skill.group_id})
    if request.method == "POST" and form.is_valid():
        verb = lambda: actions.move_skill(skill, by=request.actor, group=form.cleaned_data["group"])  # noqa: E731
        if response := _carry_out(request, form, verb, _("うつしました。")):
            return response
    return _page(request, form, title=_("「%s」をうつす") % skill.name, verb=_("うつす"))


@requires(Permission.MANAGE_SKILLS)
def skill_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a skill, or take an ended one up again: one button each in the list."""
    skill = get_object_or_404(Skill, pk=pk)
    if request.method == "POST":
        if skill.ended_on:
            actions.reopen_skill(skill, by=request.actor)
            messages.success(request, _("「%s」をまた使えるようにしました。") % skill.name)
        else:
            actions.end_skill(skill, by=request.actor)
            messages.success(request, _("「%s」を終えました。登録済みの方と前のお願いには残ります。") % skill.name)
    return redirect("skill_list")


def _carry_out(request: HttpRequest, form: NameForm | MoveForm, verb: Callable[[], object], done: str) -> HttpResponse | None:
    def perform() -> str:
        verb()
        messages.success(request, done)
        return "skill_list"

    try:
        return redirect(once(request, perform))
    except Refused as refused:
        form.add_error(None, refused.message)
        return None


def _page(request: HttpRequest, form: NameForm | MoveForm, **words: str) -> HttpResponse:
    return render(request, "talents/skill_form.html", {"form": form, **words})
