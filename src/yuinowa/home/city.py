"""The whole city at a glance: which schools are served how well, who carries how much, what is missing."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuinowa.access.matrix import Permission
from yuinowa.core.actions import Actor
from yuinowa.engine.calendar import Term
from yuinowa.home.standing import Standing, Tally
from yuinowa.home.waiting import short_of_people
from yuinowa.needs.models import Engagement, Need
from yuinowa.organisations.models import School
from yuinowa.talents.models import Talent
from yuinowa.ui.navigation import page_of

MOST_UNFILLED = 20
HIGHEST_LOAD = 8
# Class of a school by the share of its seats that are filled; colours and shapes in ui/maps.py.
CLASSES = {
    1: gettext_lazy("8割以上うまっている"),
    2: gettext_lazy("5割から8割"),
    3: gettext_lazy("5割より少ない"),
    4: gettext_lazy("まだひとりもいない"),
    0: gettext_lazy("お願いがない"),
}


@dataclass(frozen=True)
class Row:
    """A school of the table and the map."""

    school: School
    tally: Tally
    url: str

    @property
    def css(self) -> int:
        return class_of(self.tally)

    @property
    def word(self) -> Any:
        return CLASSES[self.css]


def class_of(tally: Tally) -> int:
    if tally.share is None:
        return 0
    if not tally.filled:
        return 4
    return 1 if tally.share >= 0.8 else 2 if tally.share >= 0.5 else 3


ORDERS = {
    "missing": lambda row: (-row.tally.missing, row.school.pk),
    "-missing": lambda row: (row.tally.missing, row.school.pk),
    "wanted": lambda row: (row.tally.wanted, row.school.pk),
    "-wanted": lambda row: (-row.tally.wanted, row.school.pk),
    "share": lambda row: (2 if row.tally.share is None else row.tally.share, row.school.pk),
    "-share": lambda row: (1 if row.tally.share is None else -row.tally.share, row.school.pk),
}


def school_rows(actor: Actor, standing: Standing, order: str = "") -> list[Row]:
    """Every school of the programme, those that miss most first; one query."""
    schools = School.objects.allowing(actor, Permission.SEE_SCHOOLS).in_programme().select_related("block", "site")
    schools = schools.defer("search_text", "search_grams")
    by_school = standing.by_school()
    rows = [Row(school, by_school.get(school.pk, Tally()), page_of("school_detail", school.pk)) for school in schools]
    return sorted(rows, key=ORDERS.get(order, ORDERS["missing"]))


def points(rows: list[Row]) -> list[dict[str, Any]]:
    """The schools as points of ``ui/map.html``."""
    return [
        {
            "lat": row.school.site.latitude,
            "lon": row.school.site.longitude,
            "name": row.school.short_name,
            "css": row.css,
            "url": row.url,
            "text": point_text(row.tally),
        }
        for row in rows
    ]


def point_text(tally: Tally) -> str:
    if not tally.wanted:
        return _("この学期のお願いはありません。")
    return _("%(wanted)s人のうち %(filled)s人が決まっています。") % {"wanted": tally.wanted, "filled": tally.filled}


def loads(actor: Actor, term: Term) -> list[tuple[str, int]]:
    """How many talents come how often in the term: (times, people); two queries."""
    agreed = Engagement.objects.filter(withdrawal__isnull=True, date__on__range=(term.start, term.end))
    times = Counter(agreed.order_by().values_list("talent").annotate(n=Count("pk")).values_list("n", flat=True))
    active = Talent.objects.allowing(actor, Permission.SEE_TALENT_NAME).active().count()
    times[0] = max(0, active - sum(times.values()))
    highest = min(max(times), HIGHEST_LOAD)
    above = sum(people for n, people in times.items() if n >= HIGHEST_LOAD)
    last = [(f"{HIGHEST_LOAD}+", above)] if highest == HIGHEST_LOAD else []
    return [(str(n), times[n]) for n in range(min(highest + 1, HIGHEST_LOAD))] + last


def unfilled(actor: Actor, term: Term, on: dt.date) -> list[Need]:
    """Coming needs that still miss somebody, the nearest first; one query."""
    needs = short_of_people(Need.objects.allowing(actor, Permission.SEE_NEEDS), max(on, term.start), term.end)
    return list(needs.select_related("school").defer("search_text", "search_grams").order_by("first_on", "pk")[:MOST_UNFILLED])
