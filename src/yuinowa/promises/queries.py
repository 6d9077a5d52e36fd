"""Who sees which promise, whom a promise may name, and the questions asked of promises."""

import datetime as dt
from typing import Any, Self

from django.db.models import Q, QuerySet

from yuinowa.access.matrix import Permission, Reach, Role, reaches
from yuinowa.access.querysets import NOTHING, AllowingQuerySet, HasRoles
from yuinowa.core.search import SearchMixin
from yuinowa.people.models import Appointment, Post
from yuinowa.people.queries import PostQuerySet

SOON_DAYS = 7
STALE_DAYS = 7
CITY_HALL = (Post.Kind.SECTION_STAFF, Post.Kind.COORDINATOR)
# Only who may keep promises can owe or be owed one.
KEEPERS = (*CITY_HALL, *Post.AT_CENTER, *Post.AT_SCHOOL)


def desk(actor: Any) -> QuerySet[Post]:
    """The posts for which an actor keeps promises: the own one, and the vacant 事業担当教員 for whom a 教頭 stands in."""
    own = Q(pk=actor.post_id)
    if {Role.PRINCIPAL, Role.LIAISON_TEACHER} <= actor.roles:
        own |= Q(kind=Post.Kind.LIAISON_TEACHER, school=actor.school_id)
    return Post.objects.filter(own)


def nameable(actor: Any) -> PostQuerySet:
    """The posts that an actor may name: those within reach, the city hall, and the 公民館 (for a school, that of its block)."""
    rows: PostQuerySet = Post.objects.filter(kind__in=KEEPERS)
    found = reaches(actor.roles, Permission.MAKE_PROMISES)
    if Reach.CITY in found or not found:
        return rows if found else rows.none()
    near = Q(pk__in=within_reach(actor).values("pk")) | Q(kind__in=CITY_HALL)
    if Reach.BLOCK in found:
        near |= Q(center__isnull=False)
    elif actor.block_id:
        near |= Q(center__block_id=actor.block_id)
    return rows.filter(near)


def within_reach(actor: Any) -> PostQuerySet:
    """The posts of which at least one must take part in what an actor writes down."""
    return Post.objects.filter(kind__in=KEEPERS).allowing(actor, Permission.MAKE_PROMISES)


def held(on: dt.date) -> QuerySet[Any]:
    """The keys of the posts that somebody holds."""
    return Appointment.objects.valid(on).order_by().values("post")


class PromiseQuerySet(SearchMixin, AllowingQuerySet):
    def within_own(self, actor: HasRoles) -> Q:
        return Q(owner__in=desk(actor))

    def within_school(self, actor: HasRoles) -> Q:
        return _touching(Q(school_id=actor.school_id)) if actor.school_id else NOTHING

    def within_block(self, actor: HasRoles) -> Q:
        return _touching(_of_block(actor.block_id)) if actor.block_id else NOTHING

    def kept_by(self, actor: Any) -> Self:
        return self.filter(owner__in=desk(actor))

    def owed_to_desk(self, actor: Any) -> Self:
        return self.filter(owed_to__in=desk(actor))

    def open(self) -> Self:
        return self.filter(state="open")

    def overdue(self, on: dt.date) -> Self:
        return self.open().filter(due_on__lt=on)

    def stale(self, on: dt.date) -> Self:
        """Overdue for so long that the coordinator should know."""
        return self.open().filter(due_on__lt=on - dt.timedelta(days=STALE_DAYS))

    def soon(self, on: dt.date) -> Self:
        """Overdue, or due within the week."""
        return self.open().filter(due_on__lte=on + dt.timedelta(days=SOON_DAYS))

    def in_block(self, block: Any) -> Self:
        return self.filter(_touching(_of_block(block.pk)))

    def without_holder(self, on: dt.date) -> Self:
        return self.exclude(owner__in=held(on))


def _touching(where: Q) -> Q:
    """Promises that a post of these owes, is owed, or wrote down."""
    posts = Post.objects.filter(where).order_by().values("pk")
    return Q(owner__in=posts) | Q(owed_to__in=posts) | Q(made_for__in=posts)


def _of_block(block_id: int) -> Q:
    return Q(school__block_id=block_id) | Q(center__block_id=block_id)
