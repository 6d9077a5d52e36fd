"""The schools of a real city, from the joined list of codes and coordinates, and blocks from a file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yuinowa.engine.codec.fields import Fault, Invalid, parse

VISITED = ("B1", "C1", "C2")  # elementary, junior high and compulsory education schools, of any founder
CLOSED = "9"
COLUMNS = ("school_code", "kind", "status", "name", "lat", "lon")
CODE, BLOCK = ("school_code", "学校コード"), ("block", "ブロック")


@dataclass(frozen=True, slots=True)
class Place:
    """A school, and where it lies."""

    code: str
    name: str
    kind: str
    at: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Group:
    """Schools that one instructor visits; without `base` she sets out from the school nearest to their middle."""

    name: str
    places: tuple[Place, ...]
    base: tuple[float, float] | None = None


def read_schools(content: bytes) -> tuple[Place, ...]:
    """Every open school whose pupils are of compulsory age, in order of code. Raises Invalid with every fault."""
    rows = _rows(content, COLUMNS)
    faults: list[Fault] = []
    found = {}
    for line, row in rows:
        if row["kind"][:2] in VISITED and not row["status"].startswith(CLOSED):
            try:
                place = Place(row["school_code"], row["name"], row["kind"][:2], (float(row["lat"]), float(row["lon"])))
            except ValueError:
                faults.append(Fault(f"/{line}/lat", "has no coordinates"))
                continue
            if not (abs(place.at[0]) <= 90 and abs(place.at[1]) <= 180):
                faults.append(Fault(f"/{line}/lat", "is not on the globe"))
            if place.code in found:
                faults.append(Fault(f"/{line}/school_code", "is listed twice"))
            found[place.code] = place
    if faults:
        raise Invalid(faults)
    return tuple(found[code] for code in sorted(found))


def read_blocks(content: bytes, places: Sequence[Place]) -> tuple[Group, ...]:
    """A table of school_code and block, or an object of block and codes (or of base and schools). Raises Invalid with every fault.

    Every school is in one block.
    """
    named, faults = _named(content), []
    known = {place.code: place for place in places}
    seen: dict[str, str] = {}
    for name, (codes, _) in named.items():
        for code in codes:
            if code not in known:
                faults.append(Fault(f"/{name}", f"{code} is no school of the list"))
            elif code in seen:
                faults.append(Fault(f"/{name}", f"{code} is in {seen[code]} as well"))
            seen[code] = name
    faults += [Fault("", f"{place.code} {place.name} is in no block") for place in places if place.code not in seen]
    if faults:
        raise Invalid(faults)
    return tuple(Group(name, tuple(known[code] for code in sorted(codes)), base) for name, (codes, base) in named.items())


def _rows(content: bytes, columns: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(_text(content)))
    missing = [Fault(f"/1/{column}", "is missing") for column in columns if column not in (reader.fieldnames or ())]
    if missing:
        raise Invalid(missing)
    return [(line, {name: value or "" for name, value in row.items() if name}) for line, row in enumerate(reader, 2)]


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid([Fault("", "must be UTF-8")]) from None


Named = dict[str, tuple[list[str], tuple[float, float] | None]]


def _named(content: bytes) -> Named:
    if content.lstrip()[:1] == b"{":
        return dict(_objects(parse(content)))
    named: Named = {}
    rows = _rows(content, ())
    for line, row in rows:
        code, block = (next((row[name] for name in names if name in row), "") for names in (CODE, BLOCK))
        if not code or not block:
            raise Invalid([Fault(f"/{line}", "must have a school_code and a block")])
        named.setdefault(block, ([], None))[0].append(code)
    return named


def _objects(raw: Mapping[str, Any]) -> Iterator[tuple[str, tuple[list[str], tuple[float, float] | None]]]:
    for name, value in raw.items():
        codes, base = (value.get("schools"), value.get("base")) if isinstance(value, dict) else (value, None)
        if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
            raise Invalid([Fault(f"/{name}", "must be a list of school codes")])
        if base is not None and (not isinstance(base, list) or len(base) != 2 or not all(isinstance(part, int | float) for part in base)):
            raise Invalid([Fault(f"/{name}/base", "must be [latitude, longitude]")])
        yield name, (codes, (float(base[0]), float(base[1])) if base else None)


def write_blocks(groups: Sequence[Group]) -> str:
    """As `read_blocks` reads them."""
    return json.dumps({group.name: [place.code for place in group.places] for group in groups}, ensure_ascii=False)
