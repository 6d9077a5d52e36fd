"""From a good answer to a case that every member of staff reads: drafted without its people, looked at by a person, then published."""

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.advice.models import Consultation, Knowledge, Message, Topic
from yuinowa.advice.neutral import findings, known_names, neutral
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember
from yuinowa.core.search import fill_search


@action(Permission.EDIT_KNOWLEDGE)
def make_knowledge(message: Message, *, by: Actor) -> Knowledge:
    """A draft from an answer and the question before it. A second click leads to the same draft."""
    if message.side != Message.Side.ADVISER:
        raise Refused("no_answer", _("事例にできるのは、市の担当者の答えだけです。"))
    made: Knowledge | None = Knowledge.objects.filter(made_from=message).first()
    return made or _drafted(message, by)


def _drafted(message: Message, by: Actor) -> Knowledge:
    consultation: Consultation = message.consultation
    asked = consultation.messages.filter(side=Message.Side.ASKER, at__lte=message.at).order_by("-at", "-pk").first()
    texts = [consultation.subject, asked.text if asked else "", message.text]
    names = known_names("\n".join(texts))
    title, question, answer = (neutral(text, names).text for text in texts)
    knowledge = Knowledge(title=title[:100], topic=consultation.topic, question=question, answer=answer, made_from=message)
    knowledge.made_at, knowledge.made_for_id = clock.now(), by.post_id
    knowledge.save(force_insert=True)
    fill_search(knowledge)
    remember(knowledge, "drafted", by=by)
    remember(consultation, "knowledge_made", by=by)
    return knowledge


@action(Permission.EDIT_KNOWLEDGE)
def edit_knowledge(knowledge: Knowledge, *, title: str, topic: str, question: str, answer: str, by: Actor) -> Knowledge:
    """Change the words of a draft. What is published goes back to a draft first, so that nobody changes it behind its readers."""
    if knowledge.state == Knowledge.State.PUBLISHED:
        raise Refused("published", _("公開中の事例です。直すときは、先に「公開をやめる」を押してください。"))
    if not title.strip():
        raise Refused("no_title", _("題名を書いてください。"), field="title")
    if not answer.strip():
        raise Refused("no_answer", _("こうするとよい、を書いてください。"), field="answer")
    knowledge.title, knowledge.topic = title.strip(), Topic(topic)
    knowledge.question, knowledge.answer = question.strip(), answer.strip()
    knowledge.save(update_fields=["title", "topic", "question", "answer"])
    fill_search(knowledge)
    remember(knowledge, "edited", by=by)
    return knowledge


@action(Permission.EDIT_KNOWLEDGE)
def publish_knowledge(knowledge: Knowledge, *, is_checked: bool, by: Actor) -> Knowledge:
    """Let the staff read it, once a person says that nobody can be recognised. Numbers and addresses of mail are never published."""
    if knowledge.state == Knowledge.State.PUBLISHED:
        raise Refused("published", _("もう公開されています。"))
    left = findings("\n".join([knowledge.title, knowledge.question, knowledge.answer]))
    if contacts := [one.found for one in left if one.is_contact]:
        raise Refused("contacts", _("電話番号かメールアドレスが残っています：%(words)s") % {"words": "、".join(contacts)})
    if not is_checked:
        raise Refused("unchecked", _("人や学校がわからないことを確かめて、印をつけてください。"), field="is_checked")
    knowledge.state, knowledge.published_at = Knowledge.State.PUBLISHED, clock.now()
    knowledge.save(update_fields=["state", "published_at"])
    remember(knowledge, "published", by=by)
    return knowledge


@action(Permission.EDIT_KNOWLEDGE)
def withdraw_knowledge(knowledge: Knowledge, *, by: Actor) -> Knowledge:
    """The undo of publishing: a draft again, out of the staff's sight."""
    if knowledge.state == Knowledge.State.DRAFT:
        raise Refused("draft", _("この事例は、公開されていません。"))
    knowledge.state, knowledge.published_at = Knowledge.State.DRAFT, None
    knowledge.save(update_fields=["state", "published_at"])
    remember(knowledge, "withdrawn", by=by)
    return knowledge
