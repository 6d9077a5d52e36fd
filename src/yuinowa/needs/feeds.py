"""Engagements as iCalendar: the same UID in every file, so that a moved or cancelled day changes in the person's own calendar."""

from django.conf import settings
from icalendar import Calendar, Event

from yuinowa.core import clock
from yuinowa.needs.actions.askable import span_of
from yuinowa.needs.models import Engagement


def calendar_of(engagement: Engagement, *, is_cancelled: bool = False) -> str:
    """One event, in Japan's time, as the text of a .ics file."""
    need = engagement.need
    starts_at, ends_at = span_of(engagement.date)
    event = Event()
    event.add("uid", f"need-{need.pk}-talent-{engagement.talent_id}@{settings.MAIL_DOMAIN}")
    event.add("dtstamp", clock.now())
    event.add("sequence", int(clock.now().timestamp() - engagement.agreed_at.timestamp()) if is_cancelled else 0)
    event.add("dtstart", starts_at)
    event.add("dtend", ends_at)
    event.add("summary", f"{need.school} {need.title}")
    event.add("location", " ".join(part for part in (need.school.name, need.place, need.site.address) if part))
    event.add("description", need.tasks)
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//Yuinowa//Yuinowa//JA")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical().decode()
