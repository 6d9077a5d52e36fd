"""What has been built so far, who acts, and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import jaconv

from yuinowa.cli.demo_city.specs import CitySpec, PersonSpec, SchoolSpec, SkillSpec, TalentSpec
from yuinowa.core import clock
from yuinowa.core.actions import Actor, Channel, system_actor
from yuinowa.organisations.models import Block, CommunityCenter, School
from yuinowa.people.actors import actor_for_post
from yuinowa.people.models import Person, Post
from yuinowa.talents.models import Skill, Talent

SYSTEM = system_actor("デモの準備")


@dataclass
class World:
    """Rows by the key of their spec."""

    spec: CitySpec
    seed: int
    blocks: dict[str, Block] = field(default_factory=dict)
    centers: dict[str, CommunityCenter] = field(default_factory=dict)
    schools: dict[str, School] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    skills: dict[str, Skill] = field(default_factory=dict)
    talents: dict[str, Talent] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.person_specs: dict[str, PersonSpec] = {person.key: person for person in self.spec.persons}
        self.school_specs: dict[str, SchoolSpec] = {school.key: school for school in self.spec.schools}
        self.talent_specs: dict[str, TalentSpec] = {talent.key: talent for talent in self.spec.talents}
        self.skill_specs: dict[str, SkillSpec] = {skill.code: skill for skill in self.spec.skills}
        self.holders = {post.key: post for post in self.spec.posts}

    @property
    def today(self) -> dt.date:
        return self.spec.today

    def actor(self, role: str, place: str = "city", *, channel: Channel = Channel.SYSTEM) -> Actor:
        """Who holds that post on the day at which the clock stands."""
        key, on = f"{role}:{place}", clock.today()
        holder = self.holders[key].holder_on(on)
        if holder is None:
            raise LookupError(f"nobody holds {key} on {on}")
        return actor_for_post(self.posts[key], self.persons[holder.person].pk, on=on, channel=channel)

    def teacher(self, school: str) -> Actor:
        """The 事業担当教員, or the 教頭 while there is none."""
        is_held = self.holders[f"liaison_teacher:{school}"].holder_on(clock.today())
        return self.actor("liaison_teacher" if is_held else "vice_principal", school)


@contextmanager
def at(day: dt.date, hour: int, minute: int = 0) -> Iterator[dt.datetime]:
    """Live through that moment."""
    moment = dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=clock.JAPAN)
    with clock.frozen_at(moment):
        yield moment


def katakana(text: str) -> str:
    return jaconv.hira2kata(text)
