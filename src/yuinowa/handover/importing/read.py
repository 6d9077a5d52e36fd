"""From a file to transfers: every bad row is named with its column, its reason and what to do; nothing is written here."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from yuinowa.handover.importing.template import KIND, LEAVES, MOVE, NAME, NUMBER, PLACE, REQUIRED
from yuinowa.handover.importing.who import Coming, Directory, Wrong
from yuinowa.handover.models import Transfer
from yuinowa.organisations.importing.guard import admit
from yuinowa.organisations.importing.rows import RowError
from yuinowa.organisations.importing.tables import Record, records, squeeze, tables
from yuinowa.people.models import Appointment, Post

LEAVING_WORDS = {LEAVES, "転出", "退職", "異動", "○", "◯", "〇"}
STAYING_WORDS = {"", "残る", "留任", "なし", "-", "－", "×"}
KINDS = {squeeze(str(label)): kind for kind, label in Post.Kind.choices}


@dataclass(frozen=True)
class Row:
    """One change. ``notes`` are remarks worth a look, no reason to stop."""

    row: int
    post: Post
    kind: str
    leaving: Appointment | None = None
    coming: Coming | None = None
    notes: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Preview:
    rows: tuple[Row, ...]
    errors: tuple[RowError, ...]

    @property
    def notes(self) -> list[tuple[int, Any]]:
        return [(row.row, note) for row in self.rows for note in row.notes]


def preview(name: str, content: bytes, *, last_on: dt.date) -> Preview:
    """Read a list for the April after ``last_on``. Raises Unreadable where the file is no table."""
    found = [list(rows) for table in tables(admit(name, content)) if (rows := records(table, *REQUIRED)) is not None]
    if not found:
        lack = _("見出しの行（番号・職・異動・後任の氏名）が見つかりません。")
        return Preview((), (RowError(0, "", lack, _("名簿のひな形をダウンロードして使ってください。"), name),))
    reader, read, errors = _Reader(last_on), [], []
    for record in (record for sheet in found for record in sheet):
        try:
            if row := reader.read(record):
                read.append(row)
        except Wrong as wrong:
            errors.append(RowError(record.row, wrong.column, wrong.reason, wrong.fix, name))
    kept = [row for row in read if row.kind]
    return Preview(tuple(kept), (*errors, *_twice(read, name), *_still_elsewhere(kept, reader, name)))


class _Reader:
    """Looks everything up in tables read once."""

    def __init__(self, last_on: dt.date) -> None:
        self.last_on = last_on
        self.posts = {post.pk: post for post in Post.objects.standing(last_on + dt.timedelta(days=1)).with_place()}
        self.by_place = {(post.kind, squeeze(str(post.place or ""))): post for post in self.posts.values() if post.number == 1}
        held = Appointment.objects.filter(post__in=self.posts).select_related("person", "post__school", "post__center")
        self.held = {row.post_id: row for row in held.valid(last_on)}
        self.later = {row.post_id: row for row in held.filter(from_on__gt=last_on)}
        self.people = Directory(self.held.values())

    def read(self, record: Record) -> Row | None:
        """The change of a row; a row without ``kind`` says that nothing changes."""
        post = self._post(record)
        holder, later = self.held.get(post.pk), self.later.get(post.pk)
        is_leaving, coming = _is_leaving(record), self.people.coming(record)
        if coming and holder and not is_leaving and coming.is_same(holder.person):
            coming = None
        self._check(is_leaving, coming, holder)
        if later:
            return self._planned_already(record, post, coming, later)
        kind = _kind(is_leaving, coming, holder, self.last_on)
        notes = (coming.note,) if coming and coming.note else ()
        return Row(record.row, post, kind, holder, coming, notes)

    def _post(self, record: Record) -> Post:
        number, kind = squeeze(record[NUMBER]), KINDS.get(squeeze(record[KIND]))
        post = self.posts.get(int(number)) if number.isascii() and number.isdecimal() else None
        if not number:
            post = self.by_place.get((str(kind), squeeze(record[PLACE])))
        if post is None:
            raise Wrong(
                NUMBER, _("「%s」という番号の職はありません。") % (number or record[PLACE]), _("ひな形の番号を変えずに使ってください。")
            )
        if kind != post.kind:
            reason = _("番号の職は「%(post)s」ですが、「%(written)s」と書いてあります。") % {"post": post.label, "written": record[KIND]}
            raise Wrong(KIND, reason, _("一列だけ並べかえていないか確かめ、ひな形の行にもどしてください。"))
        return post

    def _check(self, is_leaving: bool, coming: Coming | None, holder: Appointment | None) -> None:
        if is_leaving and holder is None:
            raise Wrong(MOVE, _("いまは担当者のいない職です。"), _("「異動」を空けて、来る人だけを書いてください。"))
        if holder is None or coming is None:
            return
        if not is_leaving:
            reason = _("後任が書いてありますが、%(name)sさんが出るかどうか分かりません。") % {"name": holder.person.name}
            raise Wrong(MOVE, reason, _("出るときは「出る」と書いてください。残るときは後任を消してください。"))
        if coming.is_same(holder.person):
            raise Wrong(NAME, _("出る人と後任が同じ人です。"), _("残るときは「異動」も後任も空けてください。"))

    def _planned_already(self, record: Record, post: Post, coming: Coming | None, later: Appointment) -> Row:
        if coming and not coming.is_same(later.person):
            reason = _("%(name)sさんが、そのあとの担当者に決まっています。") % {"name": later.person.name}
            raise Wrong(NAME, reason, _("後任を空けるか、先に職のページで任期をなおしてください。"))
        return Row(record.row, post, "")


def _is_leaving(record: Record) -> bool:
    word = squeeze(record[MOVE])
    if word in LEAVING_WORDS:
        return True
    if word not in STAYING_WORDS:
        raise Wrong(MOVE, _("「%s」の意味が分かりません。") % record[MOVE], _("出る人は「出る」と書き、残る人は空けておいてください。"))
    return False


def _kind(is_leaving: bool, coming: Coming | None, holder: Appointment | None, last_on: dt.date) -> str:
    if coming:
        return Transfer.Kind.REPLACE if holder else Transfer.Kind.COME
    if is_leaving:
        return Transfer.Kind.LEAVE
    return Transfer.Kind.RENEW if holder and holder.until_on == last_on else ""


def _twice(rows: list[Row], name: str) -> Iterator[RowError]:
    """The same post in two rows, or the same person."""
    posts: dict[int, int] = {}
    people: dict[Any, int] = {}
    for row in rows:
        first = posts.setdefault(row.post.pk, row.row)
        if first != row.row:
            yield RowError(
                row.row, NUMBER, _("同じ職が%(row)s行目にもあります。") % {"row": first}, _("一つの職は一行にしてください。"), name
            )
        elif row.coming:
            first = people.setdefault(row.coming.key, row.row)
            if first != row.row:
                fix = _("二つの職を兼ねるときは、あとで職のページから「担当者を決める」で入れてください。")
                yield RowError(row.row, NAME, _("同じ人が%(row)s行目にもあります。") % {"row": first}, fix, name)


def _still_elsewhere(rows: list[Row], reader: _Reader, name: str) -> Iterator[RowError]:
    """Somebody who comes here although nobody said that they leave where they are."""
    staying: dict[int, list[str]] = defaultdict(list)
    left = {row.leaving.pk for row in rows if row.leaving and row.kind in (Transfer.Kind.REPLACE, Transfer.Kind.LEAVE)}
    for held in reader.held.values():
        if held.pk not in left and (held.until_on is None or held.until_on > reader.last_on):
            staying[held.person_id].append(held.post.label)
    for row in rows:
        if row.coming and row.coming.person and (posts := staying.get(row.coming.person.pk)):
            reason = _("%(name)sさんは「%(post)s」に残ることになっています。") % {"name": row.coming.name, "post": "、".join(posts)}
            fix = _("前の職の行に「出る」と書いてください。兼ねるときは、あとで職のページから入れてください。")
            yield RowError(row.row, NAME, reason, fix, name)
