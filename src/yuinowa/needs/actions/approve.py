"""The principal's yes, or no with a word."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.consequences import bring_about
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.core.history import remember, remember_all
from yuinowa.needs import mails
from yuinowa.needs.actions.state import enter, refresh_states
from yuinowa.needs.models import Approval, Need


@action(Permission.APPROVE_NEEDS)
def approve_need(need: Need, *, by: Actor, word: str = "") -> Need:
    return approve_needs(needs=[need], by=by, word=word)[0]


@action(Permission.APPROVE_NEEDS)
def approve_needs(*, needs: Sequence[Need], by: Actor, word: str = "") -> list[Need]:
    """Approve several at once; those that no longer wait are refused together, so that nobody thinks they were approved."""
    ids = {need.pk for need in needs}
    locked = list(Need.objects.allowing(by, Permission.APPROVE_NEEDS).select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    if len(locked) < len(ids):
        raise NotAllowed(Permission.APPROVE_NEEDS)
    if any(need.state != Need.State.AWAITING_APPROVAL for need in locked):
        raise Refused("not_waiting", _("このお願いは、もう承認待ちではありません。一覧を開き直してください。"))
    now = clock.now()
    Approval.objects.bulk_create([Approval(need=need, is_approved=True, word=word, post_id=by.post_id, at=now) for need in locked])
    enter(locked, Need.State.OPEN)
    refresh_states(locked)
    remember_all(locked, "approved", by=by, word=word)
    bring_about("needs_opened", locked, by=by)
    return locked


@action(Permission.APPROVE_NEEDS)
def send_back_need(need: Need, *, word: str, by: Actor) -> Need:
    """Back to the teacher as a draft, with a word about what to change."""
    if need.state != Need.State.AWAITING_APPROVAL:
        raise Refused("not_waiting", _("このお願いは、もう承認待ちではありません。一覧を開き直してください。"))
    if not word.strip():
        raise Refused("no_word", _("何を直してほしいか、ひとこと書いてください。"), field="word")
    Approval.objects.create(need=need, is_approved=False, word=word, post_id=by.post_id, at=clock.now())
    enter([need], Need.State.DRAFT)
    remember(need, "sent_back", by=by, word=word)
    mails.sent_back(need, word)
    return need
