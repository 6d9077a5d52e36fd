"""What the demo city consists of, before a single row is written. Keys are stable within one city."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time


@dataclass(frozen=True)
class Point:
    lat: float
    lon: float


@dataclass(frozen=True)
class BlockSpec:
    key: str
    name: str
    kana: str
    land: str
    centre: Point


@dataclass(frozen=True)
class CenterSpec:
    key: str
    block: str
    name: str
    kana: str
    phone: str
    address: str
    point: Point


@dataclass(frozen=True)
class SchoolSpec:
    """`level` is elementary or junior; `grades` maps 小1 … 中3 to the number of pupils."""

    key: str
    code: str
    block: str
    level: str
    name: str
    kana: str
    phone: str
    address: str
    point: Point
    grades: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class PersonSpec:
    key: str
    family: str
    given: str
    family_kana: str
    given_kana: str
    phone: str
    email: str

    @property
    def name(self) -> str:
        return f"{self.family} {self.given}"

    @property
    def kana(self) -> str:
        return f"{self.family_kana} {self.given_kana}"


@dataclass(frozen=True)
class Holder:
    """Who held a post; `until` is the last day, for those who have left."""

    person: str
    since: date
    until: date | None = None


@dataclass(frozen=True)
class PostSpec:
    """`place` is the key of a school or centre, or "city"; holders come in the order of time."""

    key: str
    role: str
    place: str
    title: str
    holders: tuple[Holder, ...]

    def holder_on(self, day: date) -> Holder | None:
        return next((h for h in self.holders if h.since <= day and (h.until is None or day <= h.until)), None)


@dataclass(frozen=True)
class Window:
    """A weekly time somebody is free; Monday is 0."""

    weekday: int
    start: time
    end: time


@dataclass(frozen=True)
class Absence:
    first: date
    last: date
    reason: str


@dataclass(frozen=True)
class TalentSpec:
    """`person` is the resident, or the contact of a group or workplace; `parallel` is how many places it serves at once."""

    key: str
    kind: str
    name: str
    kana: str
    person: str
    block: str
    point: Point
    skills: tuple[str, ...]
    introduction: str
    windows: tuple[Window, ...]
    absences: tuple[Absence, ...]
    reach_km: int
    per_month: int
    per_term: int
    parallel: int
    visibility: str
    setting: str
    known_schools: tuple[str, ...]
    channel: str
    registered_on: date
    state: str


@dataclass(frozen=True)
class Occasion:
    on: date
    start: time
    end: time


@dataclass(frozen=True)
class NeedSpec:
    """Several occasions are alternatives, unless `is_series`: then all of them are wanted."""

    key: str
    school: str
    form: str
    kind: str
    title: str
    aim: str
    tasks: str
    place: str
    grade: str
    classes: int
    pupils: int
    people: int
    minimum: int
    skills: tuple[str, ...]
    setting: str
    priority: int
    occasions: tuple[Occasion, ...]
    is_series: bool
    posted_at: datetime
    state: str
    impossible_because: str = ""


@dataclass(frozen=True)
class RecordSpec:
    occasion: Occasion
    came: tuple[str, ...]
    absent: tuple[str, ...]
    pupils: int
    teachers: int
    went_well: str
    thanks: str


@dataclass(frozen=True)
class PastNeedSpec:
    need: NeedSpec
    declined: tuple[str, ...]
    record: RecordSpec

    @property
    def helpers(self) -> tuple[str, ...]:
        """Everybody who said yes."""
        return (*self.record.came, *self.record.absent)


@dataclass(frozen=True)
class PromiseSpec:
    """`owner`, `owed_to`, `maker` and `receiver` are keys of posts; `fate` is what became of it on `met_on`."""

    key: str
    owner: str
    owed_to: str
    owed_to_text: str
    maker: str
    text: str
    source: str
    source_text: str
    made_on: date
    due_on: date
    fate: str
    met_on: date
    word: str
    receiver: str


@dataclass(frozen=True)
class Term:
    fiscal_year: int
    name: str
    first: date
    last: date


@dataclass(frozen=True)
class SkillSpec:
    code: str
    group: str
    name: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class CitySpec:
    code: str
    prefecture: str
    name: str
    kana: str
    section: str
    section_phone: str
    today: date
    term: Term
    skills: tuple[SkillSpec, ...]
    skill_groups: tuple[tuple[str, str], ...]
    blocks: tuple[BlockSpec, ...]
    centers: tuple[CenterSpec, ...]
    schools: tuple[SchoolSpec, ...]
    persons: tuple[PersonSpec, ...]
    posts: tuple[PostSpec, ...]
    talents: tuple[TalentSpec, ...]
    needs: tuple[NeedSpec, ...]
    soon: tuple[NeedSpec, ...]
    history: tuple[PastNeedSpec, ...]
    promises: tuple[PromiseSpec, ...]
