"""The engine in a process of its own: a solver that crashes or eats memory takes only itself down."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from yuinowa.engine.rounds.model import Infeasible, Plan, Problem
from yuinowa.engine.watch import Progress

POLL_SECONDS = 0.1


class SolverFailed(Exception):
    """The engine's process ended without a plan."""


class Apart:
    """One child process that solves one problem after another; use as a context."""

    def __init__(self, *, seconds: float, on_progress: Callable[[Progress], None], should_stop: Callable[[], bool]) -> None:
        self.seconds, self.on_progress, self.should_stop = seconds, on_progress, should_stop

    def __enter__(self) -> "Apart":
        context = multiprocessing.get_context("spawn")
        self.here, there = context.Pipe()
        self.stop = context.Event()
        self.child = context.Process(target=_work, args=(self.seconds, there, self.stop), daemon=True)
        self.child.start()
        there.close()
        return self

    def __exit__(self, *raised: object) -> None:
        self.here.close()
        self.child.join(timeout=2)
        self.child.kill()

    def solve(self, problem: Problem) -> Plan:
        """Raises Infeasible or SolverFailed."""
        try:
            self.here.send(problem)
            return self._listen()
        except (EOFError, BrokenPipeError, ConnectionResetError) as error:
            raise SolverFailed from error

    def _listen(self) -> Plan:
        while True:
            if self.should_stop():
                self.stop.set()
            if not self.here.poll(POLL_SECONDS):
                continue
            word = self.here.recv()
            if isinstance(word, Plan):
                return word
            if isinstance(word, tuple):
                # An exception with arguments of its own does not survive the pipe; what it carries does.
                raise Infeasible(word)
            if isinstance(word, Exception):
                raise SolverFailed from word
            self.on_progress(word)


def _work(seconds: float, there: Connection, stop: Any) -> None:
    from yuinowa.engine.codec.rounds import fingerprint  # noqa: PLC0415  only the child pays for it
    from yuinowa.engine.rounds.solve import solve  # noqa: PLC0415

    while True:
        try:
            problem = there.recv()
        except EOFError:
            return
        try:
            plan = solve(problem, seconds=seconds, on_progress=there.send, should_stop=stop.is_set)
            there.send(_signed(plan, fingerprint(problem)))
        except Infeasible as error:
            there.send(error.conflicts)
        except Exception as error:  # noqa: BLE001  whatever it is, the parent decides
            there.send(error)


def _signed(plan: Plan, sha256: str) -> Plan:
    from dataclasses import replace  # noqa: PLC0415

    return replace(plan, input_sha256=sha256)
