"""What follows from what: event, handler. Filled by the areas' authors, read once at start-up."""

from collections.abc import Callable

CONSEQUENCES: list[tuple[str, Callable[..., None]]] = []
