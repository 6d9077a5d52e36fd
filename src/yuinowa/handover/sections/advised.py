"""Consultations that are not closed: asked by the post, or waiting for the city hall."""

from typing import Any

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.advice.models import Consultation
from yuinowa.handover.sections.desk import MOST_LINES, Desk, Line, Section, section
from yuinowa.ui.navigation import row_address
from yuinowa.ui.tables import words
from yuinowa.ui.templatetags.dates import wareki


def consultations(desk: Desk) -> Section | None:
    if not desk.may(Permission.SEE_ADVICE):
        return None
    rows: Any = Consultation.objects.allowing(desk.actor, Permission.SEE_ADVICE).exclude(state=Consultation.State.CLOSED)
    if not desk.may(Permission.ANSWER_ADVICE):
        rows = rows.filter(asked_by=desk.post)
    states = words(Consultation.State)
    shown = rows.select_related("asked_by__school", "asked_by__center").defer("search_text", "search_grams").order_by("asked_at", "pk")
    lines = (
        Line((row.subject, row.asked_by.label, wareki(row.asked_at), states[row.state]), row_address("consultation_detail", row.pk))
        for row in shown[:MOST_LINES]
    )
    header = (_("相談"), _("相談した職"), _("日"), _("状態"))
    return section("advice", _("終わっていない相談"), header, lines, empty=_("終わっていない相談はありません。"), total=rows.count())
