"""Two years of what was asked, who came, and what the children wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import cycle, islice
from random import Random

from .calendar import past_terms
from .chance import km_between, stream
from .phrases import Kind, kinds_by_code
from .sizes import Size
from .specs import NeedSpec, Occasion, PastNeedSpec, RecordSpec, SchoolSpec, TalentSpec
from .wishes import Wishes

_TRIES = 50
_GENERAL = (
    "またお願いしたいと職員会議でも話題になりました。",
    "準備の時間が短く、次回は事前打合せを一週間早くしたいです。",
    "学級だよりで保護者にも様子を伝えました。",
    "欠席した子にも後日教えてくださるそうです。",
    "",
)


def history(size: Size, seed: int, schools: Sequence[SchoolSpec], talents: Sequence[TalentSpec], today: date) -> tuple[PastNeedSpec, ...]:
    rng = stream(seed, "history")
    chronicle = _Chronicle(rng, schools, talents)
    terms = past_terms(today, years=2)
    wishes = Wishes(rng, schools, "past", size.least_weight)
    found: list[PastNeedSpec] = []
    # Not every term has enough helpers: take them in turn, and stop asking at some point.
    for term in islice(cycle(terms), size.history * _TRIES):
        need = wishes.next(term, (term.first - timedelta(days=60), term.first - timedelta(days=20)))
        past = chronicle.of(need)
        if past:
            found.append(past)
        if len(found) == size.history:
            break
    return tuple(sorted(found, key=lambda past: past.record.occasion.on))


class _Chronicle:
    """Lets each past need be met by people who had the skill, lived near and were not elsewhere that day."""

    def __init__(self, rng: Random, schools: Sequence[SchoolSpec], talents: Sequence[TalentSpec]) -> None:
        self._rng = rng
        self._schools = {school.key: school for school in schools}
        self._by_skill: dict[str, list[TalentSpec]] = {}
        for talent in talents:
            for skill in talent.skills if talent.state == "active" else ():
                self._by_skill.setdefault(skill, []).append(talent)
        self._busy: set[tuple[str, date]] = set()

    def of(self, need: NeedSpec) -> PastNeedSpec | None:
        """Only the first date is told; nothing where nobody could come."""
        need = replace(need, occasions=need.occasions[:1], is_series=False, state="approved", minimum=1)
        occasion = need.occasions[0]
        helpers = self._helpers(need, occasion)
        if not helpers:
            return None
        need = replace(need, people=len(helpers), setting="with_teacher")
        self._busy |= {(key, occasion.on) for key in helpers}
        return PastNeedSpec(need, declined=self._declined(need, helpers), record=self._record(need, occasion, helpers))

    def _helpers(self, need: NeedSpec, occasion: Occasion) -> list[str]:
        free = [t for t in self._able(need) if self._is_free(t, need, occasion)]
        # The same few are asked again and again: that is what the city wants to change.
        favourites = sorted(free, key=lambda talent: (talent.key[-1] not in "159", self._rng.random()))
        return [talent.key for talent in favourites[: need.people]]

    def _able(self, need: NeedSpec) -> list[TalentSpec]:
        found = {talent.key: talent for skill in need.skills for talent in self._by_skill.get(skill, ())}
        return list(found.values())

    def _is_free(self, talent: TalentSpec, need: NeedSpec, occasion: Occasion) -> bool:
        school = self._schools[need.school]
        return (
            talent.registered_on < need.posted_at.date()
            and is_shown(talent, school)
            and (talent.key, occasion.on) not in self._busy
            and km_between(talent.point, school.point) * 1.3 <= talent.reach_km
            and any(w.weekday == occasion.on.weekday() and w.start <= occasion.start and occasion.end <= w.end for w in talent.windows)
        )

    def _declined(self, need: NeedSpec, helpers: Sequence[str]) -> tuple[str, ...]:
        school, since = self._schools[need.school], need.posted_at.date()
        others = [t.key for t in self._able(need) if t.key not in helpers and t.registered_on < since and is_shown(t, school)]
        return tuple(others[:1]) if others and self._rng.random() < 0.15 else ()

    def _record(self, need: NeedSpec, occasion: Occasion, helpers: Sequence[str]) -> RecordSpec:
        rng, kind = self._rng, kinds_by_code()[need.kind]
        absent = tuple(helpers[-1:]) if len(helpers) > 1 and rng.random() < 0.04 else ()
        return RecordSpec(
            occasion=occasion,
            came=tuple(key for key in helpers if key not in absent),
            absent=absent,
            pupils=max(1, need.pupils - rng.choice((0, 0, 1, 2))),
            teachers=max(1, need.classes),
            went_well=self._went_well(kind),
            thanks=rng.choice(kind.thanks) if rng.random() < 0.7 else "",
        )

    def _went_well(self, kind: Kind) -> str:
        return self._rng.choice(kind.went_well) + self._rng.choice(_GENERAL)


def is_shown(talent: TalentSpec, school: SchoolSpec) -> bool:
    """Whether the talent's choice of visibility lets this school ask."""
    return {
        "city": True,
        "block": talent.block == school.block,
        "school": school.key in talent.known_schools,
    }[talent.visibility]


def recorded_at(past: PastNeedSpec) -> datetime:
    """Teachers write their two-minute record at the end of the day."""
    return datetime.combine(past.record.occasion.on, time(20, 30))
