"""Filling open seats one by one: somebody comes from elsewhere, somebody else takes over there, until a person is found who is free.

The way is searched breadth first, so it is short. Where a search ends without a way, the needs it has seen compete for the
same people; no later search needs to pass through them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from yuinowa.engine.watch import Watch

from .diary import Diary
from .eligible import Eligible

Moves = dict[int, tuple[int, int] | None]  # a need to the need that its person would leave it for, and the person


class Chains:
    """Fills seats of `diary` with these pairs. Places once given stay filled; `locked` ones keep their person."""

    def __init__(self, pairs: Eligible, diary: Diary, locked: set[tuple[int, int]], watch: Watch) -> None:
        import numpy as np

        self.diary = diary
        self.needs = diary.problem.needs
        self.locked = locked
        self.watch = watch
        self.scarce: set[int] = set()
        self._person = pairs.person
        self._starts = np.searchsorted(pairs.need, np.arange(len(self.needs) + 1)).tolist()

    def fill(self) -> None:
        """All seats for which a way is found, important needs first. Raises Stopped."""
        for need in sorted(range(len(self.needs)), key=lambda row: (-self.needs[row].priority, row)):
            if len(self.diary.helpers[need]) < self.needs[need].people:
                self._serve(need)

    def _serve(self, need: int) -> None:
        helpers, minimum = self.diary.helpers[need], self.needs[need].minimum
        try:
            while len(helpers) < self.needs[need].people and self._one_more(need):
                pass
        finally:
            if len(helpers) < minimum:
                for person in list(helpers):
                    self.diary.remove(need, person)

    def _one_more(self, start: int) -> bool:
        came: Moves = {start: None}
        waiting = deque([start])
        while waiting:
            self.watch.check()
            need = waiting.popleft()
            for person in self._person[self._starts[need] : self._starts[need + 1]].tolist():
                rule = self.diary.hindrance(need, person)
                if rule is None:
                    if self._move(came, need, person):
                        return True
                    continue
                for other in self._held_by(need, person, rule):
                    if other not in came and other not in self.scarce:
                        came[other] = need, person
                        waiting.append(other)
        self.scarce |= came.keys()
        return False

    def _held_by(self, need: int, person: int, rule: str) -> Iterable[int]:
        """Places each of which, given up, would let the person come."""
        places = self.diary.places[person]
        if need in places:
            return ()
        day = self.needs[need].day
        held = [other for other in places if self.needs[other].day == day] if rule in ("clash", "per_day") else list(places)
        if rule == "clash":
            held = [other for other in held if self.diary.clashes.clash(need, other)]
            if len(held) > 1:
                return ()
        held = [other for other in held if (other, person) not in self.locked]
        if self.diary.problem.people[person].limits:
            held = [other for other in held if self._is_free_without(need, person, other)]
        return held

    def _is_free_without(self, need: int, person: int, other: int) -> bool:
        self.diary.remove(other, person)
        rule = self.diary.hindrance(need, person)
        self.diary.add(other, person)
        return rule is None

    def _move(self, came: Moves, need: int, person: int) -> bool:
        """Everybody on the way moves by one; nobody when a rule stands against it after all."""
        self.diary.add(need, person)
        done = [(need, person)]
        while (step := came[need]) is not None:
            target, mover = step
            self.diary.remove(need, mover)
            if self.diary.hindrance(target, mover) is not None:
                self.diary.add(need, mover)
                self._take_back(done)
                return False
            self.diary.add(target, mover)
            done.append((target, mover))
            need = target
        return True

    def _take_back(self, done: list[tuple[int, int]]) -> None:
        for number in range(len(done) - 1, -1, -1):
            self.diary.remove(*done[number])
            if number:
                self.diary.add(done[number - 1][0], done[number][1])
