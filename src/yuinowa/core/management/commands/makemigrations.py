"""Django's command; triggers stand in the model that a migration makes.

A separate AddTrigger draws the whole state of the project anew, three times for each audited model: 11 s of a first `migrate` instead of 4 s.
"""

from itertools import chain
from typing import Any

from django.core.management.commands.makemigrations import Command as DjangoCommand
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.models import CreateModel
from pgtrigger.migrations import AddTrigger


def fold_triggers(operations: list[Operation]) -> list[Operation]:
    """Move each AddTrigger into the CreateModel of its model, where the same migration has one."""
    made = {operation.name_lower: operation for operation in operations if isinstance(operation, CreateModel)}
    kept = []
    for operation in operations:
        model = made.get(operation.model_name.lower()) if isinstance(operation, AddTrigger) else None
        if model is None:
            kept.append(operation)
        else:
            model.options.setdefault("triggers", []).append(operation.trigger)  # type: ignore[attr-defined]
    return kept


PgtriggerAutodetector: Any = DjangoCommand.autodetector


class Autodetector(PgtriggerAutodetector):
    def changes(self, *args: Any, **kwargs: Any) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = super().changes(*args, **kwargs)
        for migration in chain.from_iterable(found.values()):
            migration.operations = fold_triggers(migration.operations)
        return found


class Command(DjangoCommand):
    autodetector = Autodetector
