"""The mails of this room, to who holds the post on the other side today: one function and one template each."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from yuinowa.advice.models import Consultation, Message
from yuinowa.core import clock
from yuinowa.core.actions import Actor
from yuinowa.core.outbox import gathering, post_mail
from yuinowa.organisations.models import Municipality
from yuinowa.people.models import Appointment, Person, Post
from yuinowa.promises.mails import readers_of

FOLDER = "advice/mails"


def asked(message: Message, *, is_first: bool, by: Actor) -> None:
    """Somebody asks: the coordinators read, or the section where nobody holds their post."""
    facts = {"consultation": message.consultation, "message": message, "is_first": is_first, "files": message.attachments.count()}
    _send("advice_asked", message, advisers(), facts, by)


def answered(message: Message, *, by: Actor) -> None:
    """An answer has come: who holds the asking post today reads it."""
    consultation = message.consultation
    readers = readers_of([consultation.asked_by], clock.today())[consultation.asked_by_id]
    facts = {"consultation": consultation, "message": message, "by": by, "files": message.attachments.count()}
    _send("advice_answered", message, readers, facts, by)


def advisers() -> list[Person]:
    """Who answers today; two queries at most."""
    for kind in (Post.Kind.COORDINATOR, Post.Kind.SECTION_STAFF):
        if found := [row.person for row in Appointment.objects.valid(clock.today()).filter(post__kind=kind).select_related("person")]:
            return found
    return []


def asker_has_reader(consultation: Consultation) -> int:
    """How many mails an answer would send."""
    readers = readers_of([consultation.asked_by], clock.today())[consultation.asked_by_id]
    return sum(bool(person.email) for person in readers)


def _send(name: str, message: Message, people: Iterable[Person], facts: Mapping[str, Any], by: Actor) -> None:
    readers = [person for person in people if person.email and person.pk != by.person_id]
    office = Municipality.objects.first() if readers else None
    path = reverse("consultation_detail", args=[message.consultation_id])
    with gathering():
        for person in readers:
            context = {**facts, "office": office, "reader": person, "path": path}
            post_mail(key=f"advice:{message.pk}:{person.pk}", to=person.email, template=f"{FOLDER}/{name}.txt", context=context)
