"""Lists that others have joined: codes with coordinates in one CSV, or names with coordinates in a city's workbook."""

from dataclasses import replace

from yuinowa.organisations.importing import mext
from yuinowa.organisations.importing.places import Place
from yuinowa.organisations.importing.reader import Reader
from yuinowa.organisations.importing.rows import Point, RowError, SchoolRow
from yuinowa.organisations.importing.tables import Record, Table, records

# The English columns of the joined list, under the names the code list gives them.
COLUMNS = {
    "school_code": mext.CODE,
    "kind": mext.KIND,
    "founder": mext.FOUNDER,
    "status": mext.STANDING,
    "name": mext.NAME,
    "address": mext.ADDRESS,
    "postal_code": mext.POSTAL,
    "abolished_on": mext.CLOSED,
    "successor_code": mext.SUCCESSOR,
}
POINT_COLUMNS = ("name", "latitude", "longitude")
REQUIRED = ("school_code", "kind", "founder", "status", "name", "address", "lat", "lon")


def read(table: Table, place: Place) -> mext.Edition | None:
    """Rows with code and coordinates; None when the table is not such a list."""
    found = records(table, *REQUIRED)
    return None if found is None else mext.collect(map(_renamed, found), place, None, _school)


def addresses(table: Table) -> list[tuple[str, str]] | None:
    found = records(table, *REQUIRED)
    return None if found is None else [(r["school_code"], r["address"]) for r in found]


def points(table: Table) -> tuple[list[Point], list[RowError]] | None:
    """Named places with coordinates; None when the table has no such columns."""
    found = records(table, *POINT_COLUMNS)
    if found is None:
        return None
    readers = [Reader(record) for record in found]
    located = [point for reader in readers if (point := _point(reader))]
    return located, [fault for reader in readers for fault in reader.errors]


def _renamed(record: Record) -> Record:
    values = {COLUMNS.get(name, name): value for name, value in record.values.items()}
    return Record(record.file, record.row, values)


def _school(reader: Reader) -> SchoolRow | None:
    row = mext.school(reader)
    where = reader.point("lat", "lon")
    if row is None or where is None:
        return row
    return replace(
        row,
        latitude=where[0],
        longitude=where[1],
        point_source=reader.text("coord_source") or reader.record.file,
    )


def _point(reader: Reader) -> Point | None:
    name, where = reader.needed("name"), reader.point("latitude", "longitude")
    if where is None:
        return None
    return Point(
        *where,
        source=reader.record.file,
        name=name,
        telephone=reader.telephone("telephoneNumber"),
        row=reader.record.row,
        file=reader.record.file,
    )
