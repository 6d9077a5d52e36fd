"""Background work, behind one module, so that the queue can be changed in one place (today: procrastinate)."""

import contextlib
import functools
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any

from procrastinate.contrib.django import app

from yuinowa.core.audit import acting

_held: ContextVar[list[tuple[Any, dict[str, Any]]] | None] = ContextVar("held_jobs", default=None)


def task(name: str, *, lock: str | None = None) -> Callable[[Callable[..., Any]], Any]:
    """Register a function as background work. It may run twice: it must find out what is already done.

    ``lock``: at most one such job waits at a time.
    """

    def decorate(function: Callable[..., Any]) -> Any:
        return app.task(name=name, queueing_lock=lock)(_named(name, function))

    return decorate


def periodic(cron: str, name: str) -> Callable[[Callable[[], Any]], Any]:
    """Run a function at the times of ``cron`` (Japan's time is not assumed: the worker's clock is UTC)."""

    def decorate(function: Callable[[], Any]) -> Any:
        named = _named(name, lambda timestamp: function())
        return app.periodic(cron=cron)(app.task(name=name, queueing_lock=name)(named))

    return decorate


def later(job: Any, **arguments: Any) -> None:
    """Queue ``job`` when the present transaction commits; nothing is queued when it rolls back."""
    held = _held.get()
    if held is None:
        job.defer(**arguments)
    else:
        held.append((job, arguments))


@contextlib.contextmanager
def held() -> Iterator[list[tuple[Any, dict[str, Any]]]]:
    """Hand over what is asked for inside instead of queueing it: for bulk work that does the same once, at its end."""
    waiting: list[tuple[Any, dict[str, Any]]] = []
    token = _held.set(waiting)
    try:
        yield waiting
    finally:
        _held.reset(token)


def _named(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        with acting(f"worker:{name}"):
            return function(*args, **kwargs)

    return run
