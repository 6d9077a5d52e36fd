"""Several promises at once, by the ticks of the list."""

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
from yuinowa.core.submissions import once
from yuinowa.promises import actions
from yuinowa.promises.models import Promise
from yuinowa.ui.deciding import confirm, ticked, yes


@requires(Permission.KEEP_PROMISES)
def promises_finish(request: Any) -> HttpResponse:
    """Which ones, first; then all of them."""
    asked = request.POST if request.method == "POST" else request.GET
    promises = _ticked(request, asked).order_by("due_on", "pk")
    if request.method == "GET":
        promises = promises.open()
    found = list(promises)
    if not found:
        messages.error(request, _("守った約束に印をつけてください。"))
        return redirect("promise_list")
    n = len(found)
    return confirm(
        request,
        yes(request),
        lambda: _finished(request, found),
        title=_("約束を守りました"),
        verb=_("守りました"),
        sentence=ngettext("%(n)s件の約束を「済み」にします。", "%(n)s件の約束を「済み」にします。", n) % {"n": n},
        details=[promise.text for promise in found],
        hidden=[("promise", promise.pk) for promise in found],
        back=reverse("promise_list"),
        is_undoable=True,
    )


@requires(Permission.KEEP_PROMISES)
def promises_reopen(request: Any) -> HttpResponse:
    """The undo of a whole list; its address names the promises."""
    promises = list(_ticked(request, request.GET))
    if request.method == "POST" and promises:
        return redirect(once(request, lambda: _reopened(request, promises)))
    return redirect("promise_list")


def _ticked(request: Any, asked: QueryDict) -> Any:
    return Promise.objects.allowing(request.actor, Permission.KEEP_PROMISES).filter(pk__in=ticked(asked, "promise"))


def _finished(request: Any, promises: list[Promise]) -> str:
    actions.finish_promises(promises=promises, by=request.actor)
    n, undo = len(promises), urlencode({"promise": [promise.pk for promise in promises]}, doseq=True)
    said = ngettext("%(n)s件の約束を「済み」にしました。", "%(n)s件の約束を「済み」にしました。", n) % {"n": n}
    messages.success(request, said, extra_tags=f"{reverse('promises_reopen')}?{undo}")
    return reverse("promise_list")


def _reopened(request: Any, promises: list[Promise]) -> str:
    actions.reopen_promises(promises=promises, by=request.actor)
    messages.success(request, _("「まだ」にもどしました。"))
    return reverse("promise_list")
