"""About the record of a visit: written, commented."""

from typing import Any

from django.urls import reverse

from yuinowa.core.actions import Actor
from yuinowa.needs.models import Need
from yuinowa.promises.mails import short_day
from yuinowa.promises.models import Promise
from yuinowa.rounds.mails.sending import holders, readers_at, send
from yuinowa.rounds.models import VisitComment, VisitRecord


def recorded(record: VisitRecord, *, promises: list[Promise], need: Need | None) -> None:
    """The school is told what there is to read, in counts: the words stay behind the sign-in."""
    visit = record.visit
    facts = {**_about(record), "promises": len(promises), "need": need}
    send("visit_recorded", f"visit:{visit.pk}:recorded", readers_at([visit.school_id])[visit.school_id], facts)


def commented(comment: VisitComment, *, by: Actor) -> None:
    """Whoever holds the post that visited."""
    visit = comment.record.visit
    people = [person for person in holders(visit.post) if person.pk != by.person_id]
    send("visit_commented", f"comment:{comment.pk}:written", people, {**_about(comment.record), "by": by})


def _about(record: VisitRecord) -> dict[str, Any]:
    visit = record.visit
    path = reverse("visit_detail", args=[visit.pk])
    return {"visit": visit, "school": visit.school, "who": visit.post.label, "day": short_day(visit.on), "path": path}
