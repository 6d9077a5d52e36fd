"""Neighbours who could help: people, groups and workplaces, with what they can do and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, time, timedelta
from functools import cache
from random import Random

from .chance import around, near, some, stream
from .people import Register
from .phrases import kinds, read, skills
from .sizes import Size
from .specs import Absence, BlockSpec, PersonSpec, Point, SchoolSpec, TalentSpec, Term, Window

_PARTS = {
    "early": (time(7, 30), time(9, 0)),
    "morning": (time(8, 30), time(12, 30)),
    "afternoon": (time(13, 0), time(17, 30)),
    "all_day": (time(8, 0), time(17, 30)),
    "evening": (time(15, 30), time(20, 0)),
}
_KINDS = (("person", 82), ("group", 11), ("workplace", 7))
_BRANCHES = {"group": ("班", "はん"), "workplace": ("営業所", "えいぎょうしょ")}
_PENDING_EVERY, _PAUSED_EVERY = 33, 24


def talents(
    size: Size,
    seed: int,
    blocks: Sequence[BlockSpec],
    schools: Sequence[SchoolSpec],
    register: Register,
    term: Term,
    today: date,
) -> tuple[TalentSpec, ...]:
    bank = _Bank(stream(seed, "talents"), size, blocks, schools, register, term, today)
    return tuple(bank.next(number) for number in range(1, size.talents + 1))


def pick(rng: Random, weighted: Sequence[tuple[str, int]]) -> str:
    return rng.choices([name for name, _ in weighted], [weight for _, weight in weighted])[0]


def _state(number: int) -> str:
    """Some of every city wait for approval or take a rest, however small it is."""
    if number % _PENDING_EVERY == 1:
        return "pending"
    return "paused" if number % _PAUSED_EVERY == 2 else "active"


@cache
def _skill_weights(least: int) -> dict[str, float]:
    """Supply follows demand: a skill that schools ask for often is also one that many have."""
    unknown = {code for kind in kinds() if not kind.weight for code in kind.skills}
    weights = {skill.code: 1.5 if least == 1 else 0.2 for skill in skills() if skill.code not in unknown}
    for kind in kinds():
        if kind.weight >= least:
            weights[kind.skills[0]] += kind.weight * sum(kind.people) / 2 * (3 if kind.pattern == "weekly" else 1) / 3
    return weights


class _Bank:
    def __init__(
        self,
        rng: Random,
        size: Size,
        blocks: Sequence[BlockSpec],
        schools: Sequence[SchoolSpec],
        register: Register,
        term: Term,
        today: date,
    ) -> None:
        self._rng, self._register, self._term = rng, register, term
        self._least, self._scale = size.least_weight, size.scale
        self._blocks, self._rows = blocks, {row["code"]: row for row in read("places")["block"]}
        self._schools = {block.key: [school for school in schools if school.block == block.key] for block in blocks}
        april = date(today.year - (today.month < 4) - 2, 4, 1)
        self._since, self._until = april, max(today - timedelta(days=45), april + timedelta(days=1))
        self._used: Counter[str] = Counter()

    def next(self, number: int) -> TalentSpec:
        rng, kind = self._rng, pick(self._rng, _KINDS)
        block = rng.choices(self._blocks, [self._rows[b.key]["share"] for b in self._blocks])[0]
        person = self._register.add_resident(has_email=kind != "person" or rng.random() < 0.78)
        name, kana, codes, text = self._portrait(kind, block, person)
        home = self._home(block)
        per_month = rng.choice((1, 2, 2, 3, 3, 4, 6, 8))
        return TalentSpec(
            key=f"talent-{number:05d}",
            kind=kind,
            name=name,
            kana=kana,
            person=person.key,
            block=block.key,
            point=home,
            skills=codes,
            introduction=text,
            windows=self._windows(kind),
            absences=self._absences(),
            reach_km=rng.choices((5, 10, 18, 60), (25, 35, 30, 10))[0],
            per_month=per_month,
            per_term=max(per_month, min(12, per_month * rng.choice((2, 3, 3)))),
            parallel=1 if kind == "person" else rng.choice((2, 3, 4, 6)),
            visibility=rng.choices(("school", "block", "city"), (8, 27, 65))[0],
            setting=rng.choices(("with_teacher", "group", "one_to_one"), (52, 42, 6))[0],
            known_schools=tuple(school.key for school in some(rng, self._schools[block.key], rng.choice((1, 2, 2)))),
            channel="page" if person.email and rng.random() < 0.6 else rng.choice(("paper", "telephone")),
            registered_on=self._registered_on(),
            state=_state(number),
        )

    def _home(self, block: BlockSpec) -> Point:
        """Most live near a school of their block, the others anywhere in it."""
        schools, row = self._schools[block.key], self._rows[block.key]
        if schools and self._rng.random() < 0.8:
            return around(self._rng, self._rng.choice(schools).point, 1.2)
        return near(self._rng, row["centre"], row["spread"], self._scale)

    def _portrait(self, kind: str, block: BlockSpec, person: PersonSpec) -> tuple[str, str, tuple[str, ...], str]:
        if kind == "person":
            codes = self._skills()
            return person.name, person.kana, codes, self._introduction(codes[0], block)
        return self._organisation(kind, block, person)

    def _organisation(self, kind: str, block: BlockSpec, person: PersonSpec) -> tuple[str, str, tuple[str, ...], str]:
        name, kana, codes, text = self._rng.choice(read("talents")[f"{kind}s"])
        place, place_kana = self._rng.choice(self._rows[block.key]["places"])
        words = {"place": place, "kana": place_kana, "family": person.family, "fkana": person.family_kana}
        name, kana = self._distinct(kind, name.format(**words), kana.format(**words))
        return name, kana, tuple(codes), text.format(n=self._rng.randint(3, 9), **words)

    def _distinct(self, kind: str, name: str, kana: str) -> tuple[str, str]:
        """The second group of a name is told apart as people do: by its number."""
        self._used[name] += 1
        number = self._used[name]
        if number == 1:
            return name, kana
        word, word_kana = _BRANCHES[kind]
        return f"{name} 第{number}{word}", f"{kana} だい{number}{word_kana}"

    def _skills(self) -> tuple[str, ...]:
        weights = _skill_weights(self._least)
        drawn = self._rng.choices(list(weights), list(weights.values()), k=self._rng.choice((1, 2, 3, 4)))
        return tuple(dict.fromkeys(drawn))

    def _introduction(self, code: str, block: BlockSpec) -> str:
        texts, rng = read("talents"), self._rng
        skill = next(skill.name for skill in skills() if skill.code == code)
        place = rng.choice(self._rows[block.key]["places"])[0]
        opening = rng.choice(texts["opening"]).format(skill=skill.split("・")[0], place=place, years=rng.randint(3, 40))
        return opening + rng.choice(texts["middle"]) + rng.choice(texts["closing"])

    def _windows(self, kind: str) -> tuple[Window, ...]:
        rng = self._rng
        if kind != "person":
            return tuple(Window(day, *_PARTS["all_day"]) for day in range(5))
        days = [day for day in range(5) if rng.random() < 0.6] or [rng.randrange(5)]
        parts = rng.choices(list(_PARTS), (6, 24, 15, 48, 7), k=len(days))
        return tuple(Window(day, *_PARTS[part]) for day, part in zip(days, parts, strict=True))

    def _absences(self) -> tuple[Absence, ...]:
        rng, term = self._rng, self._term
        if rng.random() > 0.12:
            return ()
        first = term.first + timedelta(days=rng.randrange((term.last - term.first).days))
        last = min(term.last, first + timedelta(days=rng.choice((0, 0, 2, 6, 13))))
        return (Absence(first, last, rng.choice(read("talents")["absence_reasons"])),)

    def _registered_on(self) -> date:
        """Since April two years ago, so that no registration of three 年度 has run out; pending ones came last week (see `city`)."""
        return self._since + timedelta(days=self._rng.randrange((self._until - self._since).days))
