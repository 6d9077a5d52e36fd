"""A promise of the cast's instructor to the teacher of 花塚小, for next Tuesday."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import Cast
from yuinowa.core.history import history_of
from yuinowa.promises.actions import make_promise
from yuinowa.promises.models import Promise

DUE = dt.date(2026, 12, 1)
Make = Callable[..., Promise]


@pytest.fixture
def make(cast: Cast) -> Make:
    """Writes a promise down: ``by``, ``owner`` and ``owed_to`` are parts of the cast."""

    def write(by: str = "instructor", owner: str = "instructor", owed_to: str | None = "teacher", **changes: Any) -> Promise:
        plain = {"text": "昔の道具の名簿を届ける", "due_on": DUE, "owner": cast.posts[owner]}
        whom = {"owed_to": cast.posts[owed_to]} if owed_to else {}
        return make_promise(by=cast.actor(by), **{**plain, **whom, **changes})

    return write


def told(promise: Promise) -> list[tuple[str, str]]:
    """The history, oldest first: (verb, who)."""
    return [(entry.verb, entry.actor_label) for entry in reversed(history_of(promise))]
