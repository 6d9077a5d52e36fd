"""What stands in the columns of the list."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yuinowa.people.models import Post
from yuinowa.promises.models import Promise
from yuinowa.promises.templatetags.due import due_words
from yuinowa.ui.markup import link
from yuinowa.ui.navigation import row_address
from yuinowa.ui.status import mark
from yuinowa.ui.tables import Column, Table, words
from yuinowa.ui.templatetags.dates import month_day

_OWNER = ("owner__kind", "owner__school__short_name", "owner__center__name")
_OWED_TO = ("owed_to__kind", "owed_to__school__short_name", "owed_to__center__name")
SHOWN = ("pk", "text", "due_on", "state", *_OWNER, *_OWED_TO, "owed_to_text", "is_held")


def promises_table(promises: Iterable[Any], on: dt.date, *, has_ticks: bool) -> Table:
    """Rows of ``SHOWN``."""
    states, vacant = words(Promise.State), mark("vacant", _("担当者なし"))
    columns = [
        Column("", _tick, head=_all_box(), css="no-print"),
        Column(_("約束"), lambda row: link(row_address("promise_detail", row.pk), row.text), is_name=True, sort="text"),
        Column(_("守る人"), lambda row: _owner(row, vacant), sort="owner"),
        Column(_("相手"), whom),
        Column(_("期限"), lambda row: month_day(row.due_on), sort="due", css="nowrap"),
        Column(_("状態"), lambda row: how_it_stands(row.state, row.due_on, on, states)),
    ]
    return Table(_("約束の一覧"), tuple(columns if has_ticks else columns[1:]), promises)


def how_it_stands(state: str, due_on: dt.date, on: dt.date, states: dict[Any, str]) -> SafeString:
    """Open ones say how long is left."""
    if state != Promise.State.OPEN:
        return mark(state, states[state])
    left = due_words(due_on, on)
    return mark("late" if due_on < on else "pending" if due_on == on else "open", left)


def owner(row: Any) -> str:
    return Post.named(row.owner__kind, row.owner__school__short_name or row.owner__center__name)


def whom(row: Any) -> str:
    if not row.owed_to__kind:
        return str(row.owed_to_text)
    return Post.named(row.owed_to__kind, row.owed_to__school__short_name or row.owed_to__center__name)


def _owner(row: Any, vacant: SafeString) -> str:
    name = owner(row)
    return name if row.is_held or row.state != Promise.State.OPEN else format_html("{} {}", name, vacant)


def _tick(row: Any) -> str:
    if row.state != Promise.State.OPEN:
        return ""
    box = '<label class="check"><input type="checkbox" name="promise" value="{}"><span class="visually-hidden">{}</span></label>'
    return format_html(box, row.pk, row.text)


def _all_box() -> SafeString:
    box = '<label><input type="checkbox" data-check-all><span class="visually-hidden">{}</span></label>'
    return format_html(box, _("すべてに印をつける"))
