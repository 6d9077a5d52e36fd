"""Promises, each written down, kept, moved or handed on at its own time."""

from __future__ import annotations

import datetime as dt
from operator import attrgetter

from django.db.models import Q

from yuinowa.cli.demo_city.building.world import SYSTEM, World, at
from yuinowa.cli.demo_city.specs import PromiseSpec
from yuinowa.core.actions import Actor
from yuinowa.needs.models import Need
from yuinowa.promises import actions
from yuinowa.promises.models import Promise

AFTER_MOVING = dt.timedelta(days=10)
MADE_BEFORE, DUE_AFTER = dt.timedelta(days=3), dt.timedelta(days=5)
PHOTOGRAPHS = "活動の写真を2枚選んで、公民館だよりの係に送る"


def build_promises(world: World) -> int:
    """Returns how many are still open."""
    for spec in sorted(world.spec.promises, key=attrgetter("made_on", "key")):
        with at(spec.made_on, 16, 40):
            promise = _make(world, spec)
        with at(spec.met_on, 11, 5):
            _meet(world, spec, promise)
    _who_records_has_promised(world)
    with at(world.today, 7, 30):
        actions.remind_promises(today=world.today, by=SYSTEM)
        actions.report_overdue(today=world.today, by=SYSTEM)
    return Promise.objects.open().count()


def _who_records_has_promised(world: World) -> None:
    """One can be the teacher whose record waits: in a large city, too, she has something to keep."""
    unrecorded = Need.objects.filter(state=Need.State.FILLED, first_on__lt=world.today).values_list("school", flat=True)
    windows = {key: world.posts[f"liaison_teacher:{key}"] for key, school in world.schools.items() if school.pk in set(unrecorded)}
    concerned = Promise.objects.open().filter(Q(owner__in=windows.values()) | Q(owed_to__in=windows.values()))
    if not windows or concerned.exists():
        return
    key, window = min(windows.items(), key=lambda item: world.schools[item[0]].code)
    with at(world.today - MADE_BEFORE, 16, 40):
        actions.make_promise(
            text=PHOTOGRAPHS,
            owner=window,
            owed_to=world.posts[f"center_staff:center-{world.school_specs[key].block}"],
            due_on=world.today + DUE_AFTER,
            by=world.teacher(key),
        )


def _make(world: World, spec: PromiseSpec) -> Promise:
    return actions.make_promise(
        text=spec.text,
        owner=world.posts[spec.owner],
        owed_to=world.posts[spec.owed_to] if spec.owed_to else None,
        owed_to_text=spec.owed_to_text,
        due_on=spec.due_on,
        source=spec.source,
        source_text=spec.source_text,
        by=_holder(world, spec.maker),
    )


def _meet(world: World, spec: PromiseSpec, promise: Promise) -> None:
    """What became of it; the open ones wait."""
    if spec.fate == "done":
        actions.finish_promise(promise, word=spec.word, by=_holder(world, spec.owner))
    elif spec.fate == "moved":
        actions.move_due_date(promise, due_on=spec.due_on + AFTER_MOVING, word=spec.word, by=_holder(world, spec.owner))
    elif spec.fate == "withdrawn":
        actions.withdraw_promise(promise, reason=spec.word, by=_holder(world, spec.owner))
    elif spec.fate == "handed_on":
        actions.hand_on(promise, to=world.posts[spec.receiver], word=spec.word, by=_holder(world, spec.owner))


def _holder(world: World, post: str) -> Actor:
    """Who holds the post at the time; the 教頭 acts where the window is vacant."""
    role, place = post.split(":", 1)
    return world.teacher(place) if role == "liaison_teacher" else world.actor(role, place)
