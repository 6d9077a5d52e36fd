"""Who holds which post, and their accounts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from yuinowa.cli.demo_city.building.handed_over import build_rollover
from yuinowa.cli.demo_city.building.world import SYSTEM, World, at, katakana
from yuinowa.cli.demo_city.specs import Holder, PostSpec
from yuinowa.engine.calendar import fiscal_year, fiscal_year_start
from yuinowa.people import actions
from yuinowa.people.models import Person, Post


def build_posts(world: World) -> int:
    """Appoint everybody, those who have left first; returns how many hold a post today."""
    with at(min(holder.since for post in world.spec.posts for holder in post.holders), 9):
        actions.appoint_all(rows=[_row(world, post, post.holders[0]) for post in world.spec.posts], by=SYSTEM)
        # Who came last April comes by that year's transfer list (building/handed_over.py).
        last = fiscal_year_start(fiscal_year(world.today))
        later = [(post, holder) for post in world.spec.posts for holder in post.holders[1:] if holder.since != last]
        actions.appoint_all(rows=[_row(world, post, holder) for post, holder in later], by=SYSTEM)
    present = [holder for post in world.spec.posts if (holder := post.holder_on(world.today))]
    actions.open_accounts(persons=[world.persons[h.person] for h in present if h.person in world.persons], by=SYSTEM)
    build_rollover(world)
    return len(present)


def _row(world: World, post: PostSpec, holder: Holder) -> dict[str, Any]:
    if post.key not in world.posts:
        world.posts[post.key] = Post(kind=post.role, school=world.schools.get(post.place), center=world.centers.get(post.place))
    return {
        "post": world.posts[post.key],
        "person": _person(world, holder.person),
        "from_on": holder.since,
        "until_on": None if _leaves_by_list(world, post, holder) else holder.until,
    }


def _leaves_by_list(world: World, post: PostSpec, holder: Holder) -> bool:
    last = fiscal_year_start(fiscal_year(world.today))
    return any(after.since == last for after in post.holders) and holder.until == last - dt.timedelta(days=1)


def _person(world: World, key: str) -> Person:
    spec = world.person_specs[key]
    person = Person(name=spec.name, kana=katakana(spec.kana), email=spec.email, telephone=spec.phone)
    return world.persons.setdefault(key, person)
