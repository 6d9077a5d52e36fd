"""What the section decides about a 本部: its name and office, and which schools it serves from when."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.organisations import actions
from yuinowa.organisations.models import Block, CollaborationHq, HqSchool, School
from yuinowa.people.forms import EndForm, HqForm, ServeForm
from yuinowa.ui.deciding import attempt, confirm
from yuinowa.ui.templatetags.dates import wareki

MANAGE = Permission.MANAGE_ORGANISATIONS


@requires(MANAGE)
def hq_new(request: HttpRequest) -> HttpResponse:
    form = HqForm(request.POST or None, initial={"opened_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        gone = attempt(request, form, lambda: page_of_hq(actions.open_hq(by=request.actor, **form.cleaned_data)))
        if gone:
            return gone
    return render(
        request, "people/hq_form.html", {"form": form, "title": _("本部を設ける"), "verb": _("設ける"), "back": reverse("hq_list")}
    )


@requires(MANAGE)
def hq_edit(request: HttpRequest, pk: int) -> HttpResponse:
    hq = managed(request, pk)
    given = {"name": hq.name, "kana": hq.kana, "center": hq.center_id, "school": hq.school_id}
    form = HqForm(request.POST or None, hq=hq, initial=given)
    if request.method == "POST" and form.is_valid():
        gone = attempt(request, form, lambda: page_of_hq(actions.rename_hq(hq, by=request.actor, **form.cleaned_data)))
        if gone:
            return gone
    facts = {"form": form, "hq": hq, "title": _("名前と事務局を直す"), "verb": _("直す"), "back": page_of_hq(hq)}
    return render(request, "people/hq_form.html", facts)


@requires(MANAGE)
def hq_assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick schools, choose the day, read what will happen, then do it."""
    hq = managed(request, pk)
    blocks = Block.objects.allowing(request.actor, MANAGE)
    block = blocks.filter(pk=number(request.GET.get("block"))).first()
    form = ServeForm(request.POST or None, schools=_free(request, hq, block), initial={"from_on": max(clock.today(), hq.opened_on)})
    if request.method == "POST" and form.is_valid():
        if not request.POST.get("confirmed"):
            return render(request, "ui/confirm.html", {"confirm": _what_will_happen(hq, form)})
        gone = attempt(request, form, lambda: _served(request, hq, form))
        if gone:
            return gone
    return render(request, "people/hq_assign.html", {"form": form, "hq": hq, "blocks": blocks, "chosen": block})


def _free(request: HttpRequest, hq: CollaborationHq, block: Block | None) -> QuerySet[School]:
    """Schools of the programme that do not belong here already, with the 本部 of today."""
    on = clock.today()
    here = HqSchool.objects.lasting(on).filter(hq=hq).values("school")
    schools = School.objects.allowing(request.actor, MANAGE).in_programme().exclude(pk__in=here)
    present = Prefetch("hq_links", HqSchool.objects.valid(on).select_related("hq"), to_attr="present_links")
    found: QuerySet[School] = (schools.filter(block=block) if block else schools).prefetch_related(present)
    return found


def _what_will_happen(hq: CollaborationHq, form: ServeForm) -> dict[str, Any]:
    schools, from_on = list(form.cleaned_data["schools"]), form.cleaned_data["from_on"]
    left = from_on - dt.timedelta(days=1)
    moved = [(school, row.hq) for school in schools for row in school.present_links]
    text = ngettext(
        "%(n)s校（%(schools)s）が、%(day)sから%(hq)sに属します。",
        "%(n)s校（%(schools)s）が、%(day)sから%(hq)sに属します。",
        len(schools),
    )
    names = "、".join(school.short_name for school in schools)
    return {
        "title": _("学校を加える"),
        "sentence": text % {"n": len(schools), "schools": names, "day": wareki(from_on), "hq": hq.name},
        "details": [
            _("%(school)sは、%(day)sで%(hq)sから外れます。") % {"school": school.short_name, "day": wareki(left), "hq": before}
            for school, before in moved
        ],
        "mails": 0,
        "is_undoable": True,
        "verb": _("加える"),
        "back": reverse("hq_assign", args=[hq.pk]),
        "up": hq.name,
        "hidden": [("confirmed", "1"), ("from_on", from_on.isoformat()), *(("schools", school.pk) for school in schools)],
    }


def _served(request: HttpRequest, hq: CollaborationHq, form: ServeForm) -> str:
    n = actions.serve_schools(hq, schools=form.cleaned_data["schools"], from_on=form.cleaned_data["from_on"], by=request.actor)
    messages.success(request, ngettext("%(n)s校を加えました。", "%(n)s校を加えました。", n) % {"n": n})
    return page_of_hq(hq)


@requires(MANAGE)
def hq_school_end(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(HqSchool.objects.allowing(request.actor, MANAGE).select_related("hq", "school"), pk=pk)
    form = EndForm(request.POST or None, initial={"on": clock.today()})

    def left() -> str:
        actions.leave_hq(row, on=form.cleaned_data["on"], by=request.actor)
        messages.success(request, _("%(school)sが%(hq)sから外れる日を決めました。") % {"school": row.school.short_name, "hq": row.hq.name})
        return page_of_hq(row.hq)

    return confirm(
        request,
        form,
        left,
        title=_("学校を外す"),
        verb=_("外す"),
        sentence=_("%(school)sは、選んだ日を最後に、%(hq)sに属さなくなります。") % {"school": row.school.short_name, "hq": row.hq.name},
        back=page_of_hq(row.hq),
        up=row.hq.name,
        is_undoable=True,
    )


def managed(request: HttpRequest, pk: int) -> CollaborationHq:
    """A 本部 that still stands; what has closed is not changed any more."""
    hqs = CollaborationHq.objects.allowing(request.actor, MANAGE).filter(closed_on=None)
    return get_object_or_404(hqs.select_related("center", "school"), pk=pk)


def page_of_hq(hq: CollaborationHq) -> str:
    return reverse("hq_detail", args=[hq.pk])


def number(text: Any) -> int:
    return int(text) if str(text).isascii() and str(text).isdecimal() and len(str(text)) < 10 else 0
