"""One file as page, PDF and Excel: the same facts in three forms."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from yuinowa.core.documents import pdf_response
from yuinowa.core.export import sheets_response
from yuinowa.handover.models import HandoverFile
from yuinowa.handover.sections import Section, sections_of
from yuinowa.people.models import Appointment, Post
from yuinowa.ui.markup import link
from yuinowa.ui.tables import Column, Table
from yuinowa.ui.templatetags.dates import day_and_time, wareki


@dataclass(frozen=True)
class Paper:
    """The file of a post on a day; ``file`` is None while nobody has begun to write."""

    post: Post
    on: dt.date
    file: HandoverFile | None
    holder: Appointment | None
    sections: list[Section]

    @property
    def is_left(self) -> bool:
        """Whether the writer of the note holds the post no more."""
        return bool(self.file and self.file.leaving.until_on and self.file.leaving.until_on < self.on)

    @property
    def persons(self) -> list[Any]:
        """Whose contacts it shows."""
        return [person for section in self.sections for person in section.persons]

    @property
    def acknowledgement(self) -> Any:
        return getattr(self.file, "acknowledgement", None)


def paper_of(post: Post, on: dt.date, *, file: HandoverFile | None = None) -> Paper:
    """With the note that matters now, unless a file is named: one that waits for its reader, else the holder's own, else the latest."""
    holder = _holder(file.seat if file else post, on)
    chosen = file or _chosen(post, holder, on)
    return Paper(post, on, chosen, holder, sections_of(post, on=on))


def _holder(post: Post, on: dt.date) -> Appointment | None:
    return Appointment.objects.valid(on).filter(post=post).select_related("person").first()


def _chosen(post: Post, holder: Appointment | None, on: dt.date) -> HandoverFile | None:
    files = HandoverFile.objects.filter(post=post).with_names()
    waiting = files.unread(on).order_by("leaving__from_on").first()
    return waiting or files.filter(leaving=holder).first() or files.order_by("-leaving__from_on").first()


def table_of(section: Section) -> Table:
    """As the page shows it: the first cell leads to its row."""

    def cell(index: int) -> Any:
        def at(line: Any) -> Any:
            text = line.cells[index]
            return link(line.url, text) if index == 0 and line.url else text

        return at

    columns = tuple(Column(label, cell(index), is_name=index == 0) for index, label in enumerate(section.header))
    return Table(section.title, columns, section.lines)


def note_facts(paper: Paper) -> list[list[str]]:
    """What stands above the sections: whose desk, who leaves, who took over."""
    rows = [[_("職"), paper.post.label], [_("作成日"), wareki(paper.on)]]
    if paper.file:
        leaving = paper.file.leaving
        until = wareki(leaving.until_on) if leaving.until_on else _("決まっていません")
        rows += [[_("前任") if paper.is_left else _("書く人"), leaving.person.name], [_("最後の日"), until]]
        rows.append([_("引継書"), day_and_time(paper.file.finished_at) if paper.file.finished_at else _("下書き")])
    if found := paper.acknowledgement:
        rows.append([_("受けとり"), f"{day_and_time(found.at)}　{found.appointment.person.name}"])
    return rows


def as_pdf(paper: Paper) -> HttpResponse:
    data = {
        "title": _("引継書"),
        "rows": note_facts(paper),
        "note_title": _("後任の方へのひとこと"),
        "note": (paper.file.note if paper.file else "") or _("まだ書かれていません。"),
        "sections": [_printed(section) for section in paper.sections],
    }
    return pdf_response("handover/file.typ", data, name=_name(paper))


def as_excel(paper: Paper) -> HttpResponse:
    note = paper.file.note if paper.file else ""
    first = (_("引継書"), (_("項目"), _("内容")), [*note_facts(paper), [_("後任の方へのひとこと"), note]])
    sheets = [(str(section.title), section.header, [line.cells for line in section.lines]) for section in paper.sections]
    return sheets_response(name=_name(paper), sheets=[first, *sheets])


def _printed(section: Section) -> dict[str, Any]:
    return {
        "title": str(section.title),
        "header": [str(label) for label in section.header],
        "rows": [[str(cell) for cell in line.cells] for line in section.lines],
        "empty": str(section.empty),
        "more": _("ほかに%(n)s件あります。") % {"n": section.more} if section.more else "",
    }


def _name(paper: Paper) -> str:
    return f"{_('引継書')}_{paper.post.label}"


def page_facts(request: HttpRequest, paper: Paper) -> dict[str, Any]:
    shown = [{"section": section, "table": table_of(section)} for section in paper.sections]
    return {"paper": paper, "post": paper.post, "file": paper.file, "facts": note_facts(paper), "shown": shown}
