"""The list of 本部 with their schools and people of today, on the screen, on paper and as a file."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.access.guards import may, requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.export import table_response
from yuinowa.engine.calendar import fiscal_year, fiscal_year_end, wareki
from yuinowa.organisations.models import Block, CollaborationHq, HqSchool
from yuinowa.people.forms import HqFilter
from yuinowa.people.models import HqMember, Person
from yuinowa.ui.markup import kept_together, link
from yuinowa.ui.navigation import query_with, row_address
from yuinowa.ui.status import mark
from yuinowa.ui.tables import Column, Table

PER_PAGE = 50
SOON = dt.timedelta(days=60)


@requires(Permission.SEE_HQS)
def hq_list(request: HttpRequest) -> HttpResponse:
    on = clock.today()
    form, rows = _matching(request, Permission.SEE_HQS, on)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    facts = {
        "filter": form,
        "page": page,
        "table": _table(page.object_list, on),
        "csv": f"{reverse('hq_export')}?{query_with(request.GET, form='csv')}",
        "excel": f"{reverse('hq_export')}?{query_with(request.GET, form='xlsx')}",
        "is_filtered": bool(request.GET),
        "may_manage": may(request.actor, Permission.MANAGE_ORGANISATIONS),
        "on": on,
    }
    return render(request, "people/hq_list.html", facts)


@requires(Permission.EXPORT)
def hq_export(request: HttpRequest) -> HttpResponse:
    _form, rows = _matching(request, Permission.EXPORT, clock.today())
    header = [_("本部"), _("事務局"), _("学校"), *(str(label) for label in HqMember.Part.labels), _("任期")]
    return table_response(request.GET.get("form", ""), name=_("本部一覧"), header=header, rows=map(_cells, rows))


def _matching(request: HttpRequest, permission: Permission, on: dt.date) -> tuple[HqFilter, Any]:
    form = HqFilter(request.GET, blocks=Block.objects.allowing(request.actor, Permission.SEE_SCHOOLS))
    rows = CollaborationHq.objects.allowing(request.actor, permission)
    state = form.typed("state")
    rows = rows.filter(closed_on__lt=on) if state == "closed" else rows.open(on)
    if state == "ending":
        rows = rows.filter(pk__in=ending_terms(on).values("hq"))
    if block := form.typed("block"):
        served = HqSchool.objects.lasting(on).filter(school__block=block)
        rows = rows.filter(Q(center__block=block) | Q(school__block=block) | Q(pk__in=served.values("hq")))
    if words := (form.typed("q") or "").replace("\x00", "").strip():
        sitting = HqMember.objects.lasting(on).filter(person__in=Person.objects.named(words))
        rows = rows.named(words) | rows.filter(pk__in=sitting.values("hq"))
    return form, rows.select_related("center", "school", "successor").prefetch_related(
        Prefetch("links", HqSchool.objects.valid(on).select_related("school").order_by("school__code"), to_attr="present_links"),
        Prefetch("members", HqMember.objects.valid(on).select_related("person").order_by("person__kana", "pk"), to_attr="present_terms"),
        Prefetch("members", near_ends(on), to_attr="ending"),
    )


def ending_terms(on: dt.date) -> Any:
    """Terms of today and later that end within the 年度 and are not renewed yet."""
    return HqMember.objects.ending(on, fiscal_year_end(fiscal_year(on)))


def near_ends(on: dt.date) -> Any:
    """Those of them that end soon: most terms last until 31 March, and that is worth a word from about February on."""
    return ending_terms(on).filter(until_on__lte=on + SOON)


def _table(rows: Iterable[Any], on: dt.date) -> Table:
    parts = [(part, str(label)) for part, label in HqMember.Part.choices]
    columns = (
        Column(_("本部"), lambda hq: link(row_address("hq_detail", hq.pk), hq.name), is_name=True),
        Column(_("事務局"), lambda hq: str(hq.office)),
        Column(_("学校"), lambda hq: kept_together(schools_of(hq)) or "－"),
        *(Column(label, lambda hq, part=part: kept_together(names_of(hq, part)) or "－") for part, label in parts),
        Column(_("任期"), lambda hq: _terms(hq)),
        Column(_("状態"), lambda hq: _standing(hq, on)),
    )
    return Table(_("本部の一覧"), columns, rows)


def schools_of(hq: Any) -> list[str]:
    return [row.school.short_name for row in hq.present_links]


def names_of(hq: Any, part: str) -> list[str]:
    return [term.person.name for term in hq.present_terms if term.part == part]


def _terms(hq: Any) -> SafeString | str:
    """Until when the people of today are commissioned: most often one day for all."""
    return kept_together(wareki(day, weekday=False) for day in sorted({term.until_on for term in hq.present_terms})) or "－"


def _standing(hq: Any, on: dt.date) -> SafeString | str:
    if hq.closed_on and hq.closed_on < on:
        return mark("closed", _("%(into)sに統合") % {"into": hq.successor.name} if hq.successor else _("閉じました"))
    if not hq.ending:
        return "－"
    said = ngettext("今年度で任期が終わる人が%(n)s人", "今年度で任期が終わる人が%(n)s人", len(hq.ending))
    return mark("changed", said % {"n": len(hq.ending)})


def _cells(hq: Any) -> list[Any]:
    spans = sorted({(term.from_on, term.until_on) for term in hq.present_terms})
    written = "、".join(f"{wareki(start, weekday=False)}～{wareki(end, weekday=False)}" for start, end in spans)
    return [hq.name, str(hq.office), "、".join(schools_of(hq)), *("、".join(names_of(hq, part)) for part in HqMember.Part.values), written]
