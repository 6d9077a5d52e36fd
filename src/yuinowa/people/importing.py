"""Posts and their holders from a workbook: every bad row is named, and all is written or nothing."""

import datetime as dt
import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from yuinowa.organisations.importing import cells
from yuinowa.organisations.importing.guard import admit
from yuinowa.organisations.importing.rows import RowError
from yuinowa.organisations.importing.tables import Record, records, squeeze, tables
from yuinowa.organisations.models import CommunityCenter, School
from yuinowa.people.models import Appointment, Person, Post

COLUMNS = ("職", "学校・公民館", "氏名", "ふりがな", "メール", "電話", "いつから", "いつまで")
REQUIRED = ("職", "氏名", "ふりがな", "いつから")
KINDS = {label: kind for kind, label in Post.Kind.choices}
EXAMPLE = ("事業担当教員", "見本小学校", "見本 花子", "みほん はなこ", "mihon@example.jp", "", "2026-04-01", "")


@dataclass(frozen=True)
class PostRow:
    """One line: which post, who, from when to when. ``post`` and ``person`` are None where they must be made."""

    row: int
    kind: str
    place: School | CommunityCenter | None
    name: str
    kana: str
    email: str
    telephone: str
    from_on: dt.date
    until_on: dt.date | None
    person: Person | None = None
    post: Post | None = None


@dataclass(frozen=True)
class PostPreview:
    rows: tuple[PostRow, ...]
    errors: tuple[RowError, ...]


class _Wrong(Exception):
    def __init__(self, column: str, reason: object, fix: object) -> None:
        self.column, self.reason, self.fix = column, reason, fix


def preview(name: str, content: bytes) -> PostPreview:
    """Read a file against the present schools, persons and posts. Raises Unreadable where it is no table."""
    found = [list(rows) for table in tables(admit(name, content)) if (rows := records(table, *REQUIRED)) is not None]
    if not found:
        lack = RowError(
            0, "", _("見出しの行（職・氏名・ふりがな・いつから）が見つかりません。"), _("ひな形をダウンロードして使ってください。"), name
        )
        return PostPreview((), (lack,))
    reader = _Reader()
    read, errors = [], []
    for record in (record for rows_of_sheet in found for record in rows_of_sheet):
        try:
            read.append(reader.read(record))
        except _Wrong as wrong:
            errors.append(RowError(record.row, wrong.column, wrong.reason, wrong.fix, name))  # type: ignore[arg-type]
    return PostPreview(tuple(read), (*errors, *_clashes(read, name)))


class _Reader:
    """Looks everything up in tables read once."""

    def __init__(self) -> None:
        self.places: dict[str, School | CommunityCenter] = {}
        for school in School.objects.open():
            self.places |= {school.code: school, squeeze(school.name): school, squeeze(school.short_name): school}
        self.places |= {squeeze(center.name): center for center in CommunityCenter.objects.filter(closed_on=None)}
        self.persons = {(p.kana, p.email): p for p in Person.objects.living()}
        posts = Post.objects.standing(dt.date.max).order_by("-number")
        self.posts = {(p.kind, p.school_id, p.center_id): p for p in posts}

    def read(self, record: Record) -> PostRow:
        kind = KINDS.get(squeeze(record["職"]))
        if kind is None:
            raise _Wrong("職", _("「%s」という職はありません。") % record["職"], _("次から選んでください：") + "、".join(KINDS))
        place = self._place(record, kind)
        name, kana = _needed(record, "氏名"), _needed(record, "ふりがな")
        email = _email(record)
        from_on, until_on = _days(record)
        known = self.persons.get((kana, email)) if email else None
        post = self.posts.get(
            (
                kind,
                getattr(place, "pk", None) if isinstance(place, School) else None,
                getattr(place, "pk", None) if isinstance(place, CommunityCenter) else None,
            )
        )
        return PostRow(record.row, kind, place, name, kana, email, squeeze(record["電話"]), from_on, until_on, known, post)

    def _place(self, record: Record, kind: str) -> School | CommunityCenter | None:
        written = squeeze(record["学校・公民館"])
        wanted = School if kind in Post.AT_SCHOOL else CommunityCenter if kind in Post.AT_CENTER else None
        if wanted is None:
            return None
        place = self.places.get(written)
        if place is None or not isinstance(place, wanted):
            raise _Wrong(
                "学校・公民館",
                _("「%s」が見つかりません。") % record["学校・公民館"],
                _("学校コードか、学校・公民館の一覧にある名前を入れてください。"),
            )
        return place


def _needed(record: Record, column: str) -> str:
    text = cells.name(record[column])
    if not text:
        raise _Wrong(column, _("空です。"), _("かならず入れてください。"))
    if len(text) > 80:
        raise _Wrong(column, _("80文字を超えています。"), _("短くしてください。"))
    return text


def _email(record: Record) -> str:
    text = squeeze(record["メール"])
    try:
        if text:
            validate_email(text)
    except ValidationError as error:
        raise _Wrong("メール", _("「%s」はメールアドレスの形ではありません。") % text, _("例：hanako@example.jp")) from error
    return text


def _days(record: Record) -> tuple[dt.date, dt.date | None]:
    from_on, until_on = _day(record, "いつから"), _day(record, "いつまで")
    if from_on is None:
        raise _Wrong("いつから", _("空です。"), _("職につく日を入れてください。例：2026-04-01"))
    if until_on is not None and until_on < from_on:
        raise _Wrong("いつまで", _("「いつから」より前の日です。"), _("日付をたしかめてください。"))
    return from_on, until_on


def _day(record: Record, column: str) -> dt.date | None:
    try:
        return cells.day(record[column])
    except ValueError as error:
        raise _Wrong(column, _("「%s」は日付として読めません。") % record[column], _("例：2026-04-01")) from error


def _clashes(rows: list[PostRow], name: str) -> Iterator[RowError]:
    """Two holders of one post at once, within the file or with what is already written."""
    held = Appointment.objects.filter(post__in=[row.post for row in rows if row.post]).select_related("person")
    taken: dict[int, list[Appointment]] = {}
    for appointment in held:
        taken.setdefault(appointment.post_id, []).append(appointment)
    counts = Counter((row.kind, row.place) for row in rows)
    for row in rows:
        if counts[row.kind, row.place] > 1 and row.place is not None:
            yield RowError(row.row, "職", _("同じ職が、このファイルに二度あります。"), _("一つの職は一人にしてください。"), name)  # type: ignore[arg-type]
        for appointment in taken.get(row.post.pk, []) if row.post else []:
            if _meets(row, appointment):
                yield RowError(
                    row.row,
                    "いつから",
                    _("その時期には %s さんが職についています。") % appointment.person.name,  # type: ignore[arg-type]
                    _("先にいまの任期の終わりを入れるか、日付をなおしてください。"),
                    name,  # type: ignore[arg-type]
                )


def _meets(row: PostRow, held: Appointment) -> bool:
    return (held.until_on is None or row.from_on <= held.until_on) and (row.until_on is None or held.from_on <= row.until_on)


def as_appointments(rows: tuple[PostRow, ...]) -> list[dict[str, Any]]:
    """The rows as ``appoint_all`` takes them; one new person for rows of the same reading and address."""
    new: dict[tuple[str, str], Person] = {}
    return [
        {
            "post": row.post or _new_post(row),
            "from_on": row.from_on,
            "until_on": row.until_on,
            "person": row.person or (new.setdefault((row.kana, row.email), _new_person(row)) if row.email else _new_person(row)),
        }
        for row in rows
    ]


def _new_post(row: PostRow) -> Post:
    at: dict[str, Any] = {"school": row.place} if isinstance(row.place, School) else {"center": row.place}
    return Post(kind=row.kind, **(at if row.place else {}))


def _new_person(row: PostRow) -> Person:
    return Person(name=row.name, kana=row.kana, email=row.email, telephone=row.telephone)


def template(schools: Callable[[], Any] = School.objects.in_programme) -> bytes:
    """Our workbook: the columns, a drop-down of posts and of schools, and an example."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("職と担当者")
        places = book.add_worksheet("学校・公民館")
        names = [school.name for school in schools()] + [center.name for center in CommunityCenter.objects.filter(closed_on=None)]
        places.write_column(0, 0, names or ["（まだありません）"])
        sheet.write_row(0, 0, COLUMNS, book.add_format({"bold": True, "bg_color": "#E8F1FE", "border": 1}))
        sheet.write_row(1, 0, EXAMPLE, book.add_format({"font_color": "#767676"}))
        sheet.set_column(0, len(COLUMNS) - 1, 18)
        sheet.data_validation(1, 0, 3000, 0, {"validate": "list", "source": list(KINDS)})
        sheet.data_validation(2, 1, 3000, 1, {"validate": "list", "source": f"='学校・公民館'!$A$1:$A${max(len(names), 1)}"})
        sheet.freeze_panes(1, 0)
    return stream.getvalue()
