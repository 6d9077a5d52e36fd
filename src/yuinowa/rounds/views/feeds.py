"""予定のアドレス: the own visits in one's own calendar."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yuinowa.access.guards import by_link, requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.export import file_response
from yuinowa.core.submissions import once
from yuinowa.rounds import actions, feeds
from yuinowa.rounds.models import VisitFeed
from yuinowa.ui.deciding import attempt, yes


@requires(Permission.SEE_VISITS)
def visit_calendar(request: Any) -> HttpResponse:
    """Make the address, copy it, change it for another."""
    form = yes(request)
    if request.method == "POST" and form.is_valid():
        gone = attempt(request, form, lambda: _made(request))
        if gone:
            return gone
    feed = VisitFeed.objects.of(request.actor).living(clock.today()).first()
    address = f"{settings.BASE_URL}{feeds.feed_path(feed)}" if feed else ""
    facts = {"feed": feed, "address": address, "webcal": address.replace("https://", "webcal://", 1).replace("http://", "webcal://", 1)}
    return render(request, "rounds/visit_calendar.html", {**facts, "form": form})


@requires(Permission.SEE_VISITS)
def visit_calendar_end(request: Any) -> HttpResponse:
    if request.method == "POST":
        return redirect(once(request, lambda: _ended(request)))
    return redirect("visit_calendar")


@by_link
def visit_feed(request: HttpRequest, token: str) -> HttpResponse:
    """What a calendar reads by itself; a stranger's answer once the address is given up or the appointment is over."""
    today = clock.today()
    feed = feeds.feed_of(token, today)
    if feed is None:
        raise Http404
    content = feeds.calendar_of(feed.appointment.post, feeds.visits_of(feed, today))
    response = file_response(content, name="junkai.ics", content_type="text/calendar; charset=utf-8", is_shown=True)
    response["Cache-Control"] = "private, max-age=600"
    return response


def _made(request: Any) -> str:
    actions.make_feed(by=request.actor)
    messages.success(request, _("予定のアドレスをつくりました。カレンダーのアプリに入れてください。"))
    return request.path  # type: ignore[no-any-return]


def _ended(request: Any) -> str:
    actions.end_feed(by=request.actor)
    messages.success(request, _("予定のアドレスをやめました。いままでのアドレスでは、もう読めません。"))
    return request.path.removesuffix("end/")  # type: ignore[no-any-return]
