"""``yuinowa screenshots``: makes the pictures of docs/guide from a running demo."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from yuinowa.cli.chromium import ChromiumMissing
from yuinowa.cli.screenshots import ShotFailed, take_all

GUIDE = Path("docs") / "guide" / "images"


class Command(BaseCommand):
    help = "動いているデモから、手引きの画面の絵をつくります。 / Makes the guide's pictures from a running demo."
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="where the demo answers")
        parser.add_argument("--folder", type=Path, default=GUIDE)

    def handle(self, *args: Any, url: str, folder: Path, **options: Any) -> None:
        try:
            take_all(url, folder, self.stdout.write)
        except (ShotFailed, ChromiumMissing) as problem:
            raise CommandError(str(problem)) from problem
