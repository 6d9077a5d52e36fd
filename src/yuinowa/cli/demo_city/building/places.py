"""Municipality, blocks, 公民館, schools, calendar and lesson times."""

from __future__ import annotations

import datetime as dt

from yuinowa.cli.demo_city.building.world import SYSTEM, World, katakana
from yuinowa.cli.demo_city.calendar import breaks_of, lesson_span
from yuinowa.cli.demo_city.specs import SchoolSpec
from yuinowa.organisations import actions
from yuinowa.organisations.calendar import Span
from yuinowa.organisations.importing.merge import SchoolList
from yuinowa.organisations.importing.places import Place
from yuinowa.organisations.importing.rows import Founder, Kind, SchoolRow, Standing
from yuinowa.organisations.models import School

TALENT_YEARS = 3
LESSONS = 6


def build_places(world: World) -> int:
    """Returns how many schools there are."""
    spec = world.spec
    actions.found_municipality(
        code=spec.code,
        name=spec.name,
        kana=katakana(spec.kana),
        prefecture=spec.prefecture,
        section_name=spec.section,
        telephone=spec.section_phone,
        email="shogaigakushu@city.example.jp",
        talent_years=TALENT_YEARS,
        by=SYSTEM,
    )
    _blocks(world)
    _schools(world)
    _calendar(world)
    return len(world.schools)


def _blocks(world: World) -> None:
    for block in world.spec.blocks:
        world.blocks[block.key] = actions.create_block(name=block.name, kana=katakana(block.kana), by=SYSTEM)
    for center in world.spec.centers:
        world.centers[center.key] = actions.create_center(
            name=center.name,
            kana=katakana(center.kana),
            address=center.address,
            telephone=center.phone,
            latitude=center.point.lat,
            longitude=center.point.lon,
            block=world.blocks[center.block],
            is_hub=True,
            by=SYSTEM,
        )


def _schools(world: World) -> None:
    spec = world.spec
    rows = tuple(_row(school) for school in spec.schools)
    place = Place(name=spec.name, prefecture=spec.prefecture, code=spec.code)
    since = dt.date(world.today.year - 4, 4, 1)
    actions.import_schools(schools=SchoolList(place=place, schools=rows, errors=(), is_complete=True), by=SYSTEM, on=since)
    by_code = School.objects.in_bulk([school.code for school in spec.schools], field_name="code")
    for key, block in world.blocks.items():
        members = [by_code[school.code] for school in spec.schools if school.block == key]
        actions.assign_schools(schools=members, block=block, by=SYSTEM)
    built = School.objects.select_related("block", "site").in_bulk(list(by_code), field_name="code")
    world.schools = {school.key: built[school.code] for school in spec.schools}


def _row(school: SchoolSpec) -> SchoolRow:
    return SchoolRow(
        code=school.code,
        name=school.name,
        kind=Kind(school.code[:2]),
        founder=Founder.PUBLIC,
        standing=Standing.MAIN,
        address=school.address,
        name_kana=katakana(school.kana),
        telephone=school.phone,
        latitude=school.point.lat,
        longitude=school.point.lon,
    )


def _calendar(world: World) -> None:
    year = world.today.year
    spans = [Span(*span) for fiscal_year in range(year - 3, year + 2) for span in breaks_of(fiscal_year)]
    actions.close_days_everywhere(spans=spans, by=SYSTEM)
    for school in world.spec.schools:
        times = [lesson_span(school.level, number, 1) for number in range(LESSONS)]
        actions.set_lesson_times(world.schools[school.key], times=times, by=SYSTEM)
