"""Who sees which visit, and the questions asked of visits."""

import datetime as dt
from collections.abc import Collection
from typing import Any, Self

from django.db.models import Q

from yuinowa.access.querysets import NOTHING, AllowingQuerySet, HasRoles
from yuinowa.core.search import SearchMixin


class PolicyQuerySet(AllowingQuerySet):
    def within_own(self, actor: Any) -> Q:
        return Q(post_id=actor.post_id) if actor.post_id else NOTHING

    def within_block(self, actor: HasRoles) -> Q:
        return Q(block_id=actor.block_id) if actor.block_id else NOTHING

    def on(self, day: dt.date) -> Self:
        return self.filter(from_on__lte=day, until_on__gte=day)


class PolicyPartQuerySet(AllowingQuerySet):
    def within_own(self, actor: Any) -> Q:
        return Q(policy__post_id=actor.post_id) if actor.post_id else NOTHING

    def within_block(self, actor: HasRoles) -> Q:
        return Q(policy__block_id=actor.block_id) if actor.block_id else NOTHING


class PlanQuerySet(PolicyPartQuerySet):
    """Plans of a policy are reached as the policy is."""


class PolicyPlanPartQuerySet(AllowingQuerySet):
    def within_own(self, actor: Any) -> Q:
        return Q(plan__policy__post_id=actor.post_id) if actor.post_id else NOTHING

    def within_block(self, actor: HasRoles) -> Q:
        return Q(plan__policy__block_id=actor.block_id) if actor.block_id else NOTHING


class SchoolPartQuerySet(AllowingQuerySet):
    def within_school(self, actor: HasRoles) -> Q:
        return Q(school_id=actor.school_id) if actor.school_id else NOTHING

    def within_block(self, actor: HasRoles) -> Q:
        return Q(school__block_id=actor.block_id) if actor.block_id else NOTHING


class AbsenceQuerySet(AllowingQuerySet):
    def within_own(self, actor: Any) -> Q:
        return Q(post_id=actor.post_id) if actor.post_id else NOTHING

    def within_block(self, actor: HasRoles) -> Q:
        return Q(post__center__block_id=actor.block_id) if actor.block_id else NOTHING

    def touching(self, from_on: dt.date, until_on: dt.date) -> Self:
        return self.filter(from_on__lte=until_on, until_on__gte=from_on)


def _own(prefix: str, actor: Any) -> Q:
    """The visits that the actor's post makes."""
    return Q(**{f"{prefix}post_id": actor.post_id}) if actor.post_id else NOTHING


def _of_school(prefix: str, actor: Any) -> Q:
    # A school reads of a visit only once the visit was proposed to it.
    if not actor.school_id:
        return NOTHING
    return Q(**{f"{prefix}school_id": actor.school_id}) & ~Q(**{f"{prefix}state": "planned"})


def _of_block(prefix: str, actor: Any) -> Q:
    if not actor.block_id:
        return NOTHING
    return Q(**{f"{prefix}school__block_id": actor.block_id}) | Q(**{f"{prefix}post__center__block_id": actor.block_id})


class VisitQuerySet(AllowingQuerySet):
    def within_own(self, actor: Any) -> Q:
        return _own("", actor)

    def within_school(self, actor: HasRoles) -> Q:
        return _of_school("", actor)

    def within_block(self, actor: Any) -> Q:
        return _of_block("", actor) | self._asked_of(actor)

    def _asked_of(self, actor: Any) -> Q:
        """Visits of another block that the actor's post was asked to take over: the brief is read before the answer."""
        if not actor.post_id:
            return NOTHING
        substitutions = self.model._meta.get_field("substitutions").related_model
        return Q(pk__in=substitutions.objects.filter(post_id=actor.post_id, state="asked").order_by().values("visit"))

    def standing(self) -> Self:
        """Those that take place as things are."""
        return self.filter(state__in=self.model.STANDING)

    def open(self) -> Self:
        return self.filter(state__in=self.model.OPEN)

    def between(self, from_on: dt.date, until_on: dt.date) -> Self:
        return self.filter(on__range=(from_on, until_on))

    def for_post(self, post: Any) -> Self:
        return self.filter(post=post)

    def for_schools(self, school_ids: Collection[int]) -> Self:
        return self.filter(school__in=school_ids)

    def to_record(self, on: dt.date) -> Self:
        """The day has come and nothing is written."""
        return self.filter(state__in=self.model.STANDING, on__lte=on, record__isnull=True)

    def with_places(self) -> Self:
        return self.select_related("school__site", "school__block", "post__center")


class VisitPartQuerySet(AllowingQuerySet):
    def within_own(self, actor: Any) -> Q:
        return _own("visit__", actor)

    def within_school(self, actor: HasRoles) -> Q:
        return _of_school("visit__", actor)

    def within_block(self, actor: HasRoles) -> Q:
        return _of_block("visit__", actor)


class SubstitutionQuerySet(VisitPartQuerySet):
    def within_own(self, actor: Any) -> Q:
        return Q(post_id=actor.post_id) if actor.post_id else NOTHING

    def waiting(self) -> Self:
        return self.filter(state="asked")


class DisruptionQuerySet(AllowingQuerySet):
    """The instructor who is away, and whoever looks after the block or a school in it."""

    def within_own(self, actor: Any) -> Q:
        return Q(post_id=actor.post_id) if actor.post_id else NOTHING

    def within_block(self, actor: HasRoles) -> Q:
        return self._touching(actor.block_id)

    def _touching(self, block_id: int | None) -> Q:
        if not block_id:
            return NOTHING
        visits = self.model._meta.get_field("visits").related_model.objects
        upset = visits.filter(Q(visit__school__block=block_id) | Q(before_post__center__block=block_id))
        return Q(post__center__block_id=block_id) | Q(pk__in=upset.order_by().values("disruption"))


class DisruptionPartQuerySet(AllowingQuerySet):
    """Parts of a disruption are reached through it."""


class CallQuerySet(AllowingQuerySet):
    def within_own(self, actor: HasRoles) -> Q:
        return self.within_block(actor)

    def within_block(self, actor: HasRoles) -> Q:
        if not actor.block_id:
            return NOTHING
        return Q(school__block_id=actor.block_id) | Q(post__center__block_id=actor.block_id)

    def to_make(self) -> Self:
        return self.filter(told_at__isnull=True)


class RecordQuerySet(SearchMixin, VisitPartQuerySet):
    """Records are reached as their visits are."""


class RecordPartQuerySet(AllowingQuerySet):
    def within_own(self, actor: Any) -> Q:
        return _own("record__visit__", actor)

    def within_school(self, actor: HasRoles) -> Q:
        return _of_school("record__visit__", actor)

    def within_block(self, actor: HasRoles) -> Q:
        return _of_block("record__visit__", actor)


class NoteQuerySet(AllowingQuerySet):
    def within_own(self, actor: Any) -> Q:
        return Q(post_id=actor.post_id) if actor.post_id else NOTHING

    def standing(self) -> Self:
        """Without those whose words were thrown away."""
        return self.filter(discarded_at__isnull=True)

    def unused(self) -> Self:
        """What could still be taken over into a record."""
        return self.standing().filter(used_in__isnull=True)

    def with_places(self) -> Self:
        return self.select_related("school", "visit")


class FeedQuerySet(AllowingQuerySet):
    """Calendars belong to a person in a post: nobody else's address is of any use to a reader."""

    def living(self, on: dt.date) -> Self:
        until = Q(appointment__until_on__isnull=True) | Q(appointment__until_on__gte=on)
        return self.filter(until, ended_at__isnull=True, appointment__from_on__lte=on)

    def of(self, actor: Any) -> Self:
        return self.filter(appointment__post=actor.post_id, appointment__person=actor.person_id)
