"""Plans of the rounds: order one, watch it, read it as calendar, table and map, adopt it."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.days import day_in
from yuinowa.core.export import table_response
from yuinowa.core.history import history_of
from yuinowa.core.submissions import once
from yuinowa.organisations.calendar import closed_days_everywhere, days
from yuinowa.rounds import actions
from yuinowa.rounds.adapter.pairing import movable
from yuinowa.rounds.models import InstructorAbsence, RoundPlan, RoundPolicy, Visit
from yuinowa.rounds.pictures.entries import Entry, of_plan
from yuinowa.rounds.pictures.months import firsts, month_of
from yuinowa.rounds.pictures.planned import summary_of
from yuinowa.rounds.pictures.route import route_of
from yuinowa.rounds.pictures.tables import visits_table
from yuinowa.rounds.templatetags.rounds import phase_name
from yuinowa.rounds.views.policies import PLAN, page_of_policy, policy_for
from yuinowa.ui.deciding import confirm, yes

VIEWS = ("summary", "calendar", "table", "map")


def plan_for(request: Any, pk: int, permission: Permission = PLAN) -> RoundPlan:
    rows = RoundPlan.objects.allowing(request.actor, permission)
    return get_object_or_404(rows.select_related("work", "policy__block", "policy__post__center__site", "policy__post__school"), pk=pk)


@requires(PLAN)
def policy_plan(request: Any, pk: int) -> HttpResponse:
    """Say what a plan or a replan does, and order it."""
    policy = policy_for(request, pk)
    is_replan = request.GET.get("again") == "1"
    fresh = _("この方針で、地区の全校の訪問を計画します。できるのは案だけで、採用するまで何も変わりません。")
    again = _("いまの訪問をできるだけ動かさずに、計画しなおします。できるのは案だけで、採用するまで何も変わりません。")
    details = [
        _("学校の行事予定・受け入れの時間、指導員の休みとほかの予定を守ります。"),
        _("「動かさない」にした訪問と、学校と決めた訪問は、その日のままです。"),
    ]
    return confirm(
        request,
        yes(request),
        lambda: _ordered(request, policy, is_replan),
        title=_("計画しなおす") if is_replan else _("計画を立てる"),
        verb=_("計画しなおす") if is_replan else _("計画を立てる"),
        sentence=again if is_replan else fresh,
        details=details,
        up=policy.name,
        back=page_of_policy(policy),
        is_undoable=True,
    )


def _ordered(request: Any, policy: RoundPolicy, is_replan: bool) -> str:
    return page_of_plan(actions.order_plan(policy, is_replan=is_replan, by=request.actor))


def page_of_plan(plan: RoundPlan) -> str:
    return reverse("roundplan_detail", args=[plan.pk])


@requires(Permission.SEE_VISITS)
def roundplan_detail(request: Any, pk: int) -> HttpResponse:
    plan = plan_for(request, pk, Permission.SEE_VISITS)
    if plan.state in {RoundPlan.State.PLANNING, RoundPlan.State.FAILED}:
        return _progress(request, plan)
    if request.headers.get("HX-Request"):
        # The bar of progress asked; the finished plan is a page of its own.
        return HttpResponse(headers={"HX-Refresh": "true"})
    entries = of_plan(plan.visits.select_related("school__site", "school__block", "visit").order_by("on", "arrives_at", "pk"))
    view = request.GET.get("view", "")
    view = view if view in VIEWS else VIEWS[0]
    facts = {
        "plan": plan,
        "view": view,
        "entries": entries,
        "may_plan": RoundPlan.objects.allowing(request.actor, PLAN).filter(pk=pk).exists(),
        **_shown(request, plan, entries, view),
    }
    return render(request, "rounds/plan_detail.html", facts)


def _progress(request: Any, plan: RoundPlan) -> HttpResponse:
    if plan.work is not None:
        plan.work.phase = str(phase_name(plan.work.phase))
    facts = {
        "plan": plan,
        "work": plan.work,
        "conflicts": plan.figures.get("conflicts", []),
        "may_plan": RoundPlan.objects.allowing(request.actor, PLAN).filter(pk=plan.pk).exists(),
    }
    return render(request, "rounds/plan_progress.html", facts)


def _shown(request: Any, plan: RoundPlan, entries: list[Entry], view: str) -> dict[str, Any]:
    policy, today = plan.policy, clock.today()
    if view == "calendar":
        closed = closed_of(policy.post_id, policy.from_on, policy.until_on)
        first = max(policy.from_on, plan.today_on)
        return {"months": [month_of(month, entries, closed, today) for month in firsts(first, policy.until_on)]}
    if view == "map":
        on = _day(request, entries)
        assert policy.post.center is not None
        chosen = [entry for entry in entries if entry.on == on]
        return {"route": route_of(on, policy.post.center.site, chosen) if on else None, "days": sorted({entry.on for entry in entries})}
    if view == "summary":
        return {"summary": summary_of(plan), "history": [_said(entry) for entry in history_of(plan)[:10]]}
    return {"table": visits_table(entries, has_who=False)}


def closed_of(post: int, from_on: dt.date, until_on: dt.date) -> dict[dt.date, str]:
    """Days on which no visit of that post can be: closed everywhere, or the instructor away."""
    closed = closed_days_everywhere(from_on, until_on)
    for absence in InstructorAbsence.objects.touching(from_on, until_on).filter(post=post):
        closed |= dict.fromkeys(days(max(absence.from_on, from_on), min(absence.until_on, until_on)), _("指導員の休み"))
    return closed


def _day(request: Any, entries: list[Entry]) -> dt.date | None:
    """The day in the address, or the plan's first."""
    return day_in(request.GET.get("on", "")) or (entries[0].on if entries else None)


def _said(entry: Any) -> dict[str, Any]:
    words = {
        "ordered": _("計画を始めました"),
        "replan_ordered": _("計画しなおしを始めました"),
        "proposed": _("計画ができました"),
        "discarded": _("計画を破棄しました"),
        "kept": _("破棄を元にもどしました"),
        "adopted": _("計画を採用しました"),
        "unadopted": _("採用を取り消しました"),
        "failed": _("計画できませんでした"),
    }
    return {"at": entry.at, "text": words.get(entry.verb, entry.verb), "who": entry.actor_label}


@requires(PLAN)
def roundplan_stop(request: Any, pk: int) -> HttpResponse:
    plan = plan_for(request, pk)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    actions.stop_rounds(plan, by=request.actor)
    return redirect("roundplan_detail", pk=pk)


@requires(PLAN)
def roundplan_discard(request: Any, pk: int) -> HttpResponse:
    plan = plan_for(request, pk)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    return redirect(once(request, lambda: _discarded(request, plan)))


def _discarded(request: Any, plan: RoundPlan) -> str:
    actions.discard_rounds(plan, by=request.actor)
    undo = reverse("roundplan_keep", args=[plan.pk]) if plan.visits.exists() else ""
    messages.success(request, _("計画を破棄しました。"), extra_tags=undo)
    return page_of_policy(plan.policy)


@requires(PLAN)
def roundplan_keep(request: Any, pk: int) -> HttpResponse:
    plan = plan_for(request, pk)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    actions.keep_rounds(plan, by=request.actor)
    return redirect(page_of_plan(plan))


@requires(PLAN)
def roundplan_adopt(request: Any, pk: int) -> HttpResponse:
    """Say how many visits are made and moved, and whom that concerns, first."""
    plan = plan_for(request, pk)
    entries = of_plan(plan.visits.select_related("school", "visit"))
    made = sum(entry.look == "new" for entry in entries)
    moved = [entry for entry in entries if entry.look == "changed"]
    left = {visit.pk for visit in movable(plan.policy, plan.today_on)} - set(plan.visits.values_list("visit", flat=True))
    known = _known(plan, moved)
    details = [
        _("新しい訪問 %(made)s件、動かす訪問 %(moved)s件、そのままの訪問 %(kept)s件。")
        % {"made": made, "moved": len(moved), "kept": len(entries) - made - len(moved)},
        _("学校には、まだ知らせません。「まとめて学校に確かめる」で、都合を聞きます。"),
    ]
    if known:
        details.append(_("動かす訪問のうち%(n)s件は、学校に知らせた日があります。もう一度、学校に確かめてください。") % {"n": len(known)})
    if left:
        details.append(_("計画に入っていない訪問が%(n)s件あります。そのまま残ります。") % {"n": len(left)})
    return confirm(
        request,
        yes(request),
        lambda: _adopted(request, plan),
        title=_("計画を採用する"),
        verb=_("採用する"),
        sentence=_("この計画のとおりに訪問を入れ、指導員の予定をおさえます。"),
        details=details,
        up=_("計画"),
        back=page_of_plan(plan),
        is_undoable=True,
    )


@requires(PLAN)
def roundplan_unadopt(request: Any, pk: int) -> HttpResponse:
    """Adopted by mistake: one tap after it, or from the page of the plan."""
    plan = plan_for(request, pk)
    done = actions.made_or_moved_by(plan)
    made = sum(entry.verb == "made" for entry in done.values())
    return confirm(
        request,
        yes(request),
        lambda: _unadopted(request, plan),
        title=_("採用を取り消す"),
        verb=_("採用を取り消す"),
        sentence=_("この計画で入れた訪問%(made)s件をなくし、動かした訪問%(moved)s件を元の日時にもどします。")
        % {"made": made, "moved": len(done) - made},
        details=[_("計画は「提案」にもどり、もう一度採用できます。"), _("学校に確かめたあとや、訪問を動かしたあとは、取り消せません。")],
        up=_("計画"),
        back=page_of_plan(plan),
        is_undoable=True,
    )


def _unadopted(request: Any, plan: RoundPlan) -> str:
    done = actions.unadopt_plan(plan, by=request.actor)
    messages.success(request, _("採用を取り消しました。訪問%(n)s件が元にもどりました。") % {"n": done.made + done.moved})
    return page_of_plan(plan)


def _known(plan: RoundPlan, moved: list[Entry]) -> list[int]:
    rows = plan.visits.filter(pk__in=[entry.key for entry in moved], visit__state__in=[Visit.State.PROPOSED, Visit.State.CONFIRMED])
    return list(rows.values_list("pk", flat=True))


def _adopted(request: Any, plan: RoundPlan) -> str:
    done = actions.adopt_plan(plan, by=request.actor)
    n = done.made + done.moved
    said = ngettext("%(n)s件の訪問を入れました。", "%(n)s件の訪問を入れました。", n) % {"n": n}
    messages.success(request, said, extra_tags=reverse("roundplan_unadopt", args=[plan.pk]))
    first = plan.visits.order_by("on").values_list("on", flat=True).first() or plan.today_on
    return f"{reverse('visit_list')}?month={first:%Y-%m}&block={plan.policy.block_id}"


@requires(Permission.EXPORT)
def roundplan_export(request: Any, pk: int, form: str) -> HttpResponse:
    """The plan as the office hands it round."""
    plan = plan_for(request, pk, Permission.SEE_VISITS)
    entries = of_plan(plan.visits.select_related("school", "visit").order_by("on", "arrives_at", "pk"))
    header = [_("日にち"), _("始まり"), _("終わり"), _("学校"), _("指導員"), _("いまとの違い")]
    who = plan.policy.post.label
    rows = ([e.on, f"{e.arrives_at:%H:%M}", f"{e.leaves_at:%H:%M}", e.school.short_name, who, f"{e.word}{e.note}"] for e in entries)
    return table_response(form, name=_("巡回計画"), header=header, rows=rows)
