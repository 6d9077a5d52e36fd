#!/usr/bin/env python3
"""Recompute a draw with nothing but Python: this one file, no other program, no network.

    python verify_draw.py PROBLEM.json RESULT.json [--list SHA256] [--secret SHA256]

PROBLEM holds the rule, the places and the entries (numbers only, no names), RESULT what was published. Give the two
fingerprints that were published before the draw with --list and --secret, and they are compared too.
Exit 0: everything is as the rule says. Exit 1: it is not; one line for each difference. Exit 2: a file cannot be read.

How the draw works:
  1. lot(number) = HMAC-SHA256 of the number, the key being SHA-256 of the seed text. Nobody can choose it, anybody can compute it.
  2. Entries that applied together are a unit. Units go by their best tier (0 first), then by the lot of their first member;
     inside a unit members go by their own lots. The place in this order is the turn.
  3. rule "serial": in this order, each unit takes its first choice that has room for all of it, also within the quotas of groups.
     rule "stable": everybody asks at the first choice; each place keeps the best by tier, rank of the group and lot, and the
     refused ask at their next choice, until nobody is refused any more.
     rule "placed_first": another program looked for the result that places most children. Here it is checked that it keeps all
     rules and that nobody waits for a seat that is free; that no result places more is NOT checked here.
  4. If places stay below their minimum, the weakest closes (the earlier in the list when equal) and step 3 is done again.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import hmac
import json
import sys
from collections import Counter
from operator import itemgetter
from pathlib import Path
from typing import Any

Entry = dict[str, Any]
Unit = list[Entry]
Taken = dict[int, str]  # number -> place, only those who have one
Asking = tuple[tuple[int, float, bytes], int, Entry]  # how a place sees the entry (smallest first), which choice, the entry
INFINITY = float("inf")


def verify(problem: dict[str, Any], result: dict[str, Any]) -> list[str]:
    """One line for each difference; empty when the result is what the rule says."""
    collects = gc.isenabled()
    gc.disable()  # nothing here is garbage before the end, and looking for it takes half of the time
    try:
        return differences(problem, result)
    finally:
        if collects:
            gc.enable()


def differences(problem: dict[str, Any], result: dict[str, Any]) -> list[str]:
    lots = lots_of(problem)
    units = units_in_order(problem["entries"], lots)
    order = [entry["number"] for unit in units for entry in unit]
    faults = compare("order", result["order"], order)
    faults += compare("numbers of outcome", sorted(one["number"] for one in result["outcome"]), sorted(order))
    if faults:
        return faults
    taken = {one["number"]: one["place"] for one in result["outcome"] if one["place"] is not None}
    faults += turns_and_lots(result["outcome"], order, lots)
    faults += compare("waiting", result["waiting"], [number for number in order if number not in taken])
    faults += compare("rule", result.get("rule", problem["rule"]), problem["rule"])
    if problem["rule"] == "placed_first":
        faults += keeps_rules(problem, units, taken) + closed_now(problem, taken, result) + figures(units, taken, result)
        # A search that was stopped may have left seats free; its result says so.
        return faults if result.get("status") in ("gap", "stopped") else faults + nobody_waits_for_a_free_seat(problem, units, taken)
    expected, closed = with_minimums(problem, units, lots)
    faults += [f"place of {n}: {taken.get(n)!r}, but the rule gives {expected.get(n)!r}" for n in order if taken.get(n) != expected.get(n)]
    return faults + compare("closed", result.get("closed", closed), closed)


def compare(name: str, given: Any, expected: Any) -> list[str]:
    return [] if given == expected else [f"{name}: is not what the rule gives"]


# Lots and order


def lots_of(problem: dict[str, Any]) -> dict[int, bytes]:
    key = hashlib.sha256(problem["seed_text"].encode("utf-8")).digest()
    return {entry["number"]: hmac.digest(key, str(entry["number"]).encode("ascii"), "sha256") for entry in problem["entries"]}


def first_of(entry: Entry) -> int:
    number: int = entry["unit"] if "unit" in entry else entry["number"]
    return number


def units_in_order(entries: list[Entry], lots: dict[int, bytes]) -> list[Unit]:
    best_tier: dict[int, int] = {}
    for entry in entries:
        first = first_of(entry)
        best_tier[first] = min(entry["tier"], best_tier.get(first, entry["tier"]))
    keys = []
    for row, entry in enumerate(entries):
        first = first_of(entry)
        keys.append((best_tier[first], lots[first], lots[entry["number"]], row))
    units: dict[int, Unit] = {}
    for _, _, _, row in sorted(keys):
        units.setdefault(first_of(entries[row]), []).append(entries[row])
    return list(units.values())


def turns_and_lots(outcome: list[dict[str, Any]], order: list[int], lots: dict[int, bytes]) -> list[str]:
    turn_of = {number: turn for turn, number in enumerate(order, start=1)}
    faults = []
    for one in outcome:
        number = one["number"]
        if one["turn"] != turn_of[number]:
            faults.append(f"turn of {number}: {one['turn']}, but it is {turn_of[number]}")
        if one["lot"] != lots[number].hex():
            faults.append(f"lot of {number}: is not {lots[number].hex()}")
    return faults


# The rules


def with_minimums(problem: dict[str, Any], units: list[Unit], lots: dict[int, bytes]) -> tuple[Taken, list[dict[str, Any]]]:
    closed: list[dict[str, Any]] = []
    while True:
        shut = {one["place"] for one in closed}
        places = {place["id"]: place for place in problem["places"] if place["id"] not in shut}
        taken = serial(places, units) if problem["rule"] == "serial" else stable(places, units, lots)
        placed = Counter(taken.values())
        weakest = None
        for name, place in places.items():
            if placed[name] < place.get("minimum", 0) and (weakest is None or placed[name] < placed[weakest]):
                weakest = name
        if weakest is None:
            return taken, closed
        closed.append({"place": weakest, "placed": placed[weakest], "minimum": places[weakest]["minimum"]})


def serial(places: dict[str, Any], units: list[Unit]) -> Taken:
    taken: Taken = {}
    used: Counter[str] = Counter()
    of_group: Counter[tuple[str, str]] = Counter()
    for unit in units:
        for name in unit[0]["choices"]:
            if name in places and has_room(places[name], used[name], of_group, unit):
                used[name] += len(unit)
                for entry in unit:
                    taken[entry["number"]] = name
                    if "group" in entry:
                        of_group[name, entry["group"]] += 1
                break
    return taken


def has_room(place: dict[str, Any], used: int, of_group: Counter[tuple[str, str]], unit: Unit) -> bool:
    if used + len(unit) > place["capacity"]:
        return False
    if "quota" not in place:
        return True
    coming = Counter(entry["group"] for entry in unit if "group" in entry)
    return all(of_group[place["id"], group] + coming[group] <= most for group, most in place["quota"].items() if group in coming)


def stable(places: dict[str, Any], units: list[Unit], lots: dict[int, bytes]) -> Taken:
    """In rounds: all who were refused ask at their next choice, then every place that was asked keeps its best."""
    held: dict[str, list[Asking]] = {}
    refused = [(unit[0], 0) for unit in units]
    while refused:
        asked: dict[str, list[Asking]] = {}
        for entry, choice in refused:
            choices = entry["choices"]
            while choice < len(choices) and choices[choice] not in places:
                choice += 1
            if choice < len(choices):
                name = choices[choice]
                wish = wish_of(places[name], entry, lots)
                asked.setdefault(name, []).append((wish, choice, entry))
        refused = []
        for name, coming in asked.items():
            held[name], left = keep_best(places[name], held.get(name, []) + coming)
            refused += [(entry, choice + 1) for _, choice, entry in left]
    return {entry["number"]: name for name, kept in held.items() for _, _, entry in kept}


def wish_of(place: dict[str, Any], entry: Entry, lots: dict[int, bytes]) -> tuple[int, float, bytes]:
    """Smallest first; a group without a rank comes after all ranks."""
    rank = place["priorities"].get(entry.get("group"), INFINITY) if "priorities" in place else INFINITY
    return entry["tier"], rank, lots[entry["number"]]


def keep_best(place: dict[str, Any], asking: list[Asking]) -> tuple[list[Asking], list[Asking]]:
    best_first = sorted(asking, key=itemgetter(0))
    if "quota" not in place:
        return best_first[: place["capacity"]], best_first[place["capacity"] :]
    quota, groups = place["quota"], Counter[str | None]()
    kept: list[Asking] = []
    refused: list[Asking] = []
    for one in best_first:
        group = one[2].get("group")
        if len(kept) < place["capacity"] and (group not in quota or groups[group] < quota[group]):
            groups[group] += 1
            kept.append(one)
        else:
            refused.append(one)
    return kept, refused


# The rule "placed_first": what can be checked without searching


def keeps_rules(problem: dict[str, Any], units: list[Unit], taken: Taken) -> list[str]:
    places = {place["id"]: place for place in problem["places"]}
    used = Counter(taken.values())
    of_group = Counter((taken[e["number"]], e["group"]) for unit in units for e in unit if "group" in e and e["number"] in taken)
    faults = [
        f"place {name}: {used[name]} placed, {place['capacity']} seats" for name, place in places.items() if used[name] > place["capacity"]
    ]
    for name, place in places.items():
        if 0 < used[name] < place.get("minimum", 0):
            faults.append(f"place {name}: {used[name]} placed, at least {place['minimum']}")
        for group, most in place.get("quota", {}).items():
            if of_group[name, group] > most:
                faults.append(f"place {name}: {of_group[name, group]} of group {group}, at most {most}")
    for unit in units:
        faults += one_of_its_choices(unit, taken)
    return faults


def nobody_waits_for_a_free_seat(problem: dict[str, Any], units: list[Unit], taken: Taken) -> list[str]:
    places = {place["id"]: place for place in problem["places"]}
    used, of_group = counted(units, taken)
    faults = []
    for unit in units:
        if unit[0]["number"] not in taken:
            free = [name for name in unit[0]["choices"] if open_for(places[name], used, of_group, unit)]
            faults += [f"unit of {unit[0]['number']}: waits, but {name} has room" for name in free]
    return faults


def counted(units: list[Unit], taken: Taken) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """How many are at each place, and of each group."""
    entries = [entry for unit in units for entry in unit if entry["number"] in taken]
    groups = Counter((taken[entry["number"]], entry["group"]) for entry in entries if "group" in entry)
    return Counter(taken[entry["number"]] for entry in entries), groups


def open_for(place: dict[str, Any], used: Counter[str], of_group: Counter[tuple[str, str]], unit: Unit) -> bool:
    """A place that takes place, with room for all of the unit."""
    reached = used[place["id"]] + len(unit) >= place.get("minimum", 0)
    return reached and has_room(place, used[place["id"]], of_group, unit)


def one_of_its_choices(unit: Unit, taken: Taken) -> list[str]:
    names = {taken.get(entry["number"]) for entry in unit}
    if len(names) > 1:
        return [f"unit of {unit[0]['number']}: is split"]
    wrong = names - {None, *unit[0]["choices"]}
    return [f"unit of {unit[0]['number']}: {name} is not one of its choices" for name in wrong]


def closed_now(problem: dict[str, Any], taken: Taken, result: dict[str, Any]) -> list[str]:
    used = Counter(taken.values())
    weak = [place for place in problem["places"] if place.get("minimum", 0) and not used[place["id"]]]
    closed = [{"place": place["id"], "placed": 0, "minimum": place["minimum"]} for place in weak]
    return compare("closed", result.get("closed", closed), closed)


def figures(units: list[Unit], taken: Taken, result: dict[str, Any]) -> list[str]:
    """placed = entries with a place; ranks = sum of the ranks of their choices; turns = see docs/engine/draw.md."""
    longest = max((len(unit[0]["choices"]) for unit in units), default=0)
    entries = [entry for unit in units for entry in unit]
    found = {"placed": len(taken), "ranks": 0, "turns": 0}
    for turn, entry in enumerate(entries, start=1):
        if taken.get(entry["number"]) in entry["choices"]:
            rank = entry["choices"].index(taken[entry["number"]]) + 1
            found["ranks"] += rank
            found["turns"] += (longest + 1 - rank) * (len(entries) + 1 - turn)
    faults = []
    for level in result.get("levels", []):
        name, value, bound = level["name"], level["value"], level["bound"]
        if found.get(name) != value:
            faults.append(f"level {name}: {value} claimed, {found.get(name)} found")
        if (value < bound if name == "ranks" else value > bound) or (result.get("status") == "proven" and value != bound):
            faults.append(f"level {name}: {value} does not go with the bound {bound}")
    return faults


# What was published before the draw


def entries_text(entries: list[Entry]) -> str:
    """The canonical list: entries by number, the fields of each in alphabetical order, no spaces, JSON."""
    return json.dumps(sorted(entries, key=lambda entry: entry["number"]), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def published(problem: dict[str, Any], listed: str | None, secret: str | None) -> list[str]:
    """Compares with the fingerprints of the list and of the secret, the first part of the seed text."""
    found = [("list of entries", listed, entries_text(problem["entries"])), ("secret", secret, problem["seed_text"].partition("|")[0])]
    return [
        f"{name}: its SHA-256 is {hashlib.sha256(text.encode('utf-8')).hexdigest()}, not the published one"
        for name, wanted, text in found
        if wanted is not None and hashlib.sha256(text.encode("utf-8")).hexdigest() != wanted.strip().lower()
    ]


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Recompute a draw. 抽選を検算します。")
    parser.add_argument("problem")
    parser.add_argument("result")
    parser.add_argument("--list", help="published SHA-256 of the list of entries")
    parser.add_argument("--secret", help="published SHA-256 of the secret")
    options = parser.parse_args(argv)
    try:
        problem, result = (json.loads(Path(name).read_bytes()) for name in (options.problem, options.result))
        faults = published(problem, options.list, options.secret) + verify(problem, result)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        print(f"読めません。 Cannot be read: {error!r}", file=sys.stderr)
        return 2
    if faults:
        print("\n".join(["規則どおりではありません。 Not as the rule says.", *faults]), file=sys.stderr)
        return 1
    print(f"{len(problem['entries'])}件すべて規則どおりです。 All {len(problem['entries'])} entries are as the rule says.")
    if problem["rule"] == "placed_first":
        print("入れる人数が最大かどうかは、ここでは確かめていません。 That no result places more is not checked here.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
