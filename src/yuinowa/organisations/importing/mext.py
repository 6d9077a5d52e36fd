"""文部科学省 学校コード一覧, every edition: the code decides, labels and layouts drift.

2021 has plain codes (`A1`, `07`, `2`) and no prefecture in addresses; later editions have `A1(幼稚園)`, a title row and
line breaks in the header.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from yuinowa.organisations.importing import cells
from yuinowa.organisations.importing.places import Place
from yuinowa.organisations.importing.reader import Reader
from yuinowa.organisations.importing.rows import Founder, Kind, RowError, SchoolRow, Standing
from yuinowa.organisations.importing.tables import Record, Table, records, squeeze

CODE, KIND, PREFECTURE = "学校コード", "学校種", "都道府県番号"
FOUNDER, STANDING, NAME = "設置区分", "本分校", "学校名"
ADDRESS, POSTAL, CLOSED = "学校所在地", "郵便番号", "属性情報廃止年月日"
SUCCESSOR = "移行後の学校コード"
REQUIRED = (CODE, KIND, PREFECTURE, FOUNDER, STANDING, NAME, ADDRESS)


@dataclass(frozen=True, slots=True)
class Edition:
    """One code list: rows of the municipality, what is wrong with them, and how many other rows there were."""

    file: str
    dated: date | None
    schools: tuple[SchoolRow, ...]
    errors: tuple[RowError, ...]
    elsewhere: int = 0
    other_kinds: int = 0


def addresses(table: Table) -> list[tuple[str, str]] | None:
    """(code, address) of every row; None when the table is not a code list."""
    found = records(table, *REQUIRED)
    return None if found is None else [(squeeze(r[CODE]), r[ADDRESS]) for r in found]


def read(table: Table, place: Place) -> Edition | None:
    """The rows of `place`; None when the table is not a code list."""
    found = records(table, *REQUIRED)
    return None if found is None else collect(found, place, edition_date(table), school)


def collect(
    found: Iterator[Record],
    place: Place,
    dated: date | None,
    parse: Callable[[Reader], SchoolRow | None],
) -> Edition:
    schools: list[SchoolRow] = []
    errors: list[RowError] = []
    elsewhere = other_kinds = 0
    file = ""
    for record in found:
        file = record.file
        if place.holds(squeeze(record[PREFECTURE])[:2], record[ADDRESS]) is False:
            elsewhere += 1
        elif not {squeeze(record[CODE])[:2], squeeze(record[KIND])[:2]} & set(Kind):
            other_kinds += 1
        else:
            reader = Reader(record)
            row = parse(reader)
            errors += reader.errors
            schools += [row] if row and not reader.errors else []
    return Edition(file, dated, *without_duplicates(schools, errors), elsewhere=elsewhere, other_kinds=other_kinds)


def without_duplicates(schools: list[SchoolRow], errors: list[RowError]) -> tuple[tuple[SchoolRow, ...], tuple[RowError, ...]]:
    first: dict[str, SchoolRow] = {}
    errors = list(errors)
    for school in schools:
        other = first.setdefault(school.code, school)
        if other is not school:
            reason = _("学校コード %(code)s が %(row)s 行目にもあります。") % {
                "code": school.code,
                "row": other.row,
            }
            errors.append(RowError(school.row, CODE, reason, _("どちらか一方の行を消してください。"), school.file))
    return tuple(first.values()), tuple(errors)


def edition_date(table: Table) -> date | None:
    """The date beside 更新日 in the title row; the first edition has none."""
    for row in table.rows[:3]:
        for label, value in zip(row.cells, row.cells[1:], strict=False):
            if squeeze(label).startswith("更新日"):
                try:
                    return cells.day(value)
                except ValueError:
                    return None
    return None


def school(reader: Reader) -> SchoolRow | None:
    """One row of the code list; None when a cell that decides cannot be read."""
    code, name = reader.code(CODE), reader.needed(NAME)
    kind, founder = reader.choice(KIND, Kind), reader.choice(FOUNDER, Founder)
    standing = reader.choice(STANDING, Standing)
    if kind and not code.startswith(kind):
        reader.fault(
            KIND,
            _("学校種 %(kind)s が学校コード %(code)s と合いません。") % {"kind": kind, "code": code},
            _("学校コードの初めの2字と学校種をそろえてください。"),
        )
    address, postal_code = reader.needed(ADDRESS, longest=200), reader.postal_code(POSTAL)
    closed_on, successor = reader.day(CLOSED), reader.optional_code(SUCCESSOR)
    if not (kind and founder and standing):
        return None
    return SchoolRow(
        code=code,
        name=name,
        kind=kind,
        founder=founder,
        standing=standing,
        address=address,
        postal_code=postal_code,
        closed_on=closed_on,
        successor_code=successor,
        row=reader.record.row,
        file=reader.record.file,
    )
