"""Reading the rounds forms; `codec.rounds` is the door."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from yuinowa.engine.rounds.model import DAYS_IN_WEEK, Block, Lock, Plan, Problem, School, Stop, Trip

from .fields import Reader, is_whole, shape

VERSION = 1
PROBLEM = shape("version days visits per_day spacing_days shift blocks", "locked previous today periods")
BLOCK = shape("id minutes schools", "absent")
SCHOOL = shape("id open service", "window windows visits first_by")
LOCK = shape("block school day")
FIGURES = ("travel_minutes", "bound_minutes", "busiest_week")
PLAN = shape(
    "trips",
    "status travel_minutes bound_minutes busiest_week above_share moved moved_visits moved_visits_bound seconds input_sha256 versions",
)
TRIP = shape("block day stops")
STOP = shape("school arrive leave")
STATUSES = ("proven", "gap", "stopped")
LARGEST_SUM = 10**15


class RoundsReader(Reader):
    def problem(self, raw: Any) -> Problem | None:
        if not self.fields(raw, "", PROBLEM):
            return None
        if "version" in raw and not is_whole(raw["version"], VERSION, VERSION):
            self.fault("/version", f"only version {VERSION} is known")
        days = self.whole(raw, "days", "", 0)
        blocks = self.each(raw, "blocks", "", lambda item, at: self.block(item, at, days))
        self.unique(raw, "blocks", ("id",))
        known = {block.id: {school.id for school in block.schools} for block in blocks}
        locked = self.each(raw, "locked", "", lambda item, at: self.lock(item, at, days, known))
        self.unique(raw, "locked", ("block", "school", "day"))
        return Problem(
            days=days,
            visits=self.whole(raw, "visits", "", 0),
            per_day=self.whole(raw, "per_day", "", 1),
            spacing_days=self.whole(raw, "spacing_days", "", 0),
            shift=self.span(raw, "shift", ""),
            blocks=blocks,
            locked=locked,
            previous=self.previous(raw),
            today=self.whole(raw, "today", "", 0) if "today" in raw else None,
            periods=self.periods(raw, days),
        )

    def block(self, raw: Any, at: str, days: int) -> Block | None:
        if not self.fields(raw, at, BLOCK):
            return None
        schools = self.each(raw, "schools", at, lambda item, here: self.school(item, here, days))
        self.unique(raw, "schools", ("id",), at)
        listed = raw.get("schools")
        return Block(
            id=self.text(raw, "id", at) or "",
            minutes=self.minutes(raw, at, 1 + len(listed if isinstance(listed, list) else ())),
            schools=schools,
            absent=self.days(raw, "absent", at, days),
        )

    def school(self, raw: Any, at: str, days: int) -> School | None:
        if not self.fields(raw, at, SCHOOL):
            return None
        return School(
            id=self.text(raw, "id", at) or "",
            open=self.days(raw, "open", at, days),
            window=None if "windows" in raw else self.span(raw, "window", at),
            service=self.whole(raw, "service", at, 0),
            visits=self.whole(raw, "visits", at, 0) if "visits" in raw else None,
            windows=self.windows(raw, at),
            first_by=self.day_of_term(raw["first_by"], f"{at}/first_by", days) if "first_by" in raw else None,
        )

    def windows(self, raw: dict, at: str) -> tuple[tuple[int, int], ...] | None:
        """Hours are said once: for every day, or for each weekday."""
        if "windows" not in raw:
            if "window" not in raw:
                self.fault(f"{at}/window", "is missing")
            return None
        if "window" in raw:
            self.fault(f"{at}/windows", "must not be given beside window")
        value = raw["windows"]
        if not isinstance(value, list) or len(value) != DAYS_IN_WEEK:
            self.fault(f"{at}/windows", f"must be {DAYS_IN_WEEK} times [from, to], Monday first")
            return None
        return tuple(self.span_of(item, f"{at}/windows/{number}") for number, item in enumerate(value))

    def periods(self, raw: dict, days: int) -> tuple[tuple[int, int], ...]:
        found = self.each(raw, "periods", "", lambda item, at: self.period(item, at, days))
        for number, (one, other) in enumerate(pairwise(found), 1):
            if other[0] <= one[1]:
                self.fault(f"/periods/{number}", "must begin after the one before it ends")
        return found

    def period(self, raw: Any, at: str, days: int) -> tuple[int, int] | None:
        if not isinstance(raw, list) or len(raw) != 2 or not all(is_whole(item, 0, days - 1) for item in raw):
            self.fault(at, f"must be [first, last], days of the term, 0 to {days - 1}")
            return None
        if raw[0] > raw[1]:
            self.fault(at, "must not end before it begins")
        return raw[0], raw[1]

    def days(self, raw: dict, name: str, at: str, days: int) -> tuple[int, ...]:
        return self.each(raw, name, at, lambda item, here: self.day_of_term(item, here, days))

    def day_of_term(self, raw: Any, at: str, days: int) -> int | None:
        if not is_whole(raw, 0, days - 1):
            self.fault(at, f"must be a day of the term, 0 to {days - 1}")
            return None
        return int(raw)

    def span(self, raw: dict, name: str, at: str) -> tuple[int, int]:
        return self.span_of(raw.get(name, [0, 0]), f"{at}/{name}")

    def span_of(self, value: Any, at: str) -> tuple[int, int]:
        if not isinstance(value, list) or len(value) != 2 or not all(is_whole(item) for item in value):
            self.fault(at, "must be [from, to] in minutes of the day")
            return 0, 0
        if value[0] > value[1]:
            self.fault(at, "must not end before it begins")
        return value[0], value[1]

    def minutes(self, raw: dict, at: str, size: int) -> tuple[tuple[int, ...], ...]:
        rows = raw.get("minutes", [])
        if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
            self.fault(f"{at}/minutes", "must be a list of lists")
            return ()
        if "minutes" in raw and len(rows) != size:
            self.fault(f"{at}/minutes", f"must have {size} rows: the base, then the schools in order")
        for number, row in enumerate(rows):
            if len(row) != len(rows):
                self.fault(f"{at}/minutes/{number}", f"must have {len(rows)} entries")
            for column, value in enumerate(row):
                if not is_whole(value):
                    self.fault(f"{at}/minutes/{number}/{column}", "must be a whole number, 0 or more")
        return tuple(tuple(row) for row in rows)

    def lock(self, raw: Any, at: str, days: int, known: dict[str, set[str]]) -> Lock | None:
        if not self.fields(raw, at, LOCK):
            return None
        block, school = self.text(raw, "block", at), self.text(raw, "school", at)
        if block is not None and block not in known:
            self.fault(f"{at}/block", "no block has this id")
        elif block is not None and school is not None and school not in known[block]:
            self.fault(f"{at}/school", "no school of the block has this id")
        day = self.day_of_term(raw["day"], f"{at}/day", days) if "day" in raw else 0
        return Lock(block or "", school or "", day or 0)

    def previous(self, raw: dict) -> tuple[Trip, ...] | None:
        """Names and days of an earlier time, which need not exist any more."""
        if "previous" not in raw:
            return None
        plan = self.plan(raw["previous"], "/previous")
        return plan.trips if plan else None

    def plan(self, raw: Any, at: str) -> Plan | None:
        if not self.fields(raw, at, PLAN):
            return None
        self.claims(raw, at)
        return Plan(
            status=self.status(raw, at),
            travel_minutes=self.whole(raw, "travel_minutes", at, 0, LARGEST_SUM),
            bound_minutes=self.whole(raw, "bound_minutes", at, 0, LARGEST_SUM),
            trips=self.each(raw, "trips", at, self.trip),
            busiest_week=self.each(raw, "busiest_week", at, self.day),
            above_share=self.each(raw, "above_share", at, self.day) if "above_share" in raw else None,
            moved=self.whole(raw, "moved", at, 0) if "moved" in raw else None,
            moved_visits=self.whole(raw, "moved_visits", at, 0) if "moved_visits" in raw else None,
            moved_visits_bound=self.whole(raw, "moved_visits_bound", at, 0) if "moved_visits_bound" in raw else None,
            seconds=self.number(raw, "seconds", at),
            input_sha256=self.word(raw.get("input_sha256", ""), f"{at}/input_sha256"),
            versions=self.versions(raw, at),
        )

    def claims(self, raw: dict, at: str) -> None:
        """Figures and status come together or not at all."""
        given = [name for name in FIGURES if name in raw]
        if given and "status" not in raw:
            self.fault(f"{at}/status", "is missing beside figures")
        if "above_share" in raw and "status" not in raw:
            self.fault(f"{at}/above_share", "must not be given without status")
        for name in FIGURES:
            if "status" in raw and name not in raw:
                self.fault(f"{at}/{name}", "is missing beside status")

    def status(self, raw: dict, at: str) -> str:
        if "status" in raw and raw["status"] not in STATUSES:
            self.fault(f"{at}/status", f"must be one of {', '.join(STATUSES)}")
        return str(raw.get("status", ""))

    def versions(self, raw: dict, at: str) -> dict[str, str]:
        value = raw.get("versions", {})
        if not isinstance(value, dict):
            self.fault(f"{at}/versions", "must be an object")
            return {}
        return {self.word(name, f"{at}/versions"): self.word(text, f"{at}/versions") for name, text in value.items()}

    def trip(self, raw: Any, at: str) -> Trip | None:
        if not self.fields(raw, at, TRIP):
            return None
        return Trip(self.text(raw, "block", at) or "", self.whole(raw, "day", at, 0), self.each(raw, "stops", at, self.stop))

    def stop(self, raw: Any, at: str) -> Stop | None:
        if not self.fields(raw, at, STOP):
            return None
        times = (self.whole(raw, name, at, 0, LARGEST_SUM) for name in ("arrive", "leave"))
        return Stop(self.text(raw, "school", at) or "", *times)
