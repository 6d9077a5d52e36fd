"""Notes written on the way: the page that also opens without a line, and throwing a note away."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from yuinowa.access.guards import may, requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.errors import Refused
from yuinowa.rounds import actions
from yuinowa.rounds.forms.notes import NoteForm
from yuinowa.rounds.models import FieldNote, Visit
from yuinowa.rounds.offline import kept_until
from yuinowa.ui.templatetags.dates import clock_time, month_day

PER_PAGE = 20
# The visits that a note may belong to: yesterday's note is written today, and the page may be a week old.
BEFORE, AFTER = dt.timedelta(days=14), dt.timedelta(days=8)


@requires(Permission.WRITE_NOTES)
def note_list(request: Any) -> HttpResponse:
    """Write a note and see what has arrived. Without scripts, or where the device keeps nothing, it is a form like any other."""
    visits = _visits(request)
    form = NoteForm(request.POST or None, visits=[(visit.pk, _named(visit)) for visit in visits], initial=_initial(request, visits))
    if request.method == "POST" and form.is_valid():
        try:
            _received(request, form)
            return redirect("note_list")
        except Refused as error:
            form.add_error("text", error.message)
            # Back, other words, sent again: the next press makes another note of them.
            form.data = {**form.data.dict(), "key": str(uuid.uuid4())}
    response = render(request, "rounds/note_list.html", {"form": form, "days": _days(visits), **_arrived(request)})
    if request.method == "GET":
        response["Offline-Until"] = kept_until(request.actor).isoformat()
    return response


@requires(Permission.WRITE_NOTES)
def note_discard(request: Any, pk: int) -> HttpResponse:
    note = get_object_or_404(FieldNote.objects.allowing(request.actor, Permission.WRITE_NOTES).unused(), pk=pk)
    if request.method == "POST":
        actions.discard_note(note, by=request.actor)
        messages.success(request, _("メモを消しました。"))
        return redirect("note_list")
    facts = {
        "title": _("メモを消す"),
        "sentence": _("「%(words)s」を消します。") % {"words": Truncator(note.text).chars(60)},
        "details": [_("文はすぐになくなり、ほかの端末からもう一度届くこともありません。")],
        "verb": _("メモを消す"),
        "is_grave": True,
        "mails": 0,
        "back": reverse("note_list"),
        "up": _("訪問メモ"),
    }
    return render(request, "ui/confirm.html", {"confirm": facts})


def _visits(request: Any) -> list[Visit]:
    today = clock.today()
    states = (*Visit.STANDING, Visit.State.DONE)
    rows = Visit.objects.allowing(request.actor, Permission.SEE_VISITS).for_post(request.actor.post_id).filter(state__in=states)
    return list(rows.between(today - BEFORE, today + AFTER).select_related("school").order_by("on", "arrives_at", "pk"))


def _named(visit: Visit) -> str:
    return f"{month_day(visit.on)} {clock_time(visit.arrives_at)} {visit.school.short_name}"


def _days(visits: list[Visit]) -> dict[int, str]:
    """When each visit ends: a page opened on a later day than it was made chooses the visit of that day."""
    return {visit.pk: visit.ends_at.isoformat() for visit in visits}


def _initial(request: Any, visits: list[Visit]) -> dict[str, Any]:
    asked = request.GET.get("visit", "")
    now = clock.now()
    todays = [visit for visit in visits if visit.on == now.date()]
    coming = next((visit for visit in todays if visit.ends_at >= now), todays[-1] if todays else None)
    return {"key": uuid.uuid4(), "visit": asked or (coming.pk if coming else "")}


def _received(request: Any, form: NoteForm) -> None:
    _note, is_new = actions.receive_note(
        key=form.key_of_note(),
        text=form.cleaned_data["text"],
        written_at=clock.now(),
        visit_id=form.cleaned_data["visit"],
        by=request.actor,
    )
    messages.success(request, _("メモが届きました。") if is_new else _("このメモは、もう届いています。"))


def _arrived(request: Any) -> dict[str, Any]:
    rows = FieldNote.objects.allowing(request.actor, Permission.WRITE_NOTES).standing().with_places()
    return {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "may_record": may(request.actor, Permission.RECORD_VISITS),
        "longest": actions.LONGEST,
    }
