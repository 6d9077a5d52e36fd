"""When a school takes visitors, and on which days an instructor is away."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.organisations.calendar import closed_days_everywhere, days
from yuinowa.organisations.models import School
from yuinowa.people.models import Post
from yuinowa.rounds import actions
from yuinowa.rounds.forms.days import AbsenceForm, HoursForm
from yuinowa.rounds.models import InstructorAbsence, Visit, VisitingHours
from yuinowa.rounds.pictures.entries import of_visits
from yuinowa.rounds.pictures.months import firsts, last_day, month_of, next_month
from yuinowa.ui.deciding import attempt, confirm, yes
from yuinowa.ui.templatetags.dates import wareki

KEEP = Permission.MANAGE_CALENDAR
MONTHS = 3


@requires(KEEP)
def school_visiting_hours(request: Any, pk: int) -> HttpResponse:
    school = get_object_or_404(School.objects.allowing(request.actor, KEEP), pk=pk)
    now = {row.weekday: (row.from_at, row.until_at) for row in VisitingHours.objects.filter(school=school)}
    form = HoursForm(request.POST if request.method == "POST" else None, hours=now)
    if request.method == "POST" and form.is_valid():
        gone = attempt(request, form, lambda: _hours_set(request, school, form))
        if gone:
            return gone
    return render(request, "rounds/visiting_hours.html", {"form": form, "school": school, "back": reverse("school_detail", args=[pk])})


def _hours_set(request: Any, school: School, form: HoursForm) -> str:
    hours = form.hours()
    actions.set_visiting_hours(school, hours=hours, by=request.actor)
    kept = _("受け入れの時間を決めました。つぎの計画から、この時間に合わせます。")
    messages.success(request, kept if hours else _("受け入れの時間を消しました。地区の方針の時間に合わせます。"))
    return reverse("school_detail", args=[school.pk])


@requires(Permission.REPORT_ABSENCE)
def dayoff_list(request: Any) -> HttpResponse:
    """Days off that are coming, one more, and three months of the first instructor."""
    today = clock.today()
    posts = Post.objects.allowing(request.actor, Permission.REPORT_ABSENCE).standing(today).filter(kind=Post.Kind.INSTRUCTOR)
    posts = posts.select_related("center", "school").order_by("center__block__order", "pk")
    form = AbsenceForm(request.POST or None, posts=posts, initial={"post": request.actor.post_id})
    if request.method == "POST" and form.is_valid():
        gone = attempt(request, form, lambda: _kept_free(request, form))
        if gone:
            return gone
    rows = InstructorAbsence.objects.allowing(request.actor, Permission.REPORT_ABSENCE).filter(until_on__gte=today)
    found = list(posts)
    chosen = next((post for post in found if f"{post.pk}" == request.GET.get("post", "")), found[0] if found else None)
    facts = {
        "form": form,
        "rows": rows.select_related("post__center", "post__school"),
        "posts": found,
        "chosen": chosen,
        "months": _months(request, chosen, today) if chosen else [],
        "on": today,
    }
    return render(request, "rounds/dayoff_list.html", facts)


def _months(request: Any, post: Post, today: dt.date) -> list[Any]:
    first = today.replace(day=1)
    until = last_day(next_month(next_month(first)))
    visits = Visit.objects.allowing(request.actor, Permission.SEE_VISITS).for_post(post).standing().between(first, until)
    entries = of_visits(visits.with_places(), ())
    closed = closed_days_everywhere(first, until)
    for absence in InstructorAbsence.objects.touching(first, until).filter(post=post):
        closed |= dict.fromkeys(days(absence.from_on, absence.until_on), absence.get_kind_display())
    return [month_of(month, entries, closed, today) for month in firsts(first, until)]


def _kept_free(request: Any, form: AbsenceForm) -> str:
    absence = actions.plan_absence(by=request.actor, **form.cleaned_data)
    waiting = Visit.objects.for_post(absence.post).filter(state=Visit.State.UNSETTLED, on__range=(absence.from_on, absence.until_on))
    n = waiting.count()
    said = _("休みを入れました。")
    messages.success(request, said + (_("%(n)s件の訪問の日を決めなおしてください。") % {"n": n} if n else ""))
    return reverse("dayoff_list")


@requires(Permission.REPORT_ABSENCE)
def dayoff_drop(request: Any, pk: int) -> HttpResponse:
    rows = InstructorAbsence.objects.allowing(request.actor, Permission.REPORT_ABSENCE).select_related("post__center", "post__school")
    absence = get_object_or_404(rows, pk=pk)
    span = wareki(absence.from_on)
    if absence.until_on != absence.from_on:
        span = f"{span}～{wareki(absence.until_on)}"
    return confirm(
        request,
        yes(request),
        lambda: _dropped(request, absence),
        title=_("休みを消す"),
        verb=_("消す"),
        sentence=_("%(post)sの休み（%(span)s）を消します。日を失った訪問は、自動ではもどりません。")
        % {"post": absence.post.label, "span": span},
        up=_("指導員の休み"),
        back=reverse("dayoff_list"),
        is_undoable=True,
    )


def _dropped(request: Any, absence: InstructorAbsence) -> str:
    actions.drop_absence(absence, by=request.actor)
    messages.success(request, _("休みを消しました。"))
    return reverse("dayoff_list")
