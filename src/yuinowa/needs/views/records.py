"""After the day: the two-minute record, the thanks, and what was recorded."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yuinowa.access.guards import may, requires
from yuinowa.access.matrix import Permission, Reach, reaches
from yuinowa.activities.models import Activity
from yuinowa.needs import actions
from yuinowa.needs.forms import RecordFilter, RecordForm, ThanksForm
from yuinowa.needs.models import Attendance, Engagement, Need, Thanks
from yuinowa.needs.views.acting import need_for
from yuinowa.needs.views.tables import records_table
from yuinowa.organisations.models import School
from yuinowa.ui.deciding import attempt

PER_PAGE = 30
SHOWN = ("pk", "on", "title", "kind", "volunteers", "pupils", "school__short_name")


@requires(Permission.RECORD_ACTIVITIES)
def need_record(request: Any, pk: int) -> HttpResponse:
    """A first record, or the correction of one."""
    need = need_for(request, pk, Permission.RECORD_ACTIVITIES)
    engagements = list(Engagement.objects.live().filter(need=need).select_related("talent", "date", "attendance"))
    form = RecordForm(request.POST or None, engagements=engagements, initial=_initial(need, engagements))
    if request.method == "POST" and form.is_valid():
        gone = attempt(request, form, lambda: _recorded(request, need, form))
        if gone:
            return gone
    return render(request, "needs/need_record.html", {"need": need, "form": form})


@requires(Permission.SEND_THANKS)
def need_thanks(request: Any, pk: int) -> HttpResponse:
    """Write, look, send; who has no mail gets a letter."""
    need = need_for(request, pk, Permission.SEND_THANKS)
    thanks = Thanks.objects.filter(need=need).first()
    came = list(Engagement.objects.live().filter(need=need, attendance__has_come=True).select_related("talent__person"))
    first = (
        {"text": thanks.text, "signed": thanks.signed}
        if thanks
        else {"signed": _("%(class)s 一同") % {"class": need.class_name} if need.class_name else ""}
    )
    form = ThanksForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        gone = attempt(request, form, lambda: _thanked(request, need, form))
        if gone:
            return gone
    mailed = sum(bool(one.talent.is_mailed and one.talent.person.email) for one in came)
    return render(
        request,
        "needs/need_thanks.html",
        {
            "need": need,
            "form": form,
            "thanks": thanks,
            "came": came,
            "mailed": mailed,
            "letters": len(came) - mailed,
        },
    )


@requires(Permission.SEE_RECORDS)
def record_list(request: Any) -> HttpResponse:
    found = reaches(request.actor.roles, Permission.SEE_RECORDS)
    schools = School.objects.allowing(request.actor, Permission.SEE_RECORDS) if found & {Reach.CITY, Reach.BLOCK} else None
    form = RecordFilter(request.GET, schools=schools)
    rows = _visible(request).filter(**_wanted(form))
    if form.typed("q"):
        word = form.typed("q")
        rows = rows.filter(Q(title__icontains=word) | Q(result__icontains=word) | Q(class_name__icontains=word))
    sums = rows.order_by().aggregate(pupils=Sum("pupils"), volunteers=Sum("volunteers"))
    page = Paginator(rows.order_by("-on", "-pk").values_list(*SHOWN, named=True), PER_PAGE).get_page(request.GET.get("page"))
    table = records_table(page.object_list, has_schools=schools is not None)
    return render(request, "needs/record_list.html", {"page": page, "table": table, "filter": form, "sums": sums})


@requires(Permission.SEE_RECORDS)
def record_detail(request: Any, pk: int) -> HttpResponse:
    activity = get_object_or_404(_visible(request).select_related("school", "need"), pk=pk)
    need = getattr(activity, "need", None)
    attendances = (
        Attendance.objects.allowing(request.actor, Permission.SEE_RECORDS).filter(engagement__need=need)
        if need
        else Attendance.objects.none()
    )
    return render(
        request,
        "needs/record_detail.html",
        {
            "activity": activity,
            "need": need,
            "attendances": list(attendances.select_related("engagement__talent")),
            "thanks": Thanks.objects.filter(need=need).first() if need else None,
            "may_correct": need is not None and may(request.actor, Permission.RECORD_ACTIVITIES),
            "may_thank": need is not None and may(request.actor, Permission.SEND_THANKS),
        },
    )


def _visible(request: Any) -> Any:
    """Activities within reach; for talents those to which they came."""
    rows = Activity.objects.allowing(request.actor, Permission.SEE_RECORDS)
    if reaches(request.actor.roles, Permission.SEE_RECORDS) <= {Reach.OWN}:
        own = Attendance.objects.allowing(request.actor, Permission.SEE_RECORDS).filter(has_come=True)
        return Activity.objects.filter(need__in=own.values("engagement__need"))
    return rows


def _wanted(form: RecordFilter) -> dict[str, Any]:
    wanted = {
        "kind": form.typed("kind"),
        "school": form.typed("school"),
        "on__gte": form.typed("from_on"),
        "on__lte": form.typed("until_on"),
    }
    return {name: value for name, value in wanted.items() if value}


def _initial(need: Need, engagements: list[Engagement]) -> dict[str, Any]:
    if need.activity is None:
        return {"pupils": need.pupils}
    first: dict[str, Any] = {name: getattr(need.activity, name) for name in ("pupils", "teachers", "result", "issue", "is_published")}
    for one in engagements:
        attendance = getattr(one, "attendance", None)
        if attendance is not None:
            first |= {f"came_{one.pk}": "yes" if attendance.has_come else "no", f"minutes_{one.pk}": attendance.minutes}
    return first


def _recorded(request: Any, need: Need, form: RecordForm) -> str:
    verb = actions.correct_record if need.activity_id else actions.record_activity
    verb(need, record=form.record(), by=request.actor)
    messages.success(request, _("記録しました。ありがとうございます。"))
    return reverse("need_detail", args=[need.pk])


def _thanked(request: Any, need: Need, form: ThanksForm) -> str:
    actions.write_thanks(need, **form.cleaned_data, by=request.actor)
    if "send" not in request.POST:
        messages.success(request, _("お礼のことばをとっておきました。まだ届けていません。"))
        return reverse("need_thanks", args=[need.pk])
    letters = actions.send_thanks(need, by=request.actor)
    said = _("お礼を届けました。")
    if letters:
        names = _("、").join(one.talent.name for one in letters)
        said += _("メールがない方には、お礼状を印刷して送ってください：%(names)s") % {"names": names}
    messages.success(request, said)
    return reverse("need_detail", args=[need.pk])
