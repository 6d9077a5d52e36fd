"""The city's travel times from a table: from, to, minutes; the places by school code or by name."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from yuinowa.organisations.importing.guard import Unreadable, admit
from yuinowa.organisations.importing.reader import Reader
from yuinowa.organisations.importing.rows import RowError
from yuinowa.organisations.importing.tables import records, squeeze, tables

ORIGIN, DESTINATION, MINUTES = "出発", "到着", "市で決めた分"
HEADER = (ORIGIN, DESTINATION, "推定の分", MINUTES)


@dataclass(frozen=True, slots=True)
class TravelRow:
    origin_id: int
    destination_id: int
    minutes: int | None


def read(name: str, content: bytes, sites: Mapping[str, int]) -> tuple[list[TravelRow], list[RowError]]:
    """`sites` are the ids by squeezed name and code. A row without minutes gives the pair back to the estimate."""
    for table in tables(admit(name, content)):
        if (found := records(table, ORIGIN, DESTINATION, MINUTES)) is not None:
            readers = [Reader(record) for record in found]
            rows = [row for reader in readers if (row := _row(reader, sites))]
            return rows, [fault for reader in readers for fault in reader.errors]
    raise Unreadable(
        name,
        _("移動時間の表として知っている列の並びではありません。"),
        _("「出発」「到着」「市で決めた分」の列がある Excel か CSV を選んでください。"),
    )


def _row(reader: Reader, sites: Mapping[str, int]) -> TravelRow | None:
    origin, destination = _site(reader, ORIGIN, sites), _site(reader, DESTINATION, sites)
    minutes = _minutes(reader)
    if origin is None or destination is None or reader.errors:
        return None
    if origin == destination:
        reader.fault(DESTINATION, _("出発と到着が同じ場所です。"), _("この行を消してください。"))
        return None
    return TravelRow(origin, destination, minutes)


def _site(reader: Reader, column: str, sites: Mapping[str, int]) -> int | None:
    name = reader.needed(column)
    site = sites.get(squeeze(name))
    if site is None and name:
        reader.fault(
            column,
            _("「%(name)s」という場所がありません。") % {"name": name},
            _("学校一覧か公民館の名前、または学校コードにしてください。"),
        )
    return site


def _minutes(reader: Reader) -> int | None:
    text = squeeze(reader.record[MINUTES])
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or int(text[:6]) > 600:
        reader.fault(MINUTES, _("「%(text)s」は 0 から 600 までの整数ではありません。") % {"text": text}, _("分を数字で書いてください。"))
        return None
    return int(text)
