"""Why nobody, where single rules do not say it: too few people for a set of needs that compete for them.

From an open seat, everybody who could take it is followed to the needs that hold them, and from there to whoever could stand in.
Where this ends without a way out, the needs seen have more seats than the people seen can fill: a proof that no plan does better.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from .ground import Ground

MOST_NEEDS = 60  # a larger set explains nothing
NOON = 720


def tight_set(ground: Ground, row: int) -> dict[str, object] | None:
    """Values: needs, seats, people, places (they can fill at most), days, weekday and part of the day where all needs share them.

    None when the set is large, when it is this need alone, or when it proves nothing.
    """
    needs = _competing(ground, row)
    if needs is None or len(needs) < 2:
        return None
    able = _able(ground, needs)
    seats = sum(ground.problem.needs[need].people for need in needs)
    places = sum(_places(ground, person, rows) for person, rows in able.items())
    if places >= seats:
        return None
    return {"needs": len(needs), "seats": seats, "people": len(able), "places": places, **_when(ground, needs)}


def _competing(ground: Ground, row: int) -> set[int] | None:
    """None when it grows too large or somebody is free after all."""
    found, waiting, seen = {row}, [row], set()
    while waiting:
        need = waiting.pop()
        for person in people_of(ground, need):
            if person in seen and ground.diary.hindrance(need, person) == "limit":
                continue
            held = holding(ground, need, person)
            if held is None:
                return None
            seen.add(person)
            waiting += sorted(held - found)
            found |= held
        if len(found) > MOST_NEEDS:
            return None
    return found


def holding(ground: Ground, need: int, person: int) -> set[int] | None:
    """The needs that keep the person from this one; None when nothing does. Who is there already is kept by nothing else."""
    diary, needs = ground.diary, ground.problem.needs
    rule, places = diary.hindrance(need, person), diary.places[person]
    if need in places:
        return set()
    same_day = {other for other in places if needs[other].day == needs[need].day}
    if rule == "clash":
        return {other for other in same_day if diary.clashes.clash(need, other)}
    if rule == "per_day":
        return same_day
    return None if rule is None else set(places)


def people_of(ground: Ground, need: int) -> list[int]:
    """Who could come by the facts."""
    here = ground.pairs_of(need)
    found: list[int] = ground.pairs.person[here][ground.pairs.is_open[here]].tolist()
    return found


def _able(ground: Ground, needs: Iterable[int]) -> dict[int, list[int]]:
    able: dict[int, list[int]] = defaultdict(list)
    for need in sorted(needs):
        for person in people_of(ground, need):
            able[person].append(need)
    return able


def _places(ground: Ground, person: int, rows: list[int]) -> int:
    """At most so many of these needs."""
    days = Counter(ground.problem.needs[row].day for row in rows)
    most = sum(_places_of_day(ground, [row for row in rows if ground.problem.needs[row].day == day]) for day in days)
    return min(ground.problem.people[person].limit, most)


def _places_of_day(ground: Ground, rows: list[int]) -> int:
    clashes = ground.diary.clashes
    if all(clashes.clash(one, other) for number, one in enumerate(rows) for other in rows[:number]):
        return min(1, len(rows))
    return min(ground.problem.rules.per_day, len(rows))


def _when(ground: Ground, needs: set[int]) -> dict[str, object]:
    """Weekday and part of the day, where all share them."""
    rows = [ground.problem.needs[need] for need in needs]
    days: dict[str, object] = {"days": len({need.day for need in rows})}
    weekdays = {need.day % 5 for need in rows}
    parts = {"morning" if need.start < NOON else "afternoon" for need in rows}
    if len(weekdays) > 1:
        return days
    return days | {"weekday": weekdays.pop()} | ({"part": parts.pop()} if len(parts) == 1 else {})
