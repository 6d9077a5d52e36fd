"""Another post takes a promise over, or another day is agreed."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.core.history import remember
from yuinowa.core.search import fill_search
from yuinowa.people.models import Post
from yuinowa.promises import mails
from yuinowa.promises.actions.checks import check_due, check_open, check_post, check_word
from yuinowa.promises.models import Promise
from yuinowa.promises.queries import nameable


@action(Permission.KEEP_PROMISES)
def hand_on(promise: Promise, *, to: Post, word: str, by: Actor) -> Promise:
    """Give a promise to another post, with a word; whoever holds that post is told by mail."""
    _check_receiver(promise, to, by)
    check_word(word, _("引きつぐ先の人へ、ひとこと書いてください。"), "word")
    before, promise.owner, promise.reminded_on = promise.owner, to, None
    promise.save(update_fields=["owner", "reminded_on"])
    fill_search(promise)
    remember(promise, "handed_on", by=by, word=word, **{"from": before.label, "to": to.label})
    mails.handed_on(promise, word, by=by)
    return promise


def _check_receiver(promise: Promise, to: Post, by: Actor) -> None:
    check_open(promise)
    if not nameable(by).filter(pk=to.pk).exists():
        raise NotAllowed(Permission.KEEP_PROMISES)
    check_post(to, "to")
    if to.pk == promise.owner_id:
        raise Refused("same_owner", _("いま守っている職と同じです。別の職を選んでください。"), field="to")
    if to.pk == promise.owed_to_id:
        raise Refused("owed_to_itself", _("約束の相手には引きつげません。要らなくなった約束は、取り下げてください。"), field="to")


@action(Permission.KEEP_PROMISES)
def move_due_date(promise: Promise, *, due_on: dt.date, word: str, by: Actor) -> Promise:
    """Another day, with a word that stands in the history for whom it is owed to."""
    check_open(promise)
    check_due(due_on)
    if due_on == promise.due_on:
        raise Refused("same_date", _("いまの期限と同じ日です。別の日を選んでください。"), field="due_on")
    check_word(word, _("なぜ期限を変えるのかを書いてください。相手が読みます。"), "word")
    before, promise.due_on, promise.reminded_on = promise.due_on, due_on, None
    promise.save(update_fields=["due_on", "reminded_on"])
    remember(promise, "moved", by=by, word=word, **{"from": before.isoformat(), "to": due_on.isoformat()})
    return promise


@action(Permission.KEEP_PROMISES)
def pass_all(*, posts: Mapping[Post, Post], word: str, by: Actor) -> list[Promise]:
    """Open promises of posts that end go to the posts that carry on, on both sides; each new owner is told in one mail.

    A promise that would then be owed to its own keeper stays where it is: somebody has to decide.
    """
    rows = passable(posts).select_related(*Promise.SEARCH_RELATED).select_for_update(of=("self",), no_key=True).order_by("pk")
    by_key = {before.pk: after for before, after in posts.items()}
    moved, given = [], []
    for promise in rows:
        owner, owed_to = by_key.get(promise.owner_id, promise.owner), by_key.get(promise.owed_to_id or 0, promise.owed_to)
        if owed_to is not None and owner.pk == owed_to.pk:
            continue
        facts = {"word": word, "from": promise.owner.label, "to": owner.label}
        given += [promise] if owner.pk != promise.owner_id else []
        promise.owner, promise.owed_to, promise.reminded_on = owner, owed_to, None
        promise.save(update_fields=["owner", "owed_to", "reminded_on"])
        fill_search(promise)
        remember(promise, "handed_on", by=by, **facts)
        moved.append(promise)
    mails.given(given, by=by)
    return moved


def passable(posts: Iterable[Post]) -> Any:
    """The open promises that one of ``posts`` owes or is owed."""
    keys = [post.pk for post in posts]
    return Promise.objects.open().filter(Q(owner__in=keys) | Q(owed_to__in=keys))
