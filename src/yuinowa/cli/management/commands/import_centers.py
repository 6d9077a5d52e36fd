"""``yuinowa import centers FILE…``: 公共施設一覧 (old and present columns) become 公民館, all or nothing."""

from collections.abc import Iterable

from yuinowa.cli.lists import ListCommand, Report
from yuinowa.core.actions import system_actor
from yuinowa.organisations.actions import import_centers
from yuinowa.organisations.importing import facilities
from yuinowa.organisations.importing.places import Place
from yuinowa.organisations.importing.rows import RowError


class Command(ListCommand):
    help = "自治体標準オープンデータの公共施設一覧から公民館を取り込みます。"
    empty: Report = {key: [] for key in ("new", "changed", "unchanged")}

    def bring(self, files: list[tuple[str, bytes]], place: Place, *, dry_run: bool) -> tuple[Report, Iterable[RowError]]:
        found = facilities.read_files(files, place)
        rows = [row for row in found.facilities if row.is_community_center]
        done = import_centers(rows=[] if found.errors else rows, is_dry=dry_run, by=system_actor("import"))
        return {key: [{"name": name} for name in getattr(done, key)] for key in self.empty}, found.errors
