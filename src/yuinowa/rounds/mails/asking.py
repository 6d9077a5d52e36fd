"""About the day of a visit: asked, answered, reminded, not answered, tomorrow."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from yuinowa.core import clock
from yuinowa.core.actions import Actor
from yuinowa.core.outbox import gathering
from yuinowa.engine.calendar import wareki
from yuinowa.people.models import Person, Post
from yuinowa.promises.mails import short_day
from yuinowa.rounds.mails.sending import about, holders, readers_at, send, when
from yuinowa.rounds.models import Visit

__all__ = ["answered", "counted", "proposed", "readers_at", "reminded", "tomorrow", "unanswered"]


def proposed(visit: Visit) -> None:
    """The school is asked whether the day suits."""
    options = [when(option) for option in visit.options.all()]
    facts = {**about(visit), "options": options, "until": wareki(_until(visit)), "path": page_of(visit)}
    key = f"visit:{visit.pk}:proposed:{visit.on}:{clock.now():%Y%m%d%H%M}"
    send("visit_proposed", key, readers_at([visit.school_id])[visit.school_id], facts)


def answered(visit: Visit, *, by: Actor, word: str = "") -> None:
    """The instructor hears what the school said, unless it was told to the instructor."""
    people = [person for person in holders(visit.post) if person.pk != by.person_id]
    facts = {**about(visit), "day": short_day(visit.on), "word": word, "by": by, "path": page_of(visit)}
    key = f"visit:{visit.pk}:{visit.state}:{clock.now():%Y%m%d%H%M%S}"
    send("visit_answered", key, people, facts)


def reminded(visits: Sequence[Visit]) -> None:
    """A school that has not answered is reminded once."""
    readers = readers_at({visit.school_id for visit in visits})
    with gathering():
        for visit in visits:
            facts = {**about(visit), "until": wareki(_until(visit)), "path": page_of(visit)}
            send("visit_reminded", f"visit:{visit.pk}:reminded:{visit.answer_by}", readers[visit.school_id], facts)


def unanswered(post: Post, visits: Sequence[Visit]) -> None:
    """The instructor telephones; one mail for all schools that said nothing, again only when others join them."""
    latest = max(_until(visit) for visit in visits)
    rows = [{"school": visit.school, "when": when(visit), "until": short_day(_until(visit))} for visit in visits]
    path = reverse("visit_detail", args=[visits[0].pk]) if len(visits) == 1 else reverse("home")
    send("visits_unanswered", f"visits:{post.pk}:unanswered:{latest}", holders(post), {"post": post, "rows": rows, "path": path})


def tomorrow(visits: Sequence[Visit]) -> None:
    """The school is told, the working day before, who comes when."""
    readers = readers_at({visit.school_id for visit in visits})
    with gathering():
        for visit in visits:
            facts = {**about(visit), "day": short_day(visit.on), "path": page_of(visit)}
            send("visit_tomorrow", f"visit:{visit.pk}:tomorrow:{visit.on}", readers[visit.school_id], facts)


def page_of(visit: Visit) -> str:
    return reverse("visit_detail", args=[visit.pk])


def _until(visit: Any) -> dt.date:
    return visit.answer_by or visit.on


def counted(visits: Sequence[Visit]) -> int:
    """How many mails asking these schools takes."""
    readers: dict[int, list[Person]] = readers_at({visit.school_id for visit in visits})
    return sum(bool(person.email) for visit in visits for person in readers[visit.school_id])
