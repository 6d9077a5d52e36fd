"""Reading the forms of the draw; `codec.draw` is the door."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from yuinowa.engine.draw.model import RULES, Closed, Entry, Level, Outcome, Place, Problem, Result

from .fields import Reader, is_whole, shape

VERSION = 1
LARGEST_NUMBER = 2**53 - 1  # what every reader of JSON can hold
PROBLEM = shape("version seed_text rule places entries")
PLACE = shape("id capacity", "minimum quota priorities")
ENTRY = shape("number choices tier", "unit group")
RESULT = shape("order outcome waiting", "rule status closed levels seconds input_sha256 versions")
OUTCOME = shape("number place turn lot")
CLOSED = shape("place placed minimum")
LEVEL = shape("name value bound", "seconds")
STATUSES = ("drawn", "proven", "gap", "stopped", "promoted")


class DrawReader(Reader):
    def problem(self, raw: Any) -> Problem | None:
        if not self.fields(raw, "", PROBLEM):
            return None
        if "version" in raw and not is_whole(raw["version"], VERSION, VERSION):
            self.fault("/version", f"only version {VERSION} is known")
        places = self.each(raw, "places", "", self.place)
        self.unique(raw, "places", ("id",))
        ids = {place.id for place in places}
        entries = dict[str, Entry]()
        self.each(raw, "entries", "", lambda item, at: self.entry(item, at, ids, entries))
        self.numbers(entries)
        self.units(entries, raw.get("rule"))
        seed_text = self.text(raw, "seed_text", "") or ""
        return Problem(seed_text, self.one_of(raw, "rule", RULES) or "", places, tuple(entries.values()))

    def place(self, raw: Any, at: str) -> Place | None:
        if not self.fields(raw, at, PLACE):
            return None
        return Place(
            id=self.text(raw, "id", at) or "",
            capacity=self.whole(raw, "capacity", at, 0),
            minimum=self.whole(raw, "minimum", at, 0),
            quota=self.counts(raw, "quota", at),
            priorities=self.counts(raw, "priorities", at),
        )

    def entry(self, raw: Any, at: str, ids: Collection[str], entries: dict[str, Entry]) -> None:
        """Into `entries`, under its pointer."""
        if self.fields(raw, at, ENTRY):
            entries[at] = Entry(
                self.whole(raw, "number", at, 0, LARGEST_NUMBER),
                self.choices(raw, at, ids),
                self.whole(raw, "tier", at, 0),
                self.whole(raw, "unit", at, 0, LARGEST_NUMBER) if "unit" in raw else None,
                self.text(raw, "group", at),
            )

    def choices(self, raw: dict, at: str, ids: Collection[str]) -> tuple[str, ...]:
        choices = raw.get("choices", [])
        if not isinstance(choices, list):
            self.fault(f"{at}/choices", "must be a list")
            return ()
        seen = set[str]()
        for row, choice in enumerate(choices):
            if not isinstance(choice, str) or choice not in ids:
                self.fault(f"{at}/choices/{row}", "no place has this id")
            elif choice in seen:
                self.fault(f"{at}/choices/{row}", "is listed twice")
            else:
                seen.add(choice)
        return tuple(choices)

    def numbers(self, entries: Mapping[str, Entry]) -> None:
        seen = set[int]()
        for at, entry in entries.items():
            if entry.number in seen:
                self.fault(f"{at}/number", "is listed twice")
            seen.add(entry.number)

    def units(self, entries: Mapping[str, Entry], rule: Any) -> None:
        by_number = {entry.number: entry for entry in entries.values()}
        for at, entry in entries.items():
            if entry.unit is not None:
                if rule == "stable":
                    self.fault(f"{at}/unit", "the rule stable takes no units")
                self.unit(at, entry, by_number.get(entry.unit))

    def unit(self, at: str, entry: Entry, first: Entry | None) -> None:
        if first is None:
            self.fault(f"{at}/unit", "no entry has this number")
        elif first.first != first.number:
            self.fault(f"{at}/unit", "is the number of an entry of another unit")
        elif first.choices != entry.choices:
            self.fault(f"{at}/choices", "must be those of the unit's first member")

    def result(self, raw: Any) -> Result | None:
        if not self.fields(raw, "", RESULT):
            return None
        return Result(
            rule=self.one_of(raw, "rule", RULES) or "",
            status=self.one_of(raw, "status", STATUSES) or "",
            order=self.each(raw, "order", "", self.number_of),
            outcome=self.each(raw, "outcome", "", self.outcome),
            waiting=self.each(raw, "waiting", "", self.number_of),
            closed=self.each(raw, "closed", "", self.closed),
            levels=self.each(raw, "levels", "", self.level),
            seconds=self.number(raw, "seconds", ""),
            input_sha256=self.word(raw.get("input_sha256", ""), "/input_sha256"),
            versions=self.versions(raw),
        )

    def number_of(self, raw: Any, at: str) -> int:
        if not is_whole(raw, 0, LARGEST_NUMBER):
            self.fault(at, "must be the number of an entry")
            return 0
        return int(raw)

    def outcome(self, raw: Any, at: str) -> Outcome | None:
        if not self.fields(raw, at, OUTCOME):
            return None
        return Outcome(
            self.whole(raw, "number", at, 0, LARGEST_NUMBER),
            None if raw.get("place") is None else self.text(raw, "place", at),
            self.whole(raw, "turn", at, 1),
            self.text(raw, "lot", at) or "",
        )

    def closed(self, raw: Any, at: str) -> Closed | None:
        if not self.fields(raw, at, CLOSED):
            return None
        return Closed(self.text(raw, "place", at) or "", self.whole(raw, "placed", at, 0), self.whole(raw, "minimum", at, 1))

    def level(self, raw: Any, at: str) -> Level | None:
        if not self.fields(raw, at, LEVEL):
            return None
        value, bound = self.whole(raw, "value", at, 0, LARGEST_NUMBER), self.whole(raw, "bound", at, 0, LARGEST_NUMBER)
        return Level(self.text(raw, "name", at) or "", value, bound, self.number(raw, "seconds", at))

    def versions(self, raw: dict) -> dict[str, str]:
        versions = raw.get("versions", {})
        if not isinstance(versions, dict):
            self.fault("/versions", "must be an object")
            return {}
        return {name: self.word(text, f"/versions/{name}") for name, text in versions.items()}

    def one_of(self, raw: dict, name: str, words: tuple[str, ...]) -> str | None:
        if name not in raw:
            return None
        if raw[name] not in words:
            self.fault(f"/{name}", f"must be one of {', '.join(words)}")
            return None
        return str(raw[name])
