"""Posts from a workbook: choose, look, confirm."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.models import Upload
from yuinowa.core.submissions import once
from yuinowa.organisations.importing.guard import Unreadable
from yuinowa.people import importing
from yuinowa.people.actions import appoint_all, invite_all, keep_upload
from yuinowa.people.forms import UploadForm
from yuinowa.people.models import Appointment

PURPOSE = "posts"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(Permission.MANAGE_POSTS)
def post_import(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            importing.preview(file.name, content)
        except Unreadable as error:
            form.add_error("file", f"{error.reason} {error.fix}")
        else:
            upload = keep_upload(purpose=PURPOSE, name=file.name, content=content, by=request.actor)
            return redirect("post_import_preview", key=upload.pk)
    return render(request, "people/post_import.html", {"form": form})


@requires(Permission.MANAGE_POSTS)
def post_import_preview(request: HttpRequest, key: UUID) -> HttpResponse:
    upload = get_object_or_404(Upload, pk=key, purpose=PURPOSE, post_id=request.actor.post_id)
    found = importing.preview(upload.name, bytes(upload.content))
    if request.method == "POST" and not found.errors:
        return redirect(once(request, lambda: _write(request, upload, found)))
    return render(request, "people/post_import_preview.html", {"preview": found, "upload": upload})


def _write(request: HttpRequest, upload: Upload, found: importing.PostPreview) -> str:
    written = appoint_all(rows=importing.as_appointments(found.rows), by=request.actor)
    if request.POST.get("invite"):
        fresh = Appointment.objects.filter(pk__in=[a.pk for a in written], from_on__lte=clock.today()).select_related("person", "post")
        messages.success(request, _("招待のメールを%d通送りました。") % invite_all(appointments=list(fresh), by=request.actor))
    messages.success(request, _("%d人の任期を書き込みました。") % len(written))
    return reverse("post_list")


@requires(Permission.MANAGE_POSTS)
def post_template(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(importing.template(), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="posts.xlsx"'
    return response
