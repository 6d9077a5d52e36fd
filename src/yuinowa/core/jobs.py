"""Background work, behind one module, so that the queue can be changed in one place (today: procrastinate)."""

import functools
from collections.abc import Callable
from typing import Any

from procrastinate.contrib.django import app

from yuinowa.core.audit import acting


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
    job.defer(**arguments)


def _named(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        with acting(f"worker:{name}"):
            return function(*args, **kwargs)

    return run
