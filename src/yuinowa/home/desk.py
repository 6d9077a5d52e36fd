"""Desks on きょう: the own one in its first and last days, and, for who looks after others, the empty and the unread ones. One query."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, DateField, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.access.guards import may
from yuinowa.access.matrix import Permission, Reach, Role, reaches
from yuinowa.core.actions import Actor
from yuinowa.handover.models import HandoverFile
from yuinowa.handover.queries import FIRST_DAYS, is_held
from yuinowa.handover.sections import Section, sections_of
from yuinowa.home.entry import Waiting
from yuinowa.people.models import Post
from yuinowa.ui.navigation import page_of
from yuinowa.ui.templatetags.dates import wareki

LEAVING_DAYS = 45
FILE, VACANT = "file", "vacant"
LOOKS_AFTER_POSTS = {Role.SECTION_STAFF, Role.INSTRUCTOR}
MISSED = (Post.Kind.LIAISON_TEACHER, Post.Kind.INSTRUCTOR, Post.Kind.COORDINATOR)
COLUMNS = ("what", "key", "desk", "name", "last")


@dataclass(frozen=True)
class Desks:
    """``rows``: (what, key, desk, name, last) of each; ``key`` is that of the file, ``desk`` that of the post."""

    actor: Actor
    on: dt.date
    rows: list[Any]

    @property
    def inherited(self) -> Any:
        """The file that the actor has not acknowledged, or None."""
        return next((row for row in self.rows if row.what == FILE and row.desk == self.actor.post_id and row.last < self.on), None)

    def waiting(self) -> list[Waiting]:
        return [*self._own(), *self._others()]

    def _own(self) -> Iterator[Waiting]:
        if row := self.inherited:
            sentence = _("前任の%(name)sさんの引継書を、まだ受けとっていません。") % {"name": row.name}
            yield Waiting(sentence, _("引継書を読む"), page_of("file_detail", row.key), is_late=True)
        for row in self.rows:
            if row.what == FILE and row.last >= self.on:
                sentence = _("この職は%(day)sまでです。後任の方へのひとことを書いてください。") % {"day": wareki(row.last)}
                yield Waiting(sentence, _("ひとことを書く"), page_of("handover_note", row.desk))

    def _others(self) -> Iterator[Waiting]:
        if n := sum(row.what == FILE and row.last < self.on and row.desk != self.actor.post_id for row in self.rows):
            sentence = ngettext("まだ受けとられていない引継書が%(n)s件あります。", "まだ受けとられていない引継書が%(n)s件あります。", n)
            yield Waiting(sentence % {"n": n}, _("どの職か見る"), f"{page_of('handover_list')}?state=unread", is_late=True)
        if n := sum(row.what == VACANT for row in self.rows):
            sentence = ngettext("担当者のいない職が%(n)s件あります。", "担当者のいない職が%(n)s件あります。", n)
            yield Waiting(sentence % {"n": n}, _("空いている職を見る"), f"{page_of('post_list')}?vacant=1", is_late=True)


@dataclass(frozen=True)
class NewDesk:
    """What the successor finds in the first days."""

    file: HandoverFile
    sections: list[Section]


def desks(actor: Actor, on: dt.date) -> Desks:
    if not actor.post_id or not may(actor, Permission.SEE_HANDOVER):
        return Desks(actor, on, [])
    rows = _files(actor, on)
    if actor.roles & LOOKS_AFTER_POSTS:
        rows = rows.union(_vacancies(actor, on), all=True)
    return Desks(actor, on, list(rows))


def new_desk(found: Desks) -> NewDesk | None:
    """The card on top, while the file is neither acknowledged nor older than the first days."""
    row, on = found.inherited, found.on
    if row is None or row.last < on - dt.timedelta(days=FIRST_DAYS):
        return None
    file = HandoverFile.objects.with_names().get(pk=row.key)
    return NewDesk(file, sections_of(file.post, on=on))


def _files(actor: Actor, on: dt.date) -> QuerySet[Any]:
    files = HandoverFile.objects.allowing(actor, Permission.SEE_HANDOVER)
    is_unread = Q(leaving__until_on__lt=on, acknowledgement__isnull=True) & Q(is_held(on))
    soon = (on, on + dt.timedelta(days=LEAVING_DAYS))
    is_mine = Q(leaving__person=actor.person_id, post=actor.post_id, leaving__until_on__range=soon, finished_at__isnull=True)
    if Reach.CITY not in reaches(actor.roles, Permission.SEE_HANDOVER):
        is_unread &= Q(post=actor.post_id) | Q(passed_to=actor.post_id)
    return _shaped(
        files.filter(is_unread | is_mine), FILE, Coalesce("passed_to", "post"), F("leaving__person__name"), F("leaving__until_on")
    )


def _vacancies(actor: Actor, on: dt.date) -> QuerySet[Any]:
    posts = Post.objects.allowing(actor, Permission.SEE_POSTS).vacant(on).filter(kind__in=MISSED)
    return _shaped(posts, VACANT, F("pk"), Value("", CharField()), Value(None, DateField()))


def _shaped(rows: Any, what: str, desk: Any, name: Any, last: Any) -> QuerySet[Any]:
    columns = {"what": Value(what, CharField()), "key": F("pk"), "desk": desk, "name": name, "last": last}
    return rows.order_by().annotate(**columns).values_list(*COLUMNS, named=True)  # type: ignore[no-any-return]
