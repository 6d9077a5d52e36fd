"""What every message keeps to, whoever writes it."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from yuinowa.advice.files import Sent, admit
from yuinowa.advice.models import Attachment, Consultation, Message
from yuinowa.core.errors import Refused
from yuinowa.promises.models import Promise

LONGEST = 5000


def check_text(text: str) -> str:
    text = text.strip()
    if not text:
        raise Refused("no_text", _("内容を書いてください。"), field="text")
    if len(text) > LONGEST:
        raise Refused("long_text", _("長すぎます（%(n)s字まで）。長い資料は、添付してください。") % {"n": LONGEST}, field="text")
    return text


def check_subject(subject: str) -> str:
    if not subject.strip():
        raise Refused("no_subject", _("件名を書いてください。例：ミシンの補助が見つからない"), field="subject")
    return subject.strip()


def check_open(consultation: Consultation) -> None:
    if not consultation.is_open:
        raise Refused("closed", _("この相談は、もう終わっています。つづけるときは、先に「開きなおす」を押してください。"))


def write(
    consultation: Consultation,
    side: str,
    text: str,
    *,
    post_id: int | None,
    at: dt.datetime,
    files: Sequence[Sent] = (),
    promise: Promise | None = None,
) -> Message:
    """Add a message with its files."""
    message = Message(consultation=consultation, side=side, text=check_text(text), post_id=post_id, at=at, promise=promise)
    admitted = admit(files)
    message.save(force_insert=True)
    Attachment.objects.bulk_create(
        Attachment(message=message, name=file.name, form=file.form, size=len(file.content), content=file.content, at=at)
        for file in admitted
    )
    return message
