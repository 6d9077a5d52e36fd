"""One visit to another day, back again, held where it is, and one more by hand."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.errors import Refused
from yuinowa.core.submissions import once
from yuinowa.organisations.models import School
from yuinowa.people.models import Post
from yuinowa.rounds import actions
from yuinowa.rounds.actions.propose import EARLIER
from yuinowa.rounds.adapter.diary import Slot
from yuinowa.rounds.adapter.slots import free_slots, open_diary
from yuinowa.rounds.forms.visits import MoveForm, NewVisitForm
from yuinowa.rounds.models import Visit
from yuinowa.rounds.views.acting import page_of, visit_for
from yuinowa.ui.deciding import attempt
from yuinowa.ui.templatetags.dates import clock_time, month_day

PLAN = Permission.PLAN_ROUNDS
PROPOSED_DAYS = 5


@requires(PLAN)
def visit_move(request: Any, pk: int) -> HttpResponse:
    """The form, also for what was dragged or moved with the keyboard: a refusal stands on it, and nothing has changed."""
    visit = visit_for(request, pk, PLAN)
    form = MoveForm(request.POST or None, initial=_now(visit))
    if request.method == "POST" and form.is_valid():
        gone = attempt(request, form, lambda: _moved(request, visit, form))
        if gone:
            return gone
    today = clock.today()
    found = free_slots(visit.school, visit.post, from_on=_around(visit, today), count=PROPOSED_DAYS + 1, today=today, instead_of=visit)
    slots = [slot for slot in found if slot != Slot(visit.on, visit.arrives_at, visit.leaves_at)][:PROPOSED_DAYS]
    facts = {
        "form": form,
        "visit": visit,
        "slots": slots,
        "seen": actions.place_of(visit),
        "back": _back(request, visit),
        "is_open": visit.state in Visit.OPEN,
        "word": visit.get_state_display(),
    }
    return render(request, "rounds/visit_move.html", facts)


def _around(visit: Visit, today: dt.date) -> dt.date:
    """A visit moves to a day near its own, and into no term that is planned apart."""
    begins = visit.policy.from_on if visit.policy else today
    return max(today, begins, visit.on - EARLIER)


def _now(visit: Visit) -> dict[str, Any]:
    return {"on": visit.on, "arrives_at": visit.arrives_at, "leaves_at": visit.leaves_at, "seen": actions.place_of(visit)}


def _moved(request: Any, visit: Visit, form: MoveForm) -> str:
    typed = form.cleaned_data
    begin, end = typed["arrives_at"], typed["leaves_at"]
    if begin is None:
        begin, end = _time_on(visit, typed["on"])
    moved = actions.move_visit(visit, on=typed["on"], arrives_at=begin, leaves_at=end, seen=typed["seen"], by=request.actor)
    diary = open_diary(visit.post, [visit.school], from_on=moved.on, until_on=moved.on, leaving=[visit])
    said = _("%(school)sの訪問を、%(day)s %(time)sに動かしました。")
    words = {"school": visit.school.short_name, "day": month_day(moved.on), "time": clock_time(moved.arrives_at)}
    messages.success(request, said % words, extra_tags=reverse("visit_return", args=[visit.pk]))
    if visit.state in (Visit.State.PROPOSED, Visit.State.CONFIRMED):
        messages.warning(request, _("学校には、まだ知らせていません。訪問のページから、もう一度確かめてください。"))
    if not diary.fits(visit.school, Slot(moved.on, moved.arrives_at, moved.leaves_at)):
        # A person may know better than the policy; she is told what she leaves.
        messages.warning(request, _("この日時は、学校の受け入れ時間、訪問の間隔、1日の校数、移動の時間のどれかに合いません。"))
    return _back(request, moved)


def _time_on(visit: Visit, on: dt.date) -> tuple[dt.time, dt.time]:
    """The hour it has now where that is possible on the day, else the first one that is. Without any, the check of the move says why."""
    diary = open_diary(visit.post, [visit.school], from_on=on, until_on=on, leaving=[visit])
    now = Slot(on, visit.arrives_at, visit.leaves_at)
    if diary.fits(visit.school, now):
        return now.arrives_at, now.leaves_at
    found = diary.slots(visit.school, [on], 1)
    return (found[0].arrives_at, found[0].leaves_at) if found else (now.arrives_at, now.leaves_at)


def _back(request: Any, visit: Visit) -> str:
    """To the month in which the visit is now, as the reader saw it; else to its page."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    if asked.startswith(reverse("visit_list")) and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return asked
    return page_of(visit)


@requires(PLAN)
def visit_return(request: Any, pk: int) -> HttpResponse:
    """The undo of a move."""
    visit = visit_for(request, pk, PLAN)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    return redirect(once(request, lambda: _returned(request, visit)))


def _returned(request: Any, visit: Visit) -> str:
    try:
        actions.return_visit(visit, by=request.actor)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("訪問を元の日にもどしました。"))
    return f"{reverse('visit_list')}?month={Visit.objects.get(pk=visit.pk).on:%Y-%m}"


@requires(PLAN)
def visit_lock(request: Any, pk: int) -> HttpResponse:
    """Hold it, or let it go; the same button."""
    visit = visit_for(request, pk, PLAN)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    held = actions.lock_visit(visit, is_locked=not visit.is_locked, by=request.actor)
    said = _("この訪問は、計画しなおしても動きません。") if held.is_locked else _("この訪問は、計画しなおすと動くことがあります。")
    messages.success(request, said)
    return redirect(_back(request, visit))


@requires(PLAN)
def visit_new(request: Any) -> HttpResponse:
    posts = Post.objects.allowing(request.actor, PLAN).standing(clock.today()).filter(kind=Post.Kind.INSTRUCTOR)
    schools = School.objects.allowing(request.actor, Permission.SEE_VISITS).in_programme().defer("search_text", "search_grams")
    initial = {"post": request.actor.post_id, "school": request.GET.get("school", ""), "on": request.GET.get("on", "")}
    form = NewVisitForm(
        request.POST or None, posts=posts.select_related("center", "school"), schools=schools.order_by("kana", "code"), initial=initial
    )
    if request.method == "POST" and form.is_valid():
        gone = attempt(request, form, lambda: _made(request, form))
        if gone:
            return gone
    return render(request, "rounds/visit_new.html", {"form": form, "back": reverse("visit_list")})


def _made(request: Any, form: NewVisitForm) -> str:
    visit = actions.make_visit(by=request.actor, **form.cleaned_data)
    messages.success(request, _("訪問を入れました。学校には、まだ知らせていません。"))
    return page_of(visit)
