"""The list of needs: filtered, sorted, as table or month, and as a file."""

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.access.guards import may, requires
from yuinowa.access.matrix import Permission, Reach, reaches
from yuinowa.core import clock
from yuinowa.core.days import day_in
from yuinowa.core.export import table_response
from yuinowa.engine.calendar import holiday_name, wareki
from yuinowa.needs.actions.rounds import UNFILLED_DAYS
from yuinowa.needs.actions.state import engaged_counts, waiting_counts
from yuinowa.needs.forms import NeedFilter
from yuinowa.needs.models import Need
from yuinowa.needs.views.tables import needs_table
from yuinowa.organisations.models import Block, School
from yuinowa.ui.tables import whole

PER_PAGE = 30
MOST_EXPORTED = 5000
SHOWN = ("pk", "title", "class_name", "people", "state", "first_on", "school__short_name")
SORTS = {"day": "first_on", "school": "school__kana", "title": "title", "state": "state", "people": "people"}


@requires(Permission.SEE_NEEDS)
def need_list(request: HttpRequest) -> HttpResponse:
    form = _filter(request)
    rows = _sorted(request, _matching(request, form))
    facts: dict[str, Any] = {
        "filter": form,
        "may_post": may(request.actor, Permission.POST_NEEDS),
        "may_export": may(request.actor, Permission.EXPORT),
        "is_month": request.GET.get("view") == "month",
        "has_schools": "school" in form.fields,
        "query": _query_without(request, "page", "view"),
    }
    if facts["is_month"]:
        return render(request, "needs/need_month.html", {**facts, **_month(request, rows)})
    counts = _counted(rows)
    paginator = Paginator(rows.values_list(*SHOWN, named=True), PER_PAGE)
    paginator.count = sum(counts.values())
    page = paginator.get_page(request.GET.get("page"))
    # Counted for this page alone: joined to the list, all needs would be counted first.
    shown = [row.pk for row in page]
    table = needs_table(page.object_list, engaged_counts(shown), waiting_counts(shown), has_schools=facts["has_schools"])
    return render(request, "needs/need_list.html", {**facts, "page": page, "table": table, "summary": _summary(counts)})


@requires(Permission.EXPORT)
def need_export(request: HttpRequest, form: str) -> HttpResponse:
    """The same rows as the list shows, as CSV or Excel."""
    rows = with_counts(_sorted(request, _matching(request, _filter(request))))[: MOST_EXPORTED + 1]
    header = [_("日"), _("学校"), _("お願い"), _("種類"), _("学年・組"), _("教科"), _("人数"), _("承諾"), _("返事待ち"), _("状態")]
    cells = (
        [
            need.first_on,
            need.school.short_name,
            need.title,
            need.get_kind_display(),
            need.class_name,
            need.subject,
            need.people,
            need.engaged,
            need.asked,
            need.get_state_display(),
        ]
        for need in rows
    )
    return table_response(form, name=_("お願い一覧"), header=header, rows=whole(cells, MOST_EXPORTED))


def with_counts(rows: Any) -> Any:
    """Each need with how many said yes (``engaged``) and how many answers are awaited (``asked``)."""
    return rows.select_related("school").annotate(
        engaged=Count("engagements", filter=Q(engagements__withdrawal__isnull=True), distinct=True),
        asked=Count("offers", filter=Q(offers__state="waiting"), distinct=True),
    )


def _filter(request: Any) -> NeedFilter:
    found = reaches(request.actor.roles, Permission.SEE_NEEDS)
    schools = School.objects.allowing(request.actor, Permission.SEE_NEEDS) if found & {Reach.CITY, Reach.BLOCK} else None
    blocks = Block.objects.allowing(request.actor, Permission.SEE_NEEDS) if Reach.CITY in found else None
    return NeedFilter(request.GET, schools=schools, blocks=blocks)


def _matching(request: Any, form: NeedFilter) -> Any:
    rows = Need.objects.allowing(request.actor, Permission.SEE_NEEDS)
    wanted = {
        "state": form.typed("state"),
        "kind": form.typed("kind"),
        "school": form.typed("school"),
        "school__block": form.typed("block"),
        "first_on__gte": form.typed("from_on"),
        "first_on__lte": form.typed("until_on"),
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if form.typed("unfilled"):
        rows = rows.unfilled(clock.today(), days=UNFILLED_DAYS)
    return rows.search(form.typed("q")) if form.typed("q") else rows


def _sorted(request: HttpRequest, rows: Any) -> Any:
    asked = request.GET.get("sort", "")
    column = SORTS.get(asked.removeprefix("-"))
    if column:
        order = F(column).desc(nulls_last=True) if asked.startswith("-") else F(column).asc(nulls_last=True)
        return rows.order_by(order, "pk")
    if request.GET.get("q"):
        return rows
    # Without a wish: what comes next first, the past after it.
    return rows.order_by(Coalesce(LessThan(F("first_on"), clock.today()), False), "first_on", "pk")


def _counted(rows: Any) -> dict[str, int]:
    """How many rows are in each state."""
    return dict(rows.order_by().values_list("state").annotate(Count("pk")))


def _summary(counts: dict[str, int]) -> str:
    """12件のうち 3件が返事待ち."""
    approval, opened, asking = (counts.get(state, 0) for state in ("awaiting_approval", "open", "asking"))
    parts = [
        (approval, ngettext("%(n)s件が承認待ち", "%(n)s件が承認待ち", approval)),
        (opened, ngettext("%(n)s件が募集中", "%(n)s件が募集中", opened)),
        (asking, ngettext("%(n)s件が返事待ち", "%(n)s件が返事待ち", asking)),
    ]
    said = [text % {"n": n} for n, text in parts if n]
    total = sum(counts.values())
    whole = ngettext("%(n)s件", "%(n)s件", total) % {"n": total}
    return _("%(whole)sのうち %(parts)s") % {"whole": whole, "parts": _("、").join(said)} if said else whole


def _month(request: HttpRequest, rows: Any) -> dict[str, Any]:
    first = _first_of_month(request.GET.get("month", ""))
    following = (first + dt.timedelta(days=32)).replace(day=1)
    start = first - dt.timedelta(days=first.weekday())
    by_day: dict[dt.date, list[Need]] = {}
    for need in rows.between(first, following - dt.timedelta(days=1)).select_related("school").order_by("first_on", "pk"):
        by_day.setdefault(need.first_on, []).append(need)
    days = [start + dt.timedelta(days=n) for n in range(-(-(following - start).days // 7) * 7)]
    cells = [
        {
            "date": day,
            "needs": by_day.get(day, []) if day.month == first.month else [],
            "is_in": day.month == first.month,
            "is_today": day == clock.today(),
            "holiday": holiday_name(day),
        }
        for day in days
    ]
    return {
        "weeks": [cells[n : n + 7] for n in range(0, len(cells), 7)],
        "month": first,
        "name": wareki(first, weekday=False).removesuffix("1日"),
        "previous": f"{first - dt.timedelta(days=1):%Y-%m}",
        "next": f"{following:%Y-%m}",
    }


def _first_of_month(text: str) -> dt.date:
    return day_in(f"{text}-01") or clock.today().replace(day=1)


def _query_without(request: HttpRequest, *names: str) -> str:
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    return query.urlencode()
