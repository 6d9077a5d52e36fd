"""Who changed what: triggers keep every insert, update and delete, and the database refuses a write without an actor."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from typing import Any, TypeVar

import pghistory

Model = TypeVar("Model")
_is_named: ContextVar[bool] = ContextVar("is_actor_named", default=False)


def audited(*, exclude: Sequence[str] = ()) -> Callable[[type[Model]], type[Model]]:
    """Class decorator: keep every state of the model, deletes included, with the actor of the change."""
    track: Any = pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=list(exclude))
    return track


@contextlib.contextmanager
def acting(who: str, **facts: Any) -> Iterator[None]:
    """Name the actor of all writes inside; the outermost name wins, so nested actions keep it."""
    if _is_named.get():
        yield
        return
    token = _is_named.set(True)
    try:
        with pghistory.context(actor=who, **facts):
            yield
    finally:
        _is_named.reset(token)
