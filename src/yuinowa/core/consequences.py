"""What follows in later areas when a row of an earlier one changes: verbs call, ``config/consequences.py`` names the handlers.

Handlers run in the same transaction, in the order of their naming; there are no signals.
"""

from collections.abc import Callable
from typing import Any

Handler = Callable[..., None]
_handlers: dict[str, list[Handler]] = {}


def follows(event: str, handler: Handler) -> None:
    """Name ``handler`` as a consequence of ``event`` ("talent_ended"). Called by ``config`` at start-up only."""
    named = _handlers.setdefault(event, [])
    if handler not in named:
        named.append(handler)


def bring_about(event: str, subject: Any, **facts: Any) -> None:
    """Run every consequence of ``event`` for ``subject``; ``facts`` always holds ``by``."""
    for handler in _handlers.get(event, []):
        handler(subject, **facts)
