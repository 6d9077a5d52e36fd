"""How far each reach goes over places."""

import datetime as dt
from typing import Self

from django.db.models import Q

from yuinowa.access.querysets import AllowingQuerySet, HasRoles


class WholeCityQuerySet(AllowingQuerySet):
    """Rows that only city-wide reaches touch."""


class SiteQuerySet(AllowingQuerySet):
    """Sites are no secret: whoever may see any school may see them all."""

    def within_school(self, actor: HasRoles) -> Q:
        return Q()

    within_block = within_school


class BlockQuerySet(AllowingQuerySet):
    def within_block(self, actor: HasRoles) -> Q:
        return Q(pk=actor.block_id)

    within_school = within_block


class CommunityCenterQuerySet(AllowingQuerySet):
    def within_block(self, actor: HasRoles) -> Q:
        return Q(block_id=actor.block_id)

    within_school = within_block


class SchoolQuerySet(AllowingQuerySet):
    def within_school(self, actor: HasRoles) -> Q:
        return Q(pk=actor.school_id)

    def within_block(self, actor: HasRoles) -> Q:
        return Q(block_id=actor.block_id)

    def open(self) -> Self:
        return self.filter(closed_on__isnull=True)

    def in_programme(self) -> Self:
        return self.open().filter(is_in_programme=True)


class SchoolPartQuerySet(AllowingQuerySet):
    """Rows that hang on a school; those without one concern every school and only the city changes them."""

    def within_school(self, actor: HasRoles) -> Q:
        return Q(school_id=actor.school_id)

    def within_block(self, actor: HasRoles) -> Q:
        return Q(school__block_id=actor.block_id)

    def touching(self, from_on: dt.date, until_on: dt.date) -> Self:
        return self.filter(from_on__lte=until_on, until_on__gte=from_on)
