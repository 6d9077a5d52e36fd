"""急な変更: what was decided, what became of each visit since, and taking it back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.access.guards import may, requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.rounds import actions, mails
from yuinowa.rounds.actions.undo import Undoing
from yuinowa.rounds.forms.upset import span_of
from yuinowa.rounds.models import DisruptedVisit, Disruption, Substitution, Visit
from yuinowa.ui.deciding import confirm, yes
from yuinowa.ui.markup import link
from yuinowa.ui.status import mark
from yuinowa.ui.tables import Column, Table
from yuinowa.ui.templatetags.dates import clock_time

PER_PAGE = 30
_UNDO = {Disruption.Kind.ABSENCE: Permission.REPORT_ABSENCE, Disruption.Kind.WEATHER: Permission.CLOSE_FOR_WEATHER}


@requires(Permission.SEE_VISITS)
def disruption_list(request: HttpRequest) -> HttpResponse:
    rows = Disruption.objects.allowing(request.actor, Permission.SEE_VISITS)  # type: ignore[attr-defined]
    counted = rows.select_related("post__center").annotate(n=Count("visits", distinct=True), needs_n=Count("needs", distinct=True))
    page = Paginator(counted.order_by("-made_at", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    facts = {
        "page": page,
        "table": _table(page.object_list),
        "count": page.paginator.count,
        "may_report": may(request.actor, Permission.REPORT_ABSENCE),  # type: ignore[attr-defined]
        "may_close": may(request.actor, Permission.CLOSE_FOR_WEATHER),  # type: ignore[attr-defined]
    }
    return render(request, "rounds/disruption_list.html", facts)


def _table(rows: Any) -> Table:
    columns = (
        Column(_("日"), lambda row: link(reverse("disruption", args=[row.pk]), mails.span_words(row)), is_name=True),
        Column(_("種類"), lambda row: row.get_kind_display()),
        Column(_("だれ・理由"), lambda row: row.post.label if row.post else row.reason),
        Column(_("訪問"), lambda row: row.n),
        Column(_("お願い"), lambda row: row.needs_n),
        Column(_("いま"), lambda row: mark("withdrawn", _("取り消し")) if row.undone_at else mark("done", _("知らせました"))),
    )
    return Table(_("急な変更の表"), columns, rows)


@requires(Permission.SEE_VISITS)
def disruption(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk, Permission.SEE_VISITS)
    rows = found.visits.select_related("visit__school", "visit__post__center", "before_post__center")
    asked = _asked(found)
    needs = found.needs.select_related("need__school")
    lines = [_line(row, asked.get(row.visit_id)) for row in rows]
    facts = {
        "disruption": found,
        "span": mails.span_words(found),
        "lines": lines,
        "moved": sum(line["is_moved"] for line in lines),
        "needs": [{"row": row, "url": reverse("need_detail", args=[row.need_id])} for row in needs],
        "schools": found.closures.count(),
        "calls": found.calls.to_make().count(),
        "may_undo": _may_undo(request, found),
    }
    return render(request, "rounds/disruption.html", facts)


def _line(row: DisruptedVisit, asked: Substitution | None) -> dict[str, Any]:
    visit = row.visit
    now = mark(visit.state, visit.get_state_display())
    is_moved = (visit.on, visit.arrives_at) != (row.before_on, row.before_arrives_at) or visit.state == Visit.State.UNSETTLED
    return {
        "row": row,
        "before": f"{mails.short_day(row.before_on)}{clock_time(row.before_arrives_at)}",
        "now": now,
        "when": "" if visit.state == Visit.State.UNSETTLED else span_of(visit),
        "who": visit.post.label if visit.post_id != row.before_post_id else "",
        "asked": asked,
        "is_moved": is_moved,
    }


def _asked(found: Disruption) -> dict[int, Substitution]:
    """The latest question about each visit."""
    rows = Substitution.objects.filter(visit__disruptions__disruption=found, asked_at__gte=found.made_at)
    return {row.visit_id: row for row in rows.select_related("post__center").order_by("asked_at", "pk")}


@requires(Permission.REPORT_ABSENCE)
def disruption_undo(request: Any, pk: int) -> HttpResponse:
    """She is well again, the schools are open after all; who may report an absence may not reopen schools."""
    seen = _found(request, pk, Permission.REPORT_ABSENCE)
    found = _found(request, pk, _UNDO.get(Disruption.Kind(seen.kind), Permission.CLOSE_FOR_WEATHER))
    undoing = actions.foresee_undo(found)
    return confirm(
        request,
        yes(request),
        lambda: _undone(request, found),
        title=_("急な変更を取り消す"),
        verb=_("取り消して、知らせる"),
        sentence=_sentence(found, undoing),
        details=_details(found, undoing),
        mails=mails.counted([row.visit for row in undoing.told]) + mails.counted_holders(_asked_posts(undoing)),
        up=mails.span_words(found),
        back=reverse("disruption", args=[pk]),
        is_undoable=False,
    )


def _sentence(found: Disruption, undoing: Undoing) -> str:
    n = len(undoing.back)
    said = ngettext("訪問%(n)s件を、はじめの日時にもどします。", "訪問%(n)s件を、はじめの日時にもどします。", n) % {"n": n}
    if found.kind == Disruption.Kind.WEATHER:
        return _("学校の休みを取り消します。") + said
    return _("指導員の休みを取り消します。") + said


def _details(found: Disruption, undoing: Undoing) -> list[str]:
    lines = [
        _("%(school)s：%(day)s%(at)sにもどします。")
        % {"school": row.visit.school.short_name, "day": mails.short_day(row.before_on), "at": clock_time(row.before_arrives_at)}
        for row in undoing.back
    ]
    lines += [
        _("%(school)s：もう新しい日に決まったか、終わったので、そのままです。") % {"school": row.visit.school.short_name}
        for row in undoing.stays
    ]
    if found.kind == Disruption.Kind.WEATHER and (n := found.needs.count()):
        lines.append(_("お願い%(n)s件は、移した・取りやめたままです。それぞれのページで直してください。") % {"n": n})
    return lines


def _asked_posts(undoing: Undoing) -> list[Any]:
    rows = Substitution.objects.filter(visit__in=[row.visit_id for row in undoing.asked], state__in=["asked", "accepted"])
    return list({row.post_id: row.post for row in rows.select_related("post")}.values())


def _found(request: Any, pk: int, permission: Permission) -> Disruption:
    rows = Disruption.objects.allowing(request.actor, permission).select_related("post__center", "absence")
    found: Disruption = get_object_or_404(rows, pk=pk)
    return found


def _may_undo(request: Any, found: Disruption) -> bool:
    permission = _UNDO.get(Disruption.Kind(found.kind))
    if permission is None or found.undone_at or found.until_on < clock.today():
        return False
    return bool(Disruption.objects.allowing(request.actor, permission).filter(pk=found.pk).exists())


def _undone(request: Any, found: Disruption) -> str:
    verb = actions.undo_storm if found.kind == Disruption.Kind.WEATHER else actions.undo_absence
    undoing = verb(found, by=request.actor)
    messages.success(request, _("取り消しました。訪問%(n)s件が、はじめの日時にもどりました。") % {"n": len(undoing.back)})
    return reverse("disruption", args=[found.pk])
