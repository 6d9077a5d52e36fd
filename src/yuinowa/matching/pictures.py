"""What a plan looks like: figures for rings, histograms, the map and the comparison of two plans."""

from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from yuinowa.activities.models import ActivityKind
from yuinowa.matching.models import Plan
from yuinowa.organisations.models import School


def of_plan(plan: Plan) -> dict[str, Any]:
    """Shares filled, in all and by kind; the load of people before and after."""
    figures = plan.figures
    if not figures:
        return {}
    seats = {level["name"]: level for level in plan.levels}.get("seats", {})
    kinds, loads = _kinds(figures["kinds"]), _loads(figures)
    return {
        "rings": [(_("ぜんぶ"), figures["seats_filled"], figures["seats"]), *kinds],
        "loads": loads,
        "series": [_("この1年"), _("この計画のあと")],
        "share": _percent(figures["seats_filled"], figures["seats"]),
        "gap": seats.get("bound", 0) - seats.get("value", 0),
        "figures": figures,
    }


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 100


def _kinds(kinds: dict[str, list[int]]) -> list[tuple[Any, int, int]]:
    names = dict(ActivityKind.choices)
    return [(names.get(kind, kind), filled, seats) for kind, (filled, seats) in sorted(kinds.items())]


def _loads(figures: dict[str, Any]) -> list[tuple[str, int, int]]:
    before, after = figures["load_before"], figures["load_after"]
    last = len(before) - 1
    names = [_("%(n)d回") % {"n": n} if n < last else _("%(n)d回以上") % {"n": n} for n in range(len(before))]
    return list(zip(names, before, after, strict=True))


def points_of(plan: Plan) -> list[dict[str, Any]]:
    """Schools on the map: how many of the seats they asked for the plan fills."""
    filled = {row["school"]: row["seats"] for row in plan.proposals.by_school()}
    missing = dict(plan.gaps.values_list("need__school").annotate(Sum("missing")).order_by())
    schools = School.objects.filter(pk__in={*filled, *missing}).select_related("site")
    return [_point(school, filled.get(school.pk, 0), missing.get(school.pk, 0)) for school in schools if school.site.latitude is not None]


def _point(school: School, filled: int, missing: int) -> dict[str, Any]:
    percent = _percent(filled, filled + missing)
    return {
        "lat": school.site.latitude,
        "lon": school.site.longitude,
        "name": school.short_name,
        "url": reverse("school_detail", args=[school.pk]),
        "text": _("%(all)d席のうち %(filled)d席") % {"all": filled + missing, "filled": filled},
        "css": 4 if percent == 100 else 1 + percent // 34,
    }


def ways_to_ask(plan: Plan) -> tuple[int, int]:
    """How many will be asked by mail, and how many by telephone."""
    wanted = plan.proposals.wanted().values_list("talent__is_mailed", "talent__person__email")
    by_mail = sum(bool(is_mailed and email) for is_mailed, email in wanted)
    return by_mail, len(wanted) - by_mail


def comparison(plan: Plan, other: Plan) -> dict[str, Any]:
    """Two plans side by side: their figures, and the pairs that only one of them has."""
    mine, theirs = _pairs(plan), _pairs(other)
    only_mine = plan.proposals.wanted().select_related("need__school", "talent", "date").order_by("date__on", "pk")
    only_theirs = other.proposals.wanted().select_related("need__school", "talent", "date").order_by("date__on", "pk")
    return {
        "plan": plan,
        "other": other,
        "rows": _figure_rows(plan, other),
        "same": len(mine & theirs),
        "only_mine": [p for p in only_mine if (p.need_id, p.talent_id) not in theirs][:200],
        "only_theirs": [p for p in only_theirs if (p.need_id, p.talent_id) not in mine][:200],
        "count_mine": len(mine - theirs),
        "count_theirs": len(theirs - mine),
    }


def _pairs(plan: Plan) -> set[tuple[int, int]]:
    return set(plan.proposals.wanted().values_list("need", "talent"))


def _figure_rows(plan: Plan, other: Plan) -> list[tuple[str, Any, Any]]:
    labels = [
        ("needs", _("お願い")),
        ("needs_filled", _("全員そろったお願い")),
        ("seats", _("席")),
        ("seats_filled", _("うまった席")),
        ("people_asked", _("お願いする人")),
        ("other_dates", _("第2希望より後の日になった席")),
    ]
    km = [round(sum(p.km for p in one.proposals.wanted()), 1) for one in (plan, other)]
    rows = [(label, plan.figures.get(key, 0), other.figures.get(key, 0)) for key, label in labels]
    return [*rows, (_("移動の合計（片道・km）"), km[0], km[1])]
