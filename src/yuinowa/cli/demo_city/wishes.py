"""What schools ask for: needs of one term, from the kinds that fit the season, the school and the grade."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random

from .calendar import lesson_span, school_days, slot_span
from .chance import some
from .phrases import Kind, kinds, kinds_by_code, read
from .specs import NeedSpec, Occasion, SchoolSpec, Term

_PRIORITIES = (1, 2, 4)


class Wishes:
    """Draws needs of schools for a term; keys are counted through."""

    def __init__(self, rng: Random, schools: Sequence[SchoolSpec], prefix: str, least_weight: int = 1) -> None:
        self._rng, self._schools, self._prefix, self._count = rng, schools, prefix, 0
        self._least = least_weight
        self._sizes = [len(school.grades) + sum(n for _, n in school.grades) / 40 for school in schools]

    def next(self, term: Term, posted: tuple[date, date]) -> NeedSpec:
        while True:
            school = self._rng.choices(self._schools, self._sizes)[0]
            kind = self._kind(school, term)
            occasions = self._occasions(kind, school, term) if kind else ()
            if kind and occasions:
                return self._need(kind, school, occasions, posted)

    def of_kind(self, code: str, school: SchoolSpec, term: Term, posted: tuple[date, date]) -> NeedSpec:
        kind = kinds_by_code()[code]
        return self._need(kind, school, self._occasions(kind, school, term), posted)

    def _kind(self, school: SchoolSpec, term: Term) -> Kind | None:
        fitting = _fitting(school.level, school.block, term, self._least)
        return self._rng.choices(fitting, [kind.weight for kind in fitting])[0] if fitting else None

    def _occasions(self, kind: Kind, school: SchoolSpec, term: Term) -> tuple[Occasion, ...]:
        open_days = school_days(term.first, term.last)
        days = [day for day in open_days if day.month in kind.months] or list(open_days)
        if kind.pattern == "weekly":
            days = self._weekly(days)
        else:
            days = sorted(some(self._rng, days, self._rng.choices((1, 2, 3), (55, 30, 15))[0]))
        span = self._span(kind, school)
        return tuple(Occasion(day, *span) for day in days)

    def _weekly(self, days: list[date]) -> list[date]:
        weekday, weeks = self._rng.randrange(5), self._rng.choice((4, 4, 6, 8))
        same = [day for day in days if day.weekday() == weekday]
        first = self._rng.randrange(max(1, len(same) - weeks + 1))
        return same[first : first + weeks]

    def _span(self, kind: Kind, school: SchoolSpec) -> tuple[time, time]:
        if kind.slot:
            return slot_span(kind.slot)
        starts = (0, 2, 4) if kind.lessons == 2 else (0, 1, 2, 3, 4, 5)
        return lesson_span(school.level, self._rng.choice(starts), kind.lessons)

    def _need(self, kind: Kind, school: SchoolSpec, occasions: tuple[Occasion, ...], posted: tuple[date, date]) -> NeedSpec:
        rng = self._rng
        self._count += 1
        grade, pupils = self._class(kind, school)
        people = min(rng.randint(*kind.people), rng.randint(*kind.people))
        return NeedSpec(
            key=f"{self._prefix}-{self._count:05d}",
            school=school.key,
            form=kind.form,
            kind=kind.code,
            title=kind.title if grade in kind.title else f"{kind.title}（{_in_words(grade)}）",
            aim=kind.aim,
            tasks=kind.tasks,
            place=kind.place,
            grade=grade,
            classes=max(1, round(pupils / 32)),
            pupils=pupils,
            people=people,
            minimum=people if people > 3 and rng.random() < 0.2 else 1,
            skills=kind.skills,
            setting=kind.setting,
            priority=rng.choices(_PRIORITIES, (60, 30, 10))[0],
            occasions=occasions,
            is_series=kind.pattern == "weekly" and len(occasions) > 1,
            posted_at=self._posted_at(posted),
            state=rng.choices(("approved", "waiting", "draft"), (90, 8, 2))[0],
        )

    def _class(self, kind: Kind, school: SchoolSpec) -> tuple[str, int]:
        there = dict(school.grades)
        grade = self._rng.choice([g for g in kind.grades if g in there or g in ("全校", "支援")])
        if grade == "全校":
            return grade, sum(there.values())
        return grade, there.get(grade, self._rng.randint(2, 6))

    def _posted_at(self, posted: tuple[date, date]) -> datetime:
        first, last = posted
        day = first + timedelta(days=self._rng.randint(0, (last - first).days))
        return datetime.combine(day, time(self._rng.choice((7, 10, 12, 15, 16, 17)), self._rng.randrange(60)))


@cache
def _fitting(level: str, block: str, term: Term, least: int) -> tuple[Kind, ...]:
    """Kinds for this sort of school, in this landscape and season."""
    letter = {"elementary": "小", "junior": "中"}[level]
    months, land = _months(term), _land_of(block)
    return tuple(
        kind
        for kind in kinds()
        if kind.weight >= least
        and kind.level in ("", level)
        and land in kind.land
        and months & set(kind.months)
        and any(grade[0] == letter for grade in kind.grades)
    )


def _land_of(block: str) -> str:
    return next(row["land"] for row in read("places")["block"] if row["code"] == block)


def _months(term: Term) -> set[int]:
    days = (term.last - term.first).days
    return {(term.first + timedelta(days=n)).month for n in range(0, days + 1, 7)}


def _in_words(grade: str) -> str:
    if grade in ("全校", "支援"):
        return {"全校": "全校", "支援": "特別支援学級"}[grade]
    return f"{grade[1]}年"
