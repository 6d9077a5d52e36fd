"""Official lists by page: choose files, look at what would change, confirm."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.errors import Refused
from yuinowa.core.export import file_response
from yuinowa.core.models import Upload
from yuinowa.core.submissions import once
from yuinowa.organisations import actions
from yuinowa.organisations.forms import FilesForm
from yuinowa.organisations.importing import facilities, template
from yuinowa.organisations.importing.guard import Unreadable
from yuinowa.organisations.importing.merge import SchoolList
from yuinowa.organisations.importing.places import Place
from yuinowa.organisations.importing.preview import Preview, compare
from yuinowa.organisations.importing.reading import read_files
from yuinowa.organisations.models import Municipality, School

SCHOOLS, CENTERS = "schools", "centers"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(Permission.MANAGE_ORGANISATIONS)
def school_import(request: HttpRequest) -> HttpResponse:
    return _choose(request, SCHOOLS, "school_import_preview", "organisations/school_import.html")


@requires(Permission.MANAGE_ORGANISATIONS)
def center_import(request: HttpRequest) -> HttpResponse:
    return _choose(request, CENTERS, "center_import_preview", "organisations/center_import.html")


@requires(Permission.MANAGE_ORGANISATIONS)
def school_import_preview(request: HttpRequest, batch: UUID) -> HttpResponse:
    found = _schools(_kept(request, batch, SCHOOLS))
    preview = compare(found, School.objects.as_rows())
    if request.method == "POST" and preview.is_clean:
        return redirect(once(request, lambda: _import_schools(request, batch, found)))
    return render(
        request, "organisations/school_import_preview.html", {"preview": preview, "changed": _told(preview), "batch": batch, "found": found}
    )


@requires(Permission.MANAGE_ORGANISATIONS)
def center_import_preview(request: HttpRequest, batch: UUID) -> HttpResponse:
    found = facilities.read_files(_kept(request, batch, CENTERS), _place())
    chosen = set(request.POST.getlist("name"))
    rows = [row for row in found.facilities if row.name in chosen]
    if request.method == "POST" and not found.errors and rows:
        return redirect(once(request, lambda: _import_centers(request, batch, rows)))
    return render(request, "organisations/center_import_preview.html", {"found": found, "is_empty": request.method == "POST"})


@requires(Permission.MANAGE_ORGANISATIONS)
def import_drop(request: HttpRequest, batch: UUID) -> HttpResponse:
    if request.method == "POST":
        actions.drop_files(batch=batch, by=request.actor)
        messages.info(request, _("取り込みをやめました。何も変わっていません。"))
    return redirect("school_list")


@requires(Permission.MANAGE_ORGANISATIONS)
def school_template(request: HttpRequest) -> HttpResponse:
    """Our workbook, empty or (``?filled=1``) with the schools as they are now."""
    rows = School.objects.as_rows().values() if request.GET.get("filled") else ()
    return file_response(template.write(rows), name=_("学校一覧の様式.xlsx"), content_type=XLSX)


def _told(preview: Preview) -> list[dict[str, Any]]:
    """The changes with the names that people use for the fields."""
    words = {
        "name": _("学校名"),
        "name_kana": _("ふりがな"),
        "kind": _("学校種"),
        "founder": _("設置者"),
        "is_closed": _("閉校"),
        "address": _("所在地"),
        "postal_code": _("郵便番号"),
        "telephone": _("電話番号"),
        "closed_on": _("閉校年月日"),
        "latitude": _("緯度"),
        "longitude": _("経度"),
        "successor_code": _("統合先の学校コード"),
    }
    return [
        {"row": item.row, "changes": [{"label": words[c.field], "before": c.before, "after": c.after} for c in item.changes]}
        for item in preview.changed
    ]


def _choose(request: HttpRequest, purpose: str, next_page: str, page: str) -> HttpResponse:
    form = FilesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        files = [(file.name or "", file.read()) for file in form.cleaned_data["lists"]]
        try:
            _schools(files) if purpose == SCHOOLS else facilities.read_files(files, _place())
        except Unreadable as error:
            form.add_error("lists", f"{error.file}：{error.reason}{error.fix}")
        else:
            batch = actions.keep_files(files=files, purpose=purpose, by=request.actor)
            return redirect(next_page, batch=batch)
    return render(request, page, {"form": form, "place": _place()}, status=422 if form.errors else 200)


def _kept(request: HttpRequest, batch: UUID, purpose: str) -> list[tuple[str, bytes]]:
    """The files of this preview; only the post that chose them may go on with them."""
    kept = Upload.objects.filter(options__batch=str(batch), purpose=purpose, post_id=request.actor.post_id)
    files = [(upload.name, bytes(upload.content)) for upload in kept.order_by("options__position")]
    if not files:
        raise Http404
    return files


def _schools(files: list[tuple[str, bytes]]) -> SchoolList:
    return read_files(files, _place(), known=School.objects.as_rows())


def _place() -> Place:
    municipality = Municipality.objects.first()
    if municipality is None:
        raise Refused("no_municipality", _("先に市区町村の設定をしてください。"))
    return Place(municipality.name, municipality.code[:2], municipality.code)


def _import_schools(request: HttpRequest, batch: UUID, found: SchoolList) -> str:
    done = actions.import_schools(schools=found, by=request.actor, on=clock.today())
    actions.drop_files(batch=batch, by=request.actor)
    facts = {"new": len(done.new), "changed": len(done.changed), "closed": len(done.closed)}
    messages.success(request, _("取り込みました：新しい学校 %(new)s、変わった学校 %(changed)s、閉校 %(closed)s。") % facts)
    return reverse("school_list")


def _import_centers(request: HttpRequest, batch: UUID, rows: list[Any]) -> str:
    done = actions.import_centers(rows=rows, by=request.actor)
    actions.drop_files(batch=batch, by=request.actor)
    facts = {"new": len(done.new), "changed": len(done.changed)}
    messages.success(request, _("公民館を取り込みました：新しい %(new)s、変わった %(changed)s。") % facts)
    return reverse("block_list")
