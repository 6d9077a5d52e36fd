"""Who sees which handover file, and the questions asked of files."""

import datetime as dt
from typing import Any, Self

from django.db.models import Exists, OuterRef, Q, QuerySet

from yuinowa.access.querysets import AllowingQuerySet, HasRoles
from yuinowa.people.models import Appointment, Person
from yuinowa.promises.queries import desk
from yuinowa.talents.models import Talent

# So long a desk is new to its holder.
FIRST_DAYS = 30


class HandoverFileQuerySet(AllowingQuerySet):
    def within_own(self, actor: HasRoles) -> Q:
        posts = desk(actor).values("pk")
        return Q(post__in=posts) | Q(passed_to__in=posts)

    def left(self, on: dt.date) -> Self:
        """Files whose writer holds the post no more."""
        return self.filter(leaving__until_on__lt=on)

    def unread(self, on: dt.date) -> Self:
        """Left, and nobody has acknowledged them yet."""
        return self.left(on).filter(acknowledgement__isnull=True)

    def unread_by_holder(self, on: dt.date) -> Self:
        """Unread although the post has a holder again."""
        return self.unread(on).filter(is_held(on))

    def unread_and_vacant(self, on: dt.date) -> Self:
        return self.unread(on).exclude(is_held(on))

    def with_names(self) -> Self:
        return self.select_related(
            "post__school__block",
            "post__center__block",
            "passed_to__school",
            "passed_to__center",
            "leaving__person",
            "acknowledgement__appointment__person",
        )


def is_held(on: dt.date) -> Exists:
    """Of files: whether somebody holds the post on a day."""
    held = Appointment.objects.valid(on)
    return Exists(held.filter(Q(post=OuterRef("passed_to")) | Q(post=OuterRef("post"))))


def holding(person_id: Any, post: Any, on: dt.date) -> Appointment | None:
    """The appointment with which a person holds a post on a day."""
    return Appointment.objects.valid(on).filter(person_id=person_id, post=post).select_related("person").first()


def strangers(on: dt.date) -> QuerySet[Person]:
    """Persons whose last post has ended and who have no registration of their own: they are nobody here any more."""
    mine = Appointment.objects.filter(person=OuterRef("pk"))
    lasting = mine.filter(Q(until_on__isnull=True) | Q(until_on__gte=on))
    registered = Talent.objects.filter(person=OuterRef("pk")).exclude(state=Talent.State.ENDED)
    return Person.objects.filter(Exists(mine), ~Exists(lasting), ~Exists(registered))


class RolloverQuerySet(AllowingQuerySet):
    """Rows that only city-wide reaches touch."""


class TransferQuerySet(AllowingQuerySet):
    def shown(self) -> Self:
        """With the names that a list shows, in one query."""
        return self.select_related("post__school__block", "post__center__block", "leaving__person", "person", "arriving__person")

    def of_changes(self) -> Self:
        """Without terms that are only renewed."""
        return self.exclude(kind="renew")
