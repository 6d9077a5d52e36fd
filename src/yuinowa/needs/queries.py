"""Who sees which need and offer, and the questions asked of them."""

import datetime as dt
from typing import Any, Self

from django.db.models import Exists, OuterRef, Q

from yuinowa.access.querysets import AllowingQuerySet, HasRoles
from yuinowa.core.search import SearchMixin


class NeedQuerySet(SearchMixin, AllowingQuerySet):
    def within_public(self, actor: HasRoles) -> Q:
        return Q(is_published=True, state__in=["open", "asking", "filled"]) | Q(activity__is_published=True)

    def within_own(self, actor: HasRoles) -> Q:
        """The needs for which a talent of the actor was asked."""
        offers = self.model._meta.get_field("offers").related_model.objects
        return Q(Exists(offers.filter(need=OuterRef("pk"), talent__person_id=actor.person_id)))

    def within_school(self, actor: HasRoles) -> Q:
        return Q(school_id=actor.school_id)

    def within_block(self, actor: HasRoles) -> Q:
        return Q(school__block_id=actor.block_id)

    def live(self) -> Self:
        return self.filter(state__in=["open", "asking", "filled"])

    def unfilled(self, on: dt.date, *, days: int) -> Self:
        """Needs with free seats whose day is at most ``days`` away."""
        return self.filter(state__in=["open", "asking"], first_on__range=(on, on + dt.timedelta(days=days)))

    def to_record(self, on: dt.date) -> Self:
        """Needs whose day has come and that nobody has recorded."""
        return self.live().filter(first_on__lte=on)

    def between(self, from_on: dt.date, until_on: dt.date) -> Self:
        return self.filter(first_on__range=(from_on, until_on))


class NeedPartQuerySet(AllowingQuerySet):
    """Rows that hang on a need (or, for a series, directly on a school)."""

    @property
    def _need(self) -> str:
        names = {field.name for field in self.model._meta.get_fields()}
        if "need" in names:
            return "need__"
        return "engagement__need__" if "engagement" in names else ""

    def within_own(self, actor: HasRoles) -> Q:
        names = {field.name for field in self.model._meta.get_fields()}
        talent = {"talent": "talent", "engagement": "engagement__talent"}
        path = next((talent[name] for name in talent if name in names), None)
        return Q(**{f"{path}__person_id": actor.person_id}) if path else Q(pk__in=[])

    def within_school(self, actor: HasRoles) -> Q:
        return Q(**{f"{self._need}school_id": actor.school_id})

    def within_block(self, actor: HasRoles) -> Q:
        return Q(**{f"{self._need}school__block_id": actor.block_id})


class OfferQuerySet(NeedPartQuerySet):
    def waiting(self) -> Self:
        return self.filter(state="waiting")

    def overdue(self, at: dt.datetime) -> Self:
        return self.waiting().filter(accept_by__lt=at)

    def by_telephone(self) -> Self:
        """Those who were asked and get no mail."""
        return self.waiting().filter(Q(talent__is_mailed=False) | Q(talent__person__email=""))

    def of_person(self, person_id: Any) -> Self:
        return self.filter(talent__person_id=person_id)


class PhoneCallQuerySet(NeedPartQuerySet):
    def to_make(self, today: dt.date) -> Self:
        """Untold, and not yet too late."""
        return self.filter(told_at__isnull=True, on__gte=today)


class EngagementQuerySet(NeedPartQuerySet):
    def live(self) -> Self:
        """Those that have not fallen through."""
        return self.filter(withdrawal__isnull=True)

    def on(self, day: dt.date) -> Self:
        return self.filter(date__on=day)
