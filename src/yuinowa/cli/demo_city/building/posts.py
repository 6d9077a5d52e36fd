"""Who holds which post, and their accounts."""

from __future__ import annotations

from typing import Any

from yuinowa.cli.demo_city.building.world import SYSTEM, World, at, katakana
from yuinowa.cli.demo_city.specs import Holder, PostSpec
from yuinowa.people import actions
from yuinowa.people.models import Person, Post


def build_posts(world: World) -> int:
    """Appoint everybody, those who have left first; returns how many hold a post today."""
    with at(min(holder.since for post in world.spec.posts for holder in post.holders), 9):
        actions.appoint_all(rows=[_row(world, post, post.holders[0]) for post in world.spec.posts], by=SYSTEM)
        later = [(post, holder) for post in world.spec.posts for holder in post.holders[1:]]
        actions.appoint_all(rows=[_row(world, post, holder) for post, holder in later], by=SYSTEM)
    present = [holder for post in world.spec.posts if (holder := post.holder_on(world.today))]
    actions.open_accounts(persons=[world.persons[holder.person] for holder in present], by=SYSTEM)
    return len(present)


def _row(world: World, post: PostSpec, holder: Holder) -> dict[str, Any]:
    if post.key not in world.posts:
        world.posts[post.key] = Post(kind=post.role, school=world.schools.get(post.place), center=world.centers.get(post.place))
    return {
        "post": world.posts[post.key],
        "person": _person(world, holder.person),
        "from_on": holder.since,
        "until_on": holder.until,
    }


def _person(world: World, key: str) -> Person:
    spec = world.person_specs[key]
    person = Person(name=spec.name, kana=katakana(spec.kana), email=spec.email, telephone=spec.phone)
    return world.persons.setdefault(key, person)
