"""The table of `yuinowa bench draw`: the three rules on the same lots, and how long drawing and recomputing take."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256
from statistics import median
from typing import Any, TypeVar

from yuinowa.engine.codec.draw import write_problem, write_result
from yuinowa.engine.draw.model import Problem, Result
from yuinowa.engine.draw.solve import solve
from yuinowa.engine.draw.verify_draw import verify

from .places import alone, make

SEEDS = (1, 2, 3)
PROVABLE = 3_000  # entries; beyond, `placed_first` is not part of the table
Found = TypeVar("Found")


def run(case: str, seeds: Sequence[int] = SEEDS) -> dict[str, Any]:
    """One entry a seed, and medians over the seeds."""
    runs = [measure(case, seed) for seed in seeds]
    rules = list(runs[0]["rules"])
    medians = {rule: {name: median(entry["rules"][rule][name] for entry in runs) for name in FIGURES} for rule in rules}
    return {"case": case, "runs": runs, "medians": medians, "peak_megabytes": _peak_megabytes()}


FIGURES = ("placed_share", "mean_rank", "first_choice_share", "wall", "cpu", "verify_wall", "verify_cpu")


def measure(case: str, seed: int) -> dict[str, Any]:
    """`stable` takes no units, so it draws for the same entries, each alone, and so does `serial_alone` beside it."""
    problem = make(case, seed)
    single = alone(problem)
    problems = {"serial": problem, "serial_alone": single, "stable": replace(single, rule="stable")}
    if len(problem.entries) <= PROVABLE:
        problems["placed_first"] = replace(problem, rule="placed_first")
    return {
        "seed": seed,
        "entries": len(problem.entries),
        "places": len(problem.places),
        "seats": sum(place.capacity for place in problem.places),
        "in_units": sum(entry.unit is not None for entry in problem.entries),
        "fingerprint": sha256(write_problem(problem).encode()).hexdigest(),
        "rules": {name: _row(chosen) for name, chosen in problems.items()},
    }


def _row(problem: Problem) -> dict[str, Any]:
    result, wall, processor = _timed(lambda: solve(problem))
    forms = json.loads(write_problem(problem)), json.loads(write_result(result))
    faults, verify_wall, verify_processor = _timed(lambda: verify(*forms))
    return {
        "status": result.status,
        **_figures(problem, result),
        "wall": wall,
        "cpu": processor,
        "verify_wall": verify_wall,
        "verify_cpu": verify_processor,
        "identical": faults == [],
        "levels": [{"name": level.name, "value": level.value, "bound": level.bound, "seconds": level.seconds} for level in result.levels],
    }


def _timed(work: Callable[[], Found]) -> tuple[Found, float, float]:
    wall, processor = time.perf_counter(), time.process_time()
    found = work()
    return found, time.perf_counter() - wall, time.process_time() - processor


def _figures(problem: Problem, result: Result) -> dict[str, Any]:
    choices = {entry.number: entry.choices for entry in problem.entries}
    ranks = [choices[one.number].index(one.place) + 1 for one in result.outcome if one.place is not None]
    return {
        "placed": len(ranks),
        "placed_share": len(ranks) / max(1, len(problem.entries)),
        "mean_rank": sum(ranks) / max(1, len(ranks)),
        "first_choice_share": ranks.count(1) / max(1, len(problem.entries)),
    }


def _peak_megabytes() -> float:
    """macOS counts bytes, Linux kilobytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def table(result: dict[str, Any]) -> str:
    """For reading: one block a seed, then the medians."""
    blocks = [_block(result["case"], entry) for entry in result["runs"]]
    medians = [f"{rule:13} " + "  ".join(f"{name} {value:.3f}" for name, value in row.items()) for rule, row in result["medians"].items()]
    return "\n\n".join([*blocks, "\n".join(["medians", *medians, f"peak memory: {result['peak_megabytes']:.0f} MB"])])


def _block(case: str, entry: dict[str, Any]) -> str:
    head = f"{case} seed {entry['seed']}: {entry['entries']} entries ({entry['in_units']} in units), {entry['seats']} seats, {entry['places']} places"
    lines = [f"{'':13} {'placed':>7} {'share':>7} {'rank':>6} {'wall s':>8} {'cpu s':>8} {'verify s':>9}  identical"]
    for rule, row in entry["rules"].items():
        lines.append(
            f"{rule:13} {row['placed']:7} {row['placed_share']:7.2%} {row['mean_rank']:6.3f} {row['wall']:8.2f} {row['cpu']:8.2f} "
            f"{row['verify_wall']:9.2f}  {'yes' if row['identical'] else 'NO'}, {row['status']}"
        )
        lines += [
            f"  {level['name']:9} {level['value']} (bound {level['bound']}, gap {abs(level['bound'] - level['value'])}) {level['seconds']:.2f} s"
            for level in row["levels"]
        ]
    return "\n".join([head, *lines])
