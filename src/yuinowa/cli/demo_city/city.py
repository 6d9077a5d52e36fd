"""Puts the demo city together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from .calendar import coming_term
from .coming import coming, soon
from .land import blocks, centers, schools
from .past import history
from .people import Register, posts
from .phrases import read, skill_groups, skills
from .promised import promises
from .sizes import SIZES
from .specs import CitySpec, TalentSpec
from .talent_bank import talents


def design(size: str, *, seed: int, today: date) -> CitySpec:
    """The whole city as plain data. `size` is small, city or large; unknown sizes raise KeyError."""
    wanted, term = SIZES[size], coming_term(today)
    register, city = Register(seed), read("places")["city"]
    block_specs, school_specs = blocks(wanted.scale), schools(wanted, seed)
    center_specs = centers(block_specs)
    post_specs = posts(register, school_specs, center_specs, today)
    bank = talents(wanted, seed, block_specs, school_specs, register, term, today)
    bank = tuple(_lately(talent, today) if talent.state == "pending" else talent for talent in bank)
    return CitySpec(
        code=city["code"],
        prefecture=city["prefecture"],
        name=city["name"],
        kana=city["kana"],
        section=city["section"],
        section_phone=f"{city['area_number']}-00-0001",
        today=today,
        term=term,
        skills=skills(),
        skill_groups=skill_groups(),
        blocks=block_specs,
        centers=center_specs,
        schools=school_specs,
        persons=tuple(register.persons),
        posts=post_specs,
        talents=bank,
        needs=coming(wanted, seed, school_specs, term, today),
        soon=soon(wanted, seed, school_specs, today),
        history=history(wanted, seed, school_specs, bank, today),
        promises=promises(wanted, seed, block_specs, school_specs, post_specs, today),
    )


def _lately(talent: TalentSpec, today: date) -> TalentSpec:
    return replace(talent, registered_on=today - timedelta(days=1 + int(talent.key[-1])))
