"""Plans: order one, watch it, read it, compare it, send it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.errors import Refused
from yuinowa.core.history import history_of
from yuinowa.core.models import Work
from yuinowa.core.submissions import once
from yuinowa.engine.calendar import fiscal_year, term_of, terms
from yuinowa.matching import actions, pictures
from yuinowa.matching.forms import CompareForm, PlanForm
from yuinowa.matching.models import Plan
from yuinowa.matching.templatetags.matching import phase_name
from yuinowa.needs.models import Need

PER_PAGE = 30


@requires(Permission.PLAN_TERM)
def plan_list(request: HttpRequest) -> HttpResponse:
    plans = Plan.objects.allowing(request.actor, Permission.PLAN_TERM).exclude(state=Plan.State.DISCARDED).select_related("work")
    page = Paginator(plans, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "matching/plan_list.html", {"page": page})


@requires(Permission.PLAN_TERM)
def plan_new(request: HttpRequest) -> HttpResponse:
    form = PlanForm(request.POST or None, initial=_next_term())
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(once(request, lambda: _page_of(actions.make_plan(by=request.actor, **form.cleaned_data))))
        except Refused as refused:
            form.add_error(None, refused.message)
    return render(request, "matching/plan_new.html", {"form": form, "open_needs": _count_open(request)})


def _next_term() -> dict[str, Any]:
    """From now to the end of this term, or, in its last weeks, the next one."""
    today = clock.today()
    term = term_of(today)
    if (term.end - today).days < 45:
        following = [t for year in (fiscal_year(today), fiscal_year(today) + 1) for t in terms(year) if t.start > today]
        term = following[0]
    return {"name": term.name, "from_on": max(today, term.start), "until_on": term.end}


def _count_open(request: HttpRequest) -> int:
    needs = Need.objects.allowing(request.actor, Permission.PLAN_TERM)
    return needs.filter(state__in=["open", "asking"], first_on__gte=clock.today()).count()


@requires(Permission.PLAN_TERM)
def plan_detail(request: HttpRequest, pk: int) -> HttpResponse:
    plan = _plan_of(request, pk)
    if plan.state in {Plan.State.PLANNING, Plan.State.FAILED}:
        return render(request, "matching/plan_progress.html", {"plan": plan, "work": _worded(plan.work)})
    if request.headers.get("HX-Request"):
        # The bar of progress asked; the finished plan is a page of its own.
        return HttpResponse(headers={"HX-Refresh": "true"})
    others = Plan.objects.allowing(request.actor, Permission.PLAN_TERM).comparable(plan)
    return render(
        request,
        "matching/plan_detail.html",
        {
            "plan": plan,
            "pictures": pictures.of_plan(plan),
            "gap_count": plan.gaps.count(),
            "points": pictures.points_of(plan),
            "top_gaps": plan.gaps.select_related("need__school").order_by("-missing", "need__first_on")[:5],
            "compare": CompareForm(plans=others),
            "has_others": others.exists(),
            "history": history_of(plan)[:20],
        },
    )


def _worded(work: Work | None) -> Work | None:
    if work is not None:
        work.phase = str(phase_name(work.phase))
    return work


@requires(Permission.PLAN_TERM)
def plan_proposals(request: HttpRequest, pk: int) -> HttpResponse:
    plan = _plan_of(request, pk)
    state, words = request.GET.get("state", ""), request.GET.get("q", "").replace("\x00", "").strip()
    rows = plan.proposals.filtered(state=state, words=words).select_related("need__school", "date", "talent")
    page = Paginator(rows.order_by("date__on", "date__starts_at", "need", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "matching/plan_proposals.html", {"plan": plan, "page": page, "state": state, "words": words})


@requires(Permission.PLAN_TERM)
def plan_gaps(request: HttpRequest, pk: int) -> HttpResponse:
    plan = _plan_of(request, pk)
    rows = plan.gaps.select_related("need__school").order_by("need__first_on", "need")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "matching/plan_gaps.html", {"plan": plan, "page": page})


@requires(Permission.PLAN_TERM)
def plan_compare(request: HttpRequest, pk: int) -> HttpResponse:
    plan = _plan_of(request, pk)
    others = Plan.objects.allowing(request.actor, Permission.PLAN_TERM).comparable(plan)
    form = CompareForm(request.GET, plans=others)
    if not form.is_valid():
        return redirect("plan_detail", pk=pk)
    return render(request, "matching/plan_compare.html", pictures.comparison(plan, form.cleaned_data["other"]))


@requires(Permission.PLAN_TERM)
def plan_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan once more: what was fixed stays, what was refused is gone, the rest moves as little as possible."""
    plan = _plan_of(request, pk)
    if request.method == "POST":
        return redirect(once(request, lambda: _page_of(_order_again(request, plan))))
    sentence = _("固定した組み合わせはそのまま、見送った組み合わせはのぞいて、もう一度計画します。ほかの組み合わせも、できるだけ残します。")
    return _confirm(request, plan, _("もう一度計画する"), sentence, verb=_("もう一度計画する"), is_undoable=True)


def _order_again(request: HttpRequest, plan: Plan) -> Plan:
    return actions.make_plan(
        name=_("%(name)s（計画し直し）") % {"name": plan.name[:50].removesuffix(_("（計画し直し）"))},
        from_on=max(plan.from_on, clock.today()),
        until_on=plan.until_on,
        previous=plan,
        by=request.actor,
    )


@requires(Permission.PLAN_TERM)
def plan_send(request: HttpRequest, pk: int) -> HttpResponse:
    plan = _plan_of(request, pk)
    if request.method == "POST":
        return redirect(once(request, lambda: _sent(request, plan)))
    by_mail, by_telephone = pictures.ways_to_ask(plan)
    sentence = ngettext("%(n)d件の打診を送ります。", "%(n)d件の打診を送ります。", by_mail + by_telephone) % {"n": by_mail + by_telephone}
    details = [
        _("メールで %(n)d件。返事の期限は7日後、または当日までの半分の早いほうです。") % {"n": by_mail},
        _("電話で聞く人 %(n)d件。電話の一覧に加わります。") % {"n": by_telephone},
        _("打診だけでは、だれの予定もおさえません。承諾があってはじめて決まります。"),
        _("辞退・期限切れのときは、次の候補に自動で打診します。"),
    ]
    return _confirm(request, plan, _("打診を送る"), sentence, verb=_("打診を送る"), details=details, mails=by_mail)


def _sent(request: HttpRequest, plan: Plan) -> str:
    sent = actions.send_plan(plan, by=request.actor)
    messages.success(
        request, ngettext("%(n)d件の打診を送りました。", "%(n)d件の打診を送りました。", len(sent.offers)) % {"n": len(sent.offers)}
    )
    if sent.left_out:
        messages.warning(request, _("%(n)d件は、計画のあとで事情が変わったため送っていません。") % {"n": len(sent.left_out)})
    return _page_of(plan)


@requires(Permission.PLAN_TERM)
@require_POST
def plan_stop(request: HttpRequest, pk: int) -> HttpResponse:
    actions.stop_plan(_plan_of(request, pk), by=request.actor)
    return redirect("plan_detail", pk=pk)


@requires(Permission.PLAN_TERM)
@require_POST
def plan_discard(request: HttpRequest, pk: int) -> HttpResponse:
    actions.discard_plan(_plan_of(request, pk), by=request.actor)
    messages.success(request, _("計画を破棄しました。"))
    return redirect("plan_list")


def _plan_of(request: HttpRequest, pk: int) -> Plan:
    plans = Plan.objects.allowing(request.actor, Permission.PLAN_TERM).select_related("work")
    return get_object_or_404(plans, pk=pk)


def _page_of(plan: Plan) -> str:
    return reverse("plan_detail", args=[plan.pk])


def _confirm(request: HttpRequest, plan: Plan, title: str, sentence: str, **more: Any) -> HttpResponse:
    confirm = {"title": title, "sentence": sentence, "back": _page_of(plan), "up": plan.name, "mails": 0, "is_undoable": False, **more}
    return render(request, "ui/confirm.html", {"confirm": confirm})
