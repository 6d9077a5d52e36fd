"""The mails of this room, all to who holds a post today: one function and one template each."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse

from yuinowa.core import clock
from yuinowa.core.actions import Actor
from yuinowa.core.outbox import gathering, post_mail
from yuinowa.engine.calendar import wareki, weekday_name
from yuinowa.organisations.models import Municipality
from yuinowa.people.models import Appointment, Person, Post
from yuinowa.promises.models import Promise

FOLDER = "promises/mails"
LISTED = 30


def given(promises: Sequence[Promise], *, by: Actor) -> None:
    """Somebody else wrote down what a post owes."""
    by_post: dict[Post, list[Promise]] = defaultdict(list)
    for promise in promises:
        by_post[promise.owner].append(promise)
    readers = readers_of(by_post, clock.today())
    with gathering():
        for post, rows in by_post.items():
            facts = {"post": post, "promises": _rows(rows), "by": by, "path": _path(rows)}
            _send("promise_given", f"promise:{rows[0].pk}:given", _others(readers[post.pk], by), facts)


def handed_on(promise: Promise, word: str, *, by: Actor) -> None:
    readers = readers_of([promise.owner], clock.today())[promise.owner_id]
    key = f"promise:{promise.pk}:handed:{clock.now():%Y%m%d%H%M%S}"
    facts = {"post": promise.owner, "promise": promise, "day": short_day(promise.due_on), "word": word, "by": by, "path": _path([promise])}
    _send("promise_handed_on", key, _others(readers, by), facts)


def withdrawn(promise: Promise, reason: str, *, by: Actor) -> None:
    if promise.owed_to is None:
        return
    readers = readers_of([promise.owed_to], clock.today())[promise.owed_to.pk]
    key = f"promise:{promise.pk}:withdrawn:{clock.now():%Y%m%d%H%M%S}"
    facts = {"promise": promise, "day": short_day(promise.due_on), "reason": reason, "by": by, "path": _path([promise])}
    _send("promise_withdrawn", key, _others(readers, by), facts)


def due(post: Post, promises: Sequence[Promise], readers: Iterable[Person], today: dt.date) -> None:
    """One mail a day to a post, however many promises it is about."""
    rows = sorted(promises, key=lambda promise: promise.due_on)
    facts = {"post": post, "promises": _rows(rows), "late": sum(row.due_on < today for row in rows), "path": _path(rows)}
    _send("promises_due", f"promises:{post.pk}:due:{today}", readers, {**facts, "today": short_day(today)})


def overdue(promises: Sequence[Promise], today: dt.date, *, week: dt.date) -> None:
    """The coordinators' weekly digest; the same week, the same mail."""
    if not promises:
        return
    rows = Appointment.objects.valid(today).filter(post__kind=Post.Kind.COORDINATOR).select_related("person")
    lines = [{**line, "late": (today - line["promise"].due_on).days} for line in _rows(promises[:LISTED])]
    more = max(0, len(promises) - LISTED)
    path = f"{reverse('promise_list')}?tab=all&late=7"
    facts = {"promises": lines, "count": len(promises), "more": more, "today": short_day(today), "path": path}
    _send("promises_overdue", f"promises:overdue:{week}", [row.person for row in rows], facts)


def readers_of(posts: Iterable[Post], on: dt.date) -> dict[int, list[Person]]:
    """Who reads for each post on a day: its holder, or the 教頭 for a 事業担当教員 who is missing; two queries."""
    posts = list(posts)
    held = Appointment.objects.valid(on).filter(post__in=posts).select_related("person")
    found: dict[int, list[Person]] = {post.pk: [] for post in posts}
    for row in held:
        found[row.post_id].append(row.person)
    windows = {post.school_id: post.pk for post in posts if post.kind == Post.Kind.LIAISON_TEACHER and not found[post.pk]}
    deputies = Appointment.objects.valid(on).filter(post__kind=Post.Kind.VICE_PRINCIPAL, post__school__in=list(windows))
    for row in deputies.select_related("person", "post") if windows else []:
        found[windows[row.post.school_id]].append(row.person)
    return found


def short_day(on: dt.date) -> str:
    return f"{on.month}月{on.day}日（{weekday_name(on)}）"


def _rows(promises: Iterable[Promise]) -> list[dict[str, Any]]:
    return [{"promise": promise, "day": wareki(promise.due_on)} for promise in promises]


def _path(promises: Sequence[Promise]) -> str:
    return reverse("promise_detail", args=[promises[0].pk]) if len(promises) == 1 else reverse("promise_list")


def _others(people: Iterable[Person], by: Actor) -> list[Person]:
    return [person for person in people if person.pk != by.person_id]


def _send(name: str, key: str, people: Iterable[Person], facts: Mapping[str, Any]) -> None:
    readers = [person for person in people if person.email]
    office = Municipality.objects.first() if readers else None
    for person in readers:
        context = {**facts, "office": office, "reader": person}
        post_mail(key=f"{key}:{person.pk}", to=person.email, template=f"{FOLDER}/{name}.txt", context=context)
