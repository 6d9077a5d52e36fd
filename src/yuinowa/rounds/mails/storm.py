"""One mail for each school and each block about what a storm changed, however much it was."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from yuinowa.core import clock
from yuinowa.core.outbox import gathering
from yuinowa.needs.models import Need
from yuinowa.organisations.models import School
from yuinowa.people.models import Appointment, Person, Post
from yuinowa.promises.mails import short_day
from yuinowa.rounds.mails.sending import readers_at, send, when
from yuinowa.rounds.mails.upset import Unread, days_to_choose, readable, until
from yuinowa.rounds.models import Disruption, Visit


@dataclass
class Told:
    """What happened at one school: visits that were known there, and needs with what became of them."""

    school: School
    visits: list[Visit] = field(default_factory=list)
    needs: list[tuple[Need, str]] = field(default_factory=list)


def storm_told(disruption: Disruption, told: Sequence[Told], mine: Sequence[Visit]) -> list[Unread]:
    """Schools first, then the instructors and the 公民館 of their blocks; ``mine`` are all visits that lost their day."""
    readers, unread = readers_at({one.school.pk for one in told}), []
    with gathering():
        for one in told:
            unread += _tell_school(disruption, one, readers[one.school.pk])
        _tell_blocks(disruption, told, mine)
    return unread


def span_words(disruption: Any) -> str:
    if disruption.from_on == disruption.until_on:
        return short_day(disruption.from_on)
    return f"{short_day(disruption.from_on)}～{short_day(disruption.until_on)}"


def block_readers(blocks: Iterable[int]) -> list[tuple[int, Person]]:
    """The instructors and the 公民館 staff of these blocks."""
    rows = Appointment.objects.valid(clock.today()).filter(post__kind__in=Post.AT_CENTER, post__center__block__in=list(blocks))
    return [(row.post.center.block_id, row.person) for row in rows.select_related("person", "post__center") if row.post.center]


def _tell_school(disruption: Disruption, one: Told, people: Sequence[Person]) -> list[Unread]:
    if not readable(people):
        return [Unread(_words(disruption, one), school=one.school)]
    visits = [
        {"days": days_to_choose(visit), "until": until(visit), "path": reverse("visit_detail", args=[visit.pk])} for visit in one.visits
    ]
    facts = {
        "school": one.school,
        "span": span_words(disruption),
        "reason": disruption.reason,
        "visits": visits,
        "needs": [{"need": need, "word": word} for need, word in one.needs],
        "path": reverse("visit_detail", args=[one.visits[0].pk]) if one.visits else reverse("need_list"),
    }
    send("storm_school", f"disruption:{disruption.pk}:school:{one.school.pk}", people, facts)
    return []


def _words(disruption: Disruption, one: Told) -> str:
    text = _("%(span)sは「%(reason)s」で休みとしました。") % {"span": span_words(disruption), "reason": disruption.reason}
    for visit in one.visits:
        days = "、".join(days_to_choose(visit))
        text += _("訪問の新しい日の候補：%(days)s。") % {"days": days} if days else _("訪問の日は、あらためて相談します。")
    return text + "".join(f"「{need.title}」{word}。" for need, word in one.needs)


def _tell_blocks(disruption: Disruption, told: Sequence[Told], mine: Sequence[Visit]) -> None:
    blocks = {one.school.block_id for one in told} | {visit.school.block_id for visit in mine}
    for block_id, person in block_readers({key for key in blocks if key}):
        schools = [one for one in told if one.school.block_id == block_id]
        lines = [{"school": visit.school, "when": when(visit), "visit": visit} for visit in mine if visit.school.block_id == block_id]
        facts = {
            "span": span_words(disruption),
            "reason": disruption.reason,
            "schools": schools,
            "visits": lines,
            "needs": sum(len(one.needs) for one in schools),
            "path": reverse("disruption", args=[disruption.pk]),
        }
        send("storm_block", f"disruption:{disruption.pk}:block:{block_id}", [person], facts)
