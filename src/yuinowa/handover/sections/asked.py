"""Requests still open, and what the last year taught."""

import datetime as dt
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.activities.models import Activity
from yuinowa.handover.sections.desk import MOST_LINES, Desk, Line, Section, section
from yuinowa.needs.models import Cancellation, Need
from yuinowa.ui.navigation import row_address
from yuinowa.ui.tables import words
from yuinowa.ui.templatetags.dates import wareki

OPEN = (Need.State.DRAFT, Need.State.AWAITING_APPROVAL, Need.State.OPEN, Need.State.ASKING, Need.State.FILLED)


def open_needs(desk: Desk) -> Section | None:
    """Everything asked for that has not taken place, and what took place and was not recorded."""
    if not desk.may(Permission.SEE_NEEDS):
        return None
    rows = Need.objects.allowing(desk.actor, Permission.SEE_NEEDS).filter(state__in=OPEN)
    agreed = Count("engagements", filter=Q(engagements__withdrawal__isnull=True))
    shown = rows.annotate(agreed=agreed).select_related("school").defer("search_text", "search_grams").order_by("first_on", "pk")
    states = words(Need.State)
    lines = (
        Line(
            (
                wareki(need.first_on) or _("未定"),
                need.title,
                need.school.short_name,
                need.class_name,
                f"{need.agreed}/{need.people}",
                states[need.state],
            ),
            row_address("need_detail", need.pk),
        )
        for need in shown[:MOST_LINES]
    )
    header = (_("日"), _("お願い"), _("学校"), _("学年・組"), _("人数"), _("状態"))
    return section("needs", _("進んでいるお願い"), header, lines, empty=_("進んでいるお願いはありません。"), total=rows.count())


def cautions(desk: Desk) -> Section | None:
    """What people wrote down to do better, and what was called off and why, in the last year."""
    if not desk.may(Permission.SEE_RECORDS):
        return None
    found = sorted((*_issues(desk), *_called_off(desk)), key=lambda pair: pair[0], reverse=True)
    header = (_("日"), _("活動"), _("学校"), _("気をつけること"))
    lines = (line for _day, line in found)
    return section("cautions", _("気をつけること"), header, lines, empty=_("この一年に書きとめられたことはありません。"), total=len(found))


def _issues(desk: Desk) -> list[tuple[dt.date, Line]]:
    rows: Any = Activity.objects.allowing(desk.actor, Permission.SEE_RECORDS).filter(on__range=(desk.year_ago, desk.on)).exclude(issue="")
    return [
        (row.on, Line((wareki(row.on), row.title, row.school.short_name, row.issue), row_address("record_detail", row.pk)))
        for row in rows.select_related("school").order_by("-on", "-pk")[:MOST_LINES]
    ]


def _called_off(desk: Desk) -> list[tuple[dt.date, Line]]:
    rows = Cancellation.objects.allowing(desk.actor, Permission.SEE_NEEDS).filter(need__first_on__range=(desk.year_ago, desk.on))
    said = _("取りやめ：%(reason)s")
    return [
        (
            row.need.first_on,
            Line(
                (wareki(row.need.first_on), row.need.title, row.need.school.short_name, said % {"reason": row.reason}),
                row_address("need_detail", row.need_id),
            ),
        )
        for row in rows.select_related("need__school").order_by("-need__first_on", "-pk")[:MOST_LINES]
    ]
