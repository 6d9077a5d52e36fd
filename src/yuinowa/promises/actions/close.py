"""Kept, taken back, and the undo of both. Nothing is deleted."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.core.history import remember, remember_all
from yuinowa.promises import mails
from yuinowa.promises.actions.checks import check_open, check_word
from yuinowa.promises.models import Promise


@action(Permission.KEEP_PROMISES)
def finish_promise(promise: Promise, *, by: Actor, word: str = "") -> Promise:
    return finish_promises(promises=[promise], by=by, word=word)[0]


@action(Permission.KEEP_PROMISES)
def finish_promises(*, promises: Sequence[Promise], by: Actor, word: str = "") -> list[Promise]:
    """Kept, several at once; when one of them is closed already, none changes, so that nobody thinks otherwise."""
    locked = _locked(promises, by)
    for promise in locked:
        check_open(promise)
    _enter(locked, Promise.State.DONE)
    remember_all(locked, "finished", by=by, word=word)
    return locked


@action(Permission.KEEP_PROMISES)
def reopen_promise(promise: Promise, *, by: Actor) -> Promise:
    return reopen_promises(promises=[promise], by=by)[0]


@action(Permission.KEEP_PROMISES)
def reopen_promises(*, promises: Sequence[Promise], by: Actor) -> list[Promise]:
    """The undo of finishing and of withdrawing."""
    locked = _locked(promises, by)
    if any(promise.state == Promise.State.OPEN for promise in locked):
        raise Refused("open", _("この約束は、もう「まだ」にもどっています。"))
    _enter(locked, Promise.State.OPEN)
    remember_all(locked, "reopened", by=by)
    return locked


@action(Permission.KEEP_PROMISES)
def withdraw_promise(promise: Promise, *, reason: str, by: Actor) -> Promise:
    """Cannot or need not be kept any more; the post to which it is owed is told why."""
    check_open(promise)
    check_word(reason, _("なぜ取り下げるのかを書いてください。相手に、そのまま伝わります。"), "reason")
    _enter([promise], Promise.State.WITHDRAWN)
    remember(promise, "withdrawn", by=by, word=reason)
    mails.withdrawn(promise, reason, by=by)
    return promise


def _locked(promises: Sequence[Promise], by: Actor) -> list[Promise]:
    ids = {promise.pk for promise in promises}
    rows = Promise.objects.allowing(by, Permission.KEEP_PROMISES).filter(pk__in=ids).select_for_update(no_key=True)
    found = list(rows.order_by("pk"))
    if len(found) < len(ids):
        raise NotAllowed(Permission.KEEP_PROMISES)
    return found


def _enter(promises: Sequence[Promise], state: Promise.State) -> None:
    for promise in promises:
        promise.state = state
    Promise.objects.filter(pk__in=[promise.pk for promise in promises]).update(state=state)
