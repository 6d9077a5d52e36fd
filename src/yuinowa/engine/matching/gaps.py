"""Why needs lack people after a few places of a plan moved: only gaps that the moves can touch are looked into again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from .explain import why_nobody
from .ground import Ground
from .model import Assignment, Plan, Unfilled

ALONE = 1  # a person counts in a funnel with one rule in the way at most; where two facts stand against her, nothing else matters


def gaps_after(before: Plan, ground: Ground, come: Collection[Assignment], gone: Collection[Assignment]) -> tuple[Unfilled, ...]:
    """The gaps of the plan of `ground`, which is `before` but for the places that came and went."""
    old, moved = {gap.need: gap for gap in before.unfilled}, [*come, *gone]
    needs = {ground.need_row[place.need] for place in moved if place.need in ground.need_row}
    days, people = {ground.problem.needs[row].day for row in needs}, list(_touchy(ground, come, gone))
    found = []
    for row, need in enumerate(ground.problem.needs):
        missing = need.people - len(ground.diary.helpers[row])
        if missing <= 0:
            continue
        gap = old.get(need.id)
        if not moved or gap is None or row in needs or need.day in days or _counts(ground, row, people):
            gap = Unfilled(need.id, missing, why_nobody(ground.problem, ground.plan, need.id, ground=ground))
        found.append(gap)
    return tuple(found)


def _touchy(ground: Ground, come: Collection[Assignment], gone: Collection[Assignment]) -> Iterator[int]:
    """People whose facts may have changed with what they gave up, or who have reached a limit."""
    left, more = {place.person for place in gone}, Counter(place.person for place in come)
    for name in sorted(left | more.keys()):
        if name in ground.person_row:
            row, person = ground.person_row[name], ground.person(name)
            if name in left or person.limits or len(ground.diary.places[row]) >= person.limit:
                yield row


def _counts(ground: Ground, row: int, people: list[int]) -> bool:
    """Whether any of these people may count in the funnel of this need."""
    here = ground.pairs.person[ground.pairs_of(row)].tolist()
    return any(person in here for person in people) or any(against <= ALONE for against in _against(ground, row, people))


def _against(ground: Ground, row: int, people: list[int]) -> list[int]:
    """How many facts stand in the way of each, but for absences."""
    need, facts, way = ground.problem.needs[row], ground.facts, ground.facts.distance(ground.problem.needs[row].place, people)
    lacking = [need.skill is not None and need.skill not in ground.problem.people[person].skills for person in people]
    window = facts.windows[people, need.day % 5]
    late = (window[:, 0] > need.start) | (window[:, 1] < need.end)
    found: list[int] = (late.astype(int) + lacking + (facts.setting[people] < need.setting) + (way > facts.reach[people])).tolist()
    return found
