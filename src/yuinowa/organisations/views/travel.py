"""Travel times from one place: what the city decided, else an estimate that says so."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.access.guards import may, requires
from yuinowa.access.matrix import Permission
from yuinowa.core.export import table_response
from yuinowa.organisations import actions
from yuinowa.organisations.actions.travel import Measured
from yuinowa.organisations.forms import FileForm, MinutesForm, carried_out
from yuinowa.organisations.importing import travel_times
from yuinowa.organisations.importing.guard import Unreadable
from yuinowa.organisations.importing.rows import RowError
from yuinowa.organisations.importing.tables import squeeze
from yuinowa.organisations.models import Site
from yuinowa.organisations.travel import estimated_minutes, measured_minutes

MANAGE = Permission.MANAGE_ORGANISATIONS


@requires(Permission.SEE_SCHOOLS)
def travel_list(request: HttpRequest) -> HttpResponse:
    sites = _sites()
    chosen = request.GET.get("from", "")
    origin = next((site for site in sites if str(site.pk) == chosen), sites[0] if sites else None)
    page = {"sites": sites, "origin": origin, "rows": _rows(origin, sites) if origin else [], "may_manage": may(request.actor, MANAGE)}
    return render(request, "organisations/travel_list.html", page)


@requires(MANAGE)
def travel_edit(request: HttpRequest, origin: int, destination: int) -> HttpResponse:
    start, end = (get_object_or_404(Site.objects.allowing(request.actor, MANAGE), pk=pk) for pk in (origin, destination))
    known = measured_minutes([start, end]).get((origin, destination))
    form = MinutesForm(request.POST or None, initial={"minutes": known})
    if request.method == "POST" and form.is_valid() and carried_out(form, lambda: _set(request, form, origin, destination)):
        messages.success(request, _("移動時間を決めました。"))
        return redirect(f"{reverse('travel_list')}?from={origin}")
    page = {"form": form, "start": start, "end": end, "estimate": estimated_minutes(start, end)}
    return render(request, "organisations/travel_form.html", page)


@requires(MANAGE)
def travel_import(request: HttpRequest) -> HttpResponse:
    form = FileForm(request.POST or None, request.FILES or None)
    errors: list[RowError] = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            rows, errors = travel_times.read(file.name or "", file.read(), _by_name())
        except Unreadable as error:
            form.add_error("file", f"{error.reason}{error.fix}")
        else:
            if not errors:
                return _write(request, rows)
    return render(request, "organisations/travel_import.html", {"form": form, "errors": errors})


@requires(Permission.EXPORT)
def travel_export(request: HttpRequest) -> HttpResponse:
    """Every pair from one place, or only the pairs that the city decided; the column to fill comes last."""
    sites = _sites()
    by_id = {site.pk: site for site in sites}
    measured = measured_minutes(sites)
    origin = next((site for site in sites if str(site.pk) == request.GET.get("from", "")), None)
    pairs = [(origin, site) for site in sites if site != origin] if origin else [(by_id[a], by_id[b]) for a, b in sorted(measured)]
    rows = [(a.name, b.name, estimated_minutes(a, b), measured.get((a.pk, b.pk))) for a, b in pairs]
    return table_response(request.GET.get("form", ""), name=_("移動時間"), header=travel_times.HEADER, rows=rows)


def _sites() -> list[Site]:
    """Where people travel to: open schools of the programme and 公民館."""
    return list(Site.objects.in_use().order_by("center__block__order", "school__block__order", "pk"))


def _rows(origin: Site, sites: list[Site]) -> list[dict[str, Any]]:
    measured = measured_minutes(sites)
    return [
        {
            "site": site,
            "minutes": measured.get((origin.pk, site.pk), estimated_minutes(origin, site)),
            "is_estimate": (origin.pk, site.pk) not in measured,
        }
        for site in sites
        if site != origin
    ]


def _by_name() -> dict[str, int]:
    sites = Site.objects.in_use().select_related("school")
    named = {squeeze(site.name): site.pk for site in sites}
    return named | {site.school.code: site.pk for site in sites if hasattr(site, "school")}


def _set(request: HttpRequest, form: MinutesForm, origin: int, destination: int) -> None:
    minutes = form.cleaned_data["minutes"]
    times = [Measured(origin, destination, minutes)]
    times += [Measured(destination, origin, minutes)] if form.cleaned_data["both_ways"] else []
    actions.set_travel_times(times=times, by=request.actor)


def _write(request: HttpRequest, rows: list[travel_times.TravelRow]) -> HttpResponse:
    changed = actions.set_travel_times(times=[Measured(r.origin_id, r.destination_id, r.minutes) for r in rows], by=request.actor)
    messages.success(request, ngettext("移動時間を%(n)s件変えました。", "移動時間を%(n)s件変えました。", changed) % {"n": changed})
    return redirect("travel_list")
