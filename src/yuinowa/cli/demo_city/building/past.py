"""Two years of needs that were met: posted, approved, asked, answered, recorded, thanked, each at its own time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from yuinowa.cli.demo_city.building.asking import class_name, post
from yuinowa.cli.demo_city.building.world import World, at
from yuinowa.cli.demo_city.specs import PastNeedSpec
from yuinowa.core.actions import Channel
from yuinowa.needs import actions
from yuinowa.needs.models import Engagement, Need, Offer
from yuinowa.people.actors import resident_actor

POSTED, ASKED = dt.timedelta(days=45), dt.timedelta(days=24)
# The last days are still to be recorded: it is what waits for the teachers.
UNRECORDED_DAYS, UNRECORDED_LEAST = 4, 2
NOTES = ("急な発熱のため。次回を楽しみにされています。", "ご家族の用事のため、前日に電話をいただきました。")


def build_past(world: World) -> int:
    """Returns how many activities have a record."""
    terms: dict[dt.date, list[PastNeedSpec]] = defaultdict(list)
    for past in world.spec.history:
        terms[_first_of_term(past)].append(past)
    needs: dict[str, Need] = {}
    for first, pasts in sorted(terms.items()):
        needs |= _asked_and_agreed(world, first, pasts)
    return _record(world, needs)


def _first_of_term(past: PastNeedSpec) -> dt.date:
    """Schools gather their needs before a term begins: in March, in July, in November."""
    day = past.record.occasion.on
    month = max(month for month in (1, 4, 8) if month <= day.month)
    return dt.date(day.year, month, 8)


def _asked_and_agreed(world: World, first: dt.date, pasts: Sequence[PastNeedSpec]) -> dict[str, Need]:
    posted = post(world, [past.need for past in pasts], days_before=first - POSTED)
    needs = {key: rows[0] for key, rows in posted.items()}
    with at(first - ASKED, 10):
        asked = [(past, _first_asked(past)) for past in pasts]
        _ask(world, needs, asked)
    with at(first - ASKED + dt.timedelta(days=2), 19):
        _decline(needs, pasts)
        _ask(world, needs, [(past, past.helpers[-len(past.declined) :]) for past in pasts if past.declined])
    with at(first - ASKED + dt.timedelta(days=5), 12):
        for channel in (Channel.LINK, Channel.TELEPHONE):
            _accept(world, needs.values(), channel)
    return needs


def _first_asked(past: PastNeedSpec) -> Sequence[str]:
    """Those who said no were asked first, in the places of those who came instead."""
    people = past.helpers
    return [*past.declined, *people[: len(people) - len(past.declined)]]


def _ask(world: World, needs: dict[str, Need], asked: Iterable[tuple[PastNeedSpec, Sequence[str]]]) -> None:
    rows = [
        actions.Ask(needs[past.need.key], needs[past.need.key].dates.all()[0], world.talents[key]) for past, keys in asked for key in keys
    ]
    sent = actions.send_offers_bulk(rows=rows, by=world.actor("coordinator"), is_quiet=True)
    if sent.left_out:
        raise RuntimeError(f"could not be asked: {sent.left_out[0][1]}")


def _decline(needs: dict[str, Need], pasts: Sequence[PastNeedSpec]) -> None:
    declining = [needs[past.need.key].pk for past in pasts if past.declined]
    wanted = {(needs[past.need.key].pk, index) for past in pasts for index in range(len(past.declined))}
    offers = Offer.objects.waiting().filter(need__in=declining).select_related("talent").order_by("need", "pk")
    seen: dict[int, int] = defaultdict(int)
    for offer in offers:
        if (offer.need_id, seen[offer.need_id]) in wanted:
            by = resident_actor(offer.talent.person_id, channel=Channel.LINK)
            actions.decline_offer(offer, by=by, word="その日は都合がつきません。またお声がけください。")
        seen[offer.need_id] += 1


def _accept(world: World, needs: Iterable[Need], channel: Channel) -> None:
    offers = Offer.objects.waiting().filter(need__in=list(needs), talent__is_mailed=channel == Channel.LINK)
    actions.accept_offers(offers=list(offers), by=world.actor("coordinator", channel=channel), is_quiet=True)


def _record(world: World, needs: dict[str, Need]) -> int:
    """In the evening of each day, by the teacher of each school."""
    last = world.today - dt.timedelta(days=UNRECORDED_DAYS)
    days: dict[tuple[dt.date, str], list[PastNeedSpec]] = defaultdict(list)
    pasts = sorted(world.spec.history, key=lambda past: past.record.occasion.on)
    for past in pasts[:-UNRECORDED_LEAST]:
        if past.record.occasion.on < last:
            days[past.record.occasion.on, past.need.school].append(past)
    for (day, school), told in sorted(days.items(), key=lambda item: item[0]):
        _record_day(world, needs, day, school, told)
    return sum(len(told) for told in days.values())


def _record_day(world: World, needs: dict[str, Need], day: dt.date, school: str, pasts: Sequence[PastNeedSpec]) -> None:
    with at(day, 17, 40):
        by = world.teacher(school)
        rows = [(needs[past.need.key], _record_of(world, needs[past.need.key], past)) for past in pasts]
        actions.record_activities(rows=rows, by=by)
    thanked = [past for past in pasts if past.record.thanks]
    if thanked:
        with at(min(day + dt.timedelta(days=2), world.today), 12, 30):
            letters = [(needs[past.need.key], past.record.thanks, f"{class_name(past.need)} 一同") for past in thanked]
            actions.give_thanks(rows=letters, by=world.teacher(school), is_quiet=True)


def _record_of(world: World, need: Need, past: PastNeedSpec) -> actions.Record:
    record = past.record
    absent = [world.talents[key].pk for key in record.absent]
    engagements = Engagement.objects.filter(need=need, talent__in=absent).values_list("pk", flat=True) if absent else []
    note = NOTES[len(past.need.key + record.went_well) % len(NOTES)]
    return actions.Record(
        pupils=record.pupils,
        teachers=record.teachers,
        result=record.went_well,
        is_published=bool(record.thanks),
        came={pk: actions.Came(has_come=False, note=note) for pk in engagements},
    )
