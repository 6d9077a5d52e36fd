"""What follows in later areas when a row of an earlier one changes: verbs call, ``config/consequences.py`` names the handlers.

Handlers run in the same transaction, in the order of their naming; there are no signals.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Foretold:
    """One thing that would follow, in a sentence for whoever decides, and how many mails it sends."""

    sentence: str
    mails: int = 0


Handler = Callable[..., None]
Teller = Callable[..., list[Foretold]]
_handlers: dict[str, list[Handler]] = {}
_tellers: dict[str, list[Teller]] = {}


def follows(event: str, handler: Handler) -> None:
    """Name ``handler`` as a consequence of ``event`` ("talent_ended"). Called by ``config`` at start-up only."""
    named = _handlers.setdefault(event, [])
    if handler not in named:
        named.append(handler)


def bring_about(event: str, subject: Any, **facts: Any) -> None:
    """Run every consequence of ``event`` for ``subject``; ``facts`` always holds ``by``."""
    for handler in _handlers.get(event, []):
        handler(subject, **facts)


def is_foretold(event: str, teller: Teller) -> None:
    """Name ``teller``, which says what would follow ``event`` and changes nothing. Called by ``config`` at start-up only."""
    named = _tellers.setdefault(event, [])
    if teller not in named:
        named.append(teller)


def foretell(event: str, subject: Any, **facts: Any) -> list[Foretold]:
    """What would follow in later areas, for the page on which somebody decides."""
    return [thing for teller in _tellers.get(event, []) for thing in teller(subject, **facts)]
