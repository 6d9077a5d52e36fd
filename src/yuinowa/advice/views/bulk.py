"""Several consultations at once, by the ticks of the list."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.advice import actions
from yuinowa.advice.models import Consultation
from yuinowa.core.submissions import once
from yuinowa.ui.deciding import confirm, ticked, yes


@requires(Permission.KEEP_ADVICE)
def consultations_close(request: Any) -> HttpResponse:
    """Which ones, first; then all of them."""
    asked = request.POST if request.method == "POST" else request.GET
    rows = _ticked(request, asked)
    found = list(rows.open() if request.method == "GET" else rows)
    if not found:
        messages.error(request, _("終わりにする相談に印をつけてください。"))
        return redirect("consultation_list")
    n = len(found)
    return confirm(
        request,
        yes(request),
        lambda: _closed(request, found),
        title=_("相談を終わりにする"),
        verb=_("終わりにする"),
        sentence=ngettext("%(n)s件の相談を終わりにします。", "%(n)s件の相談を終わりにします。", n) % {"n": n},
        details=[f"{row.subject}（{row.get_state_display()}）" for row in found],
        hidden=[("consultation", row.pk) for row in found],
        back=reverse("consultation_list"),
        up=_("相談"),
        is_undoable=True,
    )


@requires(Permission.KEEP_ADVICE)
def consultations_reopen(request: Any) -> HttpResponse:
    """The undo of a whole list; its address names the consultations."""
    rows = list(_ticked(request, request.GET))
    if request.method == "POST" and rows:
        return redirect(once(request, lambda: _reopened(request, rows)))
    return redirect("consultation_list")


def _ticked(request: Any, asked: QueryDict) -> Any:
    return Consultation.objects.allowing(request.actor, Permission.KEEP_ADVICE).filter(pk__in=ticked(asked, "consultation"))


def _closed(request: Any, rows: list[Consultation]) -> str:
    actions.close_all(consultations=rows, by=request.actor)
    n, undo = len(rows), urlencode({"consultation": [row.pk for row in rows]}, doseq=True)
    said = ngettext("%(n)s件の相談を終わりにしました。", "%(n)s件の相談を終わりにしました。", n) % {"n": n}
    messages.success(request, said, extra_tags=f"{reverse('consultations_reopen')}?{undo}")
    return reverse("consultation_list")


def _reopened(request: Any, rows: list[Consultation]) -> str:
    actions.reopen_all(consultations=rows, by=request.actor)
    messages.success(request, _("開きなおしました。"))
    return reverse("consultation_list")
