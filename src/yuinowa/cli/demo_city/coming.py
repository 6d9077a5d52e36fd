"""The needs of the coming term, with a few that nobody can meet: the planner has to say why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, time, timedelta

from .calendar import rest_of_term
from .chance import stream
from .sizes import Size
from .specs import NeedSpec, Occasion, SchoolSpec, Term
from .wishes import Wishes


def coming(size: Size, seed: int, schools: Sequence[SchoolSpec], term: Term, today: date) -> tuple[NeedSpec, ...]:
    """Needs of the coming term, posted in the last six weeks; one in fifty cannot be met, on purpose."""
    wishes = Wishes(stream(seed, "needs"), schools, "need", size.least_weight)
    posted = (today - timedelta(days=42), today - timedelta(days=1))
    hopeless = _hopeless(wishes, schools, term, posted, max(len(_REASONS), size.needs // 50))
    return (*(wishes.next(term, posted) for _ in range(size.needs - len(hopeless))), *hopeless)


def soon(size: Size, seed: int, schools: Sequence[SchoolSpec], today: date) -> tuple[NeedSpec, ...]:
    """Needs of the next weeks, asked for a month ago; one that nobody can do is ten days away."""
    weeks = rest_of_term(today)
    posted = (today - timedelta(days=40), today - timedelta(days=25))
    wishes = Wishes(stream(seed, "soon"), schools, "soon", size.least_weight)
    needs = [replace(wishes.next(weeks, posted), state="approved", setting="with_teacher") for _ in range(size.soon - 1)]
    near = replace(weeks, last=max(weeks.first + timedelta(days=4), today + timedelta(days=9)))
    junior = next(school for school in schools if school.level == "junior")
    hopeless = replace(_unknown_skill(wishes, junior, near, posted), state="approved")
    return (*needs, replace(hopeless, occasions=hopeless.occasions[:1]))


def _hopeless(wishes: Wishes, schools: Sequence[SchoolSpec], term: Term, posted: tuple[date, date], count: int) -> list[NeedSpec]:
    juniors = [school for school in schools if school.level == "junior"]
    return [replace(_REASONS[n % len(_REASONS)](wishes, juniors[n % len(juniors)], term, posted), state="approved") for n in range(count)]


def _unknown_skill(wishes: Wishes, school: SchoolSpec, term: Term, posted: tuple[date, date]) -> NeedSpec:
    return replace(wishes.of_kind("noh_stage", school, term, posted), impossible_because="nobody has the skill")


def _before_dawn(wishes: Wishes, school: SchoolSpec, term: Term, posted: tuple[date, date]) -> NeedSpec:
    need = wishes.of_kind("star_night", school, term, posted)
    dawn = tuple(Occasion(occasion.on, time(5, 0), time(6, 30)) for occasion in need.occasions)
    return replace(need, title="明けの明星の観察会（3年）", occasions=dawn, impossible_because="nobody is free at that hour")


def _too_many(wishes: Wishes, school: SchoolSpec, term: Term, posted: tuple[date, date]) -> NeedSpec:
    need = wishes.of_kind("koto", school, term, posted)
    return replace(need, people=60, minimum=60, impossible_because="more people than have the skill")


_REASONS: tuple[Callable[[Wishes, SchoolSpec, Term, tuple[date, date]], NeedSpec], ...] = (
    _unknown_skill,
    _before_dawn,
    _too_many,
)
