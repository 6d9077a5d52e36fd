"""The school reads a record: it adds to it, and says that it is right."""

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember
from yuinowa.people.models import Post
from yuinowa.rounds import mails
from yuinowa.rounds.models import VisitComment, VisitRecord


@action(Permission.COMMENT_VISITS)
def comment_on_record(record: VisitRecord, *, text: str, by: Actor) -> VisitComment:
    """Add to a record; whoever visited is told."""
    if not text.strip():
        raise Refused("no_text", _("書きそえることを入れてください。"), field="text")
    comment = VisitComment.objects.create(record=record, post=_post(by), text=text.strip(), at=clock.now())
    remember(record.visit, "commented", by=by)
    mails.commented(comment, by=by)
    return comment


@action(Permission.COMMENT_VISITS)
def agree_to_record(record: VisitRecord, *, by: Actor) -> VisitRecord:
    """It is as it was said."""
    if record.agreed_at:
        raise Refused("agreed", _("この記録は、もう確かめてあります。"))
    record.agreed_at, record.agreed_for = clock.now(), _post(by)
    record.save(update_fields=["agreed_at", "agreed_for"])
    remember(record.visit, "agreed", by=by)
    return record


@action(Permission.COMMENT_VISITS)
def take_back_agreement(record: VisitRecord, *, by: Actor) -> VisitRecord:
    """The undo of it."""
    record.agreed_at, record.agreed_for = None, None
    record.save(update_fields=["agreed_at", "agreed_for"])
    remember(record.visit, "agreement_taken_back", by=by)
    return record


def _post(by: Actor) -> Post:
    return Post.objects.get(pk=by.post_id)
