"""All files: which desk was taken over, which one waits, in red."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission, Reach, reaches
from yuinowa.core import clock
from yuinowa.core.export import table_response
from yuinowa.handover.forms import FileFilter
from yuinowa.handover.models import HandoverFile
from yuinowa.organisations.models import Block
from yuinowa.people.models import Appointment
from yuinowa.ui.markup import link
from yuinowa.ui.navigation import row_address
from yuinowa.ui.status import mark
from yuinowa.ui.tables import Column, Table, whole
from yuinowa.ui.templatetags.dates import day_and_time, wareki

PER_PAGE = 50
MOST_EXPORTED = 5000
ASKED: dict[str, Callable[[Any, dt.date], Any]] = {
    "unread": lambda rows, on: rows.unread_by_holder(on),
    "vacant": lambda rows, on: rows.unread_and_vacant(on),
    "leaving": lambda rows, on: rows.exclude(leaving__until_on__lt=on),
    "read": lambda rows, on: rows.filter(acknowledgement__isnull=False),
}


@requires(Permission.SEE_HANDOVER)
def handover_list(request: Any) -> HttpResponse:
    """Every desk for the section and the coordinator; who has one desk is led to it."""
    if Reach.CITY not in reaches(request.actor.roles, Permission.SEE_HANDOVER):
        return redirect("handover_post", pk=request.actor.post_id)
    on = clock.today()
    form, rows = _matching(request, on)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    files = list(page.object_list)
    facts = {
        "filter": form,
        "page": page,
        "table": _table(files, _holders(files, on), on),
        "summary": _summary(rows, on),
        "query": request.GET.urlencode(),
        "may_roll_over": Reach.CITY in reaches(request.actor.roles, Permission.ROLL_OVER),
        "on": on,
    }
    return render(request, "handover/file_list.html", facts)


@requires(Permission.SEE_HANDOVER)
def handover_export(request: Any, form: str) -> HttpResponse:
    on = clock.today()
    files = list(_matching(request, on)[1][: MOST_EXPORTED + 1])
    held = _holders(files, on)
    header = [_("職"), _("前任"), _("最後の日"), _("引継書"), _("後任"), _("受けとり")]
    cells = (
        [file.post.label, file.leaving.person.name, file.leaving.until_on, _note(file), _successor(file, held), _stands(file, held, on)[1]]
        for file in files
    )
    return table_response(form, name=_("引継書の一覧"), header=header, rows=whole(cells, MOST_EXPORTED))


def _matching(request: Any, on: dt.date) -> tuple[FileFilter, QuerySet[HandoverFile]]:
    form = FileFilter(request.GET, blocks=Block.objects.allowing(request.actor, Permission.SEE_SCHOOLS))
    rows = HandoverFile.objects.allowing(request.actor, Permission.SEE_HANDOVER).with_names()
    if wish := ASKED.get(form.typed("state") or ""):
        rows = wish(rows, on)
    if block := form.typed("block"):
        rows = rows.filter(post__school__block=block) | rows.filter(post__center__block=block)
    # What waits first, then the latest.
    is_unread = When(leaving__until_on__lt=on, acknowledgement__isnull=True, then=Value(0))
    return form, rows.annotate(place=Case(is_unread, default=Value(1), output_field=IntegerField())).order_by(
        "place", "-leaving__until_on", "-pk"
    )


def _holders(files: list[HandoverFile], on: dt.date) -> dict[int, Appointment]:
    held = Appointment.objects.valid(on).filter(post__in={file.seat for file in files}).select_related("person")
    return {row.post_id: row for row in held}


def _summary(rows: QuerySet[HandoverFile], on: dt.date) -> str:
    n = rows.count()
    late = rows.unread_by_holder(on).count()  # type: ignore[attr-defined]
    whole = ngettext("%(n)s件の引継書", "%(n)s件の引継書", n) % {"n": n}
    if not late:
        return whole
    part = ngettext("%(n)s件が受けとりを待っています", "%(n)s件が受けとりを待っています", late) % {"n": late}
    return _("%(whole)sのうち %(part)s") % {"whole": whole, "part": part}


def _table(files: list[HandoverFile], held: dict[int, Appointment], on: dt.date) -> Table:
    columns = (
        Column(_("職"), lambda file: link(row_address("file_detail", file.pk), file.post.label), is_name=True),
        Column(_("前任"), lambda file: file.leaving.person.name),
        Column(_("最後の日"), lambda file: wareki(file.leaving.until_on) or _("決まっていません")),
        Column(_("引継書"), _note),
        Column(_("後任"), lambda file: _successor(file, held)),
        Column(_("受けとり"), lambda file: _stands(file, held, on)[0]),
    )
    return Table(_("引継書の一覧"), columns, files)


def _note(file: HandoverFile) -> str:
    if file.is_finished:
        return _("仕上げ済み")
    return _("下書き") if file.note.strip() else _("ひとことなし")


def _successor(file: HandoverFile, held: dict[int, Appointment]) -> str:
    if found := getattr(file, "acknowledgement", None):
        return str(found.appointment.person.name)
    row = held.get(file.seat.pk)
    return row.person.name if row and row.pk != file.leaving_id else "－"


def _stands(file: HandoverFile, held: dict[int, Appointment], on: dt.date) -> tuple[SafeString, str]:
    """How it stands: with its look, and as plain words."""
    if found := getattr(file, "acknowledgement", None):
        words = _("受けとり %(at)s") % {"at": day_and_time(found.at)}
        return mark("done", words), words
    if not (file.leaving.until_on and file.leaving.until_on < on):
        return mark("open", _("在任中")), _("在任中")
    if file.seat.pk not in held:
        return mark("vacant", _("後任なし")), _("後任なし")
    return mark("late", _("まだ読まれていません")), _("まだ読まれていません")
