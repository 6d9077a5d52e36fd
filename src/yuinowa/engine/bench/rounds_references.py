"""Routers beside our rounds. They give trips and no dates: open days and spacing are not asked of them.

Two ways to pose the problem, and the better answer counts: every visit at once, where a load of its own for each school keeps
two visits of it out of one trip; or one visit of each school, the trips then made as often as visits are due.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import Any

from yuinowa.engine.rounds.model import Block, Problem

Route = Callable[["Task", float], int | None]


@dataclass(frozen=True)
class Task:
    """One block for a router: `times` visits of each school, the travel counted `repeats` times."""

    block: Block
    shift: tuple[int, int]
    per_day: int
    days: int
    times: int
    repeats: int

    def loads(self, row: int) -> list[int]:
        """One stop, and for each school whether it is this one."""
        own = [int(other == row) for other in range(len(self.block.schools))] if self.times > 1 else []
        return [1, *own]

    @property
    def capacity(self) -> list[int]:
        return [self.per_day, *([1] * len(self.block.schools) if self.times > 1 else [])]


def travel(problem: Problem, route: Route, seconds: float) -> int | None:
    """Minutes of the better of both ways, each given these seconds; None when visits are left over or the router is not installed."""
    found = [_travel(problem, route, seconds, at_once) for at_once in (True, False)]
    return min((minutes for minutes in found if minutes is not None), default=None)


def _travel(problem: Problem, route: Route, seconds: float, at_once: bool) -> int | None:
    total, schools = 0, sum(len(block.schools) for block in problem.blocks)
    for block in problem.blocks:
        times, repeats = (problem.visits, 1) if at_once else (1, problem.visits)
        task = Task(block, problem.shift, problem.per_day, problem.days, times, repeats)
        try:
            minutes = route(task, seconds * len(block.schools) / schools)
        except ImportError:
            return None
        if minutes is None:
            return None
        total += minutes * repeats
    return total


def vroom(task: Task, seconds: float) -> int | None:
    """VROOM at its highest level of exploration, one thread. Of hours by weekday it knows only the longest."""
    router: Any = import_module("vroom")
    problem = router.Input()
    problem.set_durations_matrix(profile="car", matrix_input=[list(row) for row in task.block.minutes])
    shift = router.TimeWindow(*task.shift)
    vehicle: dict[str, Any] = {"start": 0, "end": 0, "time_window": shift, "capacity": task.capacity}
    problem.add_vehicle([router.Vehicle(number, **vehicle) for number in range(task.days)])
    jobs = [(row, school) for row, school in enumerate(task.block.schools) for _ in range(task.times)]
    problem.add_job(
        [
            router.Job(
                number,
                location=row + 1,
                default_service=school.service,
                delivery=router.Amount(task.loads(row)),
                time_windows=[router.TimeWindow(school.widest[0], school.widest[1] - school.service)],
            )
            for number, (row, school) in enumerate(jobs)
        ]
    )
    solution = problem.solve(exploration_level=5, nb_threads=1, timeout=timedelta(seconds=seconds))
    return None if len(solution.unassigned) else int(solution.summary.duration)


def pyvrp(task: Task, seconds: float) -> int | None:
    """PyVRP for the whole time."""
    router: Any = import_module("pyvrp")
    model = router.Model()
    places = [model.add_location(0, 0) for _ in task.block.minutes]
    depot = model.add_depot(places[0])
    begins, ends = task.shift
    model.add_vehicle_type(task.days, capacity=task.capacity, start_depot=depot, end_depot=depot, tw_early=begins, tw_late=ends)
    for row, school in enumerate(task.block.schools):
        latest = min(school.widest[1] - school.service, ends)
        for _ in range(task.times):
            hours = {"service_duration": school.service, "tw_early": school.widest[0], "tw_late": latest}
            model.add_client(places[row + 1], delivery=task.loads(row), **hours)
    for one, ways in zip(places, task.block.minutes, strict=True):
        for other, minutes in zip(places, ways, strict=True):
            model.add_edge(one, other, distance=minutes, duration=minutes)
    result = model.solve(stop=import_module("pyvrp.stop").MaxRuntime(seconds), seed=1, display=False, collect_stats=False)
    return int(result.best.distance()) if result.is_feasible() else None
