"""The rounds of a desk: visits to come, and what was heard on those of the last year."""

from typing import Any

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.handover.sections.desk import MOST_LINES, Desk, Line, Section, section
from yuinowa.rounds.models import Visit, VisitRecord
from yuinowa.ui.navigation import row_address
from yuinowa.ui.tables import words
from yuinowa.ui.templatetags.dates import clock_time, wareki


def coming_visits(desk: Desk) -> Section | None:
    """Visits that take place, or whose day is to be settled."""
    if not desk.may(Permission.SEE_VISITS):
        return None
    rows = Visit.objects.allowing(desk.actor, Permission.SEE_VISITS).open().filter(on__gte=desk.on)
    states = words(Visit.State)
    lines = (
        Line(
            (wareki(visit.on), clock_time(visit.arrives_at), visit.school.short_name, states[visit.state], visit.purpose),
            row_address("visit_detail", visit.pk),
        )
        for visit in rows.select_related("school").order_by("on", "arrives_at", "pk")[:MOST_LINES]
    )
    header = (_("日"), _("着く時刻"), _("学校"), _("状態"), _("用件"))
    return section("visits", _("これからの巡回訪問"), header, lines, empty=_("これからの訪問は決まっていません。"), total=rows.count())


def heard(desk: Desk) -> Section | None:
    """Who was met, what was heard, ideas."""
    if not desk.may(Permission.SEE_VISITS):
        return None
    rows: Any = VisitRecord.objects.allowing(desk.actor, Permission.SEE_VISITS).filter(visit__on__range=(desk.year_ago, desk.on))
    lines = (
        Line(
            (wareki(row.visit.on), row.visit.school.short_name, row.met, row.heard, row.ideas),
            row_address("visit_detail", row.visit_id),
        )
        for row in rows.select_related("visit__school").defer("search_text", "search_grams").order_by("-visit__on", "-pk")[:MOST_LINES]
    )
    header = (_("日"), _("学校"), _("会った人"), _("聞いたこと"), _("考え"))
    return section("heard", _("訪問で聞いたこと"), header, lines, empty=_("この一年の訪問記録はありません。"), total=rows.count())
