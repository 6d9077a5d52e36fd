"""Why this person, why not that one, why nobody: codes and numbers, worded by `words.sentence`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .ground import RULES, Ground
from .model import Plan, Problem, Reason
from .tight import tight_set

if TYPE_CHECKING:
    from numpy.typing import NDArray


def why_person(problem: Problem, plan: Plan, need_id: str, person_id: str, *, ground: Ground | None = None) -> Reason:
    """The strongest fact for an assigned pair, with the numbers behind it.

    Codes: locked, only_one, known, nearest, least_load, together. Values: km, rank (by distance), of (eligible people),
    load (places in this plan), past, known.
    """
    ground = ground or Ground(problem, plan)
    values = _standing(ground, need_id, person_id)
    return Reason(_strongest(ground, need_id, person_id, values), values)


def _strongest(ground: Ground, need_id: str, person_id: str, values: dict) -> str:
    if (need_id, person_id) in ground.locked:
        return "locked"
    if values["of"] == 1:
        return "only_one"
    if values["known"]:
        return "known"
    if values["rank"] == 1:
        return "nearest"
    return "least_load" if values["lighter"] == 0 else "together"


def _standing(ground: Ground, need_id: str, person_id: str) -> dict:
    """Where the person stands among all who may serve the need."""
    import numpy as np

    pairs, here = ground.pairs, ground.pairs_of(ground.need_row[need_id])
    row = ground.person_row[person_id]
    place = int(np.flatnonzero(pairs.person[here] == row)[0])
    past = np.array([ground.problem.people[p].past for p in pairs.person[here].tolist()])
    loads = past + ground.loads[pairs.person[here]]
    km = pairs.km[here]
    return {
        "km": round(float(km[place]), 1),
        "rank": int((km < km[place]).sum()) + 1,
        "of": len(km),
        "load": int(ground.loads[row]),
        "past": int(past[place]),
        "known": bool(pairs.known[here][place]),
        "lighter": int((loads < loads[place]).sum()),
    }


def why_not(problem: Problem, plan: Plan, need_id: str, person_id: str, *, ground: Ground | None = None) -> Reason:
    """The first rule in the way, or what the change would cost.

    Codes: assigned, skill, setting, distance, weekday, absence, listed, forbidden, limit, limits, clash, per_day, free, price.
    """
    ground = ground or Ground(problem, plan)
    need, person = ground.need_row[need_id], ground.person_row[person_id]
    if need in ground.diary.places[person]:
        return Reason("assigned")
    masks = ground.rules(need)
    broken = next((rule for rule in RULES if rule in masks and not masks[rule][person]), None)
    if broken in ("load", "clash"):
        return _hindered(ground, need, person)
    return _price(ground, need, person) if broken is None else Reason(broken, _numbers(ground, broken, need, person))


def _numbers(ground: Ground, rule: str, row: int, person_row: int) -> dict:
    need, person = ground.problem.needs[row], ground.problem.people[person_row]
    if rule == "skill":
        return {"skill": need.skill}
    if rule == "setting":
        return {"needed": need.setting, "allowed": person.setting}
    if rule == "distance":
        km = float(ground.facts.distance(need.place)[person_row])
        return {"km": round(km, 1), "reach_km": person.reach_km}
    if rule == "weekday":
        window = person.windows[need.day % 5] if person.windows else (0, 0)
        return {"weekday": need.day % 5, "start": need.start, "end": need.end, "from": window[0], "to": window[1]}
    return {"day": need.day} if rule == "absence" else {}


def _hindered(ground: Ground, need: int, person: int) -> Reason:
    rule = ground.diary.hindrance(need, person)
    diary, needs = ground.diary, ground.problem.needs
    if rule == "clash":
        clashing = [o for o in diary.places[person] if needs[o].day == needs[need].day and diary.clashes.clash(need, o)]
        return Reason("clash", {"need": needs[clashing[0]].id})
    if rule == "per_day":
        return Reason("per_day", {"per_day": ground.problem.rules.per_day})
    return Reason(rule or "free", {"limit": ground.problem.people[person].limit})


def _price(ground: Ground, need: int, person: int) -> Reason:
    """Free and able: `free` where a seat is open, else what the cheapest exchange at this need would add."""
    if len(ground.diary.helpers[need]) < ground.problem.needs[need].people:
        return Reason("free")
    prices = [(*_exchange(ground, need, other, person), other) for other in ground.diary.helpers[need]]
    load, travel, other = min(prices)
    return Reason("price", {"person": ground.problem.people[other].id, "load": load, "km": travel / 10})


def _exchange(ground: Ground, need: int, out: int, into: int) -> tuple[int, int]:
    """Change of the sum of squared loads and of travel (tenths of a kilometre) when one comes instead of the other."""
    people = ground.problem.people
    rises = 2 * (people[into].past + int(ground.loads[into])) + 1
    falls = 2 * (people[out].past + int(ground.loads[out])) - 1
    return rises - falls, _travel(ground, need, into) - _travel(ground, need, out)


def _travel(ground: Ground, need: int, person: int) -> int:
    import numpy as np

    here = ground.pairs_of(need)
    return int(ground.pairs.travel[here][np.flatnonzero(ground.pairs.person[here] == person)[0]])


def why_nobody(problem: Problem, plan: Plan, need_id: str, *, ground: Ground | None = None) -> Reason:
    """A funnel: how many people remain after each rule, and the one rule whose easing would let most people in.

    Values: people, one count a rule, and help {rule, people} (or None when no single rule would let anybody in); where needs
    compete for too few people also tight {needs, seats, people, places, weekday?, part?}.
    """
    ground = ground or Ground(problem, plan)
    row = ground.need_row[need_id]
    masks = ground.rules(row)
    left = ~ground.helpers(row)
    counts: dict[str, object] = {"missing": _missing(ground, row), "people": int(left.sum())}
    help_ = _help(masks, left)
    for rule, mask in masks.items():
        left = left & mask
        counts[rule] = int(left.sum())
    tight = tight_set(ground, row)
    return Reason("funnel", {**counts, "help": help_} | ({"tight": tight} if tight else {}))


def _missing(ground: Ground, row: int) -> int:
    return ground.problem.needs[row].people - len(ground.diary.helpers[row])


def _help(masks: dict[str, NDArray], others: NDArray) -> dict | None:
    """Who fails one rule alone would come in if that rule were eased. Being listed follows from the facts."""
    import numpy as np

    failures = np.sum([~mask for rule, mask in masks.items() if rule != "listed"], axis=0)
    easy = {rule: mask for rule, mask in masks.items() if rule not in ("listed", "forbidden")}
    alone = {rule: int((others & ~mask & (failures == 1)).sum()) for rule, mask in easy.items()}
    best = max(alone, key=lambda rule: alone[rule])
    return {"rule": best, "people": alone[best]} if alone[best] else None
