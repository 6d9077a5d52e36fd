"""Posting a need: new, as last year, edited."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import check_within
from yuinowa.engine.calendar import wareki
from yuinowa.needs import actions
from yuinowa.needs.actions import Posted
from yuinowa.needs.forms import NeedForm, SchoolChoice
from yuinowa.needs.models import Need
from yuinowa.needs.views.acting import need_for
from yuinowa.organisations.models import School
from yuinowa.ui.deciding import attempt

LIKE_LAST_YEAR = 8


@requires(Permission.POST_NEEDS)
def need_new(request: HttpRequest) -> HttpResponse:
    """The form; who looks after several schools names the school first."""
    schools = School.objects.allowing(request.actor, Permission.POST_NEEDS).in_programme()
    school = _school_of(request, schools)
    if school is None:
        return render(request, "needs/school_choice.html", {"form": SchoolChoice(schools=schools)})
    return _post(request, school, initial={}, copied_from=None)


@requires(Permission.POST_NEEDS)
def need_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The same form, filled from a need of an earlier year for the same school week."""
    need = need_for(request, pk, Permission.POST_NEEDS)
    wish = actions.copy_need(need, today=clock.today())
    return _post(request, need.school, initial=NeedForm.initial_of(wish), copied_from=need)


@requires(Permission.POST_NEEDS)
def need_edit(request: HttpRequest, pk: int) -> HttpResponse:
    need = need_for(request, pk, Permission.POST_NEEDS)
    form = NeedForm(request.POST or None, school=need.school, initial=NeedForm.initial_of(actions.wish_of(need)))
    if request.method == "POST" and form.is_valid():
        gone = attempt(request, form, lambda: _edited(request, need, form))
        if gone:
            return gone
    return render(request, "needs/need_form.html", {"form": form, "school": need.school, "need": need})


def _school_of(request: Any, schools: Any) -> School | None:
    actor = request.actor
    if actor.school_id:
        return get_object_or_404(schools, pk=actor.school_id)
    chosen = request.GET.get("school", "")
    return get_object_or_404(schools, pk=int(chosen)) if chosen.isdecimal() else None


def _post(request: HttpRequest, school: School, *, initial: dict[str, Any], copied_from: Need | None) -> HttpResponse:
    form = NeedForm(request.POST or None, school=school, initial=initial)
    if request.method == "POST" and form.is_valid():
        gone = attempt(request, form, lambda: _posted(request, school, form, copied_from))
        if gone:
            return gone
    return render(
        request,
        "needs/need_form.html",
        {
            "form": form,
            "school": school,
            "copied_from": copied_from,
            "last_year": [] if copied_from else _last_year(request, school),
        },
    )


def _posted(request: Any, school: School, form: NeedForm, copied_from: Need | None) -> str:
    check_within(School.objects, school, by=request.actor, permission=Permission.POST_NEEDS)
    wish = form.wish(copied_from_id=copied_from.pk if copied_from else None)
    posted = actions.post_need(school, wish=wish, by=request.actor, is_draft="draft" in request.POST)
    messages.success(request, _said(posted))
    return reverse("need_detail", args=[posted.need.pk])


def _said(posted: Posted) -> str:
    if posted.need.state == Need.State.DRAFT:
        return _("下書きをとっておきました。")
    said = _("お願いを出しました。") if len(posted.needs) == 1 else _("お願いを%(n)s件出しました。") % {"n": len(posted.needs)}
    if posted.needs[0].state == Need.State.AWAITING_APPROVAL:
        said += _("校長の承認を待っています。")
    if posted.skipped:
        said += _("休みのためとばした日：%(days)s") % {"days": "、".join(wareki(on) for on in posted.skipped)}
    return said


def _edited(request: Any, need: Need, form: NeedForm) -> str:
    actions.edit_need(need, wish=form.wish(), by=request.actor)
    messages.success(request, _("直しました。"))
    return reverse("need_detail", args=[need.pk])


def _last_year(request: Any, school: School) -> list[Need]:
    """What the school asked for at this time of last year, to post again with one tap."""
    then = clock.today() - dt.timedelta(days=364)
    rows = Need.objects.allowing(request.actor, Permission.POST_NEEDS).filter(school=school).exclude(state__in=["draft", "cancelled"])
    return list(rows.between(then - dt.timedelta(weeks=1), then + dt.timedelta(weeks=10)).order_by("first_on")[:LIKE_LAST_YEAR])
