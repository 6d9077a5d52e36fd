"""What happens by itself around the day of a visit: schools are reminded, silence is passed on to the telephone. Safe to run twice."""

import datetime as dt
from collections import defaultdict

from yuinowa.access.matrix import Permission
from yuinowa.core.actions import Actor, action
from yuinowa.people.models import Post
from yuinowa.rounds import mails
from yuinowa.rounds.models import Visit

REMIND_BEFORE = dt.timedelta(days=2)
_SHOWN = ("school", "post__center", "post__school")


@action(Permission.PLAN_ROUNDS)
def remind_schools(*, today: dt.date, by: Actor) -> int:
    """Two days before the answer is due: one reminder to each school that said nothing; how many schools are in that time."""
    due = Visit.objects.filter(state=Visit.State.PROPOSED, answer_by__range=(today, today + REMIND_BEFORE), on__gte=today)
    visits = list(due.select_related(*_SHOWN))
    mails.reminded(visits)
    return len(visits)


@action(Permission.PLAN_ROUNDS)
def report_unanswered(*, today: dt.date, by: Actor) -> int:
    """The time to answer is over: the instructor is told to telephone; how many schools. They may still answer until the day."""
    late = Visit.objects.filter(state=Visit.State.PROPOSED, answer_by__lt=today, on__gte=today).select_related(*_SHOWN)
    by_post: dict[Post, list[Visit]] = defaultdict(list)
    for visit in late:
        by_post[visit.post].append(visit)
    for post, visits in by_post.items():
        mails.unanswered(post, visits)
    return sum(map(len, by_post.values()))


@action(Permission.PLAN_ROUNDS)
def announce_visits(*, today: dt.date, by: Actor) -> int:
    """The working day before: each school with a settled visit hears who comes; how many."""
    if today.weekday() > 4:
        return 0
    until = today + dt.timedelta(days=3 if today.weekday() == 4 else 1)
    visits = list(Visit.objects.filter(state=Visit.State.CONFIRMED, on__gt=today, on__lte=until).select_related(*_SHOWN))
    mails.tomorrow(visits)
    return len(visits)
