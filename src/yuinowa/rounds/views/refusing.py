"""A school does not wish to be visited: said by itself or by telephone, taken back, and read by the coordinator."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Channel
from yuinowa.engine.calendar import fiscal_year, fiscal_year_start
from yuinowa.rounds import actions, mails
from yuinowa.rounds.forms.upset import span_of
from yuinowa.rounds.models import Visit, VisitCancellation
from yuinowa.rounds.views.acting import page_of, visit_for
from yuinowa.ui.deciding import confirm, yes
from yuinowa.ui.markup import link
from yuinowa.ui.tables import Column, Table
from yuinowa.ui.templatetags.dates import month_day

PER_PAGE = 50


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("指導員とコーディネーターが読みます。例：今学期は行事が続くので、3学期にお願いしたい"),
    )


@requires(Permission.ANSWER_VISITS)
def visit_refuse(request: Any, pk: int) -> HttpResponse:
    visit, form = visit_for(request, pk, Permission.ANSWER_VISITS), RefuseForm(request.POST or None)
    return confirm(
        request,
        form,
        lambda: _refused(request, visit, form),
        title=_("今回の訪問を希望しない"),
        verb=_("希望しないと伝える"),
        sentence=_("%(when)sの%(school)sへの訪問を取りやめます。指導員とコーディネーターに、理由をメールで知らせます。")
        % {"when": span_of(visit), "school": visit.school.short_name},
        mails=mails.refusal_readers(visit, request.actor.person_id),
        up=visit.school.short_name,
        back=page_of(visit),
        is_undoable=True,
        is_grave=True,
    )


@requires(Permission.ANSWER_VISITS)
def visit_unrefuse(request: Any, pk: int) -> HttpResponse:
    visit = visit_for(request, pk, Permission.ANSWER_VISITS)
    return confirm(
        request,
        yes(request),
        lambda: _unrefused(request, visit),
        title=_("やはり訪問を希望する"),
        verb=_("希望すると伝える"),
        sentence=_("断った訪問を元にもどします。前の日があいていればその日に、なければ日を決めなおします。"),
        mails=mails.refusal_readers(visit, request.actor.person_id),
        up=visit.school.short_name,
        back=page_of(visit),
        is_undoable=True,
    )


@requires(Permission.SEE_VISITS)
def visit_refusals(request: HttpRequest) -> HttpResponse:
    """This year's refusals with their reasons."""
    since = fiscal_year_start(fiscal_year(clock.today()))
    rows = VisitCancellation.objects.allowing(request.actor, Permission.SEE_VISITS).filter(  # type: ignore[attr-defined]
        kind=VisitCancellation.Kind.REFUSED, visit__on__gte=since
    )
    places = ("visit__school__block", "visit__post__center", "made_for__school", "made_for__center")
    page = Paginator(rows.select_related(*places).order_by("-at", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "rounds/visit_refusals.html", {"page": page, "table": _table(page.object_list), "count": page.paginator.count})


def _table(rows: Any) -> Table:
    columns = (
        Column(_("学校"), lambda row: link(page_of(row.visit), row.visit.school.short_name), is_name=True),
        Column(_("訪問の日"), lambda row: month_day(row.visit.on)),
        Column(_("指導員"), lambda row: row.visit.post.label),
        Column(_("理由"), lambda row: row.reason),
        Column(_("書いた人"), lambda row: row.made_for.label if row.made_for else "－"),
    )
    return Table(_("学校が希望しなかった訪問"), columns, rows)


def _by(request: Any) -> Any:
    """Somebody outside the school writes down what was said by telephone."""
    return request.actor if request.actor.school_id else replace(request.actor, channel=Channel.TELEPHONE)


def _refused(request: Any, visit: Visit, form: RefuseForm) -> str:
    actions.refuse_visit(visit, reason=form.cleaned_data["reason"], by=_by(request))
    messages.success(request, _("訪問を取りやめ、理由を知らせました。"), extra_tags=reverse("visit_unrefuse", args=[visit.pk]))
    return page_of(visit)


def _unrefused(request: Any, visit: Visit) -> str:
    actions.take_back_refusal(visit, by=_by(request))
    messages.success(request, _("訪問を元にもどし、知らせました。"))
    return page_of(visit)
