"""The order of the draw: units by best tier and the lot of their first member, members by their own lot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .model import Entry


class Unit(NamedTuple):
    """Entries that stay together, in the order of their lots. `groups`: (group, how many of them)."""

    members: tuple[Entry, ...]
    choices: tuple[str, ...]
    size: int
    groups: tuple[tuple[str, int], ...]


def units_in_order(entries: Iterable[Entry], lots: Mapping[int, bytes]) -> list[Unit]:
    """Every entry in its unit; a smaller lot comes first. The order of `entries` makes no difference."""
    together: dict[int, list[Entry]] = {}
    for entry in entries:
        together.setdefault(entry.first, []).append(entry)
    keys = [(min([entry.tier for entry in members]), lots[first], first) for first, members in together.items()]
    return [unit_of(_by_lot(together[first], lots)) for _, _, first in sorted(keys)]


def _by_lot(members: list[Entry], lots: Mapping[int, bytes]) -> list[Entry]:
    return sorted(members, key=lambda entry: lots[entry.number]) if len(members) > 1 else members


def unit_of(members: Iterable[Entry]) -> Unit:
    chosen = tuple(members)
    grouped = [entry.group for entry in chosen if entry.group is not None]
    return Unit(chosen, chosen[0].choices, len(chosen), tuple(Counter(grouped).items()) if grouped else ())
