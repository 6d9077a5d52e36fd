"""Which other instructor could make a visit in somebody's place, the nearest first."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from yuinowa.organisations.models import Site
from yuinowa.organisations.travel import minutes_table
from yuinowa.people.models import Appointment, Post
from yuinowa.rounds.adapter.diary import Diary, Slot
from yuinowa.rounds.adapter.slots import open_diary
from yuinowa.rounds.models import Substitution, Visit

REFUSED = (Substitution.State.DECLINED, Substitution.State.EXPIRED, Substitution.State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """``minutes``: from her 公民館 to the school."""

    post: Post
    minutes: int


def neighbours_for(visits: Sequence[Visit], *, away: Collection[int]) -> dict[int, list[Neighbour]]:
    """Who has the time of each visit free, by visit; ``away`` are the posts that do not come into question.

    Who was asked for the visit before is not asked again. The queries grow with the instructors, not with the visits.
    """
    posts = list(Post.objects.filter(kind=Post.Kind.INSTRUCTOR).exclude(pk__in=away).select_related("center__site").order_by("pk"))
    if not visits or not posts:
        return {visit.pk: [] for visit in visits}
    first, last = min(visit.on for visit in visits), max(visit.on for visit in visits)
    schools = {visit.school_id: visit.school for visit in visits}
    diaries = {post.pk: open_diary(post, list(schools.values()), from_on=first, until_on=last, leaving=visits) for post in posts}
    held, asked = _held(posts, first, last), _asked(visits)
    roads = _roads(posts, visits)
    found: dict[int, list[Neighbour]] = {}
    for visit in visits:
        free = [
            Neighbour(post, roads[post.pk, visit.school_id])
            for post in posts
            if post.pk not in asked[visit.pk] and _comes(visit, diaries[post.pk], held[post.pk])
        ]
        found[visit.pk] = sorted(free, key=lambda one: (one.minutes, one.post.pk))
        _keep_first(found[visit.pk], diaries, visit)
    return found


def _comes(visit: Visit, diary: Diary, held: list[Appointment]) -> bool:
    """Somebody holds the post on that day, and the diary has room."""
    holds = any(row.from_on <= visit.on and (row.until_on is None or visit.on <= row.until_on) for row in held)
    return holds and diary.fits(visit.school, Slot(visit.on, visit.arrives_at, visit.leaves_at))


def _keep_first(found: list[Neighbour], diaries: dict[int, Diary], visit: Visit) -> None:
    """Whoever is likely to be asked for this visit is not free for the next one at the same time."""
    if found:
        diaries[found[0].post.pk].keep(visit.school, Slot(visit.on, visit.arrives_at, visit.leaves_at))


def _held(posts: Sequence[Post], first: dt.date, last: dt.date) -> dict[int, list[Appointment]]:
    found: dict[int, list[Appointment]] = defaultdict(list)
    for row in Appointment.objects.filter(post__in=posts, from_on__lte=last):
        if row.until_on is None or row.until_on >= first:
            found[row.post_id].append(row)
    return found


def _asked(visits: Sequence[Visit]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    rows = Substitution.objects.filter(visit__in=visits, state__in=REFUSED).order_by()
    for visit_id, post_id in rows.values_list("visit", "post"):
        found[visit_id].add(post_id)
    return found


def _roads(posts: Sequence[Post], visits: Sequence[Visit]) -> dict[tuple[int, int], int]:
    sites: dict[int, Site] = {post.center.site_id: post.center.site for post in posts if post.center}
    sites |= {visit.school.site_id: visit.school.site for visit in visits}
    order = {key: index for index, key in enumerate(sites)}
    table = minutes_table(list(sites.values()))
    return {
        (post.pk, visit.school_id): table[order[post.center.site_id]][order[visit.school.site_id]]
        for post in posts
        if post.center
        for visit in visits
    }
