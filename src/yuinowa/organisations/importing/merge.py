"""Several files make one list of one municipality: the code list decides, the others add."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext_lazy as _

from yuinowa.organisations.importing.mext import CODE, Edition
from yuinowa.organisations.importing.places import Place
from yuinowa.organisations.importing.rows import Point, RowError, SchoolRow
from yuinowa.organisations.importing.tables import squeeze


@dataclass(frozen=True, slots=True)
class SchoolList:
    """What the files say together. `is_complete` when a code list was among them: only then can a school be missing.

    `notes` are rows that fit no school of the list: worth a look, no reason to stop.
    """

    place: Place
    schools: tuple[SchoolRow, ...]
    errors: tuple[RowError, ...]
    notes: tuple[RowError, ...] = ()
    is_complete: bool = False
    other_kinds: int = 0


def merge(
    place: Place,
    *,
    editions: Sequence[Edition],
    additions: Sequence[Edition] = (),
    known: Mapping[str, SchoolRow] | None = None,
    points: Iterable[Point] = (),
    errors: Iterable[RowError] = (),
) -> SchoolList:
    """`editions` are complete code lists (the newest decides), `additions` our own template.

    Without a code list, the files add to the schools that are `known` already.
    """
    schools, gone = _newest(editions) if editions else (dict(known or {}), [])
    for addition in additions:
        for row in addition.schools:
            schools[row.code] = _added(schools.get(row.code), row) if editions else row
    located, notes = _located(schools, points)
    faults = [fault for edition in (*editions, *additions) for fault in edition.errors]
    return SchoolList(
        place,
        tuple(located[code] for code in sorted(located)),
        (*faults, *errors),
        (*gone, *notes),
        is_complete=bool(editions),
        other_kinds=max((edition.other_kinds for edition in editions), default=0),
    )


def _newest(editions: Sequence[Edition]) -> tuple[dict[str, SchoolRow], list[RowError]]:
    """The newest edition that has rows of the place decides; older ones only lend it coordinates."""
    held = sorted((e for e in editions if e.schools), key=lambda edition: edition.dated or date.min)
    if not held:
        return {}, []
    older = {row.code: row for edition in held[:-1] for row in edition.schools}
    newest = {row.code: row for row in held[-1].schools}
    gone = [_only_older(row) for code, row in older.items() if code not in newest]
    return {code: _with_place_of(row, older[code]) if code in older else row for code, row in newest.items()}, gone


def _with_place_of(row: SchoolRow, older: SchoolRow) -> SchoolRow:
    if row.latitude is not None:
        return row
    return replace(
        row,
        latitude=older.latitude,
        longitude=older.longitude,
        point_source=older.point_source,
    )


def _only_older(row: SchoolRow) -> RowError:
    return RowError(
        row.row,
        CODE,
        _("%(name)s は新しい版の一覧にありません。") % {"name": row.name},
        _("閉校や統合がないか確かめてください。取り込みはこの行なしで進められます。"),
        row.file,
    )


def _added(listed: SchoolRow | None, row: SchoolRow) -> SchoolRow:
    """What somebody typed adds to the official row; name and status stay as the ministry has them."""
    if listed is None:
        return row
    where = listed if row.latitude is None else row
    return replace(
        listed,
        name_kana=row.name_kana or listed.name_kana,
        telephone=row.telephone or listed.telephone,
        successor_code=listed.successor_code or row.successor_code,
        latitude=where.latitude,
        longitude=where.longitude,
        point_source=where.point_source,
    )


def _located(schools: dict[str, SchoolRow], points: Iterable[Point]) -> tuple[dict[str, SchoolRow], list[RowError]]:
    located = dict(schools)
    by_name = {_key(row.name): row.code for row in schools.values() if not row.is_closed}
    notes = []
    for point in points:
        code = point.code or by_name.get(_key(point.name), "")
        if code in located:
            located[code] = _with_point(located[code], point)
        elif point.name:
            notes.append(_unknown_name(point))
    return located, notes


def _with_point(row: SchoolRow, point: Point) -> SchoolRow:
    row = replace(row, telephone=row.telephone or point.telephone)
    if row.latitude is not None:
        return row
    return replace(row, latitude=point.latitude, longitude=point.longitude, point_source=point.source)


def _unknown_name(point: Point) -> RowError:
    return RowError(
        point.row,
        "name",
        _("「%(name)s」という名前の学校が学校コード一覧にありません。") % {"name": point.name},
        _("改称や統合で名前が変わっていないか確かめてください。取り込みはこの行なしで進められます。"),
        point.file,
    )


def _key(name: str) -> str:
    """Names compared without spaces and without remarks such as （休校中）."""
    return re.sub(r"\([^)]*\)", "", squeeze(name))
