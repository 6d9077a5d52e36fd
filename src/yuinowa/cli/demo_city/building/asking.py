"""From the plain data of a need to the wish that a teacher posts, and the principal's yes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from yuinowa.activities.models import ActivityKind
from yuinowa.cli.demo_city.building.bank import SETTINGS
from yuinowa.cli.demo_city.building.world import World, at
from yuinowa.cli.demo_city.calendar import lesson_of
from yuinowa.cli.demo_city.specs import NeedSpec, Occasion
from yuinowa.needs import actions
from yuinowa.needs.models import Need

KINDS = {
    "experience": ActivityKind.EXPERIENCE,
    "joint": ActivityKind.JOINT_LEARNING,
    "support": ActivityKind.SCHOOL_SUPPORT,
}
SUBJECTS = {
    "words": "国語",
    "learning": "算数・数学",
    "craft": "図画工作・家庭",
    "food": "家庭",
    "farming": "生活・総合",
    "nature": "理科・総合",
    "music": "音楽",
    "sports": "体育",
    "heritage": "社会・総合",
    "care": "総合的な学習の時間",
    "work": "キャリア教育",
    "digital": "総合的な学習の時間",
}


def post(world: World, needs: Iterable[NeedSpec], *, days_before: dt.date | None = None) -> dict[str, list[Need]]:
    """Post needs school by school in the fortnight in which they were written; approve those that were. By spec, its needs."""
    batches: dict[tuple[dt.date, str, str], list[NeedSpec]] = defaultdict(list)
    for need in needs:
        day = days_before or _fortnight(need.posted_at.date())
        batches[min(day, world.today - dt.timedelta(days=2)), need.school, need.state].append(need)
    found: dict[str, list[Need]] = {}
    for (day, school, state), specs in sorted(batches.items(), key=lambda item: item[0]):
        found |= _post(world, day, school, state, specs)
    return found


def _fortnight(day: dt.date) -> dt.date:
    """Its first Monday."""
    return day - dt.timedelta(days=(day.toordinal() - 1) % 14)


def _post(world: World, day: dt.date, school: str, state: str, specs: Sequence[NeedSpec]) -> dict[str, list[Need]]:
    rows = [(world.schools[school], wish_of(world, spec)) for spec in specs]
    with at(day, 16, 20):
        needs = actions.post_needs(rows=rows, by=world.teacher(school), is_draft=state == "draft", is_quiet=state != "waiting")
    if state == "approved":
        with at(day + dt.timedelta(days=1), 8, 40):
            needs = actions.approve_needs(needs=needs, by=world.actor("principal", school))
    return _by_spec(specs, needs)


def _by_spec(specs: Sequence[NeedSpec], needs: Sequence[Need]) -> dict[str, list[Need]]:
    """Needs come back in the order of their rows, the series after the single ones."""
    single = [need for need in needs if need.series_id is None]
    found = {spec.key: [need] for spec, need in zip((s for s in specs if not s.is_series), single, strict=True)}
    series: dict[int, list[Need]] = defaultdict(list)
    for need in needs:
        if need.series_id is not None:
            series[need.series_id].append(need)
    return found | {spec.key: rows for spec, rows in zip((s for s in specs if s.is_series), series.values(), strict=True)}


def wish_of(world: World, spec: NeedSpec) -> actions.Wish:
    school = world.schools[spec.school]
    days = [occasion.on for occasion in spec.occasions]
    return actions.Wish(
        title=spec.title,
        kind=KINDS[spec.form],
        people=spec.people,
        minimum=spec.minimum if spec.minimum > 1 else 0,
        dates=tuple(_date(world, spec, occasion) for occasion in spec.occasions[: 1 if spec.is_series else None]),
        weeks=(days[-1] - days[0]).days // 7 + 1 if spec.is_series else 1,
        class_name=class_name(spec),
        subject=SUBJECTS[world.skill_specs[spec.skills[0]].group],
        aim=spec.aim,
        tasks=spec.tasks,
        place=spec.place,
        pupils=spec.pupils,
        skill_id=world.skills[spec.skills[0]].pk,
        setting=SETTINGS[spec.setting],
        priority=spec.priority,
        contact=f"職員室 {school.telephone}",
        is_published=is_published(spec),
    )


def is_published(spec: NeedSpec) -> bool:
    """Whether the school wants its neighbours to read of it: one need in three."""
    return int(spec.key.rsplit("-", 1)[1]) % 3 == 0 and not spec.impossible_because


def _date(world: World, spec: NeedSpec, occasion: Occasion) -> actions.WishedDate:
    lesson = lesson_of(world.school_specs[spec.school].level, occasion.start, occasion.end)
    return actions.WishedDate(on=occasion.on, lesson=lesson, starts_at=occasion.start, ends_at=occasion.end)


def class_name(spec: NeedSpec) -> str:
    """3年1組, 5年1～3組, 全校."""
    if spec.grade in ("全校", "支援"):
        return {"全校": "全校", "支援": "特別支援学級"}[spec.grade]
    classes = "1組" if spec.classes == 1 else f"1～{spec.classes}組"
    return f"{spec.grade[1]}年{classes}"
