"""The talent bank: skills, registrations, allowed settings, and who is away."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from yuinowa.access.matrix import Role
from yuinowa.cli.demo_city.building.world import SYSTEM, World, at, katakana
from yuinowa.cli.demo_city.specs import TalentSpec
from yuinowa.core.actions import Actor, Channel
from yuinowa.safety import actions as safety
from yuinowa.safety.models import Setting
from yuinowa.talents import actions
from yuinowa.talents.models import Talent

SETTINGS = {"with_teacher": Setting.WITH_TEACHER, "group": Setting.GROUP, "one_to_one": Setting.ALONE}
SOURCES = {"page": Talent.Source.SELF, "paper": Talent.Source.PAPER, "telephone": Talent.Source.TELEPHONE}
RECHECK_SOON = 12


def build_skills(world: World) -> int:
    for code, name in world.spec.skill_groups:
        group = actions.add_skill_group(by=SYSTEM, name=name)
        for skill in world.spec.skills:
            if skill.group == code:
                world.skills[skill.code] = actions.add_skill(group, by=SYSTEM, name=skill.name)
    return len(world.skills)


def build_bank(world: World) -> int:
    """Register quarter by quarter, as people came; those of last week wait for their approval."""
    batches: dict[tuple[dt.date, str], list[TalentSpec]] = defaultdict(list)
    for talent in world.spec.talents:
        if talent.state != "pending":
            batches[_quarter(talent.registered_on), talent.channel].append(talent)
    for (first, channel), rows in sorted(batches.items()):
        with at(first + dt.timedelta(days=20), 10):
            by = world.actor("section_staff")
            talents = actions.register_talents(by=by, rows=[_details(world, row) for row in rows], source=SOURCES[channel])
            world.talents |= {row.key: talent for row, talent in zip(rows, talents, strict=True)}
    _allow(world)
    _let_wait(world)
    return len(world.spec.talents)


def _quarter(day: dt.date) -> dt.date:
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def build_absences(world: World) -> int:
    """Absences of the coming term and the pauses, told in these weeks."""
    with at(world.today - dt.timedelta(days=3), 11):
        by = world.actor("section_staff")
        for spec in world.spec.talents:
            if spec.key not in world.talents:
                continue
            for absence in spec.absences:
                actions.add_absence(world.talents[spec.key], by=by, from_on=absence.first, until_on=absence.last, reason=absence.reason)
            if spec.state == "paused":
                actions.pause_talent(world.talents[spec.key], by=by, reason="しばらくお休みします。")
    return sum(len(spec.absences) for spec in world.spec.talents)


def _details(world: World, spec: TalentSpec) -> actions.TalentDetails:
    person, block = world.person_specs[spec.person], world.blocks[spec.block]
    words = [world.skill_specs[code].words[0] for code in spec.skills]
    schools = [world.schools[key] for key in spec.known_schools] if spec.visibility == Talent.Visibility.SCHOOL else []
    return actions.TalentDetails(
        name=spec.name,
        kana=katakana(spec.kana),
        kind=spec.kind,
        contact_name=person.name,
        contact_kana=katakana(person.kana),
        email=person.email,
        telephone=person.phone,
        address=f"{world.spec.name}{block.name}",
        block=block,
        latitude=spec.point.lat,
        longitude=spec.point.lon,
        reach_km=spec.reach_km,
        places_per_term=spec.per_term,
        places_per_month=spec.per_month,
        capacity=spec.parallel,
        visibility=spec.visibility,
        visible_schools=schools,
        skills=[world.skills[code] for code in spec.skills],
        skill_text="、".join(words),
        introduction=spec.introduction,
        times=[actions.FreeTime(window.weekday, window.start, window.end) for window in spec.windows],
        is_mailed=bool(person.email),
        pledged_on=spec.registered_on,
        terms_version="1",
    )


def _allow(world: World) -> None:
    """The clearance manager's decisions of last April; a few are to be looked at again soon."""
    trusted = [spec for spec in world.spec.talents if spec.setting != "with_teacher" and spec.key in world.talents]
    levels = [(world.talents[spec.key].person, SETTINGS[spec.setting]) for spec in trusted]
    april = dt.date(world.today.year - (world.today.month < 4), 4, 1)
    with at(min(april + dt.timedelta(days=9), world.today), 14):
        by = world.actor("clearance_manager")
        soon = world.today + dt.timedelta(days=20)
        safety.decide_allowed_settings(by=by, levels=levels[:RECHECK_SOON], recheck_on=soon)
        safety.decide_allowed_settings(by=by, levels=levels[RECHECK_SOON:], recheck_on=april.replace(year=april.year + 1))


def _let_wait(world: World) -> None:
    resident = Actor(roles=frozenset({Role.PUBLIC}), channel=Channel.PAGE, label="ご本人")
    for spec in world.spec.talents:
        if spec.state == "pending":
            with at(spec.registered_on, 20, 15):
                actions.register_talent(by=resident, details=_details(world, spec))
