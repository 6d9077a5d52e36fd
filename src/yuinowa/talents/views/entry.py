"""Staff enter and correct registrations."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core.errors import Refused
from yuinowa.core.submissions import once
from yuinowa.organisations.models import Block, Municipality
from yuinowa.people.actions import note_looks
from yuinowa.people.models import ContactLook
from yuinowa.talents import actions
from yuinowa.talents.forms.decisions import PlaceForm
from yuinowa.talents.forms.registration import EntryForm, TalentForm, details_of, written
from yuinowa.talents.models import Talent


@requires(Permission.MANAGE_TALENTS)
def talent_new(request: HttpRequest) -> HttpResponse:
    form = EntryForm(request.POST or None, initial={"block": request.actor.block_id})
    _offer_own_blocks(form, request)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(once(request, lambda: _enter(request, form.cleaned_data)))
        except Refused as refused:
            form.add_error(None, refused.message)
    return render(request, "talents/talent_new.html", {"form": form, "city": Municipality.objects.first()})


@requires(Permission.MANAGE_TALENTS)
def talent_edit(request: HttpRequest, pk: int) -> HttpResponse:
    talent = get_object_or_404(managed(request), pk=pk)
    form = TalentForm(request.POST or None, initial=written(talent))
    _offer_own_blocks(form, request)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(once(request, lambda: _correct(request, talent, form.cleaned_data)))
        except Refused as refused:
            form.add_error(None, refused.message)
    note_looks([talent.person], page=ContactLook.Page.TALENT, by=request.actor)
    return render(request, "talents/talent_edit.html", {"form": form, "talent": talent})


@requires(Permission.MANAGE_TALENTS)
def talent_place(request: HttpRequest, pk: int) -> HttpResponse:
    talent = get_object_or_404(managed(request), pk=pk)
    form = PlaceForm(request.POST or None, initial={"latitude": talent.latitude, "longitude": talent.longitude})
    if request.method == "POST" and form.is_valid():
        actions.place_talent(talent, by=request.actor, **form.cleaned_data)
        messages.success(request, _("地図の場所をなおしました。"))
        return redirect("talent_detail", pk=pk)
    return render(request, "talents/talent_place.html", {"form": form, "talent": talent})


def managed(request: HttpRequest) -> Any:
    """The registrations that the actor looks after."""
    return Talent.objects.allowing(request.actor, Permission.MANAGE_TALENTS).select_related("person", "resource", "block")


def _offer_own_blocks(form: forms.Form, request: HttpRequest) -> None:
    form.fields["block"].queryset = Block.objects.allowing(request.actor, Permission.MANAGE_TALENTS)  # type: ignore[attr-defined]


def _enter(request: HttpRequest, data: dict[str, Any]) -> str:
    details = details_of(data, city=Municipality.objects.first())
    talent = actions.enter_talent(by=request.actor, details=details, source=data["source"], is_another=data["is_another"])
    messages.success(request, _("%sさんを登録しました。") % talent.name)
    return reverse("talent_detail", args=[talent.pk])


def _correct(request: HttpRequest, talent: Talent, data: dict[str, Any]) -> str:
    details = details_of(data, city=None, consent_on=talent.guardian_consent_on)
    actions.update_talent(talent, by=request.actor, details=details)
    messages.success(request, _("登録の内容をなおしました。"))
    return reverse("talent_detail", args=[talent.pk])
