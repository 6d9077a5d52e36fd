"""The last April: rolled over from a list, with notes by who left, read by who came but for two; and the next one as a draft to try."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from yuinowa.cli.demo_city.building.world import SYSTEM, World, at, katakana
from yuinowa.cli.demo_city.phrases import read
from yuinowa.cli.demo_city.specs import Holder, PostSpec
from yuinowa.core import clock
from yuinowa.core.actions import Actor
from yuinowa.engine.calendar import fiscal_year, fiscal_year_start, holiday_name
from yuinowa.handover import actions
from yuinowa.handover.importing import Row
from yuinowa.handover.importing.who import Coming
from yuinowa.handover.models import HandoverFile, Transfer
from yuinowa.people import actions as people
from yuinowa.people.actors import actor_for_post
from yuinowa.people.models import Appointment, Person, Post

UNREAD = 2
NEXT = (("liaison_teacher", "青葉 みらい", "あおば みらい"), ("principal", "若葉 つむぐ", "わかば つむぐ"))


def last_april(world: World) -> dt.date:
    return fiscal_year_start(fiscal_year(world.today))


def changes_of(world: World) -> list[tuple[PostSpec, Holder, Holder]]:
    """The posts that changed hands last April: before, after."""
    april = last_april(world)
    pairs = [(post, post.holders[-2], post.holders[-1]) for post in world.spec.posts if len(post.holders) > 1]
    return [(post, before, after) for post, before, after in pairs if after.since == april]


def build_rollover(world: World) -> int:
    """The transfers of last April, by the list; returns how many."""
    april, changes = last_april(world), changes_of(world)
    with at(april - dt.timedelta(days=20), 10):
        rows = [_row(world, *change, number) for number, change in enumerate(changes, start=2)]
        rollover = actions.draft_rollover(year=april.year, rows=rows, by=world.actor("section_staff"))
        actions.prepare_rollover(rollover, by=world.actor("section_staff"))
    with at(april - dt.timedelta(days=6), 16):
        _write_notes(world, changes)
    with at(april, 0, 5):
        actions.complete_rollovers(today=april, by=SYSTEM)
    _take_over(world, [post for post, _before, _after in changes])
    _end_early(world)
    return len(changes)


def build_next_rollover(world: World) -> int:
    """A list for the coming April, kept as a draft: preparing it and taking it back can be tried."""
    year = fiscal_year(world.today) + 1
    rows = list(_next_rows(world, fiscal_year_start(year) - dt.timedelta(days=1)))
    with at(world.today, 8, 30):
        actions.draft_rollover(year=year, rows=rows, by=world.actor("section_staff"))
    return len(rows)


def _row(world: World, post: PostSpec, before: Holder, after: Holder, number: int) -> Row:
    spec = world.person_specs[after.person]
    person = people.add_person(name=spec.name, kana=katakana(spec.kana), email=spec.email, telephone=spec.phone, by=SYSTEM)
    world.persons[after.person] = person
    # Everybody of the demo city can sign in, so nobody is invited.
    people.open_accounts(persons=[person], by=SYSTEM)
    row, leaving = world.posts[post.key], world.persons[before.person]
    held = Appointment.objects.select_related("person").get(post=row, person=leaving)
    coming = Coming(spec.name, katakana(spec.kana), spec.email, spec.phone, person=person)
    return Row(number, row, Transfer.Kind.REPLACE, held, coming)


def _write_notes(world: World, changes: Sequence[tuple[PostSpec, Holder, Holder]]) -> None:
    """Most are finished, some stay drafts, a few leavers wrote nothing."""
    notes = read("handover")["note"]
    for number, (post, before, _after) in enumerate(changes):
        by = _holder(world, post, before)
        if number % 7 == 6:
            continue
        verb = actions.write_note if number % 5 == 4 else actions.finish_note
        verb(world.posts[post.key], text=notes[post.role], by=by)


def _take_over(world: World, posts: Sequence[PostSpec]) -> None:
    files = {file.post_id: file for file in HandoverFile.objects.all()}
    for number, post in enumerate(posts[:-UNREAD]):
        day = _working_days(last_april(world))[1 + number % 6]
        with at(day, 8, 40):
            holder = next(holder for holder in post.holders if holder.since == last_april(world))
            actions.acknowledge(files[world.posts[post.key].pk], by=_holder(world, post, holder))


def _working_days(first: dt.date) -> list[dt.date]:
    """Two weeks from ``first``, without the days on which nobody sits at a desk."""
    weeks = [first + dt.timedelta(days=n) for n in range(14)]
    return [day for day in weeks if day.weekday() < 5 and holiday_name(day) is None]


def _end_early(world: World) -> None:
    """Who came in April and left within the year."""
    for post, _before, after in changes_of(world):
        if after.until:
            with at(after.until - dt.timedelta(days=5), 9):
                held = Appointment.objects.get(post=world.posts[post.key], person=world.persons[after.person])
                people.end_appointment(held, on=after.until, by=SYSTEM)


def _holder(world: World, post: PostSpec, holder: Holder) -> Actor:
    return actor_for_post(world.posts[post.key], world.persons[holder.person].pk, on=clock.today())


def _next_rows(world: World, last_on: dt.date) -> Iterator[Row]:
    """A teacher and a principal leave and somebody new comes; one instructor moves, whose desk stays empty."""
    held = Appointment.objects.valid(last_on).select_related("person", "post").order_by("post__school__code", "post")
    for number, (role, name, kana) in enumerate(NEXT, start=2):
        leaving = held.filter(post__kind=role).last()
        if leaving:
            coming = Coming(name, katakana(kana), f"new-{number}@school.example.jp", "")
            yield Row(number, leaving.post, Transfer.Kind.REPLACE, leaving, coming)
    instructors = list(held.filter(post__kind=Post.Kind.INSTRUCTOR).order_by("post"))
    if len(instructors) > 1:
        moving, leaving = instructors[-1], instructors[-2]
        yield Row(5, moving.post, Transfer.Kind.LEAVE, moving)
        yield Row(6, leaving.post, Transfer.Kind.REPLACE, leaving, _known(moving.person))


def _known(person: Person) -> Coming:
    return Coming(person.name, person.kana, person.email, person.telephone, person=person)
