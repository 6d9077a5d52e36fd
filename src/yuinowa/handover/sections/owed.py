"""Open promises, by the post and to the post."""

from typing import Any

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.handover.sections.desk import MOST_LINES, Desk, Line, Section, section
from yuinowa.promises.models import Promise
from yuinowa.promises.templatetags.due import due_words
from yuinowa.ui.navigation import row_address
from yuinowa.ui.templatetags.dates import wareki


def promises_kept(desk: Desk) -> Section | None:
    """What the post owes and has not kept yet."""
    if not desk.may(Permission.SEE_PROMISES):
        return None
    rows = _open(desk).filter(owner=desk.post)
    lines = (Line((row.text, row.whom, wareki(row.due_on), due_words(row.due_on, desk.on)), _address(row)) for row in rows[:MOST_LINES])
    header = (_("約束"), _("相手"), _("期限"), _("状態"))
    return section("promises", _("守る約束"), header, lines, empty=_("まだの約束はありません。"), total=rows.count())


def promises_received(desk: Desk) -> Section | None:
    """What others owe to the post."""
    if not desk.may(Permission.SEE_PROMISES):
        return None
    rows = _open(desk).filter(owed_to=desk.post)
    lines = (
        Line((row.text, row.owner.label, wareki(row.due_on), due_words(row.due_on, desk.on)), _address(row)) for row in rows[:MOST_LINES]
    )
    header = (_("約束"), _("守る人"), _("期限"), _("状態"))
    return section("owed", _("待っている約束"), header, lines, empty=_("待っている約束はありません。"), total=rows.count())


def _open(desk: Desk) -> Any:
    rows = Promise.objects.allowing(desk.actor, Permission.SEE_PROMISES).open()
    return rows.select_related(*Promise.SEARCH_RELATED).defer("search_text", "search_grams").order_by("due_on", "pk")


def _address(promise: Promise) -> str:
    return row_address("promise_detail", promise.pk)
