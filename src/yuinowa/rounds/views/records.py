"""The records of visits: found, filtered, and as the file that the office keeps (巡回計画／訪問記録)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.access.guards import may, requires
from yuinowa.access.matrix import Permission, Reach, reaches
from yuinowa.core.export import table_response
from yuinowa.organisations.models import Block, School
from yuinowa.promises.models import Promise
from yuinowa.rounds.forms.filters import RecordFilter
from yuinowa.rounds.models import Visit, VisitPromise, VisitRecord
from yuinowa.ui.markup import link
from yuinowa.ui.navigation import row_address
from yuinowa.ui.status import mark
from yuinowa.ui.tables import Column, Table, rest_note, words
from yuinowa.ui.templatetags.dates import month_day

PER_PAGE = 30
MOST_EXPORTED = 20_000  # records; what a large city writes in some years
EXCERPT = 70
SORTS = {"on": F("visit__on"), "school": F("visit__school__kana")}


@requires(Permission.SEE_VISITS)
def visit_records(request: HttpRequest) -> HttpResponse:
    form = _filter(request)
    rows = _matching(request, form)
    paginator = Paginator(_sorted(request, rows).select_related("visit__school", "visit__post__center"), PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    n = paginator.count
    query = request.GET.copy()
    query.pop("page", None)
    facts = {
        "filter": form,
        "page": page,
        "table": _table(page.object_list),
        "summary": ngettext("%(n)s件の記録", "%(n)s件の記録", n) % {"n": n},
        "may_export": may(request.actor, Permission.EXPORT),  # type: ignore[attr-defined]
        "query": query.urlencode(),
    }
    return render(request, "rounds/visit_records.html", facts)


@requires(Permission.EXPORT)
def visit_records_export(request: Any, form: str) -> HttpResponse:
    """One line for each promise of a visit, and one for a visit without; the columns of the office's form."""
    rows = _sorted(request, _matching(request, _filter(request))).select_related("visit__school", "visit__post__center")
    records = list(rows.defer("search_text")[: MOST_EXPORTED + 1])
    is_cut = len(records) > MOST_EXPORTED
    lines = chain(_lines(request, records[:MOST_EXPORTED]), [rest_note(MOST_EXPORTED)] if is_cut else [])
    header = [_("日付"), _("指導員"), _("学校"), _("会った人"), _("聞いたこと"), _("案"), _("約束"), _("守る人"), _("期限"), _("済み")]
    return table_response(form, name=_("訪問記録"), header=header, rows=lines)


def _filter(request: Any) -> RecordFilter:
    found = reaches(request.actor.roles, Permission.SEE_VISITS)
    blocks = Block.objects.allowing(request.actor, Permission.SEE_VISITS) if Reach.CITY in found else None
    is_wide = bool(found & {Reach.CITY, Reach.BLOCK})
    schools = School.objects.allowing(request.actor, Permission.SEE_VISITS).filter(closed_on=None).order_by("kana") if is_wide else None
    return RecordFilter(request.GET, blocks=blocks, schools=schools)


def _matching(request: Any, form: RecordFilter) -> Any:
    rows = VisitRecord.objects.allowing(request.actor, Permission.SEE_VISITS)
    wishes = {"school": "visit__school", "block": "visit__school__block", "from_on": "visit__on__gte", "until_on": "visit__on__lte"}
    rows = rows.filter(**{path: form.typed(name) for name, path in wishes.items() if form.typed(name)})
    if form.typed("unread"):
        rows = rows.filter(agreed_at__isnull=True)
    known = Promise.objects.allowing(request.actor, Permission.SEE_PROMISES).order_by().values("pk")
    rows = rows.annotate(promised=Count("visit__promises", filter=Q(visit__promises__promise__in=known)))
    return rows.search(form.typed("q")) if form.typed("q") else rows


def _sorted(request: HttpRequest, rows: Any) -> Any:
    asked = request.GET.get("sort", "")
    column = SORTS.get(asked.removeprefix("-"))
    if column is not None:
        return rows.order_by(column.desc() if asked.startswith("-") else column.asc(), "-pk")
    return rows if request.GET.get("q") else rows.order_by("-visit__on", "-pk")


def _table(records: Iterable[Any]) -> Table:
    agreed, waiting = mark("done", _("確かめ済み")), mark("pending", _("確かめ待ち"))
    columns = (
        Column(
            _("学校"), lambda row: link(row_address("visit_detail", row.visit_id), row.visit.school.short_name), is_name=True, sort="school"
        ),
        Column(_("日付"), lambda row: month_day(row.visit.on), sort="on", css="nowrap"),
        Column(_("指導員"), lambda row: row.visit.post.label),
        Column(_("会った人"), lambda row: row.met),
        Column(_("聞いたこと"), lambda row: Truncator(row.heard).chars(EXCERPT)),
        Column(_("約束"), lambda row: row.promised or "", css="number"),
        Column(_("学校の確かめ"), lambda row: agreed if row.agreed_at else waiting),
    )
    return Table(_("訪問の記録の一覧"), columns, records)


def _lines(request: Any, records: list[Any]) -> Iterator[list[Any]]:
    states = words(Promise.State)
    promised = _promises_of(request, [record.visit for record in records])
    for record in records:
        visit = record.visit
        begin = [visit.on, visit.post.label, visit.school.short_name, record.met, record.heard, record.ideas]
        for promise in promised.get(visit.pk) or [None]:
            yield [*begin, *([promise.text, promise.owner.label, promise.due_on, states[promise.state]] if promise else [""] * 4)]


def _promises_of(request: Any, visits: list[Visit]) -> dict[int, list[Promise]]:
    """As far as the reader may see them; one query."""
    known = Promise.objects.allowing(request.actor, Permission.SEE_PROMISES).order_by().values("pk")
    links = VisitPromise.objects.filter(visit__in=visits, promise__in=known)
    found: dict[int, list[Promise]] = defaultdict(list)
    for one in links.select_related("promise__owner__school", "promise__owner__center").order_by("promise__due_on", "pk"):
        found[one.visit_id].append(one.promise)
    return found
