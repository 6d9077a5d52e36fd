"""The table of `yuinowa bench matching`: sign-up, a coordinator's pass, the bare linear program and our plan on one instance."""

from __future__ import annotations

import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from statistics import median
from typing import Any

from yuinowa.engine.codec import fingerprint
from yuinowa.engine.matching.check import check
from yuinowa.engine.matching.clash import Clashes
from yuinowa.engine.matching.eligible import eligible
from yuinowa.engine.matching.exclusions import Exclusions
from yuinowa.engine.matching.explain import why_nobody, why_person
from yuinowa.engine.matching.ground import Ground
from yuinowa.engine.matching.layout import Layout
from yuinowa.engine.matching.model import Assignment, Plan, Problem
from yuinowa.engine.matching.program import Program
from yuinowa.engine.matching.repair import mend
from yuinowa.engine.matching.score import gini
from yuinowa.engine.matching.solve import solve
from yuinowa.engine.matching.without import Study
from yuinowa.engine.watch import Watch

from .city import make
from .references import coordinator, sign_up

SEEDS = (1, 2, 3)
QUESTIONS = 20
MOST_ASKED = 150_000  # pairs: beyond, plans are divided, and no price is asked of one program over everything


def run(case: str, seeds: Sequence[int] = SEEDS) -> dict[str, Any]:
    """One entry a seed, and the medians of the ratios that engine.md asks for."""
    runs = [measure(case, seed) for seed in seeds]
    ratios = {name: median(entry["ratios"][name] for entry in runs) for name in runs[0]["ratios"]}
    return {"case": case, "runs": runs, "medians": ratios, "peak_megabytes": _peak_megabytes()}


def measure(case: str, seed: int) -> dict[str, Any]:
    plan, ours = _apart(case, seed)
    problem = make(case, seed)
    rows = {
        "sign_up": _timed(lambda: _figures(problem, sign_up(problem, seed))),
        "sign_up_by_date": _timed(lambda: _figures(problem, sign_up(problem, seed, nearest=False))),
        "coordinator": _timed(lambda: _figures(problem, coordinator(problem))),
        "raw_lp": _raw_lp(problem),
        "plan": ours,
    }
    rows |= asking(problem, plan)
    return {
        "seed": seed,
        "needs": len(problem.needs),
        "people": len(problem.people),
        "pairs": len(problem.pairs or ()),
        "seats": sum(need.people for need in problem.needs),
        "fingerprint": fingerprint(problem),
        **rows,
        "ratios": _ratios(rows),
    }


def _timed(work: Callable[[], Mapping[str, Any]]) -> dict[str, Any]:
    wall, processor = time.perf_counter(), time.process_time()
    found = work()
    return {**found, "wall": time.perf_counter() - wall, "cpu": time.process_time() - processor}


def _figures(problem: Problem, assignments: tuple[Assignment, ...]) -> dict[str, Any]:
    """Over the people who could serve any need at all; a load counts the past too."""
    served = {pair.person for pair in problem.pairs or ()}
    kilometres = {(pair.need, pair.person): pair.km for pair in problem.pairs or ()}
    places = Counter(given.person for given in assignments)
    loads = [person.past + places[person.id] for person in problem.people if person.id in served]
    return {
        "filled": len(assignments),
        "gini": gini(loads),
        "idle": len(served - set(places)),
        "km": sum(kilometres[given.need, given.person] for given in assignments),
    }


def _apart(case: str, seed: int) -> tuple[Plan, dict[str, Any]]:
    """In a process of its own, so that its peak memory is its own and not that of the references."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(_plan, case, seed).result()


def _plan(case: str, seed: int) -> tuple[Plan, dict[str, Any]]:
    """The whole way: eligibility, four levels, a reason for every place and every gap; the memory with the instance itself."""
    import highspy  # noqa: F401  # loading it is not planning

    problem = make(case, seed)
    plans: list[Plan] = []

    def work() -> dict[str, Any]:
        plan = solve(problem)
        plans.append(plan)
        ground = Ground(problem, plan)
        reasons = [why_person(problem, plan, given.need, given.person, ground=ground) for given in plan.assignments]
        return {"reasons": len(reasons) + len(plan.unfilled)}

    row, plan = _timed(work), plans[0]
    peak = _peak_megabytes()
    return plan, {
        **row,
        **_figures(problem, plan.assignments),
        "status": plan.status,
        "solve": plan.seconds,
        "levels": [{"name": level.name, "value": level.value, "bound": level.bound, "seconds": level.seconds} for level in plan.levels],
        "peak_megabytes": peak,
        "violations": len(check(problem, plan)),
    }


def asking(problem: Problem, plan: Plan) -> dict[str, dict[str, Any]]:
    """Questions to a finished plan: median and longest of some what-ifs and funnels, and one repair after a decline."""
    ground = Ground(problem, plan)
    is_small = len(ground.pairs) <= MOST_ASKED
    study, some = Study(problem, plan) if is_small else None, plan.assignments[:: max(1, len(plan.assignments) // QUESTIONS)]
    gaps = plan.unfilled[:: max(1, len(plan.unfilled) // QUESTIONS)]
    return {
        "what_if": _spread([_timed(partial(study.without, given)) for given in some] if study else []),
        "funnel": _spread([_timed(partial(_funnel, ground, gap.need)) for gap in gaps]),
        "repair": _repair(problem, plan) if is_small else {"status": "not asked", "changed": 0, "filled": 0, "wall": 0.0, "cpu": 0.0},
    }


def _funnel(ground: Ground, need: str) -> dict[str, Any]:
    return dict(why_nobody(ground.problem, ground.plan, need, ground=ground).values)


def _spread(rows: list[dict[str, Any]]) -> dict[str, Any]:
    if not rows:
        return {"count": 0, "wall": 0.0, "cpu": 0.0, "longest": 0.0}
    wall, processor = [row["wall"] for row in rows], [row["cpu"] for row in rows]
    return {"count": len(rows), "wall": median(wall), "cpu": median(processor), "longest": max(wall)}


def _repair(problem: Problem, plan: Plan) -> dict[str, Any]:
    """The person in the middle of the plan declines."""
    declined = plan.assignments[len(plan.assignments) // 2]

    def work() -> dict[str, Any]:
        repaired = mend(problem, plan, [declined])
        changed = len(set(plan.assignments) - set(repaired.assignments))
        return {"status": repaired.status, "changed": changed, "filled": len(repaired.assignments)}

    return _timed(work)


def _raw_lp(problem: Problem) -> dict[str, Any]:
    """Seats alone with every row and HiGHS as it comes: the time that all four levels are compared with."""
    import numpy as np

    pairs = eligible(problem).open()
    exclusions = Exclusions(problem, pairs, Clashes(problem))
    everything = np.ones(len(pairs), np.bool_)
    layout = Layout(problem, pairs, exclusions.complete(everything), np.zeros(0, np.int64))
    linear = layout.seats_only()
    linear.add_rows(exclusions.links.complete(everything, len(linear.lower)))
    program = Program(linear, Watch(time.perf_counter, None, None, None))
    program.use_defaults()
    cost = layout.costs("seats", np.zeros(0, np.int64), len(program.x))
    return _timed(lambda: {"bound": -program.minimise(cost)})


def _ratios(rows: dict[str, dict[str, Any]]) -> dict[str, float]:
    plan, sheet, levels = rows["plan"], rows["sign_up"], rows["plan"]["levels"]
    return {
        "filled_of_bound": plan["filled"] / max(1, levels[0]["bound"]),
        "levels_to_raw_lp": sum(level["seconds"] for level in levels) / max(1e-9, rows["raw_lp"]["wall"]),
        "solve_to_raw_lp": plan["solve"] / max(1e-9, rows["raw_lp"]["wall"]),
        "seats_to_sign_up": plan["filled"] / max(1, sheet["filled"]),
        "gini_to_sign_up": plan["gini"] / max(1e-9, sheet["gini"]),
        "idle_to_sign_up": plan["idle"] / max(1, sheet["idle"]),
        "km_to_sign_up": plan["km"] / max(1e-9, sheet["km"]),
        "end_to_end_seconds": plan["wall"],
        "what_if_seconds": rows["what_if"]["wall"],
        "funnel_seconds": rows["funnel"]["longest"],
        "repair_seconds": rows["repair"]["wall"],
    }


def _peak_megabytes() -> float:
    """macOS counts bytes, Linux kilobytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def table(result: dict[str, Any]) -> str:
    """For reading: one block a seed, then the medians."""
    blocks = [_block(result["case"], entry) for entry in result["runs"]]
    medians = "  ".join(f"{name} {value:.3f}" for name, value in result["medians"].items())
    return "\n\n".join([*blocks, f"medians: {medians}\npeak memory: {result['peak_megabytes']:.0f} MB"])


def _block(case: str, entry: dict[str, Any]) -> str:
    bound = entry["plan"]["levels"][0]["bound"]
    head = f"{case} seed {entry['seed']}: {entry['needs']} needs, {entry['seats']} seats, {entry['people']} people, {entry['pairs']} pairs"
    lines = [f"{'':15} {'filled':>7} {'of bound':>9} {'gini':>6} {'idle':>6} {'km':>9} {'wall s':>8} {'cpu s':>8}"]
    for name in ("sign_up", "sign_up_by_date", "coordinator", "plan"):
        row = entry[name]
        lines.append(
            f"{name:15} {row['filled']:7} {row['filled'] / max(1, bound):9.2%} {row['gini']:6.3f} {row['idle']:6} "
            f"{row['km']:9.0f} {row['wall']:8.2f} {row['cpu']:8.2f}"
        )
    raw = entry["raw_lp"]
    lines.append(f"{'raw_lp':15} bound {raw['bound']:.1f} {raw['wall']:51.2f} {raw['cpu']:8.2f}")
    lines += [
        f"  {level['name']:9} {level['value']} (bound {level['bound']}) {level['seconds']:.2f} s" for level in entry["plan"]["levels"]
    ]
    for name in ("what_if", "funnel"):
        row = entry[name]
        lines.append(f"  {name:9} {row['count']} asked, median {row['wall'] * 1000:.1f} ms, longest {row['longest'] * 1000:.1f} ms")
    lines.append(f"  {'repair':9} {entry['repair']['changed']} changed, {entry['repair']['status']}, {entry['repair']['wall']:.2f} s")
    return "\n".join(
        [
            head,
            *lines,
            f"  {entry['plan']['status']}, {entry['plan']['violations']} rules broken, {entry['plan']['peak_megabytes']:.0f} MB by itself",
        ]
    )
