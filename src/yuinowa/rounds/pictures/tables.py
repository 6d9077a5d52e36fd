"""What stands in the columns of the visits."""

from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from yuinowa.rounds.pictures.entries import Entry
from yuinowa.ui.markup import link
from yuinowa.ui.status import mark
from yuinowa.ui.tables import Column, Table
from yuinowa.ui.templatetags.dates import clock_time, month_day


def visits_table(entries: Iterable[Entry], *, has_who: bool = True) -> Table:
    columns = [
        Column(_("日にち"), lambda entry: month_day(entry.on), css="nowrap"),
        Column(_("時刻"), lambda entry: f"{clock_time(entry.arrives_at)}～{clock_time(entry.leaves_at)}", css="nowrap"),
        Column(_("学校"), lambda entry: link(entry.url, entry.school.short_name), is_name=True),
        Column(_("指導員"), lambda entry: entry.who),
        Column(_("状態"), _state),
        Column(_("すること"), _verbs, css="no-print"),
    ]
    return Table(_("訪問の一覧"), tuple(columns if has_who else [columns[n] for n in (0, 1, 2, 4)]), entries)


def _state(entry: Entry) -> Any:
    shown = mark(entry.look, entry.word)
    held = format_html(' <span class="small">{}</span>', _("動かさない")) if entry.is_locked else ""
    note = format_html(' <span class="small soft">{}</span>', entry.note) if entry.note else ""
    return format_html("{}{}{}", shown, held, note)


def _verbs(entry: Entry) -> Any:
    if not entry.move_url:
        return ""
    words = _("%(school)sの訪問を動かす") % {"school": entry.school.short_name}
    return format_html('<a class="button button-small button-quiet" href="{}" aria-label="{}">{}</a>', entry.move_url, words, _("動かす"))
