"""When a visit cannot take place as agreed: whoever is concerned is told by mail, or stands on the telephone list."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from yuinowa.core import clock
from yuinowa.core.actions import Actor
from yuinowa.core.outbox import gathering
from yuinowa.engine.calendar import wareki
from yuinowa.organisations.models import School
from yuinowa.people.models import Appointment, Person, Post
from yuinowa.promises.mails import readers_of, short_day
from yuinowa.rounds.mails.sending import about, holders, readers_at, send, when
from yuinowa.rounds.models import Substitution, Visit
from yuinowa.ui.templatetags.dates import clock_time


def moment() -> str:
    return f"{clock.now():%Y%m%d%H%M%S}"


def readable(people: Collection[Person]) -> bool:
    return any(person.email for person in people)


@dataclass(frozen=True)
class Unread:
    """Nobody at the school (or in the post) reads mail: what is to be told by telephone."""

    text: str
    school: School | None = None
    post: Post | None = None


# To the school


def day_lost(visits: Sequence[Visit], why: str) -> list[Unread]:
    """The agreed day is off; two other days to choose from, or a word that somebody will ask."""
    readers, unread = readers_at({visit.school_id for visit in visits}), []
    with gathering():
        for visit in visits:
            facts = {**about(visit), "why": why, "days": days_to_choose(visit), "until": until(visit), "path": page_of(visit)}
            unread += _tell_school("visit_day_lost", visit, readers[visit.school_id], facts, _lost_words(visit, why))
    return unread


def visit_substituted(visit: Visit) -> list[Unread]:
    """The day stays; somebody else comes."""
    text = _("%(when)sの訪問には、%(who)sが代わりにうかがいます。") % {"when": when(visit), "who": visit.post.label}
    people = readers_at([visit.school_id])[visit.school_id]
    facts = {**about(visit), "day": short_day(visit.on), "path": page_of(visit)}
    return _tell_school("visit_substituted", visit, people, facts, text)


def visit_restored(visits: Sequence[Visit]) -> list[Unread]:
    """The change was taken back: it stays as it was agreed."""
    readers, unread = readers_at({visit.school_id for visit in visits}), []
    with gathering():
        for visit in visits:
            text = _("訪問は、はじめの予定のとおり%(when)sにうかがいます。") % {"when": when(visit)}
            facts = {**about(visit), "day": short_day(visit.on), "path": page_of(visit)}
            unread += _tell_school("visit_restored", visit, readers[visit.school_id], facts, text)
    return unread


def days_to_choose(visit: Visit) -> list[str]:
    """The days of a visit that waits for the school's answer; none where no day was found."""
    if visit.state != Visit.State.PROPOSED:
        return []
    return [when(visit), *(when(option) for option in visit.options.all())]


def until(visit: Visit) -> str:
    return wareki(visit.answer_by) if visit.answer_by else ""


def page_of(visit: Visit) -> str:
    return reverse("visit_detail", args=[visit.pk])


def _lost_words(visit: Visit, why: str) -> str:
    days = days_to_choose(visit)
    if not days:
        return _("%(why)sで、訪問にうかがえなくなりました。日をあらためて相談します。") % {"why": why}
    return _("%(why)sで、訪問の日を変えてください。候補：%(days)s") % {"why": why, "days": "、".join(days)}


def _tell_school(name: str, visit: Visit, people: Sequence[Person], facts: dict[str, Any], text: str) -> list[Unread]:
    if not readable(people):
        return [Unread(text, school=visit.school)]
    send(name, f"visit:{visit.pk}:{name}:{moment()}", people, facts)
    return []


# To instructors


def substitution_asked(post: Post, rows: Sequence[Substitution]) -> list[Unread]:
    """One mail, however many visits; each is answered by itself."""
    people, who = holders(post), rows[0].instead_of.label
    lines: list[dict[str, Any]] = [
        {"visit": row.visit, "when": when(row.visit), "school": row.visit.school, "until": _hour(row.answer_by)} for row in rows
    ]
    if not readable(people):
        text = _("%(who)sの代わりに、%(when)sの%(school)sへの訪問を引き受けられるか、たずねてください。")
        return [Unread(text % {"who": who, "when": line["when"], "school": line["school"].short_name}, post=post) for line in lines]
    path = reverse("substitution", args=[rows[0].pk]) if len(rows) == 1 else reverse("substitution_list")
    facts = {"post": post, "rows": lines, "who": who, "path": path, "until": lines[0]["until"]}
    send("substitution_asked", f"substitution:{rows[0].pk}:asked", people, facts)
    return []


def substitution_answered(substitution: Substitution) -> None:
    """Who is away hears that somebody comes instead."""
    visit = substitution.visit
    facts = {**about(visit), "who": substitution.post.label, "day": short_day(visit.on), "path": page_of(visit)}
    send("substitution_answered", f"substitution:{substitution.pk}:answered:{moment()}", holders(substitution.instead_of), facts)


def nobody_comes(substitution: Substitution, visit: Visit) -> None:
    """Who is away hears that no neighbour can come, and what the school was offered instead."""
    facts = {**about(visit), "days": days_to_choose(visit), "day": short_day(substitution.visit.on), "path": page_of(visit)}
    send("substitution_none", f"substitution:{substitution.pk}:none:{moment()}", holders(substitution.instead_of), facts)


def substitutions_withdrawn(rows: Sequence[Substitution]) -> None:
    """She need not come after all."""
    by_post: dict[int, list[Substitution]] = defaultdict(list)
    for row in rows:
        by_post[row.post_id].append(row)
    with gathering():
        for group in by_post.values():
            lines = [{"when": when(row.visit), "school": row.visit.school} for row in group]
            facts = {"post": group[0].post, "rows": lines, "who": group[0].instead_of.label, "path": reverse("home")}
            send("substitution_withdrawn", f"substitution:{group[0].pk}:withdrawn:{moment()}", holders(group[0].post), facts)


def border_moved(post: Post, gone: Sequence[Visit], come: Sequence[Visit], schools: Sequence[Any]) -> None:
    """Schools changed the block: what leaves and what enters the diary of this post."""
    facts = {"post": post, "gone": _lines(gone), "come": _lines(come), "schools": schools, "path": reverse("home")}
    send("border_moved", f"border:{post.pk}:{moment()}", holders(post), facts)


def refused(visit: Visit, reason: str, *, by: Actor, is_back: bool = False) -> None:
    """The instructor and the coordinators read that a school does not wish to be visited, and why."""
    people = {person.pk: person for person in [*holders(visit.post), *_coordinators()] if person.pk != by.person_id}
    facts = {**about(visit), "day": short_day(visit.on), "reason": reason, "by": by, "is_back": is_back, "path": page_of(visit)}
    send("visit_refused", f"visit:{visit.pk}:refused:{moment()}", people.values(), facts)


def refusal_readers(visit: Visit, person_id: int | None) -> int:
    people = {person.pk: person for person in [*holders(visit.post), *_coordinators()] if person.pk != person_id}
    return sum(bool(person.email) for person in people.values())


def counted_holders(posts: Collection[Post]) -> int:
    """How many mails one mail to each of these posts takes."""
    return sum(bool(person.email) for people in readers_of(posts, clock.today()).values() for person in people)


def _lines(visits: Sequence[Visit]) -> list[dict[str, Any]]:
    words = {Visit.State.UNSETTLED: _("日を決めなおします"), Visit.State.PROPOSED: _("学校に確認中です")}
    return [{"school": visit.school, "when": when(visit), "word": words.get(Visit.State(visit.state), "")} for visit in visits]


def _coordinators() -> list[Person]:
    rows = Appointment.objects.valid(clock.today()).filter(post__kind=Post.Kind.COORDINATOR).select_related("person")
    return [row.person for row in rows]


def _hour(at: Any) -> str:
    local = at.astimezone(clock.JAPAN)
    return f"{short_day(local.date())}{clock_time(local)}"
