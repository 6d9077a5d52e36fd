"""当日シート: where the instructor goes on a day, and what there is to know at each school; as a page for the phone and as a paper."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission, Role
from yuinowa.core import clock
from yuinowa.core.actions import Actor
from yuinowa.core.days import day_in
from yuinowa.core.documents import pdf_response
from yuinowa.organisations.models import Site
from yuinowa.organisations.travel import minutes_table
from yuinowa.people.models import Appointment, Post
from yuinowa.promises.templatetags.due import due_words
from yuinowa.rounds.models import Visit
from yuinowa.rounds.offline import kept_for
from yuinowa.rounds.pictures.entries import Entry
from yuinowa.rounds.pictures.route import Route, route_of
from yuinowa.rounds.views.around import Around, around, of_the_day
from yuinowa.ui.templatetags.dates import clock_time, month_day, wareki


@dataclass(frozen=True)
class Stop:
    """One school of the day. ``leaves_before`` is when to set out for it, ``minutes`` the way there."""

    visit: Visit
    around: Around
    minutes: int
    leaves_before: dt.time


@dataclass(frozen=True)
class Sheet:
    post: Post
    on: dt.date
    stops: list[Stop]
    minutes_home: int
    back_at: dt.time | None
    route: Route | None  # the picture, which a copy without a line shows, too

    @property
    def minutes(self) -> int:
        return self.minutes_home + sum(stop.minutes for stop in self.stops)


@requires(Permission.RECORD_VISITS)
def visit_day(request: Any, day: str) -> HttpResponse:
    on = _date_of(day)
    post = _post_of(request)
    if post is None:
        return render(request, "rounds/day_choice.html", {"on": on, "posts": _out_on(request, on)})
    sheet = sheet_of(post, on, request.actor)
    facts = {"sheet": sheet, "has_come": on <= clock.today(), "query": f"?post={post.pk}" if request.actor.post_id != post.pk else ""}
    facts |= {**_neighbours(on), "on": on, "later": _next_day(sheet), "printed_at": clock.now()}
    response = render(request, "rounds/day.html", facts)
    if hasattr(post, "held_until"):
        response["Offline-Until"] = kept_for(on, post.held_until).isoformat()
    return response


@requires(Permission.RECORD_VISITS)
def visit_day_pdf(request: Any, day: str) -> HttpResponse:
    """The same on paper, for who has no phone at hand."""
    post = _post_of(request)
    if post is None:
        raise Http404
    sheet = sheet_of(post, _date_of(day), request.actor)
    facts = {
        "title": _("訪問の当日シート"),
        "day": wareki(sheet.on),
        "post": post.label,
        "route": _route(sheet),
        "stops": [_printed(stop) for stop in sheet.stops],
        "empty": _("この日の訪問はありません。"),
    }
    return pdf_response("rounds/day.typ", facts, name=f"{_('当日シート')}_{sheet.on}")


def sheet_of(post: Post, on: dt.date, actor: Actor) -> Sheet:
    """The day of a post as far as ``actor`` may see it."""
    visits = of_the_day(post, on, actor)
    known = around([visit.school for visit in visits], actor, on)
    sites = _sites(post, visits)
    table = minutes_table(sites)
    # Without a 公民館 on the map the day begins and ends at the first and last school.
    ways = [table[number][number + 1] for number in range(len(sites) - 1)] if len(sites) > 1 else []
    ways = ways if len(ways) == len(visits) + 1 else [0, *ways, 0]
    stops = [Stop(visit, known[visit.school_id], way, _earlier(visit.arrives_at, way)) for visit, way in zip(visits, ways, strict=False)]
    back = _later(visits[-1].leaves_at, ways[-1]) if visits else None
    route = route_of(on, post.center.site, [_entry(visit) for visit in visits], table) if post.center and visits else None
    return Sheet(post, on, stops, ways[-1] if visits else 0, back, route)


def _entry(visit: Visit) -> Entry:
    return Entry(visit.pk, visit.school, visit.on, visit.arrives_at, visit.leaves_at, look="", word="", url=f"#visit-{visit.pk}")


def _sites(post: Post, visits: list[Visit]) -> list[Site]:
    schools = [visit.school.site for visit in visits]
    return [post.center.site, *schools, post.center.site] if post.center else schools


def _earlier(at: dt.time, minutes: int) -> dt.time:
    return (dt.datetime.combine(dt.date.min + dt.timedelta(days=1), at) - dt.timedelta(minutes=minutes)).time()


def _later(at: dt.time, minutes: int) -> dt.time:
    return (dt.datetime.combine(dt.date.min, at) + dt.timedelta(minutes=minutes)).time()


def _date_of(day: str) -> dt.date:
    on = day_in(day)
    if on is None:
        raise Http404
    return on


def _post_of(request: Any) -> Post | None:
    """The actor's own post, or one named in the address that the actor may record for; None where nobody was named."""
    posts = Post.objects.filter(kind=Post.Kind.INSTRUCTOR).allowing(request.actor, Permission.RECORD_VISITS)
    rows = posts.select_related("center__site", "school")
    key = request.GET.get("post", "")
    if key:
        return get_object_or_404(rows, pk=int(key) if key.isdecimal() and len(key) < 19 else 0)
    return _own_post(request.actor, rows) if Role.INSTRUCTOR in request.actor.roles else None


def _own_post(actor: Actor, rows: Any) -> Post:
    """With ``held_until``, the last day of the actor's appointment, which a copy of the sheet must not outlive."""
    held = Appointment.objects.valid(clock.today()).filter(post=OuterRef("pk"), person=actor.person_id).order_by()
    post: Post = rows.annotate(held_until=Subquery(held.values("until_on")[:1])).get(pk=actor.post_id)
    return post


def _out_on(request: HttpRequest, on: dt.date) -> list[Post]:
    """The instructors who visit somebody on a day."""
    visits = Visit.objects.filter(on=on, state__in=[*Visit.STANDING, Visit.State.DONE])
    rows = Post.objects.allowing(request.actor, Permission.RECORD_VISITS)  # type: ignore[attr-defined]
    return list(rows.filter(pk__in=visits.order_by().values("post")).with_place())


def _neighbours(on: dt.date) -> dict[str, Any]:
    """The days before and after."""
    days = {"before": on - dt.timedelta(days=1), "after": on + dt.timedelta(days=1)}
    return {name: {"on": day, "url": reverse("visit_day", args=[day.isoformat()])} for name, day in days.items()}


def _next_day(sheet: Sheet) -> dt.date | None:
    """On a day without visits: when the post goes out next."""
    visits = Visit.objects.for_post(sheet.post).filter(on__gt=sheet.on, state__in=Visit.STANDING)
    return None if sheet.stops else visits.order_by("on").values_list("on", flat=True).first()


def _route(sheet: Sheet) -> list[str]:
    lines = []
    for stop in sheet.stops:
        words = {"at": clock_time(stop.leaves_before), "minutes": stop.minutes, "school": stop.visit.school.short_name}
        lines.append(_("%(at)s 出発（%(minutes)s分） → %(school)s") % words)
    if sheet.back_at:
        lines.append(_("%(at)s 公民館にもどる（%(minutes)s分）") % {"at": clock_time(sheet.back_at), "minutes": sheet.minutes_home})
    return lines


def _printed(stop: Stop) -> dict[str, Any]:
    visit, known = stop.visit, stop.around
    people = "　".join(f"{post} {name}" for post, name in known.people)
    return {
        "hours": f"{clock_time(visit.arrives_at)}～{clock_time(visit.leaves_at)}",
        "school": visit.school.name,
        "rows": [
            [_("状態"), str(visit.get_state_display())],
            [_("会う人"), (_("事業担当教員は空席　") if known.is_window_vacant and people else "") + (people or "－")],
            [_("電話"), visit.school.telephone or "－"],
            [_("場所"), visit.school.site.address or "－"],
            [_("用件"), visit.purpose or "－"],
            [_("まだの約束"), "\n".join(_promise(promise, visit.on) for promise in known.promises) or "－"],
            [_("前に聞いたこと"), "\n".join(f"{month_day(one.visit.on)}　{one.heard}" for one in known.records) or "－"],
            [_("募集中のお願い"), "\n".join(f"{month_day(need.first_on)}　{need.title}" for need in known.needs) or "－"],
            [_("近くの人"), "\n".join(f"{near.name}（{'・'.join(near.skills)}）{near.km}km" for near in known.talents) or "－"],
        ],
    }


def _promise(promise: Any, on: dt.date) -> str:
    words = {"owner": promise.owner.label, "text": promise.text, "left": due_words(promise.due_on, on)}
    return _("%(owner)s：%(text)s（%(left)s）") % words
