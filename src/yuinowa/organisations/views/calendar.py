"""Closed days and lesson times: by hand, from a table or from a calendar file."""

import calendar as months
import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission, Reach, reaches
from yuinowa.core import clock
from yuinowa.core.actions import Actor
from yuinowa.core.export import table_response
from yuinowa.core.models import Upload
from yuinowa.core.submissions import once
from yuinowa.engine.calendar import fiscal_year, fiscal_year_end, fiscal_year_name, fiscal_year_start
from yuinowa.organisations import actions
from yuinowa.organisations.calendar import Span, closed_days, closed_days_everywhere
from yuinowa.organisations.forms import ClosedSpanForm, FileForm, LessonForm, carried_out
from yuinowa.organisations.importing import closed_days as importing
from yuinowa.organisations.importing.guard import Unreadable
from yuinowa.organisations.models import ClosedSpan, School
from yuinowa.ui.templatetags.dates import wareki

KEEP = Permission.MANAGE_CALENDAR
PURPOSE = "closed_days"
APRIL_TO_MARCH = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)


@requires(Permission.SEE_SCHOOLS)
def calendar(request: HttpRequest) -> HttpResponse:
    """The calendar of one's own school; for those without a school, that of the whole city."""
    if request.actor.school_id:
        return redirect("school_calendar", pk=request.actor.school_id)
    return _page(request, None)


@requires(Permission.SEE_SCHOOLS)
def school_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(School.objects.allowing(request.actor, Permission.SEE_SCHOOLS), pk=pk))


@requires(KEEP)
def closed_span_remove(request: HttpRequest, pk: int) -> HttpResponse:
    span = get_object_or_404(ClosedSpan.objects.allowing(request.actor, KEEP), pk=pk)
    back = _address(span.school)
    if request.method == "POST":
        actions.open_days(span, by=request.actor)
        messages.success(request, _("「%(reason)s」を消しました。") % {"reason": span.reason})
        return redirect(back)
    decision = {
        "title": _("休業日を消す"),
        "sentence": _("%(from)s から %(until)s の「%(reason)s」を消します。")
        % {"from": wareki(span.from_on), "until": wareki(span.until_on), "reason": span.reason},
        "mails": 0,
        "is_undoable": False,
        "verb": _("消す"),
        "back": back,
        "up": _("行事予定"),
    }
    return render(request, "ui/confirm.html", {"confirm": decision})


@requires(KEEP)
def closed_days_import(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    school = _kept_school(request, pk)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        name, content = file.name or "", file.read()
        try:
            importing.read(name, content, year=fiscal_year(clock.today()))
        except Unreadable as error:
            form.add_error("file", f"{error.reason}{error.fix}")
        else:
            batch = actions.keep_calendar_file(name=name, content=content, school=school, by=request.actor)
            return redirect("closed_days_preview", batch=batch)
    return render(request, "organisations/closed_days_import.html", {"form": form, "school": school, "back": _address(school)})


@requires(KEEP)
def closed_days_preview(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Every span of the file with a tick; those that look like closed days are ticked already."""
    upload = get_object_or_404(Upload, pk=batch, purpose=PURPOSE, post_id=request.actor.post_id)
    school = _kept_school(request, upload.options["school"])
    rows, errors = importing.read(upload.name, bytes(upload.content), year=fiscal_year(clock.today()))
    if request.method == "POST" and not errors:
        chosen = {int(number) for number in request.POST.getlist("row") if number.isascii() and number.isdigit()}
        spans = [Span(row.from_on, row.until_on, row.reason) for row in rows if row.row in chosen]
        return redirect(once(request, lambda: _close(request, school, spans, upload)))
    page = {"rows": rows, "errors": errors, "school": school, "back": _address(school)}
    return render(request, "organisations/closed_days_preview.html", page)


@requires(Permission.SEE_SCHOOLS)
def closed_days_export(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The spans as a table that can be filled and read in again; empty, it is the form."""
    spans = ClosedSpan.objects.filter(school=_seen_school(request, pk))
    rows = [(span.from_on, span.until_on, span.reason) for span in spans]
    return table_response(request.GET.get("form", ""), name=_("休業日"), header=importing.HEADER, rows=rows)


@requires(KEEP)
def lesson_times(request: HttpRequest, pk: int) -> HttpResponse:
    school = _kept_school(request, pk)
    assert school is not None
    given = {f"start_{p.number}": p.starts_at for p in school.lesson_periods.all()}
    given |= {f"end_{p.number}": p.ends_at for p in school.lesson_periods.all()}
    alike = School.objects.allowing(request.actor, KEEP).in_programme().filter(kind=school.kind, lesson_periods=None).exclude(pk=pk)
    form = LessonForm(request.POST or None, initial=given, others=alike.count())
    if request.method == "POST" and form.is_valid() and carried_out(form, lambda: _set_times(request, school, form, alike)):
        messages.success(request, _("%(school)sの校時を決めました。") % {"school": school.short_name})
        return redirect("school_detail", pk=pk)
    return render(request, "organisations/lesson_times.html", {"form": form, "school": school})


def _page(request: HttpRequest, school: School | None) -> HttpResponse:
    may_keep = _may_keep(request.actor, school)
    form = ClosedSpanForm(request.POST if may_keep and request.method == "POST" else None)
    if form.is_bound and form.is_valid() and carried_out(form, lambda: _add(request, school, [Span(**form.cleaned_data)])):
        messages.success(request, _("「%(reason)s」を加えました。") % form.cleaned_data)
        return redirect(_address(school))
    year = _year(request)
    first, last = fiscal_year_start(year), fiscal_year_end(year)
    closed = closed_days(school.pk, first, last) if school else closed_days_everywhere(first, last)
    spans = ClosedSpan.objects.filter(Q(school=school) | Q(school=None)).touching(first, last)
    page = {
        "school": school,
        "form": form,
        "may_keep": may_keep,
        "months": _months(year, closed),
        "year": year,
        "year_name": fiscal_year_name(year),
        "weekdays": _("月 火 水 木 金 土 日").split(),
        "spans": spans,
        "address": _address(school),
        "is_whole_city": _is_whole_city(request.actor),
    }
    return render(request, "organisations/calendar.html", page)


def _months(year: int, closed: dict[dt.date, str]) -> list[dict[str, Any]]:
    """Twelve months of weeks of days, Monday first; days of other months are empty."""
    found = []
    for month in APRIL_TO_MARCH:
        first = dt.date(year if month >= 4 else year + 1, month, 1)
        weeks = months.Calendar().monthdatescalendar(first.year, month)
        found.append(
            {
                "first": first,
                "weeks": [[{"date": day, "reason": closed.get(day, "")} if day.month == month else None for day in week] for week in weeks],
            }
        )
    return found


def _year(request: HttpRequest) -> int:
    text = request.GET.get("year", "")
    return int(text) if text.isascii() and text.isdigit() and 2000 <= int(text[:6]) <= 2100 else fiscal_year(clock.today())


def _is_whole_city(actor: Actor) -> bool:
    return Reach.CITY in reaches(actor.roles, KEEP)


def _may_keep(actor: Actor, school: School | None) -> bool:
    return School.objects.allowing(actor, KEEP).filter(pk=school.pk).exists() if school else _is_whole_city(actor)


def _kept_school(request: HttpRequest, pk: int | None) -> School | None:
    if pk is not None:
        return get_object_or_404(School.objects.allowing(request.actor, KEEP), pk=pk)
    if not _is_whole_city(request.actor):
        raise Http404
    return None


def _seen_school(request: HttpRequest, pk: int | None) -> School | None:
    return None if pk is None else get_object_or_404(School.objects.allowing(request.actor, Permission.SEE_SCHOOLS), pk=pk)


def _address(school: School | None) -> str:
    return reverse("school_calendar", args=[school.pk]) if school else reverse("calendar")


def _add(request: HttpRequest, school: School | None, spans: list[Span]) -> int:
    if school is None:
        added: int = actions.close_days_everywhere(spans=spans, by=request.actor)
    else:
        added = actions.close_days(school, spans=spans, by=request.actor)
    return added


def _close(request: HttpRequest, school: School | None, spans: list[Span], upload: Upload) -> str:
    added = _add(request, school, spans)
    actions.drop_calendar_file(key=upload.pk, by=request.actor)
    messages.success(request, ngettext("休業日を%(n)s件加えました。", "休業日を%(n)s件加えました。", added) % {"n": added})
    return _address(school)


def _set_times(request: HttpRequest, school: School, form: LessonForm, alike: Any) -> None:
    for one in [school, *(alike if form.cleaned_data.get("alike") else [])]:
        actions.set_lesson_times(one, times=form.times(), by=request.actor)
