"""自治体標準オープンデータ 公共施設一覧 (first and present columns) and a city's own workbook of centres."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from yuinowa.organisations.importing.guard import Unreadable, admit
from yuinowa.organisations.importing.places import Place
from yuinowa.organisations.importing.reader import Reader
from yuinowa.organisations.importing.rows import FacilityRow, RowError
from yuinowa.organisations.importing.tables import Record, Table, records, squeeze, tables

# 1307 公民館 in the POI codes of the government's interoperability framework.
COMMUNITY_CENTER_POI = "1307"
COMMUNITY_CENTER_NAMES = ("公民館", "コミュニティセンター", "生涯学習センター")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where one edition keeps what we need; the address may be spread over several columns."""

    required: tuple[str, ...]
    name: str
    kana: str
    identifier: str
    municipality: str
    addresses: tuple[str, ...]
    latitude: str = "緯度"
    longitude: str = "経度"
    telephone: str = "電話番号"


LAYOUTS = (
    Layout(
        ("全国地方公共団体コード", "ID", "名称"),
        "名称",
        "名称_カナ",
        "ID",
        "全国地方公共団体コード",
        ("所在地_連結表記",),
    ),
    Layout(
        ("都道府県コード又は市区町村コード", "NO", "名称", "住所"),
        "名称",
        "名称_カナ",
        "NO",
        "都道府県コード又は市区町村コード",
        ("住所", "方書"),
    ),
    Layout(
        ("name", "latitude", "longitude", "address"),
        "name",
        "",
        "#property",
        "",
        ("address",),
        "latitude",
        "longitude",
        "telephoneNumber",
    ),
)


@dataclass(frozen=True, slots=True)
class FacilityList:
    facilities: tuple[FacilityRow, ...]
    errors: tuple[RowError, ...]
    elsewhere: int


def read_files(files: Iterable[tuple[str, bytes]], place: Place) -> FacilityList:
    """Facilities of `place` in all files; `Unreadable` when one of them is no facility list."""
    facilities: list[FacilityRow] = []
    errors: list[RowError] = []
    elsewhere = 0
    for name, content in files:
        for record, layout in _records(name, content):
            if not _is_here(record, layout, place):
                elsewhere += 1
                continue
            reader = Reader(record)
            row = _facility(reader, layout)
            errors += reader.errors
            facilities += [] if reader.errors else [row]
    return FacilityList(tuple(facilities), tuple(errors), elsewhere)


def _records(name: str, content: bytes) -> list[tuple[Record, Layout]]:
    admitted = admit(name, content)
    for table in tables(admitted) if admitted.form != "json" else []:
        if found := _recognised(table):
            return found
    raise Unreadable(
        name,
        _("公共施設一覧として知っている列の並びではありません。"),
        _("自治体標準オープンデータセットの「公共施設一覧」の CSV を選んでください。"),
    )


def _recognised(table: Table) -> list[tuple[Record, Layout]]:
    for layout in LAYOUTS:
        found = records(table, *layout.required)
        if found is not None:
            return [(record, layout) for record in found]
    return []


def _is_here(record: Record, layout: Layout, place: Place) -> bool:
    code = squeeze(record[layout.municipality]) if layout.municipality else ""
    if place.code and len(code) in (5, 6):
        return code.zfill(6)[:5] == place.code[:5] if len(code) == 6 else code == place.code[:5]
    return place.holds("", record[layout.addresses[0]]) is not False


def _facility(reader: Reader, layout: Layout) -> FacilityRow:
    name = reader.needed(layout.name, longest=60)
    where = reader.point(layout.latitude, layout.longitude) or (None, None)
    return FacilityRow(
        name=name,
        name_kana=reader.text(layout.kana),
        address=" ".join(filter(None, map(reader.text, layout.addresses))),
        is_community_center=_is_community_center(name, reader.record["POIコード"]),
        identifier=squeeze(reader.record[layout.identifier]),
        postal_code=reader.postal_code("郵便番号"),
        telephone=reader.telephone(layout.telephone),
        latitude=where[0],
        longitude=where[1],
        row=reader.record.row,
        file=reader.record.file,
    )


def _is_community_center(name: str, poi: str) -> bool:
    return squeeze(poi) == COMMUNITY_CENTER_POI or any(name.endswith(ending) or f"{ending}「" in name for ending in COMMUNITY_CENTER_NAMES)
