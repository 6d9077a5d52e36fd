"""The visits as a month, a table, a map with the day's route; the same rows in each, and as a file."""

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from yuinowa.access.guards import may, requires
from yuinowa.access.matrix import Permission, Reach, reaches
from yuinowa.core import clock
from yuinowa.core.days import day_in
from yuinowa.core.export import table_response
from yuinowa.organisations.calendar import closed_days, closed_days_everywhere
from yuinowa.organisations.models import Block, CommunityCenter, School
from yuinowa.rounds.forms.visits import VisitFilter
from yuinowa.rounds.models import Visit
from yuinowa.rounds.pictures.entries import Entry, of_visits
from yuinowa.rounds.pictures.months import last_day, month_before, month_of, next_month
from yuinowa.rounds.pictures.route import route_of
from yuinowa.rounds.pictures.tables import visits_table
from yuinowa.rounds.views.plans import closed_of
from yuinowa.ui.tables import whole

SEE = Permission.SEE_VISITS
VIEWS = ("calendar", "table", "map")
MOST_EXPORTED = 5000
MOST_ASKED = 60  # as many as one page of questions takes


@requires(SEE)
def visit_list(request: Any) -> HttpResponse:
    """One month of the visits that the reader may see."""
    today = clock.today()
    month, view = _month(request, today), request.GET.get("view", "")
    view = view if view in VIEWS else VIEWS[0]
    form = _filter(request)
    visits = list(_matching(request, form).between(month, last_day(month)).with_places().select_related("post__school"))
    is_citywide = "block" in form.fields and not form.typed("block")
    entries = of_visits(visits, _movable(request, visits), is_citywide=is_citywide)
    asked = _to_ask(visits, today)
    facts = {
        "filter": form,
        "view": view,
        "views": _tabs(request, view),
        "month": month,
        "before": month_before(month),
        "after": next_month(month),
        "query": _query_without(request, "month", "on"),
        "export_query": _query_without(request, "view", "on"),
        "entries": entries,
        "counts": _counts(visits),
        "to_ask": urlencode({"visit": asked}, doseq=True),
        "to_ask_count": len(asked),
        "may_plan": may(request.actor, Permission.PLAN_ROUNDS),
        "may_upset": may(request.actor, Permission.REPORT_ABSENCE),
        "may_export": may(request.actor, Permission.EXPORT),
        "unsettled": _unsettled(request, form) if may(request.actor, Permission.PLAN_ROUNDS) else [],
        "on": today,
        **_shown(request, entries, visits, form, view, month, today),
    }
    return render(request, "rounds/visit_list.html", facts)


def _shown(
    request: Any, entries: list[Entry], visits: list[Visit], form: VisitFilter, view: str, month: dt.date, today: dt.date
) -> dict[str, Any]:
    if view == "table":
        return {"table": visits_table(entries)}
    if view == "map":
        return _routes(request, entries, visits)
    posts = {visit.post_id for visit in visits}
    closed = _closed(request, form, posts, month)
    return {"grid": month_of(month, entries, closed, today)}


def _closed(request: Any, form: VisitFilter, posts: set[int], month: dt.date) -> dict[dt.date, str]:
    """With one school or one instructor in sight also her own days; else what holds for everybody."""
    until = last_day(month)
    school = request.actor.school_id or (form.typed("school").pk if form.typed("school") else None)
    if school:
        return closed_days(school, month, until)
    return closed_of(posts.pop(), month, until) if len(posts) == 1 else closed_days_everywhere(month, until)


def _routes(request: Any, entries: list[Entry], visits: list[Visit]) -> dict[str, Any]:
    """The days of the month, each instructor's apart; the route of the one in the address or of the next one."""
    by_key = {visit.pk: visit for visit in visits if visit.state in (*Visit.STANDING, Visit.State.DONE)}
    days = sorted({(visit.on, visit.post_id) for visit in by_key.values()})
    if not days:
        return {"days": [], "route": None}
    on, post = _asked(request, days)
    chosen = [entry for entry in entries if entry.key in by_key and entry.on == on and by_key[entry.key].post_id == post]
    center = CommunityCenter.objects.select_related("site").get(posts=post)
    labels = {visit.post_id: visit.post.label for visit in visits}
    return {
        "days": [{"on": day, "post": key, "who": labels[key], "is_here": (day, key) == (on, post)} for day, key in days],
        "route": route_of(on, center.site, chosen),
        "who": labels[post],
    }


def _asked(request: Any, days: list[tuple[dt.date, int]]) -> tuple[dt.date, int]:
    wish = (request.GET.get("on", ""), request.GET.get("post", ""))
    for day, post in days:
        if wish == (day.isoformat(), f"{post}"):
            return day, post
    today = clock.today()
    return next((pair for pair in days if pair[0] >= today), days[-1])


@requires(Permission.EXPORT)
def visit_export(request: Any, form: str) -> HttpResponse:
    """The month as the office hands it round."""
    typed, month = _filter(request), _month(request, clock.today())
    rows = _matching(request, typed).between(month, last_day(month)).with_places().select_related("post__school")[: MOST_EXPORTED + 1]
    header = [_("日にち"), _("始まり"), _("終わり"), _("学校"), _("指導員"), _("状態"), _("動かさない"), _("用件")]
    states = dict(Visit.State.choices)
    cells = (
        [
            visit.on,
            f"{visit.arrives_at:%H:%M}",
            f"{visit.leaves_at:%H:%M}",
            visit.school.short_name,
            visit.post.label,
            str(states[Visit.State(visit.state)]),
            _("はい") if visit.is_locked else "",
            visit.purpose,
        ]
        for visit in rows
    )
    return table_response(form, name=_("訪問予定 %(month)s") % {"month": f"{month:%Y-%m}"}, header=header, rows=whole(cells, MOST_EXPORTED))


def _filter(request: Any) -> VisitFilter:
    actor = request.actor
    is_office = Reach.CITY in reaches(actor.roles, SEE)
    schools = School.objects.allowing(actor, SEE).in_programme().defer("search_text", "search_grams")
    return VisitFilter(
        request.GET,
        blocks=Block.objects.allowing(actor, SEE) if is_office else None,
        schools=None if actor.school_id else schools.order_by("kana", "code"),
    )


def _matching(request: Any, form: VisitFilter) -> Any:
    rows = Visit.objects.allowing(request.actor, SEE)
    state = form.typed("state")
    rows = rows.filter(state=state) if state else rows.exclude(state=Visit.State.CANCELLED)
    if form.typed("school"):
        rows = rows.filter(school=form.typed("school"))
    if form.typed("block"):
        rows = rows.filter(school__block=form.typed("block"))
    return rows


def _movable(request: Any, visits: list[Visit]) -> set[int]:
    if not may(request.actor, Permission.PLAN_ROUNDS):
        return set()
    rows = Visit.objects.allowing(request.actor, Permission.PLAN_ROUNDS).filter(pk__in=[visit.pk for visit in visits])
    return set(rows.order_by().values_list("pk", flat=True))


def _unsettled(request: Any, form: VisitFilter) -> list[Entry]:
    """Visits of any month that wait for a day."""
    rows = _matching(request, form).filter(state=Visit.State.UNSETTLED).with_places().select_related("post__school")
    found = list(rows.order_by("on", "pk")[:50])
    return of_visits(found, _movable(request, found))


def _counts(visits: list[Visit]) -> dict[str, int]:
    states = [visit.state for visit in visits]
    return {
        "all": len([state for state in states if state != Visit.State.CANCELLED]),
        "done": states.count(Visit.State.DONE),
        "asked": states.count(Visit.State.PROPOSED),
    }


def _to_ask(visits: list[Visit], today: dt.date) -> list[int]:
    """Visits in sight of which no school knows yet."""
    return [visit.pk for visit in visits if visit.state == Visit.State.PLANNED and visit.on > today][:MOST_ASKED]


def _tabs(request: Any, view: str) -> list[dict[str, Any]]:
    query = _query_without(request, "view", "on", "post")
    names = {"calendar": _("カレンダー"), "table": _("表"), "map": _("地図")}
    return [{"label": names[key], "url": f"?view={key}&{query}".rstrip("&"), "is_here": key == view} for key in VIEWS]


def _month(request: Any, today: dt.date) -> dt.date:
    """The month in the address as 2026-12, or the present one."""
    return day_in(f"{request.GET.get('month', '')}-01") or today.replace(day=1)


def _query_without(request: Any, *names: str) -> str:
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    return query.urlencode()
