"""Cases: made from an answer with one click, changed, looked at once more, published, taken back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yuinowa.access.guards import may, requires
from yuinowa.access.matrix import Permission
from yuinowa.advice import HISTORY_WORDS, actions
from yuinowa.advice.forms import KnowledgeForm, PublishForm
from yuinowa.advice.models import Consultation, Knowledge, Message
from yuinowa.advice.neutral import Finding, findings
from yuinowa.advice.views.acting import up_of
from yuinowa.core.history import history_of
from yuinowa.core.submissions import once
from yuinowa.ui.deciding import attempt, confirm, yes

MOST_RELATED = 5


@requires(Permission.EDIT_KNOWLEDGE)
@require_POST
def knowledge_make(request: Any, pk: int) -> HttpResponse:
    """One click on an answer; then the draft stands open."""
    message = get_object_or_404(Message.objects.allowing(request.actor, Permission.EDIT_KNOWLEDGE), pk=pk)
    return redirect(once(request, lambda: _made(request, message)))


def _made(request: Any, message: Message) -> str:
    knowledge = actions.make_knowledge(message, by=request.actor)
    messages.success(request, _("下書きをつくりました。まだ、だれにも公開されていません。"))
    name = "knowledge_edit" if knowledge.state == Knowledge.State.DRAFT else "knowledge_detail"
    return reverse(name, args=[knowledge.pk])


@requires(Permission.SEE_KNOWLEDGE)
def knowledge_detail(request: Any, pk: int) -> HttpResponse:
    knowledge = _knowledge_for(request, pk, Permission.SEE_KNOWLEDGE)
    others = Knowledge.objects.allowing(request.actor, Permission.SEE_KNOWLEDGE).published().filter(topic=knowledge.topic).exclude(pk=pk)
    may_edit = may(request.actor, Permission.EDIT_KNOWLEDGE)
    facts = {
        "knowledge": knowledge,
        "is_published": knowledge.state == Knowledge.State.PUBLISHED,
        "may_edit": may_edit,
        "may_ask": may(request.actor, Permission.ASK_ADVICE),
        "source": _source(knowledge) if may_edit else None,
        "others": list(others[:MOST_RELATED]),
        "history": [_said(entry) for entry in history_of(knowledge)] if may_edit else (),
    }
    return render(request, "advice/knowledge_detail.html", facts)


@requires(Permission.EDIT_KNOWLEDGE)
def knowledge_edit(request: Any, pk: int) -> HttpResponse:
    """The draft beside what was taken out of its source, and what may still give somebody away."""
    knowledge = _knowledge_for(request, pk, Permission.EDIT_KNOWLEDGE)
    written = {name: getattr(knowledge, name) for name in ("title", "topic", "question", "answer")}
    form = KnowledgeForm(request.POST or None, initial=written)
    if request.method == "POST" and form.is_valid():
        gone = attempt(request, form, lambda: _edited(request, knowledge, form))
        if gone:
            return gone
    source = _source(knowledge)
    facts = {
        "form": form,
        "knowledge": knowledge,
        "source": source,
        "removed": _removed(source["texts"]) if source else (),
        "left": _left(knowledge),
    }
    return render(request, "advice/knowledge_form.html", facts)


def _edited(request: Any, knowledge: Knowledge, form: KnowledgeForm) -> str:
    actions.edit_knowledge(knowledge, by=request.actor, **form.cleaned_data)
    messages.success(request, _("下書きを直しました。"))
    return reverse("knowledge_publish" if "publish" in request.POST else "knowledge_detail", args=[knowledge.pk])


@requires(Permission.EDIT_KNOWLEDGE)
def knowledge_publish(request: Any, pk: int) -> HttpResponse:
    """The last look: the words that may still name somebody, and a tick."""
    knowledge = _knowledge_for(request, pk, Permission.EDIT_KNOWLEDGE)
    form = PublishForm(request.POST if request.method == "POST" else None)
    left = [one.found for one in _left(knowledge)]
    told = [_("人や学校がわかるかもしれないことば：%(words)s") % {"words": "、".join(left)}] if left else []
    return confirm(
        request,
        form,
        lambda: _published(request, knowledge),
        title=_("事例を公開する"),
        verb=_("公開する"),
        sentence=_("「%(title)s」を、職員のみなさんが読めるようにします。") % {"title": knowledge.title},
        details=[
            *told,
            _("こんなとき：%(text)s") % {"text": knowledge.question},
            _("こうするとよい：%(text)s") % {"text": knowledge.answer},
        ],
        back=reverse("knowledge_detail", args=[knowledge.pk]),
        up=up_of(knowledge),
        is_undoable=True,
    )


def _published(request: Any, knowledge: Knowledge) -> str:
    actions.publish_knowledge(knowledge, is_checked="is_checked" in request.POST, by=request.actor)
    messages.success(request, _("職員に公開しました。"), extra_tags=reverse("knowledge_withdraw", args=[knowledge.pk]))
    return reverse("knowledge_detail", args=[knowledge.pk])


@requires(Permission.EDIT_KNOWLEDGE)
def knowledge_withdraw(request: Any, pk: int) -> HttpResponse:
    knowledge = _knowledge_for(request, pk, Permission.EDIT_KNOWLEDGE)
    return confirm(
        request,
        yes(request),
        lambda: _withdrawn(request, knowledge),
        title=_("公開をやめる"),
        verb=_("公開をやめる"),
        sentence=_("「%(title)s」を下書きにもどします。職員には見えなくなります。") % {"title": knowledge.title},
        back=reverse("knowledge_detail", args=[knowledge.pk]),
        up=up_of(knowledge),
        is_undoable=True,
    )


def _withdrawn(request: Any, knowledge: Knowledge) -> str:
    actions.withdraw_knowledge(knowledge, by=request.actor)
    messages.success(request, _("下書きにもどしました。"))
    return reverse("knowledge_detail", args=[knowledge.pk])


def _knowledge_for(request: Any, pk: int, permission: Permission) -> Knowledge:
    return get_object_or_404(Knowledge.objects.allowing(request.actor, permission), pk=pk)


def _source(knowledge: Knowledge) -> dict[str, Any] | None:
    """The consultation behind a case, for those who answer: they may read every one."""
    if knowledge.made_from_id is None:
        return None
    answer = Message.objects.select_related("consultation").get(pk=knowledge.made_from_id)
    consultation: Consultation = answer.consultation
    asked = consultation.messages.filter(side=Message.Side.ASKER, at__lte=answer.at).order_by("-at", "-pk").first()
    return {"consultation": consultation, "texts": [consultation.subject, asked.text if asked else "", answer.text]}


def _removed(texts: list[str]) -> tuple[Finding, ...]:
    return findings("\n".join(texts))


def _left(knowledge: Knowledge) -> tuple[Finding, ...]:
    return findings("\n".join([knowledge.title, knowledge.question, knowledge.answer]))


def _said(entry: Any) -> dict[str, Any]:
    return {"at": entry.at, "text": str(HISTORY_WORDS.get(entry.verb, entry.verb)), "who": entry.actor_label}
