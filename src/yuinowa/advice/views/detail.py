"""One consultation: the thread, and the form of whoever's turn it may be."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yuinowa.access.guards import may, requires
from yuinowa.access.matrix import Permission
from yuinowa.advice import HISTORY_WORDS, actions, mails
from yuinowa.advice.forms import AnswerForm, FollowForm
from yuinowa.advice.models import Attachment, Consultation, Knowledge, Message
from yuinowa.advice.views.acting import consultation_for, page_of
from yuinowa.advice.views.tables import stands
from yuinowa.core import clock
from yuinowa.core.history import history_of
from yuinowa.core.search import understand
from yuinowa.promises.models import Promise
from yuinowa.promises.queries import desk
from yuinowa.ui.deciding import attempt

MOST_HISTORY = 40
MOST_SIMILAR = 3


@requires(Permission.SEE_ADVICE)
def consultation_detail(request: Any, pk: int) -> HttpResponse:
    """Opened by the asking desk, its answers count as read."""
    consultation = consultation_for(request, pk, Permission.SEE_ADVICE)
    if _is_news(request, consultation):
        actions.mark_read(consultation, by=request.actor)
    return _page(request, consultation)


def _is_news(request: Any, consultation: Consultation) -> bool:
    """A look ahead by the browser reads nothing."""
    answered, read = consultation.answered_at, consultation.read_at
    is_new = answered is not None and (read is None or read < answered)
    is_opened = request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", "")
    return is_new and is_opened and _is_asker(request, consultation)


@requires(Permission.ASK_ADVICE)
def consultation_follow(request: Any, pk: int) -> HttpResponse:
    consultation = consultation_for(request, pk, Permission.ASK_ADVICE)
    form = FollowForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        gone = attempt(request, form, lambda: _followed(request, consultation, form))
        if gone:
            return gone
    return _page(request, consultation, follow=form)


def _followed(request: Any, consultation: Consultation, form: FollowForm) -> str:
    actions.follow_up(consultation, text=form.cleaned_data["text"], files=form.cleaned_data["attachments"], by=request.actor)
    messages.success(request, _("送りました。答えが届くと、メールと「きょう」でお知らせします。"))
    return page_of(consultation)


@requires(Permission.ANSWER_ADVICE)
def consultation_answer(request: Any, pk: int) -> HttpResponse:
    consultation = consultation_for(request, pk, Permission.ANSWER_ADVICE)
    form = AnswerForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        gone = attempt(request, form, lambda: _answered(request, consultation, form))
        if gone:
            return gone
    return _page(request, consultation, answer=form)


def _answered(request: Any, consultation: Consultation, form: AnswerForm) -> str:
    typed = form.cleaned_data
    actions.answer(consultation, text=typed["text"], files=typed["attachments"], promised=form.promised(), by=request.actor)
    messages.success(request, _("答えを送りました。"))
    return page_of(consultation)


def _page(request: Any, consultation: Consultation, *, follow: FollowForm | None = None, answer: AnswerForm | None = None) -> HttpResponse:
    actor, is_asker = request.actor, _is_asker(request, consultation)
    may_answer = may(actor, Permission.ANSWER_ADVICE)
    facts = {
        "consultation": consultation,
        "thread": _thread(consultation, actor),
        "stands": stands(consultation, clock.now(), is_office=may_answer),
        "is_asker": is_asker,
        "may_keep": is_asker or may_answer,
        "may_answer": may_answer,
        "follow": follow or (FollowForm() if is_asker and consultation.is_open else None),
        "answer": answer or (AnswerForm() if may_answer and consultation.is_open else None),
        "mails": mails.asker_has_reader(consultation) if may_answer and consultation.is_open else 0,
        "similar": _similar(actor, consultation),
        "history": [_said(entry) for entry in history_of(consultation)[:MOST_HISTORY]],
    }
    return render(request, "advice/consultation_detail.html", facts)


def _is_asker(request: Any, consultation: Consultation) -> bool:
    return may(request.actor, Permission.ASK_ADVICE) and desk(request.actor).filter(pk=consultation.asked_by_id).exists()


def _thread(consultation: Consultation, actor: Any) -> list[dict[str, Any]]:
    """Each message with its files, its promise and its case; the same number of queries however long the thread is."""
    posts = ("post__school", "post__center", "promise__owner__school", "promise__owner__center")
    said = list(Message.objects.filter(consultation=consultation).select_related(*posts))
    files: dict[int, list[Attachment]] = {}
    for file in Attachment.objects.without_content().filter(message__in=said):
        files.setdefault(file.message_id, []).append(file)
    cases = {case.made_from_id: case for case in Knowledge.objects.allowing(actor, Permission.SEE_KNOWLEDGE).filter(made_from__in=said)}
    promised = [message.promise_id for message in said if message.promise_id]
    seen = (
        set(Promise.objects.allowing(actor, Permission.SEE_PROMISES).filter(pk__in=promised).values_list("pk", flat=True))
        if promised
        else ()
    )
    return [
        {
            "message": message,
            "is_ours": message.side == Message.Side.ADVISER,
            "files": files.get(message.pk, []),
            "promise": message.promise if message.promise_id in seen else None,
            "case": cases.get(message.pk),
        }
        for message in said
    ]


def _similar(actor: Any, consultation: Consultation) -> list[Knowledge]:
    """Published cases with the words of the subject, else the latest of the same kind."""
    cases = Knowledge.objects.allowing(actor, Permission.SEE_KNOWLEDGE).published().exclude(made_from__consultation=consultation)
    found = list(cases.search(understand(consultation.subject))[:MOST_SIMILAR])
    return found or list(cases.filter(topic=consultation.topic)[:MOST_SIMILAR])


def _said(entry: Any) -> dict[str, Any]:
    text, word = str(HISTORY_WORDS.get(entry.verb, entry.verb)), entry.facts.get("word")
    return {"at": entry.at, "text": f"{text}（{word}）" if word else text, "who": entry.actor_label}
