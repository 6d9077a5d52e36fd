"""What somebody writes on a 登録票, before it is a row."""

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import jaconv

from yuinowa.organisations.models import Block, School
from yuinowa.people.models import Person
from yuinowa.talents.actions.times import FreeTime
from yuinowa.talents.models import Skill, Talent

ADULT_AGE = 18


@dataclass(frozen=True)
class TalentDetails:
    """One registration. ``contact_name`` and ``contact_kana`` name the representative of a group or workplace.

    ``person``: a person already known, otherwise a new one is written from these details.
    ``capacity``: in how many places at once (a group of 12 may serve 3).
    """

    name: str
    kana: str
    kind: str = Talent.Kind.PERSON
    contact_name: str = ""
    contact_kana: str = ""
    email: str = ""
    telephone: str = ""
    address: str = ""
    birth_on: dt.date | None = None
    block: Block | None = None
    latitude: float | None = None
    longitude: float | None = None
    reach_km: int = 8
    places_per_term: int = 4
    places_per_month: int | None = None
    capacity: int = 1
    visibility: str = Talent.Visibility.CITY
    visible_schools: Sequence[School] = ()
    skills: Sequence[Skill] = ()
    skill_text: str = ""
    introduction: str = ""
    times: Sequence[FreeTime] = ()
    is_mailed: bool = True
    is_minor: bool = False
    guardian_name: str = ""
    guardian_consent_on: dt.date | None = None
    pledged_on: dt.date | None = None
    terms_version: str = ""
    person: Person | None = None

    @property
    def is_group(self) -> bool:
        return self.kind != Talent.Kind.PERSON

    @property
    def person_name(self) -> str:
        return self.contact_name if self.is_group and self.contact_name else self.name

    @property
    def person_kana(self) -> str:
        return self.contact_kana if self.is_group and self.contact_kana else self.kana

    def is_minor_on(self, day: dt.date) -> bool:
        return self.is_minor or (self.birth_on is not None and day < _birthday(self.birth_on, ADULT_AGE))


def tidy_kana(text: str) -> str:
    """Katakana with single spaces, as forms print it."""
    return " ".join(jaconv.hira2kata(unicodedata.normalize("NFKC", text)).split())


def tidy_telephone(text: str) -> str:
    return re.sub(r"[‐‑‒–—―−ー]", "-", unicodedata.normalize("NFKC", text)).strip()


def _birthday(born: dt.date, age: int) -> dt.date:
    # Born on 29 February: of age on 1 March in other years.
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return dt.date(born.year + age, 3, 1)
