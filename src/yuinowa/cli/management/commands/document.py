"""``yuinowa document``: write the generated pages of docs/."""

from typing import Any

from django.core.management.base import BaseCommand

from yuinowa.cli import generated


class Command(BaseCommand):
    help = "Write docs/permissions.md and docs/data.md from the code."

    def handle(self, *args: Any, **options: Any) -> None:
        generated.write_all()
        self.stdout.write("docs: " + ", ".join(generated.GENERATED))
