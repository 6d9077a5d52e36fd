"""The schools: list, map, one school, and what a person decides about it."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yuinowa.access.guards import may, requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.export import table_response
from yuinowa.engine.calendar import fiscal_year, fiscal_year_end, fiscal_year_start
from yuinowa.organisations import actions
from yuinowa.organisations.forms import SchoolFilter, SchoolForm, SuccessorForm, carried_out
from yuinowa.organisations.models import ClosedSpan, HqSchool, School
from yuinowa.ui.maps import key_of
from yuinowa.ui.markup import link
from yuinowa.ui.navigation import query_with, row_address
from yuinowa.ui.status import mark
from yuinowa.ui.tables import Column, Table, words

PER_PAGE = 50
SHOWN = ("short_name", "kind", "telephone", "closed_on", "is_in_programme", "block__name", "site__address")
VIEWS = ("table", "list", "map")
SORTS = {"name": "kana", "code": "code", "block": "block__order", "kind": "kind"}
STATES = {
    "in": Q(is_in_programme=True, closed_on=None),
    "outside": Q(is_in_programme=False, closed_on=None),
    "unplaced": Q(site__latitude=None, closed_on=None),
    "unblocked": Q(block=None, is_in_programme=True, closed_on=None),
    "closed": Q(closed_on__isnull=False),
}
LOOKS = {"B1": 1, "C1": 2, "C2": 3}


@requires(Permission.SEE_SCHOOLS)
def school_list(request: HttpRequest) -> HttpResponse:
    form = SchoolFilter(request.GET or None)
    found = _found(request, form, Permission.SEE_SCHOOLS)
    view = request.GET.get("view", "table")
    page = Paginator(found.select_related("site", "block").only(*SHOWN), PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "organisations/school_list.html",
        {
            "form": form,
            "page": page,
            "table": _table(page.object_list),
            "view": view if view in VIEWS else "table",
            "views": [
                (name, label, query_with(request.GET, view=name))
                for name, label in zip(VIEWS, (_("表"), _("一覧"), _("地図")), strict=True)
            ],
            "key": key_of({1: _("小学校"), 2: _("中学校"), 3: _("義務教育学校")}),
            "points_url": f"{reverse('school_points')}?{request.GET.urlencode()}",
            "csv": f"{reverse('school_export')}?{query_with(request.GET, form='csv')}",
            "excel": f"{reverse('school_export')}?{query_with(request.GET, form='xlsx')}",
            "may_manage": may(request.actor, Permission.MANAGE_ORGANISATIONS),
            "may_see_hqs": may(request.actor, Permission.SEE_HQS),
        },
    )


@requires(Permission.SEE_SCHOOLS)
def school_points(request: HttpRequest) -> JsonResponse:
    """The same schools as points of the map."""
    found = _found(request, SchoolFilter(request.GET or None), Permission.SEE_SCHOOLS)
    return JsonResponse(
        [_point(school) for school in found.select_related("site", "block") if school.site.latitude is not None], safe=False
    )


@requires(Permission.EXPORT)
def school_export(request: HttpRequest) -> HttpResponse:
    found = _found(request, SchoolFilter(request.GET or None), Permission.EXPORT)
    header = [_("学校コード"), _("学校名"), _("よび名"), _("ふりがな"), _("学校種"), _("設置者"), _("ブロック"), _("所在地"), _("郵便番号")]
    header += [_("電話番号"), _("緯度"), _("経度"), _("事業"), _("閉校年月日"), _("統合先")]
    return table_response(
        request.GET.get("form", ""), name=_("学校一覧"), header=header, rows=map(_cells, found.select_related("site", "block", "successor"))
    )


@requires(Permission.SEE_SCHOOLS)
def school_detail(request: HttpRequest, pk: int) -> HttpResponse:
    schools = School.objects.allowing(request.actor, Permission.SEE_SCHOOLS)
    school = get_object_or_404(schools.select_related("site", "block", "successor"), pk=pk)
    year = fiscal_year(clock.today())
    spans = ClosedSpan.objects.filter(Q(school=school) | Q(school=None))
    return render(
        request,
        "organisations/school_detail.html",
        {
            "school": school,
            "points": [_point(school)] if school.site.latitude is not None else [],
            "periods": school.lesson_periods.all(),
            "spans": spans.touching(fiscal_year_start(year), fiscal_year_end(year)),
            "predecessors": school.predecessors.all(),
            "hqs": HqSchool.objects.lasting(clock.today()).filter(school=school).select_related("hq").order_by("from_on"),
            "may_see_hqs": may(request.actor, Permission.SEE_HQS),
            "today": clock.today(),
            "may_manage": may(request.actor, Permission.MANAGE_ORGANISATIONS),
            "may_see_pack": may(request.actor, Permission.SEE_COLLEAGUE_PACK),
            "may_keep_calendar": School.objects.allowing(request.actor, Permission.MANAGE_CALENDAR).filter(pk=pk).exists(),
        },
    )


@requires(Permission.MANAGE_ORGANISATIONS)
def school_edit(request: HttpRequest, pk: int) -> HttpResponse:
    school = _managed(request, pk)
    given = {name: getattr(school, name) for name in ("short_name", "kana", "telephone")}
    given |= {"latitude": school.site.latitude, "longitude": school.site.longitude}
    form = SchoolForm(request.POST or None, initial=given)
    if request.method == "POST" and form.is_valid():
        actions.correct_school(school, by=request.actor, **form.cleaned_data)
        messages.success(request, _("%(school)sを直しました。") % {"school": school.short_name})
        return redirect("school_detail", pk=pk)
    return render(request, "organisations/school_form.html", {"form": form, "school": school, "title": _("学校の情報を直す")})


@requires(Permission.MANAGE_ORGANISATIONS)
def school_successor(request: HttpRequest, pk: int) -> HttpResponse:
    school = _managed(request, pk)
    form = SuccessorForm(request.POST or None, school=school, initial={"successor": school.successor_id})
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, lambda: actions.choose_successor(school, by=request.actor, **form.cleaned_data))
    ):
        messages.success(request, _("%(school)sの統合先を決めました。") % {"school": school.short_name})
        return redirect("school_detail", pk=pk)
    return render(request, "organisations/school_form.html", {"form": form, "school": school, "title": _("統合先を選ぶ")})


@requires(Permission.MANAGE_ORGANISATIONS)
def school_join(request: HttpRequest, pk: int) -> HttpResponse:
    school = _managed(request, pk)
    if request.method == "POST":
        actions.bring_into_programme(school, by=request.actor)
        return redirect("school_detail", pk=pk)
    sentence = _("%(school)sを事業に加えます。この学校の先生がお願いを出せるようになります。") % {"school": school.name}
    return _confirm(request, school, _("事業に加える"), sentence)


@requires(Permission.MANAGE_ORGANISATIONS)
def school_leave(request: HttpRequest, pk: int) -> HttpResponse:
    school = _managed(request, pk)
    if request.method == "POST":
        actions.take_out_of_programme(school, by=request.actor)
        return redirect("school_detail", pk=pk)
    sentence = _("%(school)sを事業の外に出します。名簿には残ります。") % {"school": school.name}
    return _confirm(request, school, _("事業の外に出す"), sentence)


def _managed(request: HttpRequest, pk: int) -> School:
    schools = School.objects.allowing(request.actor, Permission.MANAGE_ORGANISATIONS).select_related("site")
    return get_object_or_404(schools, pk=pk)


def _confirm(request: HttpRequest, school: School, verb: str, sentence: str) -> HttpResponse:
    back = reverse("school_detail", args=[school.pk])
    decision = {"title": verb, "sentence": sentence, "mails": 0, "is_undoable": True, "verb": verb, "back": back, "up": school.short_name}
    return render(request, "ui/confirm.html", {"confirm": decision})


def _table(schools: Iterable[School]) -> Table:
    kinds = words(School.Kind)
    columns = (
        Column(_("学校"), lambda school: link(row_address("school_detail", school.pk), school.short_name), sort="name", is_name=True),
        Column(_("学校種"), lambda school: kinds[school.kind], sort="kind"),
        Column(_("ブロック"), lambda school: school.block or "－", sort="block"),
        Column(_("所在地"), lambda school: school.site.address),
        Column(_("電話番号"), lambda school: school.telephone or "－"),
        Column(_("状態"), _standing),
    )
    return Table(_("学校の表"), columns, schools)


def _standing(school: School) -> Any:
    if not school.is_open:
        return mark("closed", _("閉校"))
    return _("事業に参加") if school.is_in_programme else mark("paused", _("事業の外"))


def _found(request: HttpRequest, form: SchoolFilter, permission: Permission) -> Any:
    """Open schools unless the filter asks for closed ones, sorted as the address says."""
    schools = School.objects.allowing(request.actor, permission)
    asked = form.cleaned_data if form.is_valid() else {}
    schools = schools.filter(STATES.get(asked.get("state", ""), Q(closed_on=None)))
    if words := asked.get("q", "").replace("\x00", ""):
        schools = schools.filter(Q(name__icontains=words) | Q(short_name__icontains=words) | Q(kana__icontains=words))
    if asked.get("kind"):
        schools = schools.filter(kind=asked["kind"])
    if asked.get("block"):
        schools = schools.filter(block=asked["block"])
    return schools.order_by(*_order(request.GET.get("sort", "")))


def _order(key: str) -> list[str]:
    field = SORTS.get(key.removeprefix("-"))
    first = [f"-{field}" if key.startswith("-") else field] if field else ["block__order", "kind"]
    return [*first, "code"]


def _point(school: School) -> dict[str, Any]:
    return {
        "lat": school.site.latitude,
        "lon": school.site.longitude,
        "name": school.short_name,
        "text": f"{school.get_kind_display()} {school.block or ''}",
        "url": reverse("school_detail", args=[school.pk]),
        "css": LOOKS.get(school.kind, 0),
    }


def _cells(school: School) -> list[Any]:
    site = school.site
    return [
        school.code,
        school.name,
        school.short_name,
        school.kana,
        school.get_kind_display(),
        school.get_founder_display(),
        school.block.name if school.block else "",
        site.address,
        school.postal_code,
        school.telephone,
        site.latitude,
        site.longitude,
        _("参加") if school.is_in_programme else _("外"),
        school.closed_on,
        school.successor.name if school.successor else "",
    ]
