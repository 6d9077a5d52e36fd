"""Reading the matching forms; `codec.matching` is the door."""

from __future__ import annotations

from typing import Any

from yuinowa.engine.matching.model import (
    Assigned,
    Assignment,
    Level,
    Limit,
    Need,
    Pair,
    Person,
    Plan,
    Problem,
    Reason,
    Rules,
    Unfilled,
)

from .fields import Reader, is_whole, shape

VERSION = 1
PROBLEM = shape("version minutes needs people", "rules places pairs locked forbidden previous")
RULES = shape("", "per_day gap_minutes")
NEED = shape("id place day start end people priority", "minimum skill setting")
PERSON = shape("id limit past", "skills setting windows absent home reach_km limits")
LIMIT = shape("from to max")
PAIR = shape("need person km", "known")
ASSIGNMENT = shape("need person")
PLAN = shape("assignments", "status levels unfilled seconds input_sha256 versions kept reasons")
WORDED = ("code", "ja", "en")  # the sentences follow from the rest
Ids = tuple[set[str], set[str]]


class MatchingReader(Reader):
    def problem(self, raw: Any) -> Problem | None:
        if not self.fields(raw, "", PROBLEM):
            return None
        if "version" in raw and not is_whole(raw["version"], VERSION, VERSION):
            self.fault("/version", f"only version {VERSION} is known")
        minutes = self.minutes(raw.get("minutes", []))
        needs = self.each(raw, "needs", "", lambda item, at: self.need(item, at, len(minutes)))
        people = self.each(raw, "people", "", self.person)
        self.unique(raw, "needs", ("id",))
        self.unique(raw, "people", ("id",))
        ids = {need.id for need in needs}, {person.id for person in people}
        problem = Problem(
            needs=needs,
            people=people,
            minutes=minutes,
            rules=self.rules(raw.get("rules", {})),
            places=self.places(raw, len(minutes)),
            pairs=self.pairs(raw, ids),
            locked=self.assignments(raw, "locked", "", ids),
            forbidden=self.assignments(raw, "forbidden", "", ids),
            previous=self.previous(raw),
        )
        self.homes_have_places(problem)
        return problem

    def homes_have_places(self, problem: Problem) -> None:
        if problem.pairs is None and problem.places is None:
            for row, person in enumerate(problem.people):
                if person.home is not None and person.reach_km is not None:
                    self.fault(f"/people/{row}/home", "a home needs `places`, or `pairs` must be given")

    def rules(self, raw: Any) -> Rules:
        if not self.fields(raw, "/rules", RULES):
            return Rules()
        return Rules(
            per_day=self.whole(raw, "per_day", "/rules", 1, default=Rules().per_day),
            gap_minutes=self.whole(raw, "gap_minutes", "/rules", 0, default=Rules().gap_minutes),
        )

    def minutes(self, raw: Any) -> tuple[tuple[int, ...], ...]:
        if not isinstance(raw, list) or not all(isinstance(row, list) for row in raw):
            self.fault("/minutes", "must be a list of lists")
            return ()
        for number, row in enumerate(raw):
            if len(row) != len(raw):
                self.fault(f"/minutes/{number}", f"must have {len(raw)} entries")
            for column, value in enumerate(row):
                if not is_whole(value):
                    self.fault(f"/minutes/{number}/{column}", "must be a whole number, 0 or more")
        return tuple(tuple(row) for row in raw)

    def places(self, raw: dict, count: int) -> tuple[tuple[float, float], ...] | None:
        if "places" not in raw:
            return None
        places = self.each(raw, "places", "", self.point)
        if len(places) != count:
            self.fault("/places", f"must have {count} entries, one for each row of minutes")
        return places

    def need(self, raw: Any, at: str, places: int) -> Need | None:
        if not self.fields(raw, at, NEED):
            return None
        need = Need(
            id=self.text(raw, "id", at) or "",
            place=self.whole(raw, "place", at, 0),
            day=self.whole(raw, "day", at, 0),
            start=self.whole(raw, "start", at, 0),
            end=self.whole(raw, "end", at, 0),
            people=self.whole(raw, "people", at, 1),
            priority=self.whole(raw, "priority", at, 0),
            minimum=self.whole(raw, "minimum", at, 0, default=0),
            skill=self.text(raw, "skill", at) if "skill" in raw else None,
            setting=self.whole(raw, "setting", at, 0, 2, default=0),
        )
        self.sense(raw, need, at, places)
        return need

    def sense(self, raw: dict, need: Need, at: str, places: int) -> None:
        if is_whole(raw.get("start")) and is_whole(raw.get("end")) and need.end <= need.start:
            self.fault(f"{at}/end", "must be after start")
        if is_whole(raw.get("people")) and need.minimum > need.people:
            self.fault(f"{at}/minimum", "must not be above people")
        if is_whole(raw.get("place")) and need.place >= places:
            self.fault(f"{at}/place", f"must be a row of minutes, of which there are {places}")

    def person(self, raw: Any, at: str) -> Person | None:
        if not self.fields(raw, at, PERSON):
            return None
        return Person(
            id=self.text(raw, "id", at) or "",
            limit=self.whole(raw, "limit", at, 0),
            past=self.whole(raw, "past", at, 0),
            skills=self.each(raw, "skills", at, self.word),
            setting=self.whole(raw, "setting", at, 0, 2, default=0),
            windows=self.windows(raw, at),
            absent=self.each(raw, "absent", at, self.day),
            home=self.point(raw["home"], f"{at}/home") if "home" in raw else None,
            reach_km=self.number(raw, "reach_km", at) if "reach_km" in raw else None,
            limits=self.each(raw, "limits", at, self.limit),
        )

    def windows(self, raw: dict, at: str) -> tuple[tuple[int, int], ...] | None:
        if "windows" not in raw:
            return None
        windows = self.each(raw, "windows", at, self.window)
        if len(windows) != 5:
            self.fault(f"{at}/windows", "must have five entries, Monday to Friday")
        return windows

    def window(self, raw: Any, at: str) -> tuple[int, int]:
        if not isinstance(raw, list) or len(raw) != 2 or not all(is_whole(value) for value in raw):
            self.fault(at, "must be [from, to] in minutes of the day")
            return 0, 0
        if raw[0] > raw[1]:
            self.fault(at, "must not end before it begins")
        return raw[0], raw[1]

    def limit(self, raw: Any, at: str) -> Limit | None:
        if not self.fields(raw, at, LIMIT):
            return None
        limit = Limit(*(self.whole(raw, name, at, 0) for name in ("from", "to", "max")))
        if limit.last < limit.first:
            self.fault(f"{at}/to", "must not be before from")
        return limit

    def pairs(self, raw: dict, ids: Ids) -> tuple[Pair, ...] | None:
        if "pairs" not in raw:
            return None
        pairs = self.each(raw, "pairs", "", lambda item, at: self.pair(item, at, ids))
        self.unique(raw, "pairs", ("need", "person"))
        return pairs

    def pair(self, raw: Any, at: str, ids: Ids) -> Pair | None:
        if not self.fields(raw, at, PAIR):
            return None
        known = raw.get("known", False)
        if not isinstance(known, bool):
            self.fault(f"{at}/known", "must be true or false")
        both = self.both(raw, at, ids)
        return Pair(both.need, both.person, self.number(raw, "km", at), known is True)

    def assignments(self, raw: dict, name: str, at: str, ids: Ids | None) -> tuple[Assignment, ...]:
        return self.each(raw, name, at, lambda item, here: self.assignment(item, here, ids))

    def assignment(self, raw: Any, at: str, ids: Ids | None) -> Assignment | None:
        return self.both(raw, at, ids) if self.fields(raw, at, ASSIGNMENT) else None

    def both(self, raw: dict, at: str, ids: Ids | None) -> Assignment:
        """`ids` None: names of an earlier time, which need not exist any more."""
        need, person = self.text(raw, "need", at), self.text(raw, "person", at)
        if ids is not None and need is not None and need not in ids[0]:
            self.fault(f"{at}/need", "no need has this id")
        if ids is not None and person is not None and person not in ids[1]:
            self.fault(f"{at}/person", "no person has this id")
        return Assignment(need or "", person or "")

    def previous(self, raw: dict) -> tuple[Assignment, ...] | None:
        if "previous" not in raw:
            return None
        plan = self.plan(raw["previous"], "/previous")
        return plan.assignments if plan else None

    def plan(self, raw: Any, at: str) -> Plan | None:
        if not self.fields(raw, at, PLAN):
            return None
        assignments = self.assignments(raw, "assignments", at, None)
        self.unique(raw, "assignments", ("need", "person"), at)
        try:
            return _plan(raw, assignments)
        except (TypeError, KeyError, ValueError, AttributeError) as error:
            self.fault(at, f"is not a plan: {error}")
            return None


def _plan(raw: dict, assignments: tuple[Assignment, ...]) -> Plan:
    return Plan(
        status=str(raw.get("status", "")),
        levels=tuple(Level(**level) for level in raw.get("levels", ())),
        assignments=assignments,
        unfilled=tuple(Unfilled(gap["need"], gap["missing"], _reason(gap["why"])) for gap in raw.get("unfilled", ())),
        seconds=float(raw.get("seconds", 0)),
        input_sha256=str(raw.get("input_sha256", "")),
        versions=dict(raw.get("versions", {})),
        kept=raw.get("kept"),
        reasons=tuple(Assigned(given["need"], given["person"], _reason(given["why"])) for given in raw.get("reasons", ())),
    )


def _reason(raw: dict) -> Reason:
    return Reason(raw["code"], {name: value for name, value in raw.items() if name not in WORDED})
