"""What the commands that import official lists share: which files, which municipality, how the outcome is said.

Exit 0 done, 1 bad rows, 2 unreadable.
"""

import argparse
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from yuinowa.organisations.importing.guard import Unreadable
from yuinowa.organisations.importing.places import Place
from yuinowa.organisations.importing.reading import find_place
from yuinowa.organisations.importing.rows import RowError
from yuinowa.organisations.models import Municipality

DONE, BAD_ROWS, UNREADABLE = 0, 1, 2
WORDS = {
    "new": "新しく入るもの",
    "changed": "変わるもの",
    "closed": "閉校",
    "unchanged": "変わらないもの",
    "missing": "一覧にないもの（ご確認ください）",
    "notes": "突き合わせられなかった行",
}
Report = dict[str, list[dict[str, Any]]]


class ListCommand(BaseCommand):
    """A command that reads lists: a subclass says what ``bring`` does with the files."""

    empty: Report = {}

    def bring(self, files: list[tuple[str, bytes]], place: Place, *, dry_run: bool) -> tuple[Report, Iterable[RowError]]:
        """What the files do (or would do), and which rows are wrong; nothing is written when a row is wrong."""
        raise NotImplementedError

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="取り込まずに、何が変わるかだけを示します。")
        parser.add_argument("--json", action="store_true", help="結果を JSON で出します。")
        parser.add_argument("--municipality", metavar="CODE", default="", help="全国地方公共団体コード（6桁）")

    def handle(self, *args: Any, **options: Any) -> None:
        as_json, dry_run = options["json"], options["dry_run"]
        try:
            files = [(path.name, path.read_bytes()) for path in options["files"]]
            report, errors = self.bring(files, place_of(files, options["municipality"]), dry_run=dry_run)
        except OSError as error:
            raise SystemExit(self._unreadable(str(error.filename), str(error.strerror), "", as_json)) from error
        except Unreadable as error:
            raise SystemExit(self._unreadable(error.file, error.reason, error.fix, as_json)) from error
        self._say(report, list(errors), as_json, dry_run)
        raise SystemExit(BAD_ROWS if errors else DONE)

    def _say(self, report: Report, errors: list[RowError], as_json: bool, dry_run: bool) -> None:
        if as_json:
            faults = [error.as_json() for error in errors]
            self.stdout.write(json.dumps({**report, "errors": faults, "dry_run": dry_run}, ensure_ascii=False, indent=1))
            return
        for key, rows in report.items():
            self.stdout.write(f"{WORDS.get(key, key)}: {len(rows)}")
        for row in report.get("missing", []):
            self.stdout.write(f"  ? {row['code']} {row['name']}")
        for error in errors:
            self.stderr.write(f"{error.file} {error.row}行目 {error.column}: {error.reason} {error.fix}")
        self.stdout.write("何も書き込んでいません。" if dry_run or errors else "取り込みました。")

    def _unreadable(self, file: str, reason: Any, fix: Any, as_json: bool) -> int:
        if as_json:
            fault = RowError(0, "", reason, fix, file).as_json()
            self.stdout.write(json.dumps({**self.empty, "errors": [fault]}, ensure_ascii=False))
        else:
            self.stderr.write(f"{file}: {reason} {fix}")
        return UNREADABLE


def place_of(files: list[tuple[str, bytes]], code: str) -> Place:
    """The municipality of this installation, or the one that ``code`` names in the lists."""
    municipality = Municipality.objects.first()
    if municipality and code in ("", municipality.code):
        return Place(municipality.name, municipality.code[:2], municipality.code)
    place = find_place(files, code) if code else None
    if place is None:
        raise Unreadable(
            files[0][0],
            f"市区町村コード {code} の学校が見つかりません。" if code else "どの市区町村か分かりません。",
            "--municipality に6桁の全国地方公共団体コードを付けるか、先に yuinowa init を実行してください。",
        )
    return place
