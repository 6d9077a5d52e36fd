"""What a list would change, said before it changes anything."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from yuinowa.organisations.importing.merge import SchoolList
from yuinowa.organisations.importing.rows import RowError, SchoolRow

# In the order in which people check them. A successor is only proposed where nobody has chosen one.
FIELDS = (
    "name",
    "name_kana",
    "kind",
    "founder",
    "is_closed",
    "address",
    "postal_code",
    "telephone",
    "closed_on",
    "latitude",
    "longitude",
    "successor_code",
)
Value = str | float | bool | date | None


@dataclass(frozen=True, slots=True)
class Change:
    field: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Changed:
    row: SchoolRow
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """`new` are open schools not yet known; `closed` are those that the list closes, known until now or not.

    `missing` are open schools that a complete list no longer has: a question, never a deletion.
    """

    new: tuple[SchoolRow, ...] = ()
    changed: tuple[Changed, ...] = ()
    closed: tuple[Changed, ...] = ()
    unchanged: tuple[SchoolRow, ...] = ()
    missing: tuple[SchoolRow, ...] = ()
    errors: tuple[RowError, ...] = ()
    notes: tuple[RowError, ...] = ()

    @property
    def is_clean(self) -> bool:
        return not self.errors

    @property
    def writes(self) -> bool:
        return bool(self.new or self.changed or self.closed)


def compare(schools: SchoolList, existing: Mapping[str, SchoolRow]) -> Preview:
    """`existing` are the schools as they are registered now, by code."""
    new: list[SchoolRow] = []
    changed: list[Changed] = []
    closed: list[Changed] = []
    unchanged: list[SchoolRow] = []
    for row in schools.schools:
        known = existing.get(row.code)
        changes = _changes(known, row) if known else ()
        if row.is_closed and not (known and known.is_closed):
            closed.append(Changed(row, changes))
        elif known is None:
            new.append(row)
        elif changes:
            changed.append(Changed(row, changes))
        else:
            unchanged.append(row)
    missing = _missing(schools, existing.values())
    return Preview(
        tuple(new),
        tuple(changed),
        tuple(closed),
        tuple(unchanged),
        tuple(missing),
        schools.errors,
        schools.notes,
    )


def _changes(known: SchoolRow, row: SchoolRow) -> tuple[Change, ...]:
    pairs = [(field, getattr(known, field), getattr(row, field)) for field in FIELDS]
    return tuple(Change(*pair) for pair in pairs if _differs(*pair))


def _differs(field: str, before: Value, after: Value) -> bool:
    if after in ("", None):
        return False
    if field == "successor_code" and before:
        return False
    if isinstance(before, float) and isinstance(after, float):
        return abs(before - after) > 1e-6
    return before != after


def _missing(schools: SchoolList, existing: Iterable[SchoolRow]) -> list[SchoolRow]:
    if not schools.is_complete:
        return []
    listed = {row.code for row in schools.schools}
    return [row for row in existing if not row.is_closed and row.code not in listed]
