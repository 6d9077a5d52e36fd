"""Why an entry has its place, or waits: a code and numbers for the entry and for each choice it did not get.

Reasons are those of the draw itself; after a promotion ask with the result that was published.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict

from .lots import lots
from .model import Entry, Place, Problem, Reason, Result
from .order import Unit, units_in_order
from .stable import Standing, standing


class Reasons:
    """Gathers the draw once; each question is then quick."""

    def __init__(self, problem: Problem, result: Result) -> None:
        self._rule = problem.rule
        self._places = {place.id: place for place in problem.places}
        self._entries = {entry.number: entry for entry in problem.entries}
        self._outcome = {outcome.number: outcome for outcome in result.outcome}
        self._lots = lots(problem.seed_text, self._entries)
        self._units = {e.number: unit for unit in units_in_order(problem.entries, self._lots) for e in unit.members}
        self._waiting = {number: position for position, number in enumerate(result.waiting, start=1)}
        self._closed = {closed.place: closed for closed in result.closed}
        self._inside: dict[str, list[Entry]] = defaultdict(list)
        for outcome in result.outcome:
            if outcome.place is not None:
                self._inside[outcome.place].append(self._entries[outcome.number])
        for name, inside in self._inside.items():
            inside.sort(key=lambda entry: self._standing(self._places[name], entry))

    def why(self, number: int) -> Reason:
        """first, choice, waiting or no_choice."""
        outcome, choices = self._outcome[number], self._entries[number].choices
        values = {"turn": outcome.turn, "of": len(self._outcome)}
        if outcome.place is not None:
            rank = choices.index(outcome.place) + 1
            return Reason("first" if rank == 1 else "choice", {**values, "place": outcome.place, "choice": rank})
        return Reason("waiting" if choices else "no_choice", {**values, "position": self._waiting[number]})

    def why_not(self, number: int) -> tuple[Reason, ...]:
        """One for each choice above its own place; for all choices when it waits."""
        own, unit = self._outcome[number].place, self._units[number]
        above = unit.choices if own is None else unit.choices[: unit.choices.index(own)]
        return tuple(self._refusal(unit, self._places[name]) for name in above)

    def _refusal(self, unit: Unit, place: Place) -> Reason:
        if place.id in self._closed:
            closed = self._closed[place.id]
            return Reason("closed", {"place": place.id, "placed": closed.placed, "minimum": closed.minimum})
        inside = self._before(unit, place)
        left = place.capacity - len(inside)
        if left >= unit.size:
            return self._quota(unit, place, inside)
        if left > 0:
            return Reason("unit", {"place": place.id, "left": left, "size": unit.size})
        code = {"serial": "full", "stable": self._ranked(unit, place, inside), "placed_first": "taken"}[self._rule]
        return Reason(code, {"place": place.id, "capacity": place.capacity, **self._last(inside)})

    def _before(self, unit: Unit, place: Place) -> list[Entry]:
        """Who had a seat there before this unit could choose; where the plan was made for all at once, everybody inside."""
        inside = self._inside.get(place.id, [])
        if self._rule == "placed_first":
            return inside
        keys = [self._standing(place, entry) for entry in inside]
        return inside[: bisect_left(keys, self._standing(place, unit.members[0]))]

    def _standing(self, place: Place, entry: Entry) -> Standing:
        if self._rule == "stable":
            return standing(place, entry, self._lots[entry.number])
        return self._outcome[entry.number].turn, 0, b""

    def _quota(self, unit: Unit, place: Place, inside: list[Entry]) -> Reason:
        groups = Counter(entry.group for entry in inside)
        for group, count in unit.groups:
            most = place.quota.get(group)
            if most is not None and groups[group] + count > most:
                return Reason("quota", {"place": place.id, "group": group, "most": most, "left": most - groups[group], "count": count})
        return Reason("together", {"place": place.id})

    def _last(self, inside: list[Entry]) -> dict[str, int]:
        """At which turn the last seat went."""
        return {"at": max(self._outcome[entry.number].turn for entry in inside)} if inside else {"at": 0}

    def _ranked(self, unit: Unit, place: Place, inside: list[Entry]) -> str:
        """By what the last one inside came before this entry."""
        if not inside:
            return "full"
        own, last = self._standing(place, unit.members[0]), self._standing(place, inside[-1])
        return "ranked_tier" if own[0] != last[0] else "ranked_group" if own[1] != last[1] else "ranked_lot"
