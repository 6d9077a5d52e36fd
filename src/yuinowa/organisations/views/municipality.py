"""What the municipality decided for itself."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core.history import history_of
from yuinowa.organisations.actions import change_settings
from yuinowa.organisations.forms import SettingsForm
from yuinowa.organisations.models import Municipality


@requires(Permission.CHANGE_SETTINGS)
def settings(request: HttpRequest) -> HttpResponse:
    municipality = get_object_or_404(Municipality.objects.allowing(request.actor, Permission.CHANGE_SETTINGS))
    form = SettingsForm(request.POST or None, initial={name: getattr(municipality, name) for name in SettingsForm.base_fields})
    if request.method == "POST" and form.is_valid():
        change_settings(municipality, by=request.actor, **form.cleaned_data)
        messages.success(request, _("設定を変えました。"))
        return redirect("settings")
    return render(request, "organisations/settings.html", {"form": form, "changes": history_of(municipality)[:10]})
