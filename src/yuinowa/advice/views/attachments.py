"""Files of a thread: only to save, never shown by our address, and only to those who read the thread."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.advice import actions
from yuinowa.advice.files import TYPES
from yuinowa.advice.models import Attachment
from yuinowa.advice.views.acting import page_of, up_of
from yuinowa.core.export import file_response
from yuinowa.ui.deciding import confirm, yes


@requires(Permission.SEE_ADVICE)
def attachment(request: Any, pk: int) -> HttpResponse:
    file = get_object_or_404(Attachment.objects.allowing(request.actor, Permission.SEE_ADVICE), pk=pk)
    response = file_response(bytes(file.content), name=file.name, content_type=TYPES[file.form])
    # Not to be kept by a shared computer of the staff room.
    response["Cache-Control"] = "private, no-store"
    return response


@requires(Permission.KEEP_ADVICE)
def attachment_remove(request: Any, pk: int) -> HttpResponse:
    rows = Attachment.objects.allowing(request.actor, Permission.KEEP_ADVICE).without_content().select_related("message__consultation")
    file = get_object_or_404(rows, pk=pk)
    consultation = file.message.consultation
    return confirm(
        request,
        yes(request),
        lambda: _removed(request, file),
        title=_("添付を消す"),
        verb=_("消す"),
        sentence=_("「%(name)s」を消します。だれも開けなくなります。") % {"name": file.name},
        back=page_of(consultation),
        up=up_of(consultation),
        is_undoable=False,
        is_grave=True,
    )


def _removed(request: Any, file: Attachment) -> str:
    consultation = file.message.consultation
    actions.remove_attachment(file, by=request.actor)
    messages.success(request, _("添付を消しました。"))
    return page_of(consultation)
