"""What stands in the columns of the lists."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.advice.models import Consultation, Knowledge, Topic
from yuinowa.advice.queries import LATE_DAYS
from yuinowa.people.models import Post
from yuinowa.ui.markup import link
from yuinowa.ui.navigation import row_address
from yuinowa.ui.status import mark
from yuinowa.ui.tables import Column, Table, words
from yuinowa.ui.templatetags.dates import local_day, month_day, wareki

_ASKER = ("asked_by__kind", "asked_by__school__short_name", "asked_by__center__name")
SHOWN = (
    *(
        "pk",
        "subject",
        "topic",
        "state",
        "channel",
        "asked_at",
        "waiting_since",
        "first_answered_at",
        "answered_at",
        "read_at",
        "messages_n",
    ),
    *_ASKER,
)
KNOWLEDGE_SHOWN = ("pk", "title", "topic", "state", "published_at")


def consultations_table(rows: Iterable[Any], now: dt.datetime, *, has_ticks: bool, is_office: bool) -> Table:
    """Rows of ``SHOWN``."""
    states, topics = words(Consultation.State), words(Topic)
    columns = [
        Column("", _tick, head=_all_box(), css="no-print"),
        Column(_("件名"), lambda row: link(row_address("consultation_detail", row.pk), row.subject), is_name=True, sort="subject"),
        Column(_("種類"), lambda row: topics[row.topic]),
        Column(_("相談した職"), asker, sort="asker"),
        Column(_("相談した日"), lambda row: month_day(row.asked_at), sort="asked", css="nowrap"),
        Column(_("やりとり"), lambda row: row.messages_n, css="number"),
        Column(_("状態"), lambda row: _stands(row, now, states, is_office=is_office), sort="waiting"),
    ]
    return Table(_("相談の一覧"), tuple(columns if has_ticks else columns[1:]), rows)


def knowledge_table(rows: Iterable[Any], *, may_edit: bool) -> Table:
    """Rows of ``KNOWLEDGE_SHOWN``; only who edits them knows of drafts."""
    states, topics = words(Knowledge.State), words(Topic)
    columns = [
        Column(_("題名"), lambda row: link(row_address("knowledge_detail", row.pk), row.title), is_name=True, sort="title"),
        Column(_("種類"), lambda row: topics[row.topic], sort="topic"),
        Column(_("公開した日"), lambda row: wareki(row.published_at) or "－", sort="published", css="nowrap"),
        Column(_("状態"), lambda row: mark("active" if row.state == Knowledge.State.PUBLISHED else "draft", states[row.state])),
    ]
    return Table(_("事例の一覧"), tuple(columns if may_edit else columns[:-1]), rows)


def stands(consultation: Any, now: dt.datetime, *, is_office: bool) -> SafeString:
    """The state, with how long somebody waits, or that the answer is new."""
    return _stands(consultation, now, words(Consultation.State), is_office=is_office)


def _stands(row: Any, now: dt.datetime, states: dict[Any, str], *, is_office: bool) -> SafeString:
    if row.state == Consultation.State.OPEN:
        days = (local_day(now) - local_day(row.waiting_since)).days
        said = ngettext("回答待ち（%(n)s日）", "回答待ち（%(n)s日）", days) % {"n": days} if days else _("回答待ち（きょうから）")
        return mark("late" if days >= LATE_DAYS and is_office else "waiting", said)
    if row.state == Consultation.State.ANSWERED and not is_office and (row.read_at is None or row.read_at < row.answered_at):
        return mark("new", _("新しい答えがあります"))
    return mark("done" if row.state == Consultation.State.ANSWERED else "ended", states[row.state])


def asker(row: Any) -> str:
    return Post.named(row.asked_by__kind, row.asked_by__school__short_name or row.asked_by__center__name)


def waited(row: Any, now: dt.datetime) -> int | str:
    return (local_day(now) - local_day(row.waiting_since)).days if row.waiting_since else ""


def days_until_answer(row: Any) -> int | str:
    return (local_day(row.first_answered_at) - local_day(row.asked_at)).days if row.first_answered_at else ""


def _tick(row: Any) -> str:
    if row.state == Consultation.State.CLOSED:
        return ""
    box = '<label class="check"><input type="checkbox" name="consultation" value="{}"><span class="visually-hidden">{}</span></label>'
    return format_html(box, row.pk, row.subject)


def _all_box() -> SafeString:
    box = '<label><input type="checkbox" data-check-all><span class="visually-hidden">{}</span></label>'
    return format_html(box, _("すべてに印をつける"))
