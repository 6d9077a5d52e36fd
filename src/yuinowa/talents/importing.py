"""Registrations from a workbook: every bad cell is named, and all is written or nothing."""

import datetime as dt
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor
from yuinowa.engine.calendar import parse_date
from yuinowa.engine.japanese.normalise import is_kana
from yuinowa.organisations.importing import cells
from yuinowa.organisations.importing.guard import admit
from yuinowa.organisations.importing.rows import RowError
from yuinowa.organisations.importing.tables import Record, records, squeeze, tables
from yuinowa.organisations.models import Block, Municipality, School
from yuinowa.talents.actions import TalentDetails
from yuinowa.talents.actions.details import tidy_kana, tidy_telephone
from yuinowa.talents.actions.times import PARTS, FreeTime, parse_spans
from yuinowa.talents.models import Skill, Talent

DAYS = ("月", "火", "水", "木", "金", "土", "日")
REQUIRED = ("名前", "ふりがな")
COLUMNS = (
    "種別",
    "名前",
    "ふりがな",
    "代表者",
    "代表者ふりがな",
    "メール",
    "電話",
    "生年月日",
    "地区",
    "住所",
    "できること",
    "ほかにできること",
    "紹介",
    *DAYS,
    "行けるkm",
    "学期の回数",
    "同時に行ける数",
    "公開範囲",
    "公開する学校",
    "約束した日",
    "保護者",
    "保護者の同意日",
    "緯度",
    "経度",
)
EXAMPLE = (
    "個人",
    "見本 花子",
    "みほん はなこ",
    "",
    "",
    "mihon@example.jp",
    "",
    "昭和35年2月29日",
    "",
    "見本町",
    "",
    "竹とんぼ作り",
    "工作を40年教えています。",
    "午前",
    "",
    "10:00～11:30",
    "",
    "午前、午後",
    "",
    "",
    "8",
    "4",
    "1",
    "市内",
    "",
    "2026/4/1",
    "",
    "",
    "",
    "",
)
KINDS = {str(label): kind for kind, label in Talent.Kind.choices}
SCOPES = {"市内": Talent.Visibility.CITY, "地区": Talent.Visibility.BLOCK, "学校": Talent.Visibility.SCHOOL}
PART_NAMES = {"午前": "morning", "午後": "afternoon", "夕方": "evening"}
MOST_ROWS = 30_000


@dataclass(frozen=True)
class TalentRow:
    """One line that can be written."""

    row: int
    details: TalentDetails


@dataclass(frozen=True)
class TalentPreview:
    rows: tuple[TalentRow, ...]
    errors: tuple[RowError, ...]


def preview(name: str, content: bytes, *, by: Actor) -> TalentPreview:
    """Read a file against the present blocks, skills and registrations. Raises Unreadable where it is no table."""
    found = [rows for table in tables(admit(name, content)) if (rows := records(table, *REQUIRED)) is not None]
    if not found:
        return TalentPreview((), (_file_error(name, _("見出しの行（名前・ふりがな）が見つかりません。")),))
    lines = [record for rows in found for record in rows if (record["名前"], record["メール"]) != (EXAMPLE[1], EXAMPLE[5])]
    if not lines or len(lines) > MOST_ROWS:
        return TalentPreview((), (_file_error(name, _("登録する行がないか、3万行を超えています。")),))
    reader = _Reader(by)
    read = [TalentRow(record.row, details) for record in lines if (details := reader.read(record)) is not None]
    return TalentPreview(tuple(read), (*reader.errors, *_twins(read, name)))


@dataclass
class _Reader:
    """Looks everything up in tables read once; gathers every fault of every row."""

    by: Actor
    errors: list[RowError] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.today = clock.today()
        self.blocks = {squeeze(block.name): block for block in Block.objects.allowing(self.by, Permission.MANAGE_TALENTS)}
        self.skills = {squeeze(skill.name): skill for skill in Skill.objects.offered()}
        self.schools: dict[str, School] = {}
        for school in School.objects.in_programme():
            self.schools |= {school.code: school, squeeze(school.name): school, squeeze(school.short_name): school}
        city = Municipality.objects.first()
        self.terms = city.talent_terms_version if city else ""

    def read(self, record: Record) -> TalentDetails | None:
        before = len(self.errors)
        given = {**self._who(record), **self._what(record), **self._how(record)}
        if len(self.errors) > before:
            return None
        details = TalentDetails(**given)
        if details.is_minor_on(self.today) and details.guardian_consent_on is None:
            self._wrong(record, "保護者の同意日", _("18歳未満の方です。"), _("保護者の同意を得て、その日を入れてください。"))
            return None
        return details

    def _who(self, record: Record) -> dict[str, Any]:
        kind = self._one_of(record, "種別", KINDS, Talent.Kind.PERSON)
        email, telephone = self._email(record), tidy_telephone(_plain(record["電話"]))[:20]
        is_group = kind != Talent.Kind.PERSON
        consent = self._date(record, "保護者の同意日")
        return {
            "kind": kind,
            "name": self._needed(record, "名前"),
            "kana": self._kana(record, "ふりがな", is_needed=True),
            "contact_name": self._needed(record, "代表者") if is_group else "",
            "contact_kana": self._kana(record, "代表者ふりがな", is_needed=True) if is_group else "",
            "email": email,
            "telephone": telephone,
            "birth_on": self._date(record, "生年月日"),
            "guardian_name": _plain(record["保護者"])[:80],
            "guardian_consent_on": consent,
            "is_minor": consent is not None and bool(record["保護者"]),
        }

    def _what(self, record: Record) -> dict[str, Any]:
        return {
            "skills": self._several(
                record, "できること", self.skills, _("「ほかにできること」に書くか、できることの一覧に加えてください。")
            ),
            "skill_text": _plain(record["ほかにできること"])[:200],
            "introduction": _plain(record["紹介"])[:1000],
            "capacity": self._number(record, "同時に行ける数", 1, 1, 50),
        }

    def _how(self, record: Record) -> dict[str, Any]:
        scope = self._one_of(record, "公開範囲", SCOPES, Talent.Visibility.CITY)
        schools = self._several(record, "公開する学校", self.schools, _("学校の一覧にある名前か、学校コードを入れてください。"))
        if scope == Talent.Visibility.SCHOOL and not schools:
            self._wrong(
                record, "公開する学校", _("公開範囲が「学校」なのに、学校がありません。"), _("学校の名前を「、」で区切って入れてください。")
            )
        pledged_on = self._date(record, "約束した日")
        latitude, longitude = self._point(record)
        return {
            "block": self._block(record),
            "address": _plain(record["住所"])[:200],
            "latitude": latitude,
            "longitude": longitude,
            "times": [time for day in range(7) for time in self._times(record, day)],
            "reach_km": self._number(record, "行けるkm", 8, 1, 300),
            "places_per_term": self._number(record, "学期の回数", 4, 1, 100),
            "visibility": scope,
            "visible_schools": schools if scope == Talent.Visibility.SCHOOL else [],
            "pledged_on": pledged_on,
            "terms_version": self.terms if pledged_on else "",
        }

    def _block(self, record: Record) -> Block | None:
        written = squeeze(record["地区"])
        if written in self.blocks:
            return self.blocks[written]
        own = next(iter(self.blocks.values())) if len(self.blocks) == 1 and self.by.block_id else None
        if written or (self.by.block_id and own is None):
            self._wrong(
                record,
                "地区",
                _("「%s」という地区は、担当にありません。") % record["地区"],
                _("次から選んでください：") + "、".join(self.blocks),
            )
        return own

    def _times(self, record: Record, day: int) -> list[FreeTime]:
        text = squeeze(record[DAYS[day]])
        pieces = [piece for piece in text.replace(",", "、").split("、") if piece]
        named = [FreeTime(day, *PARTS[PART_NAMES[piece]][1:]) for piece in pieces if piece in PART_NAMES]
        try:
            return named + [time for piece in pieces if piece not in PART_NAMES for time in parse_spans(piece, day)]
        except ValueError:
            self._wrong(
                record,
                DAYS[day],
                _("「%s」を時間として読めません。") % text,
                _("「午前」「午後」「夕方」か「10:00～11:30」と書いてください。"),
            )
            return []

    def _several(self, record: Record, column: str, known: Mapping[str, Any], fix: Any) -> list[Any]:
        pieces = [squeeze(piece) for piece in record[column].replace(",", "、").split("、") if piece.strip()]
        for piece in pieces:
            if piece not in known:
                self._wrong(record, column, _("「%s」が一覧にありません。") % piece, fix)
        return list(dict.fromkeys(known[piece] for piece in pieces if piece in known))

    def _one_of(self, record: Record, column: str, known: Mapping[str, Any], default: Any) -> Any:
        written = squeeze(record[column])
        if written and written not in known:
            self._wrong(record, column, _("「%s」は使えません。") % record[column], _("次から選んでください：") + "、".join(known))
        return known.get(written, default)

    def _needed(self, record: Record, column: str) -> str:
        text = cells.name(_plain(record[column]))
        if not text or len(text) > 80:
            self._wrong(record, column, _("空か、80文字を超えています。"), _("80文字までで入れてください。"))
        return text

    def _kana(self, record: Record, column: str, *, is_needed: bool) -> str:
        text = self._needed(record, column) if is_needed else _plain(record[column])
        if text and not is_kana(text):
            self._wrong(record, column, _("「%s」は、ひらがなかカタカナではありません。") % text[:40], _("読みがなを入れてください。"))
        return text

    def _email(self, record: Record) -> str:
        text = squeeze(record["メール"])
        try:
            if text:
                validate_email(text)
        except ValidationError:
            self._wrong(record, "メール", _("「%s」はメールアドレスの形ではありません。") % text[:60], _("例：hanako@example.jp"))
        return text

    def _date(self, record: Record, column: str) -> dt.date | None:
        text = squeeze(record[column])
        try:
            return (cells.day(text) if "T" in text or "/" in text else parse_date(text)) if text else None
        except ValueError:
            self._wrong(record, column, _("「%s」は日付として読めません。") % text[:40], _("例：2026/4/1、令和8年4月1日"))
            return None

    def _number(self, record: Record, column: str, default: int, least: int, most: int) -> int:
        text = squeeze(record[column]).removesuffix(".0")
        if not text:
            return default
        if text.isascii() and text.isdigit() and least <= int(text[:9]) <= most:
            return int(text)
        self._wrong(
            record,
            column,
            _("「%s」は使えない数です。") % text[:40],
            _("%(least)dから%(most)dまでの数を入れてください。") % {"least": least, "most": most},
        )
        return default

    def _point(self, record: Record) -> tuple[float, float] | tuple[None, None]:
        try:
            return cells.point(record["緯度"], record["経度"]) or (None, None)
        except ValueError:
            self._wrong(record, "緯度", _("緯度・経度として読めません。"), _("例：37.0505、140.8876。分からなければ両方空けてください。"))
            return (None, None)

    def _wrong(self, record: Record, column: str, reason: Any, fix: Any) -> None:
        self.errors.append(RowError(record.row, column, reason, fix, record.file))


def template() -> bytes:
    """Our workbook: the columns, drop-downs of blocks and kinds, the skills on a sheet of their own, and an example."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet, lists = book.add_worksheet("地域人材"), book.add_worksheet("えらべる言葉")
        blocks, skills = [block.name for block in Block.objects.all()], [skill.name for skill in Skill.objects.offered()]
        lists.write_column(0, 0, ["地区", *blocks])
        lists.write_column(0, 1, ["できること", *skills])
        sheet.write_row(0, 0, COLUMNS, book.add_format({"bold": True, "bg_color": "#E8F1FE", "border": 1}))
        sheet.write_row(1, 0, EXAMPLE, book.add_format({"font_color": "#767676"}))
        sheet.set_column(0, len(COLUMNS) - 1, 14)
        sheet.freeze_panes(1, 3)
        for column, source in (("種別", list(KINDS)), ("公開範囲", list(SCOPES)), ("地区", f"='えらべる言葉'!$A$2:$A${len(blocks) + 1}")):
            place = COLUMNS.index(column)
            sheet.data_validation(1, place, MOST_ROWS, place, {"validate": "list", "source": source})
    return stream.getvalue()


def _twins(rows: Iterable[TalentRow], name: str) -> Iterable[RowError]:
    """Registrations that are there already, or twice in the file."""
    known: dict[tuple[str, str], str] = {}
    for kana, telephone, email in Talent.objects.exclude(state=Talent.State.ENDED).values_list(
        "kana", "person__telephone", "person__email"
    ):
        known |= dict.fromkeys(_marks(kana, telephone, email), "")
    for row in rows:
        marks = _marks(row.details.kana, row.details.telephone, row.details.email)
        twin = next((known[mark] for mark in marks if mark in known), None)
        if twin is not None:
            reason = _("%s行めと同じ方です。") % twin if twin else _("同じお名前と連絡先の登録が、すでにあります。")
            yield RowError(row.row, "名前", reason, _("この行を消してから、もう一度えらんでください。"), name)
        known |= dict.fromkeys(marks, str(row.row))


def _marks(kana: str, telephone: str, email: str) -> list[tuple[str, str]]:
    tight = tidy_kana(kana).replace(" ", "")
    number = "".join(sign for sign in telephone if sign.isdigit())
    return [(tight, mark) for mark in (number, email.lower()) if mark]


def _plain(text: str) -> str:
    """Our own exports put ``'`` before what a spreadsheet would carry out."""
    return text[1:] if text.startswith(("'=", "'+", "'-", "'@")) else text


def _file_error(name: str, reason: Any) -> RowError:
    return RowError(0, "", reason, _("ひな形をダウンロードして使ってください。"), name)
