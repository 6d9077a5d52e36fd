"""年度替わり on the screen: a list comes in, is looked at, is dated by one button, and can be taken back until the last day of March."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.errors import Refused
from yuinowa.core.export import file_response
from yuinowa.core.history import history_of
from yuinowa.core.submissions import once
from yuinowa.engine.calendar import fiscal_year, fiscal_year_end, fiscal_year_start
from yuinowa.handover import HISTORY_WORDS, actions, importing
from yuinowa.handover.models import Rollover, Transfer
from yuinowa.handover.views.outlook import block_outlooks, holders_on_first, vacancies, year_items
from yuinowa.handover.views.tables import transfers_table
from yuinowa.organisations.importing.guard import Unreadable
from yuinowa.organisations.models import Block
from yuinowa.people.forms import UploadForm
from yuinowa.ui.deciding import confirm, yes
from yuinowa.ui.templatetags.dates import wareki

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SHOWN = 300


@requires(Permission.ROLL_OVER)
def rollover_list(request: Any) -> HttpResponse:
    """The coming April, and those before."""
    year = fiscal_year(clock.today()) + 1
    rows = Rollover.objects.allowing(request.actor, Permission.ROLL_OVER)
    facts = {
        "year": year,
        "first": fiscal_year_start(year),
        "coming": rows.filter(year=year).first(),
        "before": list(rows.exclude(year=year)),
    }
    return render(request, "handover/rollover_list.html", facts)


@requires(Permission.ROLL_OVER)
def rollover_detail(request: Any, year: int) -> HttpResponse:
    rollover, on = _rollover(request, year), clock.today()
    rows = list(rollover.transfers.shown()[:MOST_SHOWN])
    held = holders_on_first(rollover)
    vacant = vacancies(rollover, held)
    facts = {
        "rollover": rollover,
        "is_open": on <= rollover.last_on,
        "table": transfers_table(rows),
        "figures": _figures(rollover, len(vacant)),
        "vacancies": vacant[:MOST_SHOWN],
        "blocks": block_outlooks(rollover, held),
        "items": list(year_items(rollover, on)),
        "history": [
            {"at": entry.at, "text": HISTORY_WORDS.get(entry.verb, entry.verb), "who": entry.actor_label}
            for entry in history_of(rollover)[:20]
        ],
    }
    return render(request, "handover/rollover.html", facts)


def _figures(rollover: Rollover, vacant: int) -> list[tuple[Any, int]]:
    rows = list(rollover.transfers.values_list("kind", "person_id", "is_new_person"))
    takes = (Transfer.Kind.REPLACE, Transfer.Kind.LEAVE)
    moves = sum(person is not None and not is_new for _kind, person, is_new in rows)
    return [
        (_("出る"), sum(kind in takes for kind, _person, _new in rows)),
        (_("来る"), sum(kind in (Transfer.Kind.REPLACE, Transfer.Kind.COME) for kind, _person, _new in rows)),
        (_("うち登録のある人"), moves),
        (_("任期をのばす"), sum(kind == Transfer.Kind.RENEW for kind, _person, _new in rows)),
        (_("4月1日に空く"), vacant),
    ]


@requires(Permission.ROLL_OVER)
def rollover_template(request: Any, year: int) -> HttpResponse:
    content = importing.template(fiscal_year_end(year - 1))
    return file_response(content, name=_("異動の名簿_%(year)s.xlsx") % {"year": year}, content_type=XLSX)


@requires(Permission.ROLL_OVER)
def rollover_import(request: Any, year: int) -> HttpResponse:
    """A file with a bad row changes nothing; a good one becomes the draft, which can be replaced as often as one likes."""
    form, found = UploadForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            found = importing.preview(file.name, file.read(), last_on=fiscal_year_end(year - 1))
            if not found.errors:
                return redirect(once(request, lambda: _drafted(request, year, found)))
        except Unreadable as error:
            form.add_error("file", f"{error.reason} {error.fix}")
        except Refused as refused:
            form.add_error(None, refused.message)
    facts = {"form": form, "year": year, "first": fiscal_year_start(year), "errors": found.errors if found else ()}
    return render(request, "handover/rollover_import.html", facts)


def _drafted(request: Any, year: int, found: Any) -> str:
    actions.draft_rollover(year=year, rows=found.rows, by=request.actor)
    said = ngettext(
        "%(n)s件の異動を読み取りました。まだ何も変わっていません。",
        "%(n)s件の異動を読み取りました。まだ何も変わっていません。",
        len(found.rows),
    )
    messages.success(request, said % {"n": len(found.rows)})
    for row, note in found.notes[:20]:
        messages.warning(request, _("%(row)s行目：%(note)s") % {"row": row, "note": note})
    return _page(year)


@requires(Permission.ROLL_OVER)
def rollover_prepare(request: Any, year: int) -> HttpResponse:
    rollover = _rollover(request, year)
    figures = {str(label): n for label, n in _figures(rollover, 0)}
    sentence = _("%(last)sで%(leave)s人の任期を終え、%(first)sから%(come)s人を新しい担当者にします。") % {
        "last": wareki(rollover.last_on),
        "first": wareki(rollover.first_on),
        "leave": figures[_("出る")],
        "come": figures[_("来る")],
    }
    details = [
        _("アカウントのない人に、招待のメールを送ります。登録のある人は、いまのアカウントのまま移ります。"),
        _("出る人には、最後の日の14日前に、引継書のお願いが届きます。"),
        _("%(last)sまでは、まとめて元にもどせます。") % {"last": wareki(rollover.last_on)},
    ]
    return confirm(
        request,
        yes(request),
        lambda: _prepared(request, rollover),
        title=_("年度替わりを準備する"),
        verb=_("準備する"),
        sentence=sentence,
        details=details,
        mails=actions.mails_of(rollover),
        back=_page(year),
        up=_("年度替わり"),
        is_undoable=True,
    )


def _prepared(request: Any, rollover: Rollover) -> str:
    done = actions.prepare_rollover(rollover, by=request.actor)
    said = _("%(transfers)s件の異動に日付を入れ、招待を%(invited)s通送りました。") % done
    messages.success(request, said, extra_tags=reverse("rollover_undo", args=[rollover.year]))
    return _page(rollover.year)


@requires(Permission.ROLL_OVER)
def rollover_undo(request: Any, year: int) -> HttpResponse:
    rollover = _rollover(request, year)
    open_links = actions.open_invitations_of(rollover)
    return confirm(
        request,
        yes(request),
        lambda: _undone(request, rollover),
        title=_("年度替わりを元にもどす"),
        verb=_("元にもどす"),
        sentence=_("準備で入れた日付をすべて消し、任期を準備の前にもどします。開かれていない招待は使えなくなります。"),
        details=[_("名簿は下書きとして残ります。なおして、もう一度準備できます。")],
        mails=open_links,
        back=_page(year),
        up=_("年度替わり"),
        is_undoable=True,
        is_grave=True,
    )


def _undone(request: Any, rollover: Rollover) -> str:
    actions.undo_rollover(rollover, by=request.actor)
    messages.success(request, _("準備の前にもどしました。名簿は下書きとして残っています。"))
    return _page(rollover.year)


@requires(Permission.ROLL_OVER)
def rollover_block(request: Any, year: int) -> HttpResponse:
    """A tick beside a block: looked at and right. The tick goes again where it is taken away."""
    rollover = _rollover(request, year)
    if request.method == "POST":
        block = get_object_or_404(Block.objects.allowing(request.actor, Permission.ROLL_OVER), pk=_number(request.POST.get("block")))
        if "reopen" in request.POST:
            actions.reopen_block(rollover, block=block, by=request.actor)
        else:
            actions.confirm_block(rollover, block=block, seal=request.POST.get("seal", "")[:64], by=request.actor)
    return redirect(f"{_page(year)}#blocks")


def _rollover(request: Any, year: int) -> Rollover:
    return get_object_or_404(Rollover.objects.allowing(request.actor, Permission.ROLL_OVER), year=year)


def _page(year: int) -> str:
    return reverse("rollover_detail", args=[year])


def _number(text: Any) -> int:
    return int(text) if str(text).isascii() and str(text).isdecimal() and len(str(text)) < 10 else 0
