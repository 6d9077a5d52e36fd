"""Writing a promise down."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.promises import actions
from yuinowa.promises.forms import PromiseForm
from yuinowa.promises.queries import nameable
from yuinowa.promises.views.acting import page_of
from yuinowa.ui.deciding import attempt

# What other pages may fill in beforehand, in the address.
GIVEN = ("text", "owner", "owed_to", "owed_to_text", "source_text")


@requires(Permission.MAKE_PROMISES)
def promise_new(request: Any) -> HttpResponse:
    today = clock.today()
    given = {name: request.GET[name] for name in GIVEN if name in request.GET}
    posts = nameable(request.actor).standing(today)
    form = PromiseForm(request.POST or None, posts=posts, today=today, initial={"owner": request.actor.post_id, **given})
    if request.method == "POST" and form.is_valid():
        gone = attempt(request, form, lambda: _made(request, form))
        if gone:
            return gone
    return render(request, "promises/promise_form.html", {"form": form})


def _made(request: Any, form: PromiseForm) -> str:
    promise = actions.make_promise(by=request.actor, **form.promised())
    messages.success(request, _("約束を書きとめました。"))
    if "again" not in request.POST:
        return page_of(promise)
    # The next one is mostly to the same person on the same occasion.
    kept = {"owed_to": promise.owed_to_id or "", "owed_to_text": promise.owed_to_text, "source_text": promise.source_text}
    return f"{reverse('promise_new')}?{urlencode({name: value for name, value in kept.items() if value})}"
