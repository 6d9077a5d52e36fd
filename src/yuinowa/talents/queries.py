"""Who sees which talent, and which talents could come."""

import datetime as dt
from typing import Any, Self

from django.db.models import Exists, OuterRef, Q

from yuinowa.access.querysets import AllowingQuerySet, HasRoles
from yuinowa.core import clock


class SkillQuerySet(AllowingQuerySet):
    """The taxonomy is no secret; only city-wide reaches change it."""


class TalentQuerySet(AllowingQuerySet):
    def within_own(self, actor: HasRoles) -> Q:
        return Q(person_id=actor.person_id)

    def within_school(self, actor: HasRoles) -> Q:
        return self._shown_to_school(actor) | self.within_assigned(actor)

    def within_block(self, actor: HasRoles) -> Q:
        return Q(visibility="city") | Q(block_id=actor.block_id)

    def within_assigned(self, actor: HasRoles) -> Q:
        """Talents who said yes to the actor's school lately."""
        today = clock.today()
        return Q(Exists(self._related("disclosures").filter(
            talent=OuterRef("pk"), school_id=actor.school_id, from_on__lte=today, until_on__gte=today
        )))

    def _shown_to_school(self, actor: HasRoles) -> Q:
        return Q(state__in=["active", "paused"]) & (
            Q(visibility="city")
            | Q(visibility="block", block_id=actor.block_id)
            | Q(visibility="school", pk__in=self.model.visible_schools.through.objects.filter(school_id=actor.school_id).values("talent_id"))
        )

    def _related(self, name: str) -> Any:
        return self.model._meta.get_field(name).related_model.objects

    def active(self) -> Self:
        return self.filter(state="active")

    def open_to_school(self, school: Any) -> Self:
        """Those whose visibility lets this school ask them."""
        chosen = self.model.visible_schools.through.objects.filter(school_id=school.pk).values("talent_id")
        return self.filter(
            Q(visibility="city") | Q(visibility="block", block_id=school.block_id) | Q(visibility="school", pk__in=chosen)
        )

    def expiring(self, on: dt.date) -> Self:
        return self.filter(state__in=["active", "paused"], expires_on__lte=on)


class TalentPartQuerySet(AllowingQuerySet):
    """Rows that hang on a talent."""

    def within_own(self, actor: HasRoles) -> Q:
        return Q(talent__person_id=actor.person_id)

    def within_block(self, actor: HasRoles) -> Q:
        return Q(talent__block_id=actor.block_id)
