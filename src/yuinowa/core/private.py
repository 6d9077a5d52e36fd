"""Personal data is declared: which fields, who reads them, and when they are deleted (docs/data.md is made from this)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

Model = TypeVar("Model")


@dataclass(frozen=True)
class Private:
    """The private fields of one model: ``readers`` and ``deleted`` in plain words."""

    fields: tuple[str, ...]
    readers: str
    deleted: str


DECLARED: dict[str, Private] = {}


def private(*fields: str, readers: str, deleted: str) -> Callable[[type[Model]], type[Model]]:
    """Class decorator of a model that holds personal data."""

    def declare(model: type[Model]) -> type[Model]:
        DECLARED[model._meta.label_lower] = Private(fields, readers, deleted)  # type: ignore[attr-defined]
        return model

    return declare
