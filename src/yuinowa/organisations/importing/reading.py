"""From files to one list: each file is recognised by its columns, not by its name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from yuinowa.organisations.importing import joined, mext, p29, template
from yuinowa.organisations.importing.guard import Admitted, Unreadable, admit
from yuinowa.organisations.importing.merge import SchoolList, merge
from yuinowa.organisations.importing.places import Place, named
from yuinowa.organisations.importing.rows import Point, RowError, SchoolRow
from yuinowa.organisations.importing.tables import Table, tables


@dataclass(slots=True)
class _Heap:
    editions: list[mext.Edition] = field(default_factory=list)
    additions: list[mext.Edition] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)


def read_files(files: Iterable[tuple[str, bytes]], place: Place, *, known: Mapping[str, SchoolRow] | None = None) -> SchoolList:
    """All files (name, bytes) as one list of `place`; `Unreadable` when one of them is no list at all.

    `known` are the registered schools by code: without a code list among the files, they are what is added to.
    """
    heap = _Heap()
    for name, content in files:
        _read(admit(name, content), place, heap)
    _check_codes(heap, known or {})
    found = merge(
        place,
        known=known or {},
        editions=heap.editions,
        additions=heap.additions,
        points=heap.points,
        errors=heap.errors,
    )
    _check_place(heap, found)
    return found


def find_place(files: Sequence[tuple[str, bytes]], code: str) -> Place | None:
    """The municipality with this six-digit code, as the code lists among the files spell it."""
    schools = [
        row
        for name, content in files
        if (admitted := admit(name, content)).form != "json"
        for table in tables(admitted)
        for row in mext.addresses(table) or joined.addresses(table) or template.addresses(table) or []
    ]
    return named(code, schools)


def _read(admitted: Admitted, place: Place, heap: _Heap) -> None:
    if admitted.form == "json":
        points, errors = p29.read(admitted)
        heap.points += points
        heap.errors += errors
    else:
        _read_tables(admitted, place, heap)


def _read_tables(admitted: Admitted, place: Place, heap: _Heap) -> None:
    known = [table for table in tables(admitted) if _read_table(table, place, heap)]
    if not known:
        raise Unreadable(
            admitted.name,
            _("学校の一覧として知っている列の並びではありません。"),
            _("学校コード一覧、国土数値情報 P29、または結の輪の Excel 様式を選んでください。"),
        )


def _read_table(table: Table, place: Place, heap: _Heap) -> bool:
    if (edition := mext.read(table, place) or joined.read(table, place)) is not None:
        heap.editions.append(edition)
    elif (edition := template.read(table, place)) is not None:
        heap.additions.append(edition)
    elif (found := joined.points(table)) is not None:
        heap.points += found[0]
        heap.errors += found[1]
    else:
        return False
    return True


def _check_codes(heap: _Heap, known: Mapping[str, SchoolRow]) -> None:
    if heap.points and not (heap.editions or heap.additions or known):
        raise Unreadable(
            heap.points[0].file,
            _("座標だけの一覧です。座標を付ける学校がまだありません。"),
            _("文部科学省の学校コード一覧と一緒に選んでください。"),
        )


def _check_place(heap: _Heap, found: SchoolList) -> None:
    lists = [*heap.editions, *heap.additions]
    if lists and not found.schools and not found.errors:
        raise Unreadable(
            lists[0].file,
            _("%(place)sの小中学校が1校もありません。") % {"place": found.place.name},
            _("市区町村が正しいか、その都道府県の一覧かを確かめてください。"),
        )
