"""The list of promises: what I keep, what is owed to me, everything I may see; filtered, sorted, and as a file."""

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.access.guards import may, requires
from yuinowa.access.matrix import Permission, Reach, reaches
from yuinowa.core import clock
from yuinowa.core.export import table_response
from yuinowa.organisations.models import Block
from yuinowa.people.models import Appointment
from yuinowa.promises.forms import PromiseFilter
from yuinowa.promises.models import Promise
from yuinowa.promises.queries import desk
from yuinowa.promises.views.tables import SHOWN, owner, promises_table, whom
from yuinowa.ui.tables import whole, words

PER_PAGE = 30
MOST_EXPORTED = 5000
MINE, TO_ME, EVERY = "mine", "to_me", "all"
SORTS: dict[str, Any] = {
    "due": F("due_on"),
    "text": F("text"),
    # The city hall before the places.
    "owner": Coalesce("owner__school__kana", "owner__center__kana", Value("")),
}


@requires(Permission.SEE_PROMISES)
def promise_list(request: HttpRequest) -> HttpResponse:
    form, on = _filter(request), clock.today()
    tab = request.GET.get("tab", MINE)
    rows = _matching(request, form, tab, on)
    counts = rows.order_by().aggregate(n=Count("pk"), late=Count("pk", filter=Q(state="open", due_on__lt=on)))
    paginator = Paginator(_shown(_sorted(request, rows), on), PER_PAGE)
    paginator.count = counts["n"]
    page = paginator.get_page(request.GET.get("page"))
    promises = list(page.object_list)
    has_ticks = _may_keep_all(request, tab) and sum(promise.state == Promise.State.OPEN for promise in promises) > 1
    facts = {
        "filter": form,
        "tab": tab,
        "tabs": _tabs(request, tab),
        "page": page,
        "table": promises_table(promises, on, has_ticks=has_ticks),
        "has_ticks": has_ticks,
        "summary": _summary(counts["n"], counts["late"]),
        "may_make": may(request.actor, Permission.MAKE_PROMISES),
        "may_export": may(request.actor, Permission.EXPORT),
        "query": _query_without(request, "page"),
        "on": on,
    }
    return render(request, "promises/promise_list.html", facts)


@requires(Permission.EXPORT)
def promise_export(request: HttpRequest, form: str) -> HttpResponse:
    """The same rows as the list shows, as CSV or Excel."""
    typed, on = _filter(request), clock.today()
    rows = _sorted(request, _matching(request, typed, request.GET.get("tab", MINE), on))
    named = _shown(rows, on, "source", "source_text", "made_at")[: MOST_EXPORTED + 1]
    states, sources = words(Promise.State), words(Promise.Source)
    header = [
        _("期限"),
        _("約束"),
        _("守る人"),
        _("相手"),
        _("状態"),
        _("過ぎた日数"),
        _("きっかけ"),
        _("どこで約束したか"),
        _("書きとめた日時"),
    ]
    cells = (
        [
            row.due_on,
            row.text,
            owner(row),
            whom(row),
            states[row.state],
            max(0, (on - row.due_on).days) if row.state == Promise.State.OPEN else "",
            sources[row.source],
            row.source_text,
            row.made_at,
        ]
        for row in named
    )
    return table_response(form, name=_("約束の一覧"), header=header, rows=whole(cells, MOST_EXPORTED))


def _filter(request: Any) -> PromiseFilter:
    is_office = Reach.CITY in reaches(request.actor.roles, Permission.SEE_PROMISES)
    return PromiseFilter(request.GET, blocks=Block.objects.allowing(request.actor, Permission.SEE_PROMISES) if is_office else None)


def _of_tab(rows: Any, request: Any, tab: str) -> Any:
    if tab == EVERY:
        return rows
    return rows.owed_to_desk(request.actor) if tab == TO_ME else rows.kept_by(request.actor)


def _matching(request: Any, form: PromiseFilter, tab: str, on: dt.date) -> Any:
    rows = _of_tab(Promise.objects.allowing(request.actor, Permission.SEE_PROMISES), request, tab)
    if form.typed("state") != "every":
        rows = rows.filter(state=form.typed("state") or Promise.State.OPEN)
    if form.typed("late"):
        rows = rows.stale(on) if form.typed("late") == "7" else rows.overdue(on)
    if form.typed("block"):
        rows = rows.in_block(form.typed("block"))
    if form.typed("vacant"):
        rows = rows.without_holder(on)
    return rows.search(form.typed("q")) if form.typed("q") else rows


def _sorted(request: HttpRequest, rows: Any) -> Any:
    asked = request.GET.get("sort", "")
    column = SORTS.get(asked.removeprefix("-"))
    if column:
        return rows.order_by(column.desc() if asked.startswith("-") else column.asc(), "due_on", "pk")
    if request.GET.get("q"):
        return rows
    # What is open: the oldest debt first. What is closed: the latest first.
    return rows.order_by("due_on", "pk") if request.GET.get("state", "") in ("", "open") else rows.order_by("-due_on", "-pk")


def _shown(rows: Any, on: dt.date, *more: str) -> Any:
    is_held = Exists(Appointment.objects.valid(on).filter(post=OuterRef("owner")))
    return rows.annotate(is_held=is_held).values_list(*SHOWN, *more, named=True)


def _may_keep_all(request: Any, tab: str) -> bool:
    return tab not in (TO_ME, EVERY) or Reach.CITY in reaches(request.actor.roles, Permission.KEEP_PROMISES)


def _tabs(request: Any, tab: str) -> list[dict[str, Any]]:
    """The three tabs with how many are open in each; one query. They keep the filters."""
    own = desk(request.actor).values("pk")
    counts = (
        Promise.objects.allowing(request.actor, Permission.SEE_PROMISES)
        .open()
        .order_by()
        .aggregate(**{MINE: Count("pk", filter=Q(owner__in=own)), TO_ME: Count("pk", filter=Q(owed_to__in=own)), EVERY: Count("pk")})
    )
    names = ((MINE, _("わたしが守る")), (TO_ME, _("わたしへの")), (EVERY, _("見られるすべて")))
    query = _query_without(request, "page", "tab")
    return [
        {
            "label": label,
            "n": counts[key],
            "url": f"?tab={key}&{query}".rstrip("&"),
            "is_here": key == tab or (key == MINE and tab not in (TO_ME, EVERY)),
        }
        for key, label in names
    ]


def _summary(n: int, late: int) -> str:
    """12件の約束のうち 3件が期限を過ぎています."""
    whole = ngettext("%(n)s件の約束", "%(n)s件の約束", n) % {"n": n}
    if not late:
        return whole
    part = ngettext("%(n)s件が期限を過ぎています", "%(n)s件が期限を過ぎています", late) % {"n": late}
    return _("%(whole)sのうち %(part)s") % {"whole": whole, "part": part}


def _query_without(request: HttpRequest, *names: str) -> str:
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    return query.urlencode()
