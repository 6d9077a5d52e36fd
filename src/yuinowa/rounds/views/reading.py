"""The school reads the record: agrees, adds to it, takes its yes back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core.errors import Refused
from yuinowa.core.submissions import once
from yuinowa.rounds import actions
from yuinowa.rounds.forms import CommentForm
from yuinowa.rounds.models import VisitRecord
from yuinowa.ui.deciding import attempt


@requires(Permission.COMMENT_VISITS)
def visit_comment(request: Any, pk: int) -> HttpResponse:
    record, form = _record(request, pk), CommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        gone = attempt(request, form, lambda: _commented(request, record, form.cleaned_data["text"]))
        if gone:
            return gone
    return render(request, "rounds/visit_comment.html", {"visit": record.visit, "record": record, "form": form})


@requires(Permission.COMMENT_VISITS)
def visit_agree(request: Any, pk: int) -> HttpResponse:
    return _decided(request, _record(request, pk), _agreed)


@requires(Permission.COMMENT_VISITS)
def visit_disagree(request: Any, pk: int) -> HttpResponse:
    """The undo of agreeing."""
    return _decided(request, _record(request, pk), _taken_back)


def _record(request: Any, pk: int) -> VisitRecord:
    """``pk`` is that of the visit."""
    rows = VisitRecord.objects.allowing(request.actor, Permission.COMMENT_VISITS).select_related("visit__school", "visit__post__center")
    return get_object_or_404(rows, visit=pk)


def _decided(request: Any, record: VisitRecord, verb: Any) -> HttpResponse:
    if request.method == "POST":
        try:
            return redirect(once(request, lambda: verb(request, record)))
        except Refused as error:
            messages.error(request, error.message)
    return redirect("visit_detail", record.visit_id)


def _commented(request: Any, record: VisitRecord, text: str) -> str:
    actions.comment_on_record(record, text=text, by=request.actor)
    messages.success(request, _("書きそえました。指導員に知らせました。"))
    return reverse("visit_detail", args=[record.visit_id])


def _agreed(request: Any, record: VisitRecord) -> str:
    actions.agree_to_record(record, by=request.actor)
    messages.success(request, _("記録を確かめました。"), extra_tags=reverse("visit_disagree", args=[record.visit_id]))
    return reverse("visit_detail", args=[record.visit_id])


def _taken_back(request: Any, record: VisitRecord) -> str:
    actions.take_back_agreement(record, by=request.actor)
    messages.success(request, _("まだ確かめていないことにしました。"))
    return reverse("visit_detail", args=[record.visit_id])
