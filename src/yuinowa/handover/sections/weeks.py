"""The last twelve months by school week, in the order in which the weeks come round again."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.access.matrix import Permission
from yuinowa.engine.calendar import monday_of, week_number
from yuinowa.handover.sections.desk import Desk, Line, Section, section
from yuinowa.needs.models import Engagement, Need
from yuinowa.talents.models import Talent
from yuinowa.ui.navigation import row_address
from yuinowa.ui.templatetags.dates import month_day

HELD = (Need.State.FILLED, Need.State.DONE)


def last_years_weeks(desk: Desk) -> Section | None:
    """For a school each activity with who came; for a block or the city each week with its schools."""
    if not desk.may(Permission.SEE_NEEDS):
        return None
    rows = Need.objects.allowing(desk.actor, Permission.SEE_NEEDS).filter(state__in=HELD, first_on__range=(desk.year_ago, desk.on))
    needs = list(rows.select_related("school").defer("search_text", "search_grams").order_by("first_on", "pk"))
    is_school = desk.is_school(Permission.SEE_NEEDS)
    lines = list(_one_by_one(desk, needs) if is_school else _week_by_week(needs))
    by_need = (_("学校の週"), _("日"), _("内容"), _("学年・組"), _("来てくださった方"))
    header = by_need if is_school else (_("学校の週"), _("件数"), _("学校"))
    empty = _("この一年に行った活動はありません。")
    return section("weeks", _("この一年の学校の週"), header, lines, empty=empty, total=len(lines))


def week_words(day: dt.date) -> str:
    return _("第%(n)s週（%(monday)s～）") % {"n": week_number(day), "monday": month_day(monday_of(day))}


def _one_by_one(desk: Desk, needs: list[Any]) -> Iterator[Line]:
    helpers = _helpers(desk, needs)
    for need in needs:
        cells = (week_words(need.first_on), month_day(need.first_on), need.title, need.class_name, "、".join(helpers[need.pk]))
        yield Line(cells, row_address("need_detail", need.pk))


def _helpers(desk: Desk, needs: list[Any]) -> dict[int, list[str]]:
    """The names that the post may know, need by need; others are counted."""
    came = list(Engagement.objects.live().filter(need__in=needs).values_list("need_id", "talent_id"))
    known = Talent.objects.allowing(desk.actor, Permission.SEE_TALENT_NAME).filter(pk__in={talent for _need, talent in came})
    names = dict(known.values_list("pk", "name"))
    found: dict[int, list[str]] = defaultdict(list)
    hidden: dict[int, int] = defaultdict(int)
    for need, talent in came:
        if talent in names:
            found[need].append(names[talent])
        else:
            hidden[need] += 1
    for need, n in hidden.items():
        found[need].append(ngettext("ほか%(n)s人（お名前は公民館へ）", "ほか%(n)s人（お名前は公民館へ）", n) % {"n": n})
    return found


def _week_by_week(needs: list[Any]) -> Iterator[Line]:
    weeks: dict[dt.date, list[Any]] = defaultdict(list)
    for need in needs:
        weeks[monday_of(need.first_on)].append(need)
    for monday, held in weeks.items():
        schools = dict.fromkeys(need.school.short_name for need in held)
        yield Line((week_words(monday), len(held), "、".join(schools)))
