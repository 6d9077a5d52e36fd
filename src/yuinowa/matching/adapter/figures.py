"""What a plan comes to, in numbers that fit a picture."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from yuinowa.matching.adapter.facts import Facts
from yuinowa.matching.adapter.planning import Result
from yuinowa.needs.models import Need

MOST = 6  # a load of six and more is one column of the histogram


def figures_of(result: Result, facts: Facts) -> dict[str, Any]:
    """Seats and needs filled, by kind of activity; load of people before and after; who is never asked."""
    wished = {wish.need_id: wish.seats for wish in facts.wishes}
    filled = Counter(chosen.wish.need_id for chosen in result.chosen)
    new = Counter(chosen.talent_id for chosen in result.chosen)
    past = {helper.talent_id: helper.past for helper in facts.helpers}
    return {
        "needs": len(wished),
        "needs_filled": sum(filled[need] >= seats for need, seats in wished.items()),
        "seats": sum(wished.values()),
        "seats_filled": sum(filled.values()),
        "people": len(past),
        "people_asked": len(new),
        "kinds": _kinds(wished, filled),
        "load_before": _histogram(past),
        "load_after": _histogram({t: n + new[t] for t, n in past.items()}),
        "other_dates": sum(chosen.wish.rank > 1 for chosen in result.chosen),
    }


def _kinds(wished: Mapping[int, int], filled: Mapping[int, int]) -> dict[str, list[int]]:
    kinds: dict[str, list[int]] = {}
    for need_id, kind in Need.objects.filter(pk__in=wished).values_list("pk", "kind"):
        seats = kinds.setdefault(kind, [0, 0])
        seats[0] += filled[need_id]
        seats[1] += wished[need_id]
    return kinds


def _histogram(loads: Mapping[int, int]) -> list[int]:
    """People with 0, 1, … MOST and more places."""
    counts = Counter(min(load, MOST) for load in loads.values())
    return [counts[load] for load in range(MOST + 1)]
