"""Small random draws, and what is true of them, found by trying everything."""

from __future__ import annotations

from itertools import permutations, product

from hypothesis import strategies as st

from yuinowa.engine.draw.model import Entry, Place, Problem

GROUPS = ("a", "b")
quotas = st.dictionaries(st.sampled_from(GROUPS), st.integers(0, 2))


@st.composite
def places(draw, number: int, minimums: bool) -> Place:
    minimum = draw(st.integers(0, 3)) if minimums else 0
    return Place(f"p{number}", draw(st.integers(0, 4)), minimum, draw(quotas), draw(quotas))


@st.composite
def problems(draw, rule: str = "serial", most_entries: int = 7, most_places: int = 3, minimums: bool = True) -> Problem:
    chosen = tuple(draw(places(number, minimums)) for number in range(draw(st.integers(1, most_places))))
    entries: list[Entry] = []
    while len(entries) < most_entries and draw(st.integers(0, 5)):
        size = 1 if rule == "stable" else min(draw(st.sampled_from((1, 1, 2, 3))), most_entries - len(entries))
        choices = draw(st.lists(st.sampled_from([place.id for place in chosen]), unique=True))
        first = draw(st.integers(0, 9)) + 10 * len(entries)
        for member in range(size):
            group = draw(st.sampled_from((None, *GROUPS)))
            entries.append(Entry(first + member * 1000, tuple(choices), draw(st.integers(0, 2)), first if size > 1 else None, group))
    return Problem(draw(st.sampled_from(("east", "west", "春", "a|b|c"))), rule, chosen, tuple(entries))


def units_of(problem: Problem) -> list[list[Entry]]:
    return [[e for e in problem.entries if e.first == first] for first in {entry.first: None for entry in problem.entries}]


def room(place: Place, inside: list[Entry], unit: list[Entry]) -> bool:
    together = inside + unit
    return len(together) <= place.capacity and all(sum(e.group == group for e in together) <= most for group, most in place.quota.items())


def all_plans(problem: Problem):
    """Every way to give units one of their choices or nothing, as {number: place}, that keeps seats, quotas and minimums."""
    units = units_of(problem)
    for chosen in product(*[(None, *unit[0].choices) for unit in units]):
        plan = {entry.number: place for unit, place in zip(units, chosen, strict=True) for entry in unit}
        if all(keeps(place, [e for e in problem.entries if plan[e.number] == place.id]) for place in problem.places):
            yield plan


def keeps(place: Place, inside: list[Entry]) -> bool:
    return room(place, inside, []) and (not inside or len(inside) >= place.minimum)


def all_lists(problem: Problem):
    names = [place.id for place in problem.places]
    for count in range(len(names) + 1):
        yield from permutations(names, count)
