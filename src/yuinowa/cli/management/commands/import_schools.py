"""``yuinowa import schools FILE…``: code lists, P29, joined lists and our workbook become schools, all or nothing.

``--json`` prints new, changed, closed, unchanged, missing and errors [row, column, reason, fix].
"""

from collections.abc import Iterable
from typing import Any

from yuinowa.cli.lists import ListCommand, Report
from yuinowa.core import clock
from yuinowa.core.actions import system_actor
from yuinowa.organisations.actions import import_schools
from yuinowa.organisations.importing.places import Place
from yuinowa.organisations.importing.preview import Changed, Preview, compare
from yuinowa.organisations.importing.reading import read_files
from yuinowa.organisations.importing.rows import RowError, SchoolRow
from yuinowa.organisations.models import School


class Command(ListCommand):
    help = "学校コード一覧・国土数値情報 P29・Excel 様式から学校を取り込みます。"
    empty: Report = {key: [] for key in ("new", "changed", "closed", "unchanged", "missing", "notes")}

    def bring(self, files: list[tuple[str, bytes]], place: Place, *, dry_run: bool) -> tuple[Report, Iterable[RowError]]:
        registered = School.objects.as_rows()
        found = read_files(files, place, known=registered)
        if found.errors or dry_run:
            preview = compare(found, registered)
        else:
            preview = import_schools(schools=found, by=system_actor("import"), on=clock.today())
        return _report(preview), preview.errors


def _report(preview: Preview) -> dict[str, list[dict[str, Any]]]:
    return {
        "new": [_school(row) for row in preview.new],
        "changed": [_changed(changed) for changed in preview.changed],
        "closed": [_changed(changed) for changed in preview.closed],
        "unchanged": [_school(row) for row in preview.unchanged],
        "missing": [_school(row) for row in preview.missing],
        "notes": [note.as_json() for note in preview.notes],
    }


def _school(row: SchoolRow) -> dict[str, Any]:
    return {"code": row.code, "name": row.name, "in_programme": row.in_programme}


def _changed(changed: Changed) -> dict[str, Any]:
    row = changed.row
    return {
        **_school(row),
        "closed_on": row.closed_on.isoformat() if row.closed_on else None,
        "successor": row.successor_code or None,
        "changes": [{"field": c.field, "before": _plain(c.before), "after": _plain(c.after)} for c in changed.changes],
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
