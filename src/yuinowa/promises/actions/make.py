"""Writing promises down."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.core.history import remember_all
from yuinowa.core.search import put_search
from yuinowa.people.models import Post
from yuinowa.promises import mails
from yuinowa.promises.actions.checks import check_due, check_post, check_word
from yuinowa.promises.models import Promise
from yuinowa.promises.queries import desk, nameable, within_reach


@dataclass(frozen=True)
class Promised:
    """What was promised: ``owed_to`` is a post, ``owed_to_text`` somebody without one, neither a task of one's own."""

    text: str
    owner: Post
    due_on: dt.date
    owed_to: Post | None = None
    owed_to_text: str = ""
    source: str = Promise.Source.BY_HAND
    source_text: str = ""


@action(Permission.MAKE_PROMISES)
def make_promise(*, by: Actor, **promised: Any) -> Promise:
    """Write one promise down; the arguments are those of ``Promised``."""
    return make_promises(rows=[Promised(**promised)], by=by)[0]


@action(Permission.MAKE_PROMISES)
def make_promises(*, rows: Sequence[Promised], by: Actor) -> list[Promise]:
    """Several at once, as a visit or a meeting leaves them; who owes what somebody else wrote down is told, in one mail."""
    _check_posts(rows, by)
    for row in rows:
        _check(row)
    promises = [_written(row, by) for row in rows]
    for promise in promises:
        put_search(promise)
    Promise.objects.bulk_create(promises, batch_size=500)
    remember_all(promises, "made", by=by)
    own = set(desk(by).values_list("pk", flat=True))
    mails.given([promise for promise in promises if promise.owner_id not in own], by=by)
    return promises


def _written(row: Promised, by: Actor) -> Promise:
    return Promise(
        text=row.text.strip(),
        owner=row.owner,
        owed_to=row.owed_to,
        owed_to_text=row.owed_to_text.strip(),
        due_on=row.due_on,
        source=row.source,
        source_text=row.source_text.strip(),
        made_at=clock.now(),
        made_for_id=by.post_id,
    )


def _check(row: Promised) -> None:
    check_word(row.text, _("何を約束したかを書いてください。"), "text")
    if row.owed_to and row.owed_to_text.strip():
        raise Refused("two_owed", _("相手は、職を選ぶか、ことばで書くか、どちらか一つにしてください。"), field="owed_to_text")
    if row.owed_to and row.owed_to.pk == row.owner.pk:
        raise Refused("same_post", _("守る人と相手が同じです。自分の宿題なら、相手は空けておいてください。"), field="owed_to")
    check_post(row.owner, "owner")
    if row.owed_to:
        check_post(row.owed_to, "owed_to")
    check_due(row.due_on)


def _check_posts(rows: Iterable[Promised], by: Actor) -> None:
    """Every post is one that the actor may name, and of each pair at least one lies within reach."""
    pairs = [{post.pk for post in (row.owner, row.owed_to) if post} for row in rows]
    named = set().union(*pairs)
    reached = set(within_reach(by).filter(pk__in=named).values_list("pk", flat=True))
    known = set(nameable(by).filter(pk__in=named).values_list("pk", flat=True))
    if named - known or any(not pair & reached for pair in pairs):
        raise NotAllowed(Permission.MAKE_PROMISES)
