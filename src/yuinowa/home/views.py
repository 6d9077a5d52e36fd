"""The first page of everybody, and the whole city for those who look after it."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yuinowa.access.guards import may, public, requires
from yuinowa.access.matrix import Permission, Role
from yuinowa.core import clock
from yuinowa.core.actions import Actor
from yuinowa.home import city as whole_city
from yuinowa.home.desk import desks, new_desk
from yuinowa.home.standing import STATE_WORDS, own_year, shown_term, standing_of, states_of_school
from yuinowa.home.visits import near_visits
from yuinowa.home.waiting import waiting_for
from yuinowa.home.week import week_of_needs, week_of_person
from yuinowa.people.models import Appointment
from yuinowa.talents.models import Talent
from yuinowa.ui.maps import key_of
from yuinowa.ui.navigation import page_of


@public
def today(request: HttpRequest) -> HttpResponse:
    """きょう of somebody who is signed in; others see what the municipality shows everybody."""
    if not request.user.is_authenticated:
        return redirect(page_of("front") or "account_login")
    actor: Actor = request.actor  # type: ignore[attr-defined]
    on = clock.today()
    rounds = near_visits(actor, on)
    days = week_of_needs(actor, on, rounds) if actor.post_id else week_of_person(actor.person_id or 0, on)
    found = desks(actor, on)
    waiting = sorted((*found.waiting(), *rounds.waiting(), *waiting_for(actor, on)), key=lambda thing: not thing.is_late)
    coming = None if actor.post_id else _coming_post(actor, on)
    own = {"primary": None, "picture": ""} if coming else {"primary": _primary(actor), **_picture(actor)}
    page = {"on": on, "desk": new_desk(found), "waiting": waiting, "days": days, "coming": coming, **own}
    return render(request, "home/today.html", page)


@requires(Permission.SEE_CITY)
def city(request: HttpRequest) -> HttpResponse:
    """How well the schools of the city are served in this term or the next."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    on = clock.today()
    wish = request.GET.get("term", "")
    term = shown_term(on, wish)
    standing = standing_of(actor, term)
    rows = whole_city.school_rows(actor, standing, request.GET.get("sort", ""))
    page = {
        "term": term,
        "wish": wish,
        "on": on,
        "whole": standing.whole(),
        "rings": standing.by_kind(),
        "rows": rows,
        "points": whole_city.points(rows),
        "key": key_of(whole_city.CLASSES),
        "loads": whole_city.loads(actor, term),
        "unfilled": whole_city.unfilled(actor, term, on),
        "short": sum(1 for row in rows if row.tally.missing),
    }
    return render(request, "home/city.html", page)


def _coming_post(actor: Actor, on: dt.date) -> Appointment | None:
    """Whoever opened the account before the first day of a post, and is nobody's talent, is told when the desk opens."""
    if Talent.objects.filter(person=actor.person_id).exists():
        return None
    held = Appointment.objects.filter(person=actor.person_id, from_on__gt=on).select_related("post__school", "post__center")
    return held.order_by("from_on").first()


def _primary(actor: Actor) -> dict[str, str] | None:
    """The one button of the page: what this role does most."""
    choices = (
        (Role.LIAISON_TEACHER, "need_new", _("お願いを出す")),
        (Role.PRINCIPAL, "need_approvals", _("承認するお願いを見る")),
        (Role.COORDINATOR, "plan_new", _("学期の計画をつくる")),
        (Role.SECTION_STAFF, "city", _("市全体を見る")),
        (Role.INSTRUCTOR, "visit_today", _("当日シートを開く")),
        (Role.CENTER_STAFF, "talent_new", _("人を登録する")),
        (Role.TALENT, "my_registration", _("わたしの登録を見る")),
    )
    found = ((name, verb) for role, name, verb in choices if role in actor.roles)
    return next(({"url": url, "verb": verb} for name, verb in found if (url := page_of(name))), None)


def _picture(actor: Actor) -> dict[str, Any]:
    """The one picture of the page."""
    on = clock.today()
    if not actor.post_id:
        return {"picture": "own", "year": own_year(actor.person_id or 0, on)}
    if not may(actor, Permission.SEE_NEEDS):
        return {"picture": ""}
    term = shown_term(on)
    if actor.school_id:
        return {"picture": "school", "term": term, "parts": STATE_WORDS, "states": states_of_school(actor, on)}
    standing = standing_of(actor, term)
    return {"picture": "rings", "term": term, "rings": standing.by_kind(), "whole": standing.whole()}
