"""What happens by itself: the owner is reminded, then the coordinator hears of it. Safe to run twice, and after days without running."""

import datetime as dt
from collections import defaultdict

from django.db.models import F, Q

from yuinowa.access.matrix import Permission
from yuinowa.core.actions import Actor, action
from yuinowa.core.outbox import gathering
from yuinowa.engine.calendar import monday_of
from yuinowa.people.models import Post
from yuinowa.promises import mails
from yuinowa.promises.models import Promise

REMIND_BEFORE = dt.timedelta(days=3)
REMIND_AGAIN = dt.timedelta(days=7)


@action(Permission.KEEP_PROMISES)
def remind_promises(*, today: dt.date, by: Actor) -> int:
    """One mail to each post with promises that come due in three days, fell due, or are late for another week; how many promises."""
    due = list(Promise.objects.filter(_to_remind(today)).select_related(*Promise.SEARCH_RELATED).defer("search_grams"))
    readers = mails.readers_of({promise.owner for promise in due}, today)
    by_post: dict[Post, list[Promise]] = defaultdict(list)
    for promise in due:
        # Without a reader nobody was reminded: whoever takes the post is, on the first day.
        if readers[promise.owner_id]:
            by_post[promise.owner].append(promise)
    told = [promise.pk for promises in by_post.values() for promise in promises]
    with gathering():
        for post, promises in by_post.items():
            mails.due(post, promises, readers[post.pk], today)
    Promise.objects.filter(pk__in=told).update(reminded_on=today)
    return len(told)


def _to_remind(today: dt.date) -> Q:
    never = Q(reminded_on__isnull=True)
    soon = Q(due_on__range=(today, today + REMIND_BEFORE)) & never
    first = Q(due_on__lt=today) & (never | Q(reminded_on__lte=F("due_on")))
    again = Q(due_on__lt=today, reminded_on__lte=today - REMIND_AGAIN)
    return Q(state=Promise.State.OPEN) & (soon | first | again)


@action(Permission.KEEP_PROMISES)
def report_overdue(*, today: dt.date, by: Actor) -> list[Promise]:
    """The coordinators read, once a week, what is more than a week late."""
    stale = list(Promise.objects.stale(today).select_related(*Promise.SEARCH_RELATED).defer("search_grams").order_by("due_on", "pk"))
    mails.overdue(stale, today, week=monday_of(today))
    return stale
