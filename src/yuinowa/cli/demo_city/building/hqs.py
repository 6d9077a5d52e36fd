"""地域学校協働本部: three with their people, of whom one's terms end with the 年度, and one that merged last April."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from yuinowa.cli.demo_city.building.world import SYSTEM, World, at, katakana
from yuinowa.cli.demo_city.chance import stream
from yuinowa.cli.demo_city.phrases import read
from yuinowa.engine.calendar import fiscal_year, fiscal_year_end, fiscal_year_start
from yuinowa.handover.actions import carry_out_closings, plan_closing
from yuinowa.organisations import actions
from yuinowa.organisations.models import CollaborationHq
from yuinowa.people import actions as people
from yuinowa.people.models import Person

STANDING = 3
PARTS = ("lead_promoter", "promoter", "promoter", "member", "member")
HALL = "協働本部"


def build_hqs(world: World) -> int:
    """Returns how many 本部 were founded. The last one merged into the first on 31 March."""
    year = fiscal_year(world.today)
    rng, names = stream(world.seed, "hqs"), read("names")
    blocks = [block.key for block in world.spec.blocks][:STANDING]
    with at(fiscal_year_start(year - 2), 9):
        hqs = [_open(world, key) for key in blocks]
        first = _schools(world, blocks[0])
        branch = _branch(world, first[-1])
        served = [first[:-1], *(_schools(world, key) for key in blocks[1:])]
        for hq, schools in zip([*hqs, branch], [*served, first[-1:]], strict=True):
            actions.serve_schools(hq, schools=[world.schools[key] for key in schools], from_on=world_start(world), by=SYSTEM)
        number = 0
        for hq in (*hqs, branch):
            for part in PARTS[: 3 if hq == branch else 5]:
                number += 1
                person = _person(number, rng.choice(names["family"]), rng.choice(names["given"]))
                _commission(hq, person, part, year)
    _merge(branch, hqs[0], year)
    _renew(hqs, year)
    _stay_on(branch, hqs[0], year)
    return len(hqs) + 1


def world_start(world: World) -> dt.date:
    return fiscal_year_start(fiscal_year(world.today) - 2)


def _open(world: World, block: str) -> CollaborationHq:
    spec = next(one for one in world.spec.blocks if one.key == block)
    center = next(world.centers[one.key] for one in world.spec.centers if one.block == block)
    kana = f"{katakana(spec.kana)}キョウドウホンブ"
    return actions.open_hq(name=f"{spec.name}{HALL}", kana=kana, center=center, opened_on=world_start(world), by=SYSTEM)


def _branch(world: World, school: str) -> CollaborationHq:
    """A small one of a single school."""
    row, spec = world.schools[school], world.school_specs[school]
    kana = f"{katakana(spec.kana)}ガックキョウドウホンブ"
    return actions.open_hq(name=f"{row.short_name}学区{HALL}", kana=kana, school=row, opened_on=world_start(world), by=SYSTEM)


def _schools(world: World, block: str) -> Sequence[str]:
    return [school.key for school in world.spec.schools if school.block == block][:8]


def _person(number: int, family: Sequence[str], given: Sequence[str]) -> Person:
    kana = katakana(f"{family[1]} {given[1]}")
    return people.add_person(name=f"{family[0]} {given[0]}", kana=kana, telephone=f"0999-80-{number:04d}", by=SYSTEM)


def _commission(hq: CollaborationHq, person: Person, part: str, year: int) -> None:
    """For the 年度 before last; who stays is renewed."""
    start, end = fiscal_year_start(year - 2), fiscal_year_end(year - 1)
    people.commission(hq, person=person, part=part, from_on=start, until_on=end, by=SYSTEM)


def _merge(branch: CollaborationHq, into: CollaborationHq, year: int) -> None:
    last = fiscal_year_end(year - 1)
    with at(last - dt.timedelta(days=60), 10):
        plan_closing(branch, into=into, last_on=last, by=SYSTEM)
    with at(last + dt.timedelta(days=1), 0, 7):
        carry_out_closings(today=last + dt.timedelta(days=1), by=SYSTEM)


def _renew(hqs: Sequence[CollaborationHq], year: int) -> None:
    """The first until the end of this 年度, the others for two years; one person each stopped."""
    with at(fiscal_year_start(year), 10):
        for number, hq in enumerate(hqs):
            terms = list(hq.members.order_by("pk"))[: len(PARTS) - (number > 0)]
            people.renew_terms(hq, terms=terms, until_on=fiscal_year_end(year + (number > 0)), by=SYSTEM)


def _stay_on(branch: CollaborationHq, heir: CollaborationHq, year: int) -> None:
    """Of the merged 本部 its 統括推進員 goes on where the school went."""
    with at(fiscal_year_start(year), 11):
        lead = list(branch.members.filter(part="lead_promoter"))
        people.renew_terms(heir, terms=lead, until_on=fiscal_year_end(year), by=SYSTEM)
