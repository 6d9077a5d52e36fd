"""The engine in a process of its own: a solver that crashes or eats memory takes only itself down."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from yuinowa.engine.matching.model import Assignment, Plan, Problem
from yuinowa.engine.watch import Progress

POLL_SECONDS = 0.2
Prices = dict[Assignment, dict[str, float]]


class SolverFailed(Exception):
    """The engine's process ended without a plan."""


def price_apart(problem: Problem, plan: Plan) -> Prices:
    """What a plan loses without each of its people, in a child process. Raises SolverFailed."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    child = context.Process(target=_price, args=(problem, plan, there), daemon=True)
    child.start()
    there.close()
    try:
        found: Prices = here.recv()
    except EOFError as error:
        raise SolverFailed from error
    finally:
        child.join(timeout=5)
        child.kill()
    return found


def solve_apart(problem: Problem, *, seconds: float, on_progress: Callable[[Progress], None], should_stop: Callable[[], bool]) -> Plan:
    """Solve in a child process. Raises what the engine raises, or SolverFailed."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    stop = context.Event()
    child = context.Process(target=_work, args=(problem, seconds, there, stop), daemon=True)
    child.start()
    there.close()
    try:
        return _listen(here, on_progress, should_stop, stop)
    finally:
        child.join(timeout=5)
        child.kill()


def _listen(here: Connection, on_progress: Callable[[Progress], None], should_stop: Callable[[], bool], stop: Any) -> Plan:
    while True:
        if should_stop():
            stop.set()
        if not here.poll(POLL_SECONDS):
            continue
        try:
            word = here.recv()
        except EOFError as error:
            raise SolverFailed from error
        if isinstance(word, Plan):
            return word
        if isinstance(word, Exception):
            raise word
        on_progress(word)


def _work(problem: Problem, seconds: float, there: Connection, stop: Any) -> None:
    from yuinowa.engine.matching.reasons import give_reasons  # noqa: PLC0415  only the child pays for it
    from yuinowa.engine.matching.solve import solve  # noqa: PLC0415

    try:
        plan = solve(problem, seconds=seconds, on_progress=there.send, should_stop=stop.is_set)
        there.send(give_reasons(problem, plan))
    except Exception as error:  # noqa: BLE001  whatever it is, the parent decides
        there.send(error)


def _price(problem: Problem, plan: Plan, there: Connection) -> None:
    from yuinowa.engine.matching.reasons import price_places  # noqa: PLC0415  only the child pays for it

    there.send(price_places(problem, plan))
