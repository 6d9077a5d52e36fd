"""What of the rounds waits for somebody, and what of them lies in the week; one query for both."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.access.matrix import Permission, Role
from yuinowa.core.actions import Actor
from yuinowa.home.entry import Waiting
from yuinowa.rounds.models import Visit
from yuinowa.ui.navigation import page_of
from yuinowa.ui.templatetags.dates import wareki

MOST_BY_NAME = 3
MOST_LOADED = 200
# Who was to be asked earlier than this before the day would hardly have time to answer.
ASK_AHEAD = dt.timedelta(days=21)
READ_BACK = dt.timedelta(days=60)
WRITE_BACK = dt.timedelta(days=30)


@dataclass(frozen=True)
class NearVisits:
    """The visits of one's own round or school around today, the latest first; ``rows`` are named tuples of ``_SHOWN``."""

    actor: Actor
    on: dt.date
    rows: list[Any]

    def waiting(self) -> list[Waiting]:
        if Role.INSTRUCTOR in self.actor.roles:
            return [*self._today(), *self._unwritten(), *self._to_settle()]
        return [*self._proposals(), *self._unread()] if Role.LIAISON_TEACHER in self.actor.roles else []

    def between(self, from_on: dt.date, until_on: dt.date) -> list[Any]:
        """Those that take place, in the order of the days."""
        return [row for row in reversed(self.rows) if row.state in Visit.STANDING and from_on <= row.on <= until_on]

    def _proposals(self) -> Iterator[Waiting]:
        """Days about which the school was asked."""
        asked = [row for row in reversed(self.rows) if row.state == Visit.State.PROPOSED and row.on >= self.on]
        for row in asked[:MOST_BY_NAME]:
            words = {"day": wareki(row.on), "until": wareki(row.answer_by)}
            sentence = _("指導員が%(day)sに訪問してよいか、返事を待っています（%(until)sまで）。") % words
            yield Waiting(sentence, _("返事をする"), page_of("visit_detail", row.pk), is_late=row.answer_by < self.on)

    def _unread(self) -> Iterator[Waiting]:
        """Records that the school has not confirmed."""
        unread = [row for row in self.rows if row.record and row.record__agreed_at is None and row.on >= self.on - READ_BACK]
        for row in unread[:MOST_BY_NAME]:
            sentence = _("%(day)sの訪問の記録を読んで、確かめてください。") % {"day": wareki(row.on)}
            yield Waiting(sentence, _("記録を読む"), page_of("visit_detail", row.pk))

    def _today(self) -> Iterator[Waiting]:
        if n := sum(row.on == self.on and row.state in Visit.STANDING for row in self.rows):
            sentence = ngettext("きょうは%(n)s校を訪問します。", "きょうは%(n)s校を訪問します。", n)
            yield Waiting(sentence % {"n": n}, _("当日シートを開く"), page_of("visit_day", self.on.isoformat()))

    def _unwritten(self) -> Iterator[Waiting]:
        """Visits whose day is over without a record."""
        over = (*Visit.STANDING, Visit.State.DONE)
        rows = [row for row in self.rows if row.state in over and not row.record and self.on - WRITE_BACK <= row.on < self.on]
        for row in rows[:MOST_BY_NAME]:
            words = {"school": row.school__short_name, "day": wareki(row.on)}
            sentence = _("%(school)sへの訪問（%(day)s）の記録がまだです。2分で書けます。") % words
            yield Waiting(sentence, _("記録する"), page_of("visit_record", row.pk), is_late=row.on < self.on - dt.timedelta(days=2))

    def _to_settle(self) -> Iterator[Waiting]:
        """Whom to telephone, what needs a new day, whom to ask: one page for all three."""
        if n := sum(row.state == Visit.State.PROPOSED and row.on >= self.on and row.answer_by < self.on for row in self.rows):
            sentence = ngettext(
                "訪問の日の返事が期限を過ぎた学校が%(n)s校あります。", "訪問の日の返事が期限を過ぎた学校が%(n)s校あります。", n
            )
            yield Waiting(sentence % {"n": n}, _("電話で聞く"), page_of("visits_waiting"), is_late=True)
        if n := sum(row.state == Visit.State.UNSETTLED for row in self.rows):
            sentence = ngettext("日を決めなおす訪問が%(n)s件あります。", "日を決めなおす訪問が%(n)s件あります。", n)
            yield Waiting(sentence % {"n": n}, _("新しい日を出す"), page_of("visits_waiting"), is_late=True)
        soon = self.on + ASK_AHEAD
        if n := sum(row.state == Visit.State.PLANNED and self.on < row.on <= soon for row in self.rows):
            sentence = ngettext(
                "3週間のうちの訪問で、まだ学校に確かめていないものが%(n)s件あります。",
                "3週間のうちの訪問で、まだ学校に確かめていないものが%(n)s件あります。",
                n,
            )
            yield Waiting(sentence % {"n": n}, _("まとめて確かめる"), page_of("visits_waiting"))


_SHOWN = ("pk", "on", "arrives_at", "state", "answer_by", "school__short_name", "record", "record__agreed_at")


def near_visits(actor: Actor, on: dt.date) -> NearVisits:
    """For who goes round, and for the window of a school; nothing for who only looks on."""
    rows = Visit.objects.allowing(actor, Permission.SEE_VISITS)
    if Role.INSTRUCTOR in actor.roles:
        rows = rows.for_post(actor.post_id)
    elif Role.LIAISON_TEACHER not in actor.roles:
        return NearVisits(actor, on, [])
    near = Q(state__in=Visit.STANDING, on__gte=on - WRITE_BACK) | Q(state=Visit.State.UNSETTLED)
    done = Q(state=Visit.State.DONE, on__gte=on - READ_BACK)
    shown = rows.filter(near | done).order_by("-on", "-arrives_at", "-pk")
    return NearVisits(actor, on, list(shown.values_list(*_SHOWN, named=True)[:MOST_LOADED]))
