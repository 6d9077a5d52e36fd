"""The lists of consultations and of cases: filtered, sorted, and as files."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, Min, Q, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.access.guards import may, requires
from yuinowa.access.matrix import Permission, Reach, reaches
from yuinowa.advice.forms import ConsultationFilter, KnowledgeFilter
from yuinowa.advice.models import Consultation, Knowledge, Topic
from yuinowa.advice.views.tables import KNOWLEDGE_SHOWN, SHOWN, asker, consultations_table, days_until_answer, knowledge_table, waited
from yuinowa.core import clock
from yuinowa.core.export import table_response
from yuinowa.engine.calendar import fiscal_year
from yuinowa.organisations.models import Block
from yuinowa.ui.tables import whole, words
from yuinowa.ui.templatetags.dates import local_day

PER_PAGE = 30
MOST_EXPORTED = 5000
SORTS: dict[str, Any] = {
    "asked": F("asked_at"),
    "subject": F("subject"),
    "waiting": F("waiting_since"),
    # The city hall before the places.
    "asker": Coalesce("asked_by__school__kana", "asked_by__center__kana", Value("")),
}
KNOWLEDGE_SORTS: dict[str, Any] = {"title": F("title"), "published": F("published_at"), "topic": F("topic")}


@requires(Permission.SEE_ADVICE)
def consultation_list(request: Any) -> HttpResponse:
    form, now = _filter(request), clock.now()
    rows = _matching(request, form)
    counts = rows.order_by().aggregate(n=Count("pk"), waiting=Count("pk", filter=Q(state="open")))
    page = _page(request, _sorted(request, rows).annotate(messages_n=Count("messages")).values_list(*SHOWN, named=True), counts["n"])
    found = list(page.object_list)
    has_ticks = _may_close(request, found)
    facts = {
        "filter": form,
        "page": page,
        "table": consultations_table(found, now, has_ticks=has_ticks, is_office=may(request.actor, Permission.ANSWER_ADVICE)),
        "has_ticks": has_ticks,
        "summary": _summary(counts["n"], counts["waiting"]),
        "may_ask": may(request.actor, Permission.ASK_ADVICE),
        "may_answer": may(request.actor, Permission.ANSWER_ADVICE),
        "may_export": may(request.actor, Permission.EXPORT),
        "school_id": request.actor.school_id,
        "query": _query_without(request, "page"),
        "today": clock.today(),
    }
    return render(request, "advice/consultation_list.html", facts)


@requires(Permission.SEE_ADVICE)
def consultation_export(request: Any, form: str) -> HttpResponse:
    """The same rows as the list shows, as CSV or Excel."""
    rows, now = _sorted(request, _matching(request, _filter(request))).annotate(messages_n=Count("messages")), clock.now()
    states, topics, channels = words(Consultation.State), words(Topic), words(Consultation.Channel)
    header = [_("相談した日"), _("件名"), _("種類"), _("相談した職"), _("状態"), _("待っている日数"), _("どうやって"), _("やりとりの数")]
    header += [_("はじめの回答"), _("回答までの日数")]
    cells = (
        [
            local_day(row.asked_at),
            row.subject,
            topics[row.topic],
            asker(row),
            states[row.state],
            waited(row, now),
            channels[row.channel],
            row.messages_n,
            local_day(row.first_answered_at) if row.first_answered_at else "",
            days_until_answer(row),
        ]
        for row in rows.values_list(*SHOWN, named=True)[: MOST_EXPORTED + 1]
    )
    return table_response(form, name=_("相談の一覧"), header=header, rows=whole(cells, MOST_EXPORTED))


@requires(Permission.SEE_KNOWLEDGE)
def knowledge_list(request: Any) -> HttpResponse:
    form = _knowledge_filter(request)
    rows = _knowledge(request, form)
    page = _page(request, rows.values_list(*KNOWLEDGE_SHOWN, named=True), rows.order_by().count())
    n = page.paginator.count
    facts = {
        "filter": form,
        "page": page,
        "table": knowledge_table(page.object_list, may_edit=may(request.actor, Permission.EDIT_KNOWLEDGE)),
        "summary": ngettext("%(n)s件の事例", "%(n)s件の事例", n) % {"n": n},
        "may_export": may(request.actor, Permission.EXPORT),
        "may_ask": may(request.actor, Permission.ASK_ADVICE),
        "query": _query_without(request, "page"),
    }
    return render(request, "advice/knowledge_list.html", facts)


@requires(Permission.SEE_KNOWLEDGE)
def knowledge_export(request: Any, form: str) -> HttpResponse:
    rows = _knowledge(request, _knowledge_filter(request))[: MOST_EXPORTED + 1]
    topics, states = words(Topic), words(Knowledge.State)
    header = [_("題名"), _("種類"), _("こんなとき"), _("こうするとよい"), _("状態"), _("公開した日")]
    cells = (
        [
            row.title,
            topics[row.topic],
            row.question,
            row.answer,
            states[row.state],
            local_day(row.published_at) if row.published_at else "",
        ]
        for row in rows
    )
    return table_response(form, name=_("事例の一覧"), header=header, rows=whole(cells, MOST_EXPORTED))


def _filter(request: Any) -> ConsultationFilter:
    is_office = Reach.CITY in reaches(request.actor.roles, Permission.SEE_ADVICE)
    blocks = Block.objects.allowing(request.actor, Permission.SEE_ADVICE) if is_office else None
    return ConsultationFilter(request.GET, years=_years(request), blocks=blocks)


def _years(request: Any) -> Sequence[int]:
    """The 年度 since the first consultation, the latest first."""
    first = Consultation.objects.allowing(request.actor, Permission.SEE_ADVICE).order_by().aggregate(Min("asked_at"))["asked_at__min"]
    this = fiscal_year(clock.today())
    return range(this, (fiscal_year(local_day(first)) if first else this) - 1, -1)


def _matching(request: Any, form: ConsultationFilter) -> Any:
    rows = Consultation.objects.allowing(request.actor, Permission.SEE_ADVICE)
    state = form.typed("state")
    if state != "every":
        rows = rows.filter(state=state) if state else rows.open()
    if form.typed("topic"):
        rows = rows.filter(topic=form.typed("topic"))
    if form.typed("year"):
        rows = rows.in_year(form.typed("year"))
    if form.typed("block"):
        rows = rows.in_block(form.typed("block"))
    return rows.search(form.typed("q")) if form.typed("q") else rows


def _sorted(request: HttpRequest, rows: Any) -> Any:
    asked = request.GET.get("sort", "")
    column = SORTS.get(asked.removeprefix("-"))
    if column is not None:
        return rows.order_by(column.desc(nulls_last=True) if asked.startswith("-") else column.asc(nulls_last=True), "-asked_at", "-pk")
    if request.GET.get("q"):
        # Said again, because counting the messages forgets the order of the model.
        return rows.order_by(*(rows.query.order_by or Consultation._meta.ordering))
    # Who waits longest stands first, then the latest.
    return rows.order_by(F("waiting_since").asc(nulls_last=True), "-asked_at", "-pk")


def _knowledge_filter(request: Any) -> KnowledgeFilter:
    return KnowledgeFilter(request.GET, may_edit=may(request.actor, Permission.EDIT_KNOWLEDGE))


def _knowledge(request: Any, form: KnowledgeFilter) -> Any:
    rows = Knowledge.objects.allowing(request.actor, Permission.SEE_KNOWLEDGE)
    if form.typed("topic"):
        rows = rows.filter(topic=form.typed("topic"))
    if "state" in form.fields and form.typed("state"):
        rows = rows.filter(state=form.typed("state"))
    if form.typed("q"):
        rows = rows.search(form.typed("q"))
    asked = request.GET.get("sort", "")
    column = KNOWLEDGE_SORTS.get(asked.removeprefix("-"))
    if column is not None:
        return rows.order_by(column.desc(nulls_last=True) if asked.startswith("-") else column.asc(nulls_last=True), "-pk")
    # Drafts first: they wait for somebody.
    return rows if form.typed("q") else rows.order_by(F("published_at").desc(nulls_first=True), "-pk")


def _may_close(request: Any, rows: Sequence[Any]) -> bool:
    keys = [row.pk for row in rows if row.state != Consultation.State.CLOSED]
    if len(keys) < 2:
        return False
    return bool(Consultation.objects.allowing(request.actor, Permission.KEEP_ADVICE).filter(pk__in=keys).count() == len(keys))


def _page(request: HttpRequest, rows: Any, count: int) -> Any:
    paginator = Paginator(rows, PER_PAGE)
    paginator.count = count
    return paginator.get_page(request.GET.get("page"))


def _summary(n: int, waiting: int) -> str:
    """12件の相談のうち 3件が回答待ちです."""
    whole = ngettext("%(n)s件の相談", "%(n)s件の相談", n) % {"n": n}
    if not waiting:
        return whole
    part = ngettext("%(n)s件が回答待ちです", "%(n)s件が回答待ちです", waiting) % {"n": waiting}
    return _("%(whole)sのうち %(part)s") % {"whole": whole, "part": part}


def _query_without(request: HttpRequest, *names: str) -> str:
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    return query.urlencode()
