"""Visits as iCalendar: the same UID in every reading, so that a moved or called off visit changes in the reader's own calendar."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse
from icalendar import Calendar, Event

from yuinowa.access.matrix import Permission, Role
from yuinowa.core import clock
from yuinowa.people.actors import actor_for_post
from yuinowa.people.models import Post
from yuinowa.rounds.models import Visit, VisitFeed

SALT = "rounds.feed"
BACK, AHEAD = dt.timedelta(days=60), dt.timedelta(days=400)
SHOWN = (Visit.State.PLANNED, Visit.State.PROPOSED, Visit.State.CONFIRMED, Visit.State.DONE, Visit.State.CANCELLED)
STATUS = {Visit.State.CONFIRMED: "CONFIRMED", Visit.State.DONE: "CONFIRMED", Visit.State.CANCELLED: "CANCELLED"}
# So often a calendar may ask again.
EVERY = dt.timedelta(hours=1)


def feed_path(feed: VisitFeed) -> str:
    return reverse("visit_feed", args=[signing.dumps(feed.pk, salt=SALT)])


def feed_of(token: str, on: dt.date) -> VisitFeed | None:
    """The living feed of an address; None after it was given up, or the appointment ended."""
    try:
        key = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    rows = VisitFeed.objects.living(on).select_related("appointment__post__school", "appointment__post__center")
    return rows.filter(pk=key).first() if isinstance(key, int) else None


def visits_of(feed: VisitFeed, on: dt.date) -> list[Visit]:
    """What the post may see on that day: an instructor's own round, a school's visits, a 公民館's block."""
    post: Post = feed.appointment.post
    actor = actor_for_post(post, feed.appointment.person_id, on=on)
    rows = Visit.objects.allowing(actor, Permission.SEE_VISITS).between(on - BACK, on + AHEAD).filter(state__in=SHOWN)
    if Role.INSTRUCTOR in actor.roles:
        rows = rows.for_post(post)
    return list(rows.select_related("school__site", "post__center").order_by("on", "arrives_at", "pk"))


def calendar_of(post: Post, visits: Iterable[Visit]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Yuinowa//Yuinowa//JA")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{post.label} 巡回訪問")
    calendar.add("refresh-interval", EVERY, parameters={"value": "DURATION"})
    for visit in visits:
        calendar.add_component(_event(visit))
    calendar.add_missing_timezones()
    text: bytes = calendar.to_ical()
    return text


def _event(visit: Visit) -> Any:
    event = Event()
    event.add("uid", f"visit-{visit.pk}@{settings.MAIL_DOMAIN}")
    event.add("dtstamp", clock.now())
    event.add("dtstart", visit.starts_at)
    event.add("dtend", visit.ends_at)
    # Kept in Japanese like every paper: who subscribes reads it beside other calendars of the office.
    state = "" if visit.state in STATUS else f"（{visit.get_state_display()}）"
    event.add("summary", f"{visit.school.short_name} 訪問{state}")
    event.add("location", " ".join(part for part in (visit.school.name, visit.school.site.address) if part))
    event.add("description", "\n".join(part for part in (visit.post.label, visit.purpose) if part))
    event.add("status", STATUS.get(Visit.State(visit.state), "TENTATIVE"))
    event.add("url", f"{settings.BASE_URL}{reverse('visit_detail', args=[visit.pk])}")
    return event
