"""Our own workbook for schools: an instructions sheet, drop-downs and an example row; read back by the same names."""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import xlsxwriter
from django.utils.translation import gettext_lazy as _

from yuinowa.organisations.importing import mext
from yuinowa.organisations.importing.places import Place
from yuinowa.organisations.importing.reader import Reader
from yuinowa.organisations.importing.rows import Founder, Kind, SchoolRow, Standing
from yuinowa.organisations.importing.tables import Record, Table, records, squeeze

SHEET = "学校一覧"
EXAMPLE_CODE = "B199999999999"
LAST_ROW = 1_000

KINDS = {"小学校": Kind.ELEMENTARY, "中学校": Kind.JUNIOR_HIGH, "義務教育学校": Kind.COMPULSORY}
FOUNDERS = {"国立": Founder.NATIONAL, "公立": Founder.PUBLIC, "私立": Founder.PRIVATE}
STANDINGS = {"本校": Standing.MAIN, "分校": Standing.BRANCH, "閉校": Standing.CLOSED}


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    width: int
    example: str
    choices: tuple[str, ...] = ()


COLUMNS = (
    Column("学校コード", 16, EXAMPLE_CODE),
    Column("学校名", 30, "結野市立見本小学校"),
    Column("学校名カナ", 30, "ユイノシリツミホンショウガッコウ"),
    Column("学校種", 14, "小学校", tuple(KINDS)),
    Column("設置者", 10, "公立", tuple(FOUNDERS)),
    Column("状態", 10, "本校", tuple(STANDINGS)),
    Column("所在地", 40, "結野市見本町1-2"),
    Column("郵便番号", 12, "0000000"),
    Column("電話番号", 16, ""),
    Column("緯度", 12, "37.05"),
    Column("経度", 12, "140.88"),
    Column("閉校年月日", 14, ""),
    Column("統合先の学校コード", 20, ""),
)
REQUIRED = ("学校コード", "学校名", "学校種", "設置者", "状態", "所在地")

INSTRUCTIONS = (
    _("「学校一覧」のシートに、1校を1行で書いてください。"),
    _("学校コードは文部科学省の学校コード一覧にある13文字です。これで学校を見分けます。"),
    _("学校種・設置者・状態は、欄を選ぶと出る候補から選んでください。"),
    _("空のままの欄は、今の登録を変えません。"),
    _("2行目は記入例です。消しても残してもかまいません。"),
    _("列の順番は変えてもかまいません。列の名前は変えないでください。"),
)


def write(schools: Iterable[SchoolRow] = ()) -> bytes:
    """The empty form, or the form filled with the schools as they are now."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        _write_instructions(book)
        sheet = book.add_worksheet(SHEET)
        _write_header(book, sheet)
        text = book.add_format({"num_format": "@"})
        for row, cells in enumerate([_example(), *map(_cells, schools)], start=1):
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, cell, text)
        sheet.activate()
    return buffer.getvalue()


def read(table: Table, place: Place) -> mext.Edition | None:
    """The filled rows; None when the table is not our form."""
    found = records(table, *REQUIRED)
    if found is None:
        return None
    filled = (_renamed(r) for r in found if squeeze(r["学校コード"]) != EXAMPLE_CODE)
    return mext.collect(filled, place, None, _school)


def addresses(table: Table) -> list[tuple[str, str]] | None:
    found = records(table, *REQUIRED)
    return None if found is None else [(squeeze(r["学校コード"]), r["所在地"]) for r in found]


def _write_instructions(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("書き方")
    sheet.set_column(0, 0, 90)
    for row, line in enumerate(INSTRUCTIONS):
        sheet.write_string(row, 0, str(line))


def _write_header(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    head = book.add_format({"bold": True, "bg_color": "#E8F1FE", "border": 1})
    text = book.add_format({"num_format": "@"})
    for number, column in enumerate(COLUMNS):
        sheet.set_column(number, number, column.width, text)
        sheet.write_string(0, number, column.name, head)
        if column.name in REQUIRED:
            sheet.write_comment(0, number, str(_("必ず入れてください。")))
        if column.choices:
            sheet.data_validation(1, number, LAST_ROW, number, {"validate": "list", "source": list(column.choices)})
    sheet.freeze_panes(1, 2)


def _example() -> list[str]:
    return [column.example for column in COLUMNS]


def _label(labels: Mapping[str, object], value: object) -> str:
    return next(label for label, known in labels.items() if known == value)


def _cells(row: SchoolRow) -> list[str]:
    return [
        row.code,
        row.name,
        row.name_kana,
        _label(KINDS, row.kind),
        _label(FOUNDERS, row.founder),
        _label(STANDINGS, row.standing),
        row.address,
        row.postal_code,
        row.telephone,
        "" if row.latitude is None else str(row.latitude),
        "" if row.longitude is None else str(row.longitude),
        row.closed_on.isoformat() if row.closed_on else "",
        row.successor_code,
    ]


def _renamed(record: Record) -> Record:
    """The row under the code list's column names, with its codes for what people chose by word."""
    words: dict[str, tuple[Mapping[str, str], str]] = {
        mext.KIND: (KINDS, "学校種"),
        mext.FOUNDER: (FOUNDERS, "設置者"),
        mext.STANDING: (STANDINGS, "状態"),
    }
    values = dict(record.values)
    for column, (labels, own) in words.items():
        word = squeeze(record[own])
        values[column] = str(labels[word]) if word in labels else word
    values |= {
        mext.ADDRESS: record["所在地"],
        mext.CLOSED: record["閉校年月日"],
        mext.SUCCESSOR: record["統合先の学校コード"],
    }
    return Record(record.file, record.row, values)


def _school(reader: Reader) -> SchoolRow | None:
    row = mext.school(reader)
    where = reader.point("緯度", "経度")
    if row is None:
        return None
    return replace(
        row,
        name_kana=reader.text("学校名カナ"),
        telephone=reader.telephone("電話番号"),
        latitude=where and where[0],
        longitude=where and where[1],
        point_source=str(_("Excel 様式")) if where else "",
    )
