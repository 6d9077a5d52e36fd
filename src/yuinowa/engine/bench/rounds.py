"""The table of `yuinowa bench rounds`: a rota, nearest neighbour, two routers and our plan on one instance, then repairs."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from statistics import median
from typing import Any

from yuinowa.engine.codec.rounds import fingerprint
from yuinowa.engine.rounds import greedy
from yuinowa.engine.rounds.check import check
from yuinowa.engine.rounds.model import Plan, Problem, Trip
from yuinowa.engine.rounds.route import busiest_week, timed, travel_of
from yuinowa.engine.rounds.solve import solve
from yuinowa.engine.rounds.term import Term, term_of

from .rounds_city import CASES, make
from .rounds_events import displaced, events
from .rounds_references import Route, pyvrp, travel, vroom

SEEDS = (1, 2, 3)
LONGER = 5  # routers also get so many times our seconds, where ours are
FEW = 10
ROUTERS = {"vroom": vroom, "pyvrp": pyvrp}


def run(case: str, stops: int | None = None, seeds: Sequence[int] = SEEDS) -> dict[str, Any]:
    """One entry a seed, and the medians of the ratios that engine.md asks for."""
    chosen = CASES[case] if stops is None else replace(CASES[case], per_day=stops)
    runs = [measure(make(chosen, seed), seed) for seed in seeds]
    names = [name for name in runs[0]["ratios"] if all(name in entry["ratios"] for entry in runs)]
    medians = {name: median(entry["ratios"][name] for entry in runs) for name in names}
    return {"case": case, "stops": chosen.per_day, "runs": runs, "medians": medians, "peak_megabytes": peak_megabytes()}


def measure(problem: Problem, seed: int) -> dict[str, Any]:
    plan, row = _plan(problem)
    rows: dict[str, dict[str, Any]] = {
        "manual": timed_row(lambda: _figures(problem, greedy.by_list)),
        "nearest": timed_row(lambda: _figures(problem, greedy.nearest)),
    }
    for name, route in ROUTERS.items():
        for label, times in ((name, 1), (f"{name}_longer", LONGER)) if row["wall"] < FEW else ((name, 1),):
            rows[label] = timed_row(partial(_routed, problem, route, times * row["wall"]))
    rows["plan"] = row
    return {
        "seed": seed,
        "schools": sum(len(block.schools) for block in problem.blocks),
        "fingerprint": fingerprint(problem),
        **rows,
        "repairs": [_repair(event, changed) for event, changed in events(problem, plan).items()],
        "ratios": _ratios(rows),
    }


def timed_row(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    wall, processor = time.perf_counter(), time.process_time()
    found = work()
    return {**found, "wall": time.perf_counter() - wall, "cpu": time.process_time() - processor}


def _plan(problem: Problem) -> tuple[Plan, dict[str, Any]]:
    plans: list[Plan] = []

    def work() -> dict[str, Any]:
        plans.append(solve(problem))
        return {}

    row, plan = timed_row(work), plans[0]
    figures = {
        "travel": plan.travel_minutes,
        "bound": plan.bound_minutes,
        "status": plan.status,
        "trips": len(plan.trips),
        "busiest_week": max(plan.busiest_week, default=0),
        "violations": len(check(problem, plan)),
    }
    return plan, {**figures, **row}


def _figures(problem: Problem, method: Callable[[Term], greedy.Dated]) -> dict[str, Any]:
    """Travel, the busiest week of any block, and visits that found no day."""
    terms = [term_of(problem, block) for block in problem.blocks]
    blocks: list[list[Trip]] = [[timed(t.block, t.shift, t.days[column], rows) for rows, column in method(t)] for t in terms]
    minutes = sum(travel_of(term.block, trip) for term, trips in zip(terms, blocks, strict=True) for trip in trips)
    wanted = sum(int(term.need.sum()) for term in terms)
    made = sum(len(trip.stops) for trips in blocks for trip in trips)
    return {"travel": minutes, "busiest_week": max(map(busiest_week, blocks), default=0), "unserved": wanted - made}


def _routed(problem: Problem, route: Route, seconds: float) -> dict[str, Any]:
    return {"travel": travel(problem, route, seconds)}


def _repair(event: str, problem: Problem) -> dict[str, Any]:
    plan, row = _plan(problem)
    return {"event": event, "displaced": displaced(problem), "moved": plan.moved, **row}


def _ratios(rows: dict[str, dict[str, Any]]) -> dict[str, float]:
    plan = rows["plan"]
    against = {"bound": plan["bound"], **{name: row["travel"] for name, row in rows.items() if name != "plan"}}
    ratios = {f"travel_to_{name}": plan["travel"] / minutes for name, minutes in against.items() if minutes}
    return {**ratios, "seconds": plan["wall"]}


def peak_megabytes() -> float:
    """macOS counts bytes, Linux kilobytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def table(result: dict[str, Any]) -> str:
    """For reading: one block a seed, then the medians."""
    blocks = [_block(result, entry) for entry in result["runs"]]
    medians = "  ".join(f"{name} {value:.3f}" for name, value in result["medians"].items())
    return "\n\n".join([*blocks, f"medians: {medians}\npeak memory: {result['peak_megabytes']:.0f} MB"])


def _block(result: dict[str, Any], entry: dict[str, Any]) -> str:
    plan = entry["plan"]
    lines = [f"{result['case']} seed {entry['seed']}: {entry['schools']} schools, up to {result['stops']} stops a day"]
    lines.append(f"{'':13} {'hours':>7} {'of bound':>9} {'week':>5} {'left':>5} {'wall s':>8} {'cpu s':>8}")
    for name in ("manual", "nearest", "vroom", "vroom_longer", "pyvrp", "pyvrp_longer", "plan"):
        if name in entry:
            lines.append(f"{name:13} {_line(entry[name], plan['bound'])}")
    lines.append(f"{'bound':13} {plan['bound'] / 60:7.2f}   {plan['status']}, {plan['violations']} rules broken")
    lines += [
        f"  {repair['event']:8} {repair['displaced']} displaced, {repair['moved']} moved, {repair['wall']:.2f} s, "
        f"{repair['travel'] - plan['travel']:+d} min, {repair['violations']} rules broken"
        for repair in entry["repairs"]
    ]
    return "\n".join(lines)


def _line(row: dict[str, Any], bound: int) -> str:
    if row["travel"] is None:
        return "not installed, or visits left over"
    share = row["travel"] / max(1, bound)
    return f"{row['travel'] / 60:7.2f} {share:9.2%} {row.get('busiest_week', ''):>5} {row.get('unserved', ''):>5} {row['wall']:8.2f} {row['cpu']:8.2f}"
