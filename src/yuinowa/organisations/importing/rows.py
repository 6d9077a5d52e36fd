"""What a list says, row by row, before anything is decided."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Message = str | _StrPromise


class Kind(StrEnum):
    """The first two characters of a school code; the labels beside them drift between editions."""

    ELEMENTARY = "B1"
    JUNIOR_HIGH = "C1"
    COMPULSORY = "C2"


class Founder(StrEnum):
    NATIONAL = "1"
    PUBLIC = "2"
    PRIVATE = "3"


class Standing(StrEnum):
    MAIN = "1"
    BRANCH = "2"
    CLOSED = "9"


@dataclass(frozen=True, slots=True)
class RowError:
    """`row` is the row as Excel numbers it; 0 concerns the file as a whole."""

    row: int
    column: str
    reason: "Message"
    fix: "Message"
    file: str

    def as_json(self) -> dict[str, object]:
        return {
            "row": self.row,
            "column": str(self.column),
            "reason": str(self.reason),
            "fix": str(self.fix),
            "file": self.file,
        }


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """One school; empty strings and None mean "this list does not say", never "erase it"."""

    code: str
    name: str
    kind: Kind
    founder: Founder
    standing: Standing
    address: str = ""
    postal_code: str = ""
    name_kana: str = ""
    telephone: str = ""
    closed_on: date | None = None
    successor_code: str = ""
    latitude: float | None = None
    longitude: float | None = None
    point_source: str = ""
    row: int = 0
    file: str = ""

    @property
    def is_closed(self) -> bool:
        return self.standing is Standing.CLOSED

    @property
    def in_programme(self) -> bool:
        """National and private schools stand outside until somebody says otherwise."""
        return self.founder is Founder.PUBLIC


@dataclass(frozen=True, slots=True)
class Point:
    """Where a school is; keyed by code, or by name where the list has no code."""

    latitude: float
    longitude: float
    source: str
    code: str = ""
    name: str = ""
    telephone: str = ""
    row: int = 0
    file: str = ""


@dataclass(frozen=True, slots=True)
class FacilityRow:
    """One public facility; `is_community_center` by its POI code or its name."""

    name: str
    name_kana: str
    address: str
    is_community_center: bool
    identifier: str = ""
    postal_code: str = ""
    telephone: str = ""
    latitude: float | None = None
    longitude: float | None = None
    row: int = 0
    file: str = ""
