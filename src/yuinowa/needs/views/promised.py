"""One tap more on a promise, and it is a need."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.needs import actions
from yuinowa.needs.forms import PromisedForm
from yuinowa.needs.models import PromisedNeed
from yuinowa.needs.views.confirming import confirm
from yuinowa.organisations.models import School
from yuinowa.promises.models import Promise


@requires(Permission.KEEP_PROMISES)
def promise_need(request: Any, pk: int) -> HttpResponse:
    rows = Promise.objects.allowing(request.actor, Permission.KEEP_PROMISES).select_related(*Promise.SEARCH_RELATED)
    promise = get_object_or_404(rows, pk=pk)
    if request.method == "GET" and (made := PromisedNeed.objects.filter(promise=promise).first()):
        return redirect("need_detail", pk=made.need_id)
    school = actions.school_of(promise)
    if school is None or not School.objects.allowing(request.actor, Permission.POST_NEEDS).filter(pk=school.pk).exists():
        messages.info(request, _("この約束からは、お願いをつくれません。お願いの画面から、学校を選んで出してください。"))
        return redirect("promise_detail", pk=pk)
    form = PromisedForm(request.POST or None, initial=PromisedForm.initial_of(actions.wish_of_promise(promise)))
    return confirm(
        request,
        lambda: _made(request, promise, form),
        title=_("約束をお願いにする"),
        button=_("お願いの下書きをつくる"),
        sentence=_("%(school)sのお願いの下書きをつくります。日にちを入れて出すと、来てくださる方をさがせます。")
        % {"school": school.short_name},
        details=[_("約束は「まだ」のまま残ります。人が決まったら「守りました」を押してください。")],
        up=Truncator(promise.text).chars(20),
        back=reverse("promise_detail", args=[pk]),
        is_undoable=True,
        form=form,
    )


def _made(request: Any, promise: Promise, form: PromisedForm) -> str:
    need = actions.promise_to_need(promise, wish=form.wish(), by=request.actor)
    messages.success(request, _("お願いの下書きをつくりました。日にちを入れて出してください。"))
    return reverse("need_detail", args=[need.pk])
