"""``yuinowa personas``: whom one can be in the demo city, and where to begin."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from yuinowa.home.personas import cast_now


class Command(BaseCommand):
    help = "デモの登場人物を並べます。 / Lists whom one can be in the demo."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("デモのときだけ使えます。 / In demo mode only.")
        for persona, part in cast_now():
            self.stdout.write(f"    {persona.name}: {part.person}（{part.label}）" if part.post else f"    {persona.name}: {part.person}")
