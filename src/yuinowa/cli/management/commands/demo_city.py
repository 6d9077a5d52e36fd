"""``yuinowa demo_city``: fills an empty database with 結野市."""

import argparse
import datetime as dt
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from yuinowa.cli.demo_city.building.build import build
from yuinowa.cli.demo_city.sizes import SIZES
from yuinowa.core import clock
from yuinowa.organisations.models import Municipality


class Command(BaseCommand):
    help = "空のデータベースに、架空の結野市をつくります（DEMO=1 のときだけ）。 / Builds the fictional city of Yuino (demo mode only)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--size", choices=sorted(SIZES), default="city")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--today", type=dt.date.fromisoformat, default=None, help="YYYY-MM-DD; the clock's date otherwise")

    def handle(self, *args: Any, size: str, seed: int, today: dt.date | None, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("DEMO=1 のときだけ使えます。 / Only in demo mode (DEMO=1).")
        if Municipality.objects.exists():
            raise CommandError("すでに市町村があります。空のデータベースで使ってください。 / Not an empty database.")
        build(size, seed=seed, today=today or clock.today(), say=self._say)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
