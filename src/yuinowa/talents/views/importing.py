"""Registrations from a workbook: choose, look, confirm."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core.errors import Refused
from yuinowa.core.export import file_response
from yuinowa.core.models import Upload
from yuinowa.core.submissions import once
from yuinowa.organisations.importing.guard import Unreadable
from yuinowa.talents import importing
from yuinowa.talents.actions.uploads import PURPOSE, import_talents, keep_talent_file
from yuinowa.talents.forms.decisions import UploadForm

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN_ROWS = 100


@requires(Permission.MANAGE_TALENTS)
def talent_import(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            importing.preview(file.name, content, by=request.actor)
        except Unreadable as error:
            form.add_error("file", f"{error.reason} {error.fix}")
        else:
            upload = keep_talent_file(by=request.actor, name=file.name, content=content)
            return redirect("talent_import_preview", key=upload.pk)
    return render(request, "talents/talent_import.html", {"form": form})


@requires(Permission.MANAGE_TALENTS)
def talent_import_preview(request: HttpRequest, key: UUID) -> HttpResponse:
    uploads = Upload.objects.filter(pk=key, purpose=PURPOSE, post_id=request.actor.post_id, person_id=request.actor.person_id)
    if request.method == "POST" and not uploads.exists():
        return redirect(once(request, _gone))
    upload = get_object_or_404(uploads)
    found = importing.preview(upload.name, bytes(upload.content), by=request.actor)
    if request.method == "POST" and not found.errors:
        return redirect(once(request, lambda: _write(request, upload, found)))
    return render(request, "talents/talent_import_preview.html", {"preview": found, "upload": upload, "shown": found.rows[:SHOWN_ROWS]})


@requires(Permission.MANAGE_TALENTS)
def talent_template(request: HttpRequest) -> HttpResponse:
    return file_response(importing.template(), name=_("地域人材のひな形") + ".xlsx", content_type=XLSX)


def _write(request: HttpRequest, upload: Upload, found: importing.TalentPreview) -> str:
    written = import_talents(by=request.actor, upload_id=upload.pk, rows=[row.details for row in found.rows])
    messages.success(request, ngettext("%(n)d件を登録しました。", "%(n)d件を登録しました。", len(written)) % {"n": len(written)})
    return reverse("talent_list")


def _gone() -> str:
    # The same form sent twice never comes here: its first sending is remembered.
    raise Refused("upload_gone", _("このファイルは、登録されたか消されています。もう一度えらんでください。"))
