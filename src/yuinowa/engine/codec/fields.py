"""Reading JSON field by field: every fault is collected with its JSON pointer, and reading goes on."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

LARGEST = 10**9


@dataclass(frozen=True, slots=True)
class Fault:
    """Where (a JSON pointer) and why the input cannot be read."""

    pointer: str
    reason: str


class Invalid(ValueError):
    """The input has faults; all of them are in `faults`."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(f"{fault.pointer or '/'}: {fault.reason}" for fault in self.faults))


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields an object may and must have."""

    known: frozenset[str]
    required: tuple[str, ...]


def shape(required: str, optional: str = "") -> Shape:
    return Shape(frozenset((required + " " + optional).split()), tuple(required.split()))


def parse(text: str | bytes) -> Any:
    """Raises Invalid for anything but strict JSON in UTF-8."""
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8-sig")
        return json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_refuse_twice)
    except (ValueError, RecursionError) as error:
        raise Invalid([Fault("", f"not JSON: {error}")]) from None


def compose(fields: Mapping[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a JSON number")


def _refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise ValueError("a field is given twice")
    return fields


class Reader:
    """Collects faults and goes on. What it returns is complete only when there are none."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def point(self, raw: Any, at: str) -> tuple[float, float]:
        if not isinstance(raw, list) or len(raw) != 2 or not all(is_number(value) for value in raw):
            self.fault(at, "must be [latitude, longitude]")
            return 0.0, 0.0
        if abs(raw[0]) > 90 or abs(raw[1]) > 180:
            self.fault(at, "is not on the globe")
        return float(raw[0]), float(raw[1])

    def word(self, raw: Any, at: str) -> str:
        if not _is_text(raw):
            self.fault(at, "must be text")
        return str(raw)

    def day(self, raw: Any, at: str) -> int:
        if not is_whole(raw):
            self.fault(at, "must be a whole number, 0 or more")
            return 0
        return raw

    def fields(self, raw: Any, at: str, form: Shape) -> bool:
        """Whether it is an object at all; unknown and missing fields are noted."""
        if not isinstance(raw, dict):
            self.fault(at, "must be an object")
            return False
        for name in raw:
            if name not in form.known:
                self.fault(f"{at}/{_escape(name)}", "unknown field")
        for name in form.required:
            if name not in raw:
                self.fault(f"{at}/{name}", "is missing")
        return True

    def each(self, raw: dict, name: str, at: str, read: Callable[[Any, str], Any]) -> tuple:
        items = raw.get(name, [])
        if not isinstance(items, list):
            self.fault(f"{at}/{name}", "must be a list")
            return ()
        found = [read(item, f"{at}/{name}/{number}") for number, item in enumerate(items)]
        return tuple(item for item in found if item is not None)

    def whole(self, raw: dict, name: str, at: str, least: int, most: int = LARGEST, *, default: int | None = None) -> int:
        if name not in raw:
            return least if default is None else default
        value = raw[name]
        if not is_whole(value, least, most):
            upper = f"to {most}" if most < LARGEST else "or more"
            self.fault(f"{at}/{name}", f"must be a whole number, {least} {upper}")
            return least
        return value

    def counts(self, raw: dict, name: str, at: str) -> dict[str, int]:
        """An object with a whole number under each name; empty when the field is absent."""
        counts = raw.get(name, {})
        if not isinstance(counts, dict):
            self.fault(f"{at}/{name}", "must be an object")
            return {}
        for key, value in counts.items():
            if not key or not _is_text(key) or not is_whole(value):
                self.fault(f"{at}/{name}/{_escape(key)}", "must be a name with a whole number, 0 or more")
        return counts

    def number(self, raw: dict, name: str, at: str) -> float:
        value = raw.get(name, 0)
        if not is_number(value) or not 0 <= value <= LARGEST:
            self.fault(f"{at}/{name}", "must be a number, 0 or more")
            return 0.0
        return float(value)

    def text(self, raw: dict, name: str, at: str) -> str | None:
        if name not in raw:
            return None
        if not _is_text(raw[name]) or not raw[name]:
            self.fault(f"{at}/{name}", "must be text")
            return None
        return raw[name]

    def unique(self, raw: dict, name: str, keys: tuple[str, ...], at: str = "") -> None:
        seen = set()
        for number, item in enumerate(_objects(raw.get(name))):
            key = tuple(str(item.get(key)) for key in keys)
            if item and key in seen:
                self.fault(f"{at}/{name}/{number}", "is listed twice")
            seen.add(key)

    def fault(self, pointer: str, reason: str) -> None:
        self.faults.append(Fault(pointer, reason))


def _objects(items: Any) -> list[dict]:
    """One entry for each item; empty for what is not an object and is reported elsewhere."""
    return [item if isinstance(item, dict) else {} for item in items] if isinstance(items, list) else []


def _escape(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _is_text(value: Any) -> bool:
    """Half a surrogate pair can be written in JSON, but not in UTF-8."""
    return isinstance(value, str) and not any(0xD800 <= ord(letter) < 0xE000 for letter in value)


def is_whole(value: Any, least: int = 0, most: int = LARGEST) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
