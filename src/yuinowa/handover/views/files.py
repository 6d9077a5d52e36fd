"""The file of a post: read, written, taken over."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.errors import Refused
from yuinowa.core.history import history_of
from yuinowa.core.submissions import once
from yuinowa.handover import HISTORY_WORDS, actions
from yuinowa.handover.forms import NoteForm
from yuinowa.handover.models import HandoverFile
from yuinowa.handover.queries import holding
from yuinowa.handover.views.paper import Paper, as_excel, as_pdf, page_facts, paper_of
from yuinowa.people.actions import note_looks
from yuinowa.people.models import ContactLook, Post

MOST_EARLIER = 10


def post_for(request: Any, pk: int, permission: Permission) -> Post:
    """The post with its place, or 404 where the actor may not know of its file."""
    return get_object_or_404(Post.objects.allowing(request.actor, permission).select_related("school__block", "center__block"), pk=pk)


def file_for(request: Any, pk: int, permission: Permission) -> HandoverFile:
    return get_object_or_404(HandoverFile.objects.allowing(request.actor, permission).with_names(), pk=pk)


@requires(Permission.SEE_HANDOVER)
def handover_post(request: Any, pk: int) -> HttpResponse:
    """The file that matters now for this post."""
    return _page(request, paper_of(post_for(request, pk, Permission.SEE_HANDOVER), clock.today()))


@requires(Permission.SEE_HANDOVER)
def file_detail(request: Any, pk: int) -> HttpResponse:
    """One file of the past or the present, with the records as they stand today."""
    file = file_for(request, pk, Permission.SEE_HANDOVER)
    return _page(request, paper_of(file.post, clock.today(), file=file))


@requires(Permission.SEE_HANDOVER)
def handover_paper(request: Any, pk: int, paper: str) -> HttpResponse:
    post = post_for(request, pk, Permission.SEE_HANDOVER)
    makers = {"pdf": as_pdf, "xlsx": as_excel}
    if paper not in makers:
        raise Http404
    made = paper_of(post, clock.today())
    note_looks(made.persons, page=ContactLook.Page.HANDOVER, by=request.actor)
    return makers[paper](made)


def _page(request: Any, paper: Paper) -> HttpResponse:
    note_looks(paper.persons, page=ContactLook.Page.HANDOVER, by=request.actor)
    is_holder = paper.holder is not None and paper.holder.person_id == request.actor.person_id
    is_own = bool(paper.file and paper.holder and paper.file.leaving_id == paper.holder.pk)
    earlier = HandoverFile.objects.filter(post=paper.post).with_names().exclude(pk=paper.file.pk if paper.file else None)
    facts = {
        **page_facts(request, paper),
        "may_write": is_holder and not (is_own and paper.file and paper.file.is_finished),
        "may_reopen": is_holder and is_own and paper.file is not None and paper.file.is_finished,
        "may_acknowledge": is_holder and paper.is_left and paper.acknowledgement is None,
        "earlier": list(earlier[:MOST_EARLIER]),
        "history": _said(paper.file),
    }
    return render(request, "handover/file.html", facts)


def _said(file: HandoverFile | None) -> list[dict[str, Any]]:
    entries = history_of(file)[:20] if file else []
    return [{"at": entry.at, "text": HISTORY_WORDS.get(entry.verb, entry.verb), "who": entry.actor_label} for entry in entries]


@requires(Permission.WRITE_HANDOVER)
def handover_note(request: Any, pk: int) -> HttpResponse:
    """Saving keeps a draft; finishing shows the date on it."""
    post = post_for(request, pk, Permission.WRITE_HANDOVER)
    held = holding(request.actor.person_id, post, clock.today())
    file = HandoverFile.objects.filter(leaving=held).first() if held else None
    form = NoteForm(request.POST or None, initial={"note": file.note if file else ""})
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(once(request, lambda: _written(request, post, form)))
        except Refused as refused:
            form.add_error(None, refused.message)
    facts = {"form": form, "post": post, "file": file, "is_holder": held is not None, "until": held.until_on if held else None}
    return render(request, "handover/note.html", facts)


def _written(request: Any, post: Post, form: NoteForm) -> str:
    # Browsers send line ends of their own; what was typed had one kind.
    text = form.cleaned_data["note"].replace("\r\n", "\n")
    if "finish" in request.POST:
        if not text.strip():
            raise Refused("empty", _("ひとことが空です。書くことがなければ「とくにありません」と書いてください。"))
        actions.finish_note(post, text=text, by=request.actor)
        messages.success(request, _("引継書を仕上げました。"), extra_tags=reverse("handover_note_reopen", args=[post.pk]))
    else:
        actions.write_note(post, text=text, by=request.actor)
        messages.success(request, _("下書きを残しました。最後の日までなおせます。"))
    return reverse("handover_post", args=[post.pk])


@requires(Permission.WRITE_HANDOVER)
def note_reopen(request: Any, pk: int) -> HttpResponse:
    post = post_for(request, pk, Permission.WRITE_HANDOVER)
    if request.method == "POST":
        actions.reopen_note(post, by=request.actor)
        messages.success(request, _("下書きにもどしました。"))
    return redirect("handover_note", pk=pk)


@requires(Permission.ACKNOWLEDGE_HANDOVER)
def file_acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    file = file_for(request, pk, Permission.ACKNOWLEDGE_HANDOVER)
    if request.method == "POST":
        actions.acknowledge(file, by=request.actor)  # type: ignore[attr-defined]
        messages.success(request, _("引継書を受けとりました。これからよろしくお願いします。"))
    return redirect("file_detail", pk=pk)
