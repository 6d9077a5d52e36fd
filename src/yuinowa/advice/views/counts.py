"""How much was asked, month by month and kind by kind, of a 年度 beside the one before."""

import datetime as dt
from collections import Counter
from typing import Any

from django.db.models import Count, F, Min, Q
from django.db.models.functions import ExtractMonth
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.advice.models import Consultation, Topic
from yuinowa.advice.queries import LATE_DAYS
from yuinowa.core import clock
from yuinowa.core.export import table_response
from yuinowa.engine.calendar import fiscal_year
from yuinowa.ui.tables import words
from yuinowa.ui.templatetags.dates import fiscal_year as year_name
from yuinowa.ui.templatetags.dates import local_day

MONTHS = (*range(4, 13), *range(1, 4))


@requires(Permission.ANSWER_ADVICE)
def advice_counts(request: Any) -> HttpResponse:
    year = _year(request)
    now, before = _by_topic_and_month(request, year), _by_topic_and_month(request, year - 1)
    sums, sums_before = _by_month(now), _by_month(before)
    facts = {
        "year": year,
        "years": _years(request),
        "caption": _caption(sums, year),
        "bars": [(_month(month), sums_before[month], sums[month]) for month in MONTHS],
        "series": [year_name(year - 1), year_name(year)],
        "months": [_month(month) for month in MONTHS],
        "rows": _table(now),
        "answers": _answers(request, year),
        "parts": [_("3日のうちに回答"), _("4日から後に回答"), _("まだ")],
        "channels": _channels(request, year),
        "total": sums.total(),
    }
    return render(request, "advice/counts.html", facts)


@requires(Permission.ANSWER_ADVICE)
def advice_counts_export(request: Any, form: str) -> HttpResponse:
    year = _year(request)
    rows = _table(_by_topic_and_month(request, year))
    header = [_("種類"), *(_month(month) for month in MONTHS), _("計")]
    name = _("相談の件数_%(year)s") % {"year": year_name(year)}
    return table_response(form, name=name, header=header, rows=([row["label"], *row["counts"], row["total"]] for row in rows))


def _year(request: Any) -> int:
    """What the address asks for, where it is a year that people live in."""
    asked, this = request.GET.get("year", ""), fiscal_year(clock.today())
    return int(asked) if asked.isdecimal() and 2000 <= int(asked[:5]) <= this else this


def _years(request: Any) -> list[int]:
    first = Consultation.objects.allowing(request.actor, Permission.ANSWER_ADVICE).order_by().aggregate(Min("asked_at"))["asked_at__min"]
    this = fiscal_year(clock.today())
    return list(range(this, (fiscal_year(local_day(first)) if first else this) - 1, -1))


def _of_year(request: Any, year: int) -> Any:
    return Consultation.objects.allowing(request.actor, Permission.ANSWER_ADVICE).in_year(year).order_by()


def _by_topic_and_month(request: Any, year: int) -> Counter[tuple[str, int]]:
    month = ExtractMonth("asked_at", tzinfo=clock.JAPAN)
    rows = _of_year(request, year).annotate(month=month).values_list("topic", "month").annotate(n=Count("pk"))
    return Counter({(topic, month): n for topic, month, n in rows})


def _by_month(counts: Counter[tuple[str, int]]) -> Counter[int]:
    found: Counter[int] = Counter()
    for (_topic, month), n in counts.items():
        found[month] += n
    return found


def _table(counts: Counter[tuple[str, int]]) -> list[dict[str, Any]]:
    """A row for each kind, and the sum of all."""
    rows = [_row(label, [counts[topic, month] for month in MONTHS]) for topic, label in words(Topic).items()]
    sums = _by_month(counts)
    return [*rows, {**_row(_("計"), [sums[month] for month in MONTHS]), "is_sum": True}]


def _row(label: str, counts: list[int]) -> dict[str, Any]:
    return {"label": label, "counts": counts, "total": sum(counts)}


def _answers(request: Any, year: int) -> list[tuple[str, list[int]]]:
    """Per kind: how many were answered within three days, later, and not yet; one query."""
    soon = Q(first_answered_at__lte=F("asked_at") + dt.timedelta(days=LATE_DAYS))
    is_answered = Q(first_answered_at__isnull=False)
    rows = (
        _of_year(request, year)
        .values_list("topic")
        .annotate(soon=Count("pk", filter=soon), later=Count("pk", filter=is_answered & ~soon), never=Count("pk", filter=~is_answered))
    )
    found = {topic: list(counts) for topic, *counts in rows}
    return [(label, found[topic]) for topic, label in words(Topic).items() if topic in found]


def _channels(request: Any, year: int) -> list[tuple[str, int]]:
    found = dict(_of_year(request, year).values_list("channel").annotate(n=Count("pk")))
    return [(label, found[channel]) for channel, label in words(Consultation.Channel).items() if channel in found]


def _caption(sums: Counter[int], year: int) -> str:
    """The picture in a sentence."""
    if not sums:
        return _("%(year)sの相談は、まだありません。") % {"year": year_name(year)}
    month, n = max(sums.items(), key=lambda pair: pair[1])
    facts = {"year": year_name(year), "total": sums.total(), "month": _month(month), "n": n}
    return (
        ngettext(
            "%(year)sの相談は%(total)s件、いちばん多い月は%(month)sの%(n)s件です。",
            "%(year)sの相談は%(total)s件、いちばん多い月は%(month)sの%(n)s件です。",
            sums.total(),
        )
        % facts
    )


def _month(month: int) -> str:
    return _("%(n)s月") % {"n": month}
